"""Pace: conversions, speed corrected for grade, and a normalised graded pace of our own."""

import numpy as np
from numpy.typing import ArrayLike

from paceline.science.grade import gap_factor_strava_2017
from paceline.science.power import fourth_power_mean
from paceline.science.result import NotComputable
from paceline.science.streams import Column, as_column, rolling_mean_full

MILE_M = 1609.344
NORMALISED_WINDOW_S = 30
LEAST_NORMALISED_COVERAGE = 0.5


def pace_from_speed(speed_mps: float, per_m: float = 1000.0) -> float | NotComputable:
    """Pace in seconds for each `per_m` metres (1000, or `MILE_M`). Not computable at a standstill ("not_moving")."""
    if not speed_mps > 0:
        return NotComputable("not_moving", "There is no pace at a standstill.")
    return per_m / speed_mps


def speed_from_pace(pace_s: float, per_m: float = 1000.0) -> float | NotComputable:
    """Speed in m/s from a pace in seconds for each `per_m` metres. Not computable for 0 or less ("not_moving")."""
    if not pace_s > 0:
        return NotComputable("not_moving", "A pace is more than zero seconds.")
    return per_m / pace_s


def grade_adjusted_speed_mps(speed_mps: ArrayLike, grade_pct: ArrayLike) -> Column:
    """Level speed in m/s of the same effort for each sample: speed times `gap_factor_strava_2017`.

    Missing grade counts as level, missing speed stays missing. Valid for and reference: as the factor's.
    """
    grade = np.nan_to_num(as_column(grade_pct), nan=0.0)
    return as_column(speed_mps) * gap_factor_strava_2017(grade)


def heuristic_normalised_graded_speed_mps(graded_speed_mps_1hz: ArrayLike) -> float | NotComputable:
    """Normalised graded speed in m/s: 30-s rolling mean of graded speed, fourth power, mean, fourth root.

    graded_speed_mps_1hz: one value a second of running timer, NaN = missing; a window missing a second is left out.
    TrainingPeaks' algorithm for normalised graded pace is not public; this is normalised power's form applied to
    `grade_adjusted_speed_mps`, so that even running gives its own speed. Not computable under 30 s ("too_short"), or
    when less than half of the windows are complete ("no_speed").
    """
    speed = as_column(graded_speed_mps_1hz)
    if len(speed) < NORMALISED_WINDOW_S:
        return NotComputable("too_short", "Normalised graded pace needs at least 30 seconds.")
    means = rolling_mean_full(speed, NORMALISED_WINDOW_S)
    if float(np.mean(~np.isnan(means))) < LEAST_NORMALISED_COVERAGE:
        return NotComputable("no_speed", "Speed is missing for most of the recording.")
    return fourth_power_mean(means)
