"""Power: averages, normalised power and its kin, and the power a cyclist needs on a road."""

from dataclasses import dataclass
from math import atan, cos, sin

import numpy as np
from numpy.typing import ArrayLike

from paceline.science.result import NotComputable
from paceline.science.streams import (
    Column,
    as_column,
    ewma,
    rolling_mean_expanding,
    rolling_mean_full,
    rolling_mean_zero_padded,
)

NP_WINDOW_S = 30
XPOWER_WINDOW_S = 25
GRAVITY_MPS2 = 9.80665

_NO_POWER = NotComputable("no_power", "The recording holds no power.")


def fourth_power_mean(values: Column) -> float:
    """The fourth root of the mean of the fourth powers, NaN left out; values are of the size of watts or m/s."""
    squares = values * values
    return float(np.nanmean(squares * squares)) ** 0.25


def _power_series(power_w_1hz: ArrayLike) -> Column | NotComputable:
    """A second without a value counts 0 W (the sensor was silent while the timer ran)."""
    power = as_column(power_w_1hz)
    return np.nan_to_num(power, nan=0.0) if bool(np.isfinite(power).any()) else _NO_POWER


def average_power(power_w_1hz: ArrayLike) -> float | NotComputable:
    """Mean power in W over the seconds the timer ran, zeros and silent seconds counted as 0.

    power_w_1hz: one value a second, pauses taken out. Definition, no source needed.
    """
    power = _power_series(power_w_1hz)
    return power if isinstance(power, NotComputable) else float(power.mean())


def work_kj(power_w_1hz: ArrayLike) -> float | NotComputable:
    """Mechanical work in kJ: the sum of power over seconds / 1000; one value a second. Definition."""
    power = _power_series(power_w_1hz)
    return power if isinstance(power, NotComputable) else float(power.sum()) / 1000.0


def normalized_power_coggan(power_w_1hz: ArrayLike) -> float | NotComputable:
    """Normalised power in W: 30-s rolling mean, fourth power, mean, fourth root, over full windows only.

    power_w_1hz: one value a second, pauses taken out, gaps filled; NaN counts 0 W.
    Equation: NP = (mean(rolling_30(P)^4))^(1/4).
    Valid for: efforts from 20 min on. Breaks when: under 30 s it is undefined; efforts shorter than the window are
    smoothed away (15/15 s intervals read as steady). Zero-padded and expanding starts differ by 0.1-1 %.
    Reference: Allen & Coggan, Training and Racing with a Power Meter, 2nd ed., 2010, ch. 7.
    """
    power = _power_series(power_w_1hz)
    if isinstance(power, NotComputable):
        return power
    if len(power) < NP_WINDOW_S:
        return NotComputable("too_short", "Normalised power needs at least 30 seconds of power.")
    return fourth_power_mean(rolling_mean_full(power, NP_WINDOW_S))


def normalized_power_goldencheetah(power_w_1hz: ArrayLike) -> float | NotComputable:
    """Normalised power in W with a window that starts in zeros; for comparison with GoldenCheetah only.

    Parameters and equation as `normalized_power_coggan`. Breaks when: short; a constant hour of 200 W reads 199.67 W.
    Reference: GoldenCheetah's IsoPower (source code).
    """
    power = _power_series(power_w_1hz)
    if isinstance(power, NotComputable):
        return power
    return fourth_power_mean(rolling_mean_zero_padded(power, NP_WINDOW_S))


def normalized_power_sweatpy(power_w_1hz: ArrayLike) -> float | NotComputable:
    """Normalised power in W with a window that grows to 30 s at the start; for comparison with sweatpy only.

    Parameters and equation as `normalized_power_coggan`. Breaks when: the start is hard, since it weighs more there.
    Reference: sweatpy's weighted average power (source code).
    """
    power = _power_series(power_w_1hz)
    if isinstance(power, NotComputable):
        return power
    return fourth_power_mean(rolling_mean_expanding(power, NP_WINDOW_S))


def xpower_skiba(power_w_1hz: ArrayLike) -> float | NotComputable:
    """xPower in W: 25-s exponentially weighted power, fourth power, mean, fourth root.

    power_w_1hz: one value a second, pauses taken out; NaN counts 0 W.
    Equation: y ← y·25/26 + P/26 from y = 0; xP = (mean(y^4))^(1/4) (the loop of GoldenCheetah).
    Breaks when: short, since the average starts at zero; the authors' own sheet smooths twice and reads 1.4 % higher.
    Reference: Skiba, Analysis of Power Output and Training Stress in Cyclists: The Development of the BikeScore
    Algorithm, 2008; GoldenCheetah, BikeScore.cpp.
    """
    power = _power_series(power_w_1hz)
    if isinstance(power, NotComputable):
        return power
    return fourth_power_mean(ewma(power, 1.0 / (XPOWER_WINDOW_S + 1)))


def xpower_from_mean_fourth_power(mean_ema_pow4_w4: float) -> float:
    """xPower in W from the mean of the fourth powers (W^4) of exponentially weighted power: its fourth root.

    Valid for: a mean that was summed over several parts, weighted by time.
    Reference: Clarke & Skiba, Adv Physiol Educ 37:134, 2013, doi:10.1152/advan.00078.2011, spreadsheet, sheet 7.
    """
    return mean_ema_pow4_w4**0.25


def variability_index(normalized_power_w: float, average_power_w: float) -> float | NotComputable:
    """Normalised over average power, without unit; 1.0 is perfectly steady.

    Breaks when: average power is 0. Reference: Allen & Coggan, 2010, ch. 7.
    """
    if not average_power_w > 0:
        return NotComputable("no_power", "Average power is zero, so there is nothing to compare with.")
    return normalized_power_w / average_power_w


def intensity_factor(normalized_power_w: float, threshold_power_w: float) -> float | NotComputable:
    """Normalised power over functional threshold power, without unit.

    Valid for: a threshold of the day. More than 1.05 over an hour says the threshold is too low.
    Reference: Allen & Coggan, 2010, ch. 7.
    """
    if not threshold_power_w > 0:
        return NotComputable("threshold_unknown", "There is no threshold power for this day.")
    return normalized_power_w / threshold_power_w


@dataclass(frozen=True, slots=True)
class CyclingResistance:
    """What a rider and bicycle have to overcome. `mass_kg` is rider, bicycle and load together."""

    mass_kg: float
    cda_m2: float
    """Drag area, 0.25-0.40 m²."""
    crr: float
    """Rolling resistance coefficient, 0.004-0.006 on asphalt."""
    drivetrain_efficiency: float = 0.976


def cycling_power_martin_1998(
    speed_mps: float,
    resistance: CyclingResistance,
    *,
    grade: float = 0.0,
    headwind_mps: float = 0.0,
    acceleration_mps2: float = 0.0,
    air_density_kg_m3: float = 1.2,
) -> float:
    """Power at the crank in W for a speed on a road; negative means braking, not pedalling.

    grade: rise over run (0.05 = 5 %). headwind_mps: along the road, positive against the rider.
    Equation: P = [½ρCdA|v+w|(v+w)v + Crr·m·g·cosθ·v + m·g·sinθ·v + m·a·v] / η, θ = atan(grade).
    Valid for: road cycling without draft; wheel inertia and bearing losses (1-2 %) are left out. Breaks when: wind and
    drag area are guesses, as in the field: 6-10 % random error (Millet 2014). Never a source of a threshold.
    Reference: Martin et al., J Appl Biomech 14:276, 1998, doi:10.1123/jab.14.3.276.
    """
    slope = atan(grade)
    air_speed = speed_mps + headwind_mps
    drag = 0.5 * air_density_kg_m3 * resistance.cda_m2 * abs(air_speed) * air_speed
    weight = resistance.mass_kg * GRAVITY_MPS2
    force = drag + weight * (resistance.crr * cos(slope) + sin(slope)) + resistance.mass_kg * acceleration_mps2
    return force * speed_mps / resistance.drivetrain_efficiency
