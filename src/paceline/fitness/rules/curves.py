"""The best over many activities, and the model that follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paceline.fitness.rules.analysis_codec import decode_curve
from paceline.fitness.rules.durations import curve_durations_s
from paceline.fitness.schemas import Measure
from paceline.fitness.tables import RangeBest
from paceline.science.maximal_efforts import Effort
from paceline.science.streams import Column

_MODEL_S = (120.0, 1200.0)


@dataclass(frozen=True, slots=True)
class CombinedCurve:
    """The best mean for each duration, and which of the curves given holds it; only durations that any curve reaches."""

    durations_s: NDArray[np.int64]
    best: Column
    holder: NDArray[np.int64]


def combine(measure: Measure, curves: Iterable[bytes]) -> CombinedCurve:
    """The upper envelope of stored curves; of equals the first holds the point."""
    durations = curve_durations_s(measure)
    best, holder = np.full(len(durations), -np.inf), np.full(len(durations), -1, dtype=np.int64)
    for number, content in enumerate(curves):
        curve = decode_curve(measure, content)
        better = np.flatnonzero(curve > best[: len(curve)])
        best[better] = curve[better]
        holder[better] = number
    reached = holder >= 0
    return CombinedCurve(durations[reached], best[reached], holder[reached])


def efforts_of(measure: Measure, bests: Sequence[RangeBest]) -> tuple[Effort, ...]:
    """Bests of 2 to 20 minutes as the models take them: W, or m/s from the times over distances."""
    efforts = (
        Effort(best.value, best.target / best.value, str(best.activity_id))
        if measure is Measure.DISTANCE
        else Effort(best.target, best.value, str(best.activity_id))
        for best in bests
    )
    shortest, longest = _MODEL_S
    return tuple(effort for effort in efforts if shortest <= effort.duration_s <= longest)
