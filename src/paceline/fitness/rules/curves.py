"""The best over many activities, and the model that follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.analysis import POWER_TARGETS_S, analysis_version
from paceline.fitness.rules.analysis_codec import decode_curve, decode_holders, encode_curve, encode_holders
from paceline.fitness.rules.durations import curve_durations_s
from paceline.fitness.schemas import Measure
from paceline.fitness.tables import MonthKey, MonthRow, RangeBest, StoredCurve
from paceline.science.maximal_efforts import Effort
from paceline.science.streams import Column

_MODEL_S = (120.0, 1200.0)
_REVISION = 1
"""Rises when this module combines curves otherwise."""


@dataclass(frozen=True, slots=True)
class CombinedCurve:
    """The best mean for each duration that any curve reaches; `holder` counts in `activity_ids`, which all hold a point."""

    durations_s: NDArray[np.int64]
    best: Column
    holder: list[int]
    activity_ids: list[UUID]


def months_version() -> str:
    """The versions of everything in a combined month; a stored one of another version is not used."""
    return f"month.{_REVISION}+{analysis_version()}"


def measures_of(sport_family: str) -> tuple[Measure, ...]:
    """The measures whose months are kept combined: those a range is shown of."""
    running = (Measure.SPEED, Measure.GRADED_SPEED) if sport_family == SportFamily.RUN else ()
    return (Measure.POWER, *running)


def combine(measure: Measure, curves: Iterable[StoredCurve]) -> CombinedCurve:
    """The upper envelope of stored curves, of activities and of months alike; of equals the first holds the point."""
    best, holders = _envelope(measure, curves)
    reached = np.isfinite(best)
    ids: list[bytes] = holders[reached].tolist()
    places = {held: place for place, held in enumerate(dict.fromkeys(ids))}
    return CombinedCurve(
        curve_durations_s(measure)[reached],
        best[reached],
        [places[held] for held in ids],
        [UUID(bytes=held) for held in places],
    )


def combine_month(key: MonthKey, measure: Measure, curves: Iterable[StoredCurve]) -> MonthRow:
    """The upper envelope for storage: combined again with others it gives what its activities would."""
    best, holders = _envelope(measure, curves)
    reached = np.isfinite(best)
    length = int(np.flatnonzero(reached)[-1]) + 1 if reached.any() else 0
    means = np.where(reached, best, np.nan)[:length]
    return MonthRow(key, measure, encode_curve(measure, means), encode_holders(holders[:length]))


def _envelope(measure: Measure, curves: Iterable[StoredCurve]) -> tuple[Column, NDArray[np.void]]:
    """At each duration of the measure the best mean, minus infinity for none, and the id of the activity that holds it."""
    count = len(curve_durations_s(measure))
    best, holders = np.full(count, -np.inf), np.zeros(count, dtype="V16")
    for one in curves:
        means = decode_curve(measure, one.content)
        better = np.flatnonzero(means > best[: len(means)])
        best[better] = means[better]
        holders[better] = (
            np.void(one.holder.bytes) if isinstance(one.holder, UUID) else decode_holders(one.holder)[better]
        )
    return best, holders


def efforts_of_curve(curve: CombinedCurve) -> tuple[Effort, ...]:
    """The points of a power curve that critical power is fitted to: the named efforts of 2 to 20 minutes, in W."""
    shortest, longest = _MODEL_S
    wanted = {target for target in POWER_TARGETS_S if shortest <= target <= longest}
    points = zip(curve.durations_s.tolist(), curve.best.tolist(), curve.holder, strict=True)
    return tuple(
        Effort(float(duration), watts, str(curve.activity_ids[holder]))
        for duration, watts, holder in points
        if duration in wanted and watts > 0
    )


def efforts_of_times(bests: Sequence[RangeBest]) -> tuple[Effort, ...]:
    """The times over distances that took 2 to 20 minutes, as critical speed is fitted to them: in m/s."""
    shortest, longest = _MODEL_S
    return tuple(
        Effort(best.elapsed_s, best.distance_m / best.elapsed_s, str(best.activity_id))
        for best in bests
        if shortest <= best.elapsed_s <= longest
    )
