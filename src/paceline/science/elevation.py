"""Elevation: climb and descent with a hysteresis, after smoothing that suits where the altitude comes from."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from paceline.science.result import NotComputable
from paceline.science.streams import Column, as_column, centred_mean

HYSTERESIS_M = 3.0


class AltitudeSource(StrEnum):
    """Where the altitude comes from."""

    BAROMETER = "barometer"
    POSITION = "position"


_SMOOTHING_S = {AltitudeSource.BAROMETER: 5.0, AltitudeSource.POSITION: 60.0}
_THRESHOLD_M = {AltitudeSource.BAROMETER: 3.0, AltitudeSource.POSITION: 10.0}
_NO_ALTITUDE = NotComputable("no_altitude", "The recording holds no altitude.")


@dataclass(frozen=True, slots=True)
class ElevationChange:
    """Climb and descent in metres, both positive."""

    gain_m: float
    loss_m: float


def elevation_gain_hysteresis(altitude_m: ArrayLike, hysteresis_m: float = HYSTERESIS_M) -> float | NotComputable:
    """Climb in m: rises count once they exceed the hysteresis over a reference that falls with the ground.

    altitude_m: any spacing, NaN = missing and skipped.
    Rule: above reference + h, add the difference and move the reference up; below reference - h, move it down.
    Valid for: barometric altitude; up to h is lost at each top. Breaks when: noise exceeds h (see
    `heuristic_elevation_change`). Not computable without altitude ("no_altitude").
    Reference: GoldenCheetah, ElevationGain (3 m, strictly greater).
    """
    altitude = as_column(altitude_m)
    heights: list[float] = altitude[~np.isnan(altitude)].tolist()
    if not heights:
        return _NO_ALTITUDE
    gain, reference = 0.0, heights[0]
    for height in heights:
        if height > reference + hysteresis_m:
            gain += height - reference
            reference = height
        elif height < reference - hysteresis_m:
            reference = height
    return gain


def elevation_loss_hysteresis(altitude_m: ArrayLike, hysteresis_m: float = HYSTERESIS_M) -> float | NotComputable:
    """Descent in m, positive: `elevation_gain_hysteresis` of the mirrored profile."""
    return elevation_gain_hysteresis(-as_column(altitude_m), hysteresis_m)


def heuristic_smoothed_altitude(at_s: ArrayLike, altitude_m: ArrayLike, source: AltitudeSource) -> Column:
    """Altitude in m averaged over 5 s for a barometer and over 60 s for satellite positions; NaN where it was missing.

    at_s: seconds, strictly increasing, same length. No published source for the windows; a straight climb is unchanged.
    """
    at, altitude = as_column(at_s), as_column(altitude_m)
    known = ~np.isnan(altitude)
    smoothed = np.full(len(altitude), np.nan)
    smoothed[known] = centred_mean(at[known], altitude[known], _SMOOTHING_S[source])
    return smoothed


def heuristic_elevation_change(
    at_s: ArrayLike, altitude_m: ArrayLike, source: AltitudeSource
) -> ElevationChange | NotComputable:
    """Climb and descent in m: smoothing by source, then all rises and falls from turn to turn above a threshold.

    Parameters as `heuristic_smoothed_altitude`. A turn counts once the ground has gone back by 3 m (barometer) or 10 m
    (satellite position); unlike a hysteresis this loses nothing at the tops. No published source for the constants;
    Strava describes the same idea, smoothing and a threshold from peak to peak, without its figures.
    Not computable without altitude ("no_altitude").
    """
    smoothed = heuristic_smoothed_altitude(at_s, altitude_m, source)
    heights = smoothed[~np.isnan(smoothed)]
    if not len(heights):
        return _NO_ALTITUDE
    legs = np.diff(_turning_points(_extremes(heights), _THRESHOLD_M[source]))
    return ElevationChange(float(legs[legs > 0].sum()), float(-legs[legs < 0].sum()))


def _extremes(heights: Column) -> list[float]:
    """The ends and every local low and high between them, which is all that turning points depend on."""
    moved = heights[np.append(True, np.diff(heights) != 0)]
    rises = np.diff(moved) > 0
    inner = moved[1:-1][rises[1:] != rises[:-1]]
    return [float(moved[0]), *inner.tolist(), float(moved[-1])]


def _turning_points(heights: list[float], threshold_m: float) -> list[float]:
    """Lows and highs in turn, neighbours more than the threshold apart; a single one on flat ground."""
    low = high = heights[0]
    turns: list[float] = []
    rising: bool | None = None
    for height in heights:
        low, high = min(low, height), max(high, height)
        if rising is not False and height < high - threshold_m:
            turns.append(high)
            low, rising = height, False
        elif rising is not True and height > low + threshold_m:
            turns.append(low)
            high, rising = height, True
    return [*turns, high if rising else low]
