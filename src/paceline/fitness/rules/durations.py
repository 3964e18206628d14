"""The durations at which curves are kept: the same for every activity, so that curves combine point by point."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paceline.fitness.schemas import Measure
from paceline.science.mean_max import standard_durations_s

LONGEST_CURVE_S = 12 * 3600


@dataclass(frozen=True, slots=True)
class _Spacing:
    finest_s: int
    step: float


# As fine as the sensor: a power meter knows single seconds; speed from positions and a heart, which follows an effort by half a
# minute, do not, and each duration costs every import its time.
_SPACING = {
    Measure.POWER: _Spacing(1, 0.01),
    Measure.SPEED: _Spacing(5, 0.025),
    Measure.GRADED_SPEED: _Spacing(5, 0.025),
    Measure.HEART_RATE: _Spacing(5, 0.05),
}


def curve_durations_s(measure: Measure, longest_s: int = LONGEST_CURVE_S) -> NDArray[np.int64]:
    """The durations in s of a measure's curves, up to `longest_s` and at most `LONGEST_CURVE_S`. Read-only."""
    spacing = _SPACING[measure]
    return standard_durations_s(min(longest_s, LONGEST_CURVE_S), finest_s=spacing.finest_s, step=spacing.step)
