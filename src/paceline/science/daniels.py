"""Daniels and Gilbert: what a race result says about aerobic fitness (VDOT), equivalent times and training paces."""

import math
from dataclasses import dataclass

from paceline.science.result import Metric, NotComputable

HALF_MARATHON_M = 21097.5
MARATHON_M = 42195.0

_COST_CONSTANT = -4.60
_COST_LINEAR = 0.182258
_COST_SQUARE = 0.000104
_SPEED_RANGE_M_PER_MIN = (100.0, 450.0)
_VDOT_RANGE = (15.0, 90.0)
_DURATION_RANGE_MIN = (0.5, 1200.0)
_BISECTIONS = 60

_THRESHOLD_FRACTION = 0.88
_INTERVAL_FRACTION = 0.975
_EASY_FRACTIONS = (0.73, 0.63)
_REPETITION_GAIN_FAST_S = 6.0
_REPETITION_GAIN_SLOW_S = 8.0
_FAST_RUNNER_VDOT = 50.0


@dataclass(frozen=True, slots=True)
class TrainingPaces:
    """Daniels' training paces in seconds per kilometre; easy is a range, its fast end first."""

    easy_s_per_km: tuple[float, float]
    marathon_s_per_km: float
    threshold_s_per_km: float
    interval_s_per_km: float
    repetition_s_per_km: float


def oxygen_cost_daniels_gilbert(speed_m_per_min: float) -> float:
    """Oxygen cost of running on the flat, ml per kg and minute.

    `VO2 = -4.60 + 0.182258 v + 0.000104 v^2`, v in metres per minute. Breaks on hills, in wind and below a slow jog.
    Reference: Daniels & Gilbert, Oxygen Power (1979).
    """
    return _COST_CONSTANT + _COST_LINEAR * speed_m_per_min + _COST_SQUARE * speed_m_per_min**2


def sustainable_fraction_daniels_gilbert(duration_min: float) -> float:
    """Fraction of VO2max a runner holds for a race of this duration.

    `F = 0.8 + 0.1894393 e^(-0.012778 t) + 0.2989558 e^(-0.1932605 t)`, t in minutes. Valid for races of 3.5 to 240
    minutes or so; above 1 below about 11 minutes, and it tends to 0.8, so ultra distances come out too fast.
    Reference: Daniels & Gilbert, Oxygen Power (1979).
    """
    return 0.8 + 0.1894393 * math.exp(-0.012778 * duration_min) + 0.2989558 * math.exp(-0.1932605 * duration_min)


def _vdot(distance_m: float, duration_min: float) -> float:
    return oxygen_cost_daniels_gilbert(distance_m / duration_min) / sustainable_fraction_daniels_gilbert(duration_min)


def _is_vdot(vdot: float) -> bool:
    return _VDOT_RANGE[0] <= vdot <= _VDOT_RANGE[1]


def _vdot_out_of_range(vdot: float) -> NotComputable:
    return NotComputable("vdot_out_of_range", f"A VDOT of {vdot:.1f} lies outside 15 to 90, where the formula holds.")


def vdot_daniels_gilbert(distance_m: float, duration_s: float) -> Metric[float]:
    """VDOT of an all-out flat race over `distance_m` metres in `duration_s` seconds: `VDOT = VO2(v) / F(t)`.

    Not computable outside 100 to 450 m/min or VDOT 15 to 90. Show one decimal; take the best of about six weeks, never
    a mean of efforts. Reference: Daniels & Gilbert, Oxygen Power (1979); agrees with the 3rd edition's table (Daniels'
    Running Formula, 2013) within 0.15 from 3 km up.
    """
    if not (math.isfinite(distance_m) and math.isfinite(duration_s) and distance_m > 0 and duration_s > 0):
        return NotComputable("race_invalid", "A race needs a distance and a time above zero.")
    slow, fast = _SPEED_RANGE_M_PER_MIN
    if not slow <= distance_m / duration_s * 60.0 <= fast:
        return NotComputable("speed_out_of_range", "VDOT holds for speeds between 6 and 27 km/h.")
    vdot = _vdot(distance_m, duration_s / 60.0)
    return vdot if _is_vdot(vdot) else _vdot_out_of_range(vdot)


def race_time_daniels_gilbert(vdot: float, distance_m: float) -> Metric[float]:
    """Time in seconds a runner of this VDOT needs for `distance_m` metres: the t that solves `VDOT(d, t) = vdot`.

    VDOT falls as t grows, so halving 0.5 to 1200 minutes finds it. Follows the printed table within 1.8 s (5 km) to
    32 s (marathon, VDOT 30); the marathon is optimistic for slower runners. Reference: Daniels & Gilbert (1979).
    """
    if not _is_vdot(vdot):
        return _vdot_out_of_range(vdot)
    low, high = _DURATION_RANGE_MIN
    if not distance_m > 0 or _vdot(distance_m, low) < vdot or _vdot(distance_m, high) > vdot:
        return NotComputable("distance_out_of_range", "VDOT gives times for races between half a minute and 20 hours.")
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        if _vdot(distance_m, middle) > vdot:
            low = middle
        else:
            high = middle
    return (low + high) * 30.0


def equivalent_time_daniels_gilbert(from_distance_m: float, from_time_s: float, distance_m: float) -> Metric[float]:
    """Time in seconds for `distance_m` at the VDOT of a race over `from_distance_m` in `from_time_s`.

    Reference: Daniels & Gilbert, Oxygen Power (1979).
    """
    vdot = vdot_daniels_gilbert(from_distance_m, from_time_s)
    return vdot if isinstance(vdot, NotComputable) else race_time_daniels_gilbert(vdot, distance_m)


def speed_at_fraction_daniels_gilbert(vdot: float, fraction: float) -> float:
    """Speed in metres per minute whose oxygen cost is `fraction` of `vdot`: the positive root of the cost equation.

    Reference: Daniels & Gilbert, Oxygen Power (1979). The shortcut polynomial for vVDOT errs by over 1 m/min below 30.
    """
    cost = fraction * vdot - _COST_CONSTANT
    return (-_COST_LINEAR + math.sqrt(_COST_LINEAR**2 + 4.0 * _COST_SQUARE * cost)) / (2.0 * _COST_SQUARE)


def _pace_at_fraction_s_per_km(vdot: float, fraction: float) -> float:
    return 60000.0 / speed_at_fraction_daniels_gilbert(vdot, fraction)


def easy_pace_daniels(vdot: float) -> Metric[tuple[float, float]]:
    """Easy pace in s/km as (fast end, slow end): 73 % and 63 % of VDOT.

    The fractions match the printed table within 3.4 s/km over VDOT 30 to 85. Reference: Daniels' Running Formula, 3rd
    ed. (2013), training-intensity table.
    """
    if not _is_vdot(vdot):
        return _vdot_out_of_range(vdot)
    fast, slow = _EASY_FRACTIONS
    return _pace_at_fraction_s_per_km(vdot, fast), _pace_at_fraction_s_per_km(vdot, slow)


def marathon_pace_daniels(vdot: float) -> Metric[float]:
    """Marathon training pace in s/km: the pace of the predicted marathon.

    Matches the printed table within 2.5 s/km from VDOT 40 up. Below 40 the book is slower on purpose, by up to 11 s/km;
    we keep the race-equivalent pace, one rule for all, and rely on `predict_race` for a sober marathon time.
    Reference: Daniels' Running Formula, 3rd ed. (2013).
    """
    time_s = race_time_daniels_gilbert(vdot, MARATHON_M)
    return time_s if isinstance(time_s, NotComputable) else time_s / (MARATHON_M / 1000.0)


def threshold_pace_daniels(vdot: float) -> Metric[float]:
    """Threshold pace in s/km: 88 % of VDOT, within 0.7 s/km of the printed table.

    Reference: Daniels' Running Formula, 3rd ed. (2013).
    """
    return _pace_at_fraction_s_per_km(vdot, _THRESHOLD_FRACTION) if _is_vdot(vdot) else _vdot_out_of_range(vdot)


def interval_pace_daniels(vdot: float) -> Metric[float]:
    """Interval pace in s/km: 97.5 % of VDOT, within 0.9 s/km of the printed table.

    Reference: Daniels' Running Formula, 3rd ed. (2013).
    """
    return _pace_at_fraction_s_per_km(vdot, _INTERVAL_FRACTION) if _is_vdot(vdot) else _vdot_out_of_range(vdot)


def repetition_pace_daniels(vdot: float) -> Metric[float]:
    """Repetition pace in s/km: the 400 m of the interval pace less 6 s (VDOT 50 and up) or less 8 s (below 50).

    Within 1.3 s per 400 m of the printed table. Reference: Daniels' Running Formula, 3rd ed. (2013), "6-second rule".
    """
    interval = interval_pace_daniels(vdot)
    if isinstance(interval, NotComputable):
        return interval
    gain_s = _REPETITION_GAIN_FAST_S if vdot >= _FAST_RUNNER_VDOT else _REPETITION_GAIN_SLOW_S
    return interval - gain_s / 0.4


def training_paces_daniels(vdot: float) -> Metric[TrainingPaces]:
    """All training paces of a VDOT. Reference: Daniels' Running Formula, 3rd ed. (2013); each pace has its function."""
    easy = easy_pace_daniels(vdot)
    marathon = marathon_pace_daniels(vdot)
    threshold = threshold_pace_daniels(vdot)
    interval = interval_pace_daniels(vdot)
    repetition = repetition_pace_daniels(vdot)
    if (
        isinstance(easy, NotComputable)
        or isinstance(marathon, NotComputable)
        or isinstance(threshold, NotComputable)
        or isinstance(interval, NotComputable)
        or isinstance(repetition, NotComputable)
    ):
        return _vdot_out_of_range(vdot)
    return TrainingPaces(easy, marathon, threshold, interval, repetition)
