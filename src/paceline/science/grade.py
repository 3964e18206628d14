"""Grade: what it costs to run, walk or climb, and how steep the ground is."""

import numpy as np
from numpy.typing import ArrayLike

from paceline.science.result import NotComputable
from paceline.science.streams import Column, as_column, polyline_integral

MINETTI_LIMIT = 0.45
GRADE_BASELINE_M = 30.0

_MINETTI_RUNNING = (155.4, -30.4, -43.3, 46.3, 19.5, 3.6)
_MINETTI_WALKING = (280.5, -58.7, -76.8, 51.9, 19.6, 2.5)

_STRAVA_2017 = (
    (-30, 1.49), (-20, 1.085), (-18, 1.02), (-14, 0.92), (-10, 0.875), (-9, 0.875), (-5, 0.90), (-2, 0.95), (-1, 0.98),
    (0, 1.0), (1, 1.02), (2, 1.05), (3, 1.10), (4, 1.14), (5, 1.19), (8, 1.35), (10, 1.48), (14, 1.77), (20, 2.28),
    (30, 3.16), (40, 3.739),
)  # fmt: skip


def _polynomial(coefficients: tuple[float, ...], gradient: ArrayLike) -> Column:
    clamped = np.clip(np.asarray(gradient, dtype=np.float64), -MINETTI_LIMIT, MINETTI_LIMIT)
    cost = np.zeros_like(clamped)
    for coefficient in coefficients:
        cost = cost * clamped + coefficient
    return cost


def running_cost_minetti_2002(gradient: ArrayLike) -> Column:
    """Metabolic cost of running in J/(kg·m) at a gradient (rise over run, 0.1 = 10 %), same shape as the input.

    Equation: 155.4 i^5 - 30.4 i^4 - 43.3 i^3 + 46.3 i^2 + 19.5 i + 3.6.
    Valid for: |i| ≤ 0.45, clamped there; level cost is the polynomial's own 3.6, not the measured 3.40. Breaks when:
    used for pace downhill; its discount (0.50 at -20 %) is far larger than what runners do.
    Reference: Minetti et al., J Appl Physiol 93:1039, 2002, doi:10.1152/japplphysiol.01177.2001.
    """
    return _polynomial(_MINETTI_RUNNING, gradient)


def walking_cost_minetti_2002(gradient: ArrayLike) -> Column:
    """Metabolic cost of walking in J/(kg·m) at a gradient (rise over run), same shape as the input.

    Equation: 280.5 i^5 - 58.7 i^4 - 76.8 i^3 + 51.9 i^2 + 19.6 i + 2.5.
    Valid for: |i| ≤ 0.45, clamped there, at the walker's best speed. Breaks when: walking faster than that.
    Reference: Minetti et al., J Appl Physiol 93:1039, 2002, doi:10.1152/japplphysiol.01177.2001.
    """
    return _polynomial(_MINETTI_WALKING, gradient)


def gap_factor_strava_2017(grade_pct: ArrayLike) -> Column:
    """Factor from speed on a grade (%) to the level speed of the same heart rate; 1 at 0 %, same shape as the input.

    Straight lines between the published curve's points, so exactly 1 at level; the ends hold beyond -30 and +40 %.
    Valid for: running at even effort, -30 to +40 %, points read off a chart to ± 0.02. Breaks when: the ground is
    technical, or the runner walks.
    Reference: Robb, An Improved GAP Model, Strava Engineering, 2017; points as tabulated by GoldenCheetah.
    """
    points = np.array(_STRAVA_2017)
    return np.interp(np.asarray(grade_pct, dtype=np.float64), points[:, 0], points[:, 1])


def running_power_skiba_2006(
    speed_mps: ArrayLike, gradient: ArrayLike, *, mass_kg: float, height_m: float, kinetic_j_kg_m: ArrayLike = 0.0
) -> Column:
    """Running power in W as GOVSS uses it, for speed in m/s and gradient (rise over run), in their common shape.

    kinetic_j_kg_m: cost of gaining speed, ½ (v² - v0²) / d; 0 at steady speed.
    Equation: P = (½·1.2·0.9·A·v²/m + C_kin + C_slope·η)·v·m, η = (0.25 + 0.054 v)(1 - 0.5 v/8.33),
    A = 0.266·0.2025·h^0.725·m^0.425, C_slope by Minetti.
    Valid for: 120-s means of speed and slope, v ≤ 8.33 m/s. Breaks when: sprinting, or downhill (Minetti's discount).
    Reference: Skiba, Calculation of Power Output and Quantification of Training Stress in Distance Runners: The
    Development of the GOVSS Algorithm, 2006; GoldenCheetah, GOVSS.cpp.
    """
    speed = np.asarray(speed_mps, dtype=np.float64)
    frontal_area_m2 = 0.266 * 0.2025 * height_m**0.725 * mass_kg**0.425
    aero = 0.5 * 1.2 * 0.9 * frontal_area_m2 * speed**2 / mass_kg
    efficiency = (0.25 + 0.054 * speed) * (1 - 0.5 * speed / 8.33)
    slope = running_cost_minetti_2002(gradient) * efficiency
    return (aero + np.asarray(kinetic_j_kg_m, dtype=np.float64) + slope) * speed * mass_kg


def heuristic_grade_pct(
    distance_m: ArrayLike, altitude_m: ArrayLike, *, baseline_m: float = GRADE_BASELINE_M
) -> Column:
    """Grade in % at each sample: mean altitude over the next baseline less that over the last one, over the baseline.

    distance_m: cumulative; altitude_m: same length, NaN = missing, bridged by a straight line over distance.
    Averages over distance, since differences from second to second are noise; a slope shorter than the baseline is
    flattened. Near the ends the nearest full window serves. NaN throughout where less than two baselines were covered.
    No published source for the 30 m. Raises ValueError when lengths differ.
    """
    distance, altitude = as_column(distance_m), as_column(altitude_m)
    if len(distance) != len(altitude):
        raise ValueError(f"{len(distance)} distances for {len(altitude)} altitudes")
    known = ~np.isnan(distance) & ~np.isnan(altitude)
    at, height = np.maximum.accumulate(distance[known]), altitude[known]
    if len(at) < 2 or at[-1] - at[0] < 2 * baseline_m:
        return np.full(len(distance), np.nan)
    centre = np.clip(np.where(np.isnan(distance), at[0], distance), at[0] + baseline_m, at[-1] - baseline_m)
    behind, here, ahead = (polyline_integral(centre + shift, at, height) for shift in (-baseline_m, 0.0, baseline_m))
    grade = 100.0 * (ahead - 2.0 * here + behind) / baseline_m**2
    return np.where(np.isnan(distance), np.nan, grade)


def average_grade_pct(distance_m: ArrayLike, altitude_m: ArrayLike) -> float | NotComputable:
    """Rise over distance in % between the first and the last sample that has both, signed. Definition.

    distance_m: cumulative; one value a sample, NaN = missing. Not computable without altitude and distance ("no_altitude"), or where
    no ground was covered ("not_moving").
    """
    distance, altitude = as_column(distance_m), as_column(altitude_m)
    both = np.flatnonzero(~np.isnan(distance) & ~np.isnan(altitude))
    if not len(both):
        return NotComputable("no_altitude", "The recording holds no altitude and distance here.")
    first, last = both[0], both[-1]
    covered_m = float(distance[last] - distance[first])
    if covered_m <= 0:
        return NotComputable("not_moving", "No ground was covered here.")
    return 100.0 * float(altitude[last] - altitude[first]) / covered_m
