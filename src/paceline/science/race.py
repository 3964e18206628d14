"""Race times from other races and from training: Riegel, Cameron, Vickers and Vertosick, Tanda."""

import math
from dataclasses import dataclass
from enum import StrEnum

from paceline.science.daniels import MARATHON_M
from paceline.science.pace import MILE_M
from paceline.science.result import Metric, NotComputable

RIEGEL_EXPONENT = 1.06
RIEGEL_VALID_S = (3.5 * 60.0, 230.0 * 60.0)
CAMERON_VALID_M = (800.0, 50_000.0)
TANDA_VALID_S = (167.0 * 60.0, 216.0 * 60.0)
_PERSONAL_EXPONENT_RANGE = (1.03, 1.20)
_VICKERS_MILES_RANGE = (5.0, 150.0)
_VICKERS_RIEGEL_EXPONENT = 1.07
_COURSE_MATCH = 0.02


class Course(StrEnum):
    """How fast a course was, in the answers of Vickers and Vertosick's survey."""

    FAST = "fast"
    TYPICAL = "typical"
    DIFFICULT = "difficult"


_COURSE_CORRECTIONS_MPS: tuple[tuple[float, float, float], ...] = (
    (5_000.0, -0.0238, 0.1129),
    (5 * MILE_M, -0.1550, 0.1090),
    (10_000.0, -0.0781, 0.0246),
    (10 * MILE_M, -0.1358, 0.1031),
    (21_097.5, -0.0978, 0.0336),
)
"""(distance in m, correction for a fast course, for a difficult one), added to the race speed in m/s."""


@dataclass(frozen=True, slots=True)
class Race:
    """An all-out result. `source` is the caller's own key for it and is passed through untouched."""

    distance_m: float
    duration_s: float
    source: str | None = None
    course: Course = Course.TYPICAL


def is_race(race: Race) -> bool:
    """Whether distance and time are finite and above zero."""
    numbers = (race.distance_m, race.duration_s)
    return all(math.isfinite(number) and number > 0 for number in numbers)


_INVALID_RACE = NotComputable("race_invalid", "A race needs a distance and a time above zero.")


def race_time_riegel(race: Race, distance_m: float, exponent: float = RIEGEL_EXPONENT) -> Metric[float]:
    """Time in seconds over `distance_m`: `T2 = T1 (D2/D1)^k`, k = 1.06 unless a personal exponent is known.

    Fitted to races of 3.5 to 230 minutes; recreational marathons are slower (median exponent from the half 1.15).
    Reference: Riegel, American Scientist 69:285 (1981).
    """
    if not is_race(race) or not distance_m > 0:
        return _INVALID_RACE
    return race.duration_s * (distance_m / race.distance_m) ** exponent


def personal_exponent_riegel(shorter: Race, longer: Race) -> Metric[float]:
    """A runner's own exponent from two races: `k = ln(T2/T1) / ln(D2/D1)`, not clamped.

    Breaks when the distances are close or one race was not all-out. Reference: Riegel, Am. Scientist 69:285 (1981).
    """
    if not is_race(shorter) or not is_race(longer):
        return _INVALID_RACE
    if longer.distance_m <= shorter.distance_m:
        return NotComputable("races_not_longer", "Two races of different length are needed, the longer one second.")
    return math.log(longer.duration_s / shorter.duration_s) / math.log(longer.distance_m / shorter.distance_m)


def heuristic_clamped_exponent(exponent: float) -> float:
    """A personal exponent held within 1.03 to 1.20, beyond which one race was hardly all-out. Our bounds."""
    low, high = _PERSONAL_EXPONENT_RANGE
    return min(max(exponent, low), high)


def _decay_cameron(distance_m: float) -> float:
    return 13.49681 - 0.000030363 * distance_m + 835.7114 * distance_m**-0.7905


def race_time_cameron(race: Race, distance_m: float) -> Metric[float]:
    """Time in seconds over `distance_m`: `T2 = (T1/D1) (f(D1)/f(D2)) D2`.

    `f(x) = 13.49681 - 0.000030363 x + 835.7114 x^-0.7905`, x in metres. Meant for 800 m to 50 km of elite records.
    Reference: D. Cameron (1998), as published in the package running-performance 0.2.1 (cameron.py).
    """
    if not is_race(race) or not distance_m > 0:
        return _INVALID_RACE
    pace_s_per_m = race.duration_s / race.distance_m
    return pace_s_per_m * _decay_cameron(race.distance_m) / _decay_cameron(distance_m) * distance_m


def _corrected_time_s(race: Race) -> float:
    """The race time on a typical course; distances the survey did not ask about stay as they are."""
    if race.course is Course.TYPICAL:
        return race.duration_s
    for distance_m, fast_mps, difficult_mps in _COURSE_CORRECTIONS_MPS:
        if abs(race.distance_m / distance_m - 1.0) <= _COURSE_MATCH:
            correction_mps = fast_mps if race.course is Course.FAST else difficult_mps
            return race.distance_m / (race.distance_m / race.duration_s + correction_mps)
    return race.duration_s


def _check_vickers(weekly_miles: float, *races: Race) -> NotComputable | None:
    if not all(is_race(race) for race in races):
        return _INVALID_RACE
    low, high = _VICKERS_MILES_RANGE
    if not low <= weekly_miles <= high:
        return NotComputable(
            "mileage_out_of_range", "The Vickers forecast needs a weekly volume between 5 and 150 miles (8 to 240 km)."
        )
    return None


def marathon_time_vickers_vertosick_one_race(race: Race, weekly_miles: float) -> Metric[float]:
    """Marathon time in seconds from one race and the weekly miles of training, model 1.

    `v_r = 42195 / (T (42195/D)^1.07)`, `v = 0.16018617 + 0.83076202 v_r + 0.06423826 m/10`, speeds in m/s, m in miles a
    week. Valid for recreational runners at 5 to 150 miles; copies with 0.6423826 are a misprint.
    Reference: Vickers & Vertosick, BMC Sports Sci Med Rehabil 8:26 (2016), doi 10.1186/s13102-016-0052-y.
    """
    refused = _check_vickers(weekly_miles, race)
    if refused:
        return refused
    equivalent_s = _corrected_time_s(race) * (MARATHON_M / race.distance_m) ** _VICKERS_RIEGEL_EXPONENT
    speed_mps = 0.16018617 + 0.83076202 * MARATHON_M / equivalent_s + 0.06423826 * weekly_miles / 10.0
    return MARATHON_M / speed_mps


def marathon_time_vickers_vertosick_two_races(shorter: Race, longer: Race, weekly_miles: float) -> Metric[float]:
    """Marathon time in seconds from two races and the weekly miles of training, model 2.

    `k = ln(T2/T1)/ln(D2/D1)`, `k_M = 1.4510756 - 0.23797948 k - 0.01410023 m/10`, `T_M = T2 (42195/D2)^k_M`. Valid as
    model 1. Reference: Vickers & Vertosick, BMC Sports Sci Med Rehabil 8:26 (2016).
    """
    refused = _check_vickers(weekly_miles, shorter, longer)
    if refused:
        return refused
    shorter = Race(shorter.distance_m, _corrected_time_s(shorter))
    longer = Race(longer.distance_m, _corrected_time_s(longer))
    exponent = personal_exponent_riegel(shorter, longer)
    if isinstance(exponent, NotComputable):
        return exponent
    marathon_exponent = 1.4510756 - 0.23797948 * exponent - 0.01410023 * weekly_miles / 10.0
    return longer.duration_s * (MARATHON_M / longer.distance_m) ** marathon_exponent


def marathon_time_tanda(weekly_km: float, training_pace_s_per_km: float) -> Metric[float]:
    """Marathon time in seconds from eight weeks of training that end one week before the race.

    `P_m = 17.1 + 140.0 e^(-0.0053 K) + 0.55 P`, K km a week, P mean training pace in s/km. Error 5.4 min for times of
    2:47 to 3:36; outside systematically too fast. Reference: Tanda, J Hum Sport Exerc 6:511 (2011).
    """
    if not (weekly_km > 0 and training_pace_s_per_km > 0):
        return NotComputable("training_unknown", "Tanda's forecast needs weekly kilometres and a mean training pace.")
    pace_s_per_km = 17.1 + 140.0 * math.exp(-0.0053 * weekly_km) + 0.55 * training_pace_s_per_km
    return pace_s_per_km * MARATHON_M / 1000.0
