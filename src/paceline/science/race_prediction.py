"""A race forecast as a range: every method that holds for the athlete and the distance, and why the others do not."""

import math
from dataclasses import dataclass
from enum import StrEnum

from paceline.science.daniels import MARATHON_M, equivalent_time_daniels_gilbert, vdot_daniels_gilbert
from paceline.science.pace import MILE_M
from paceline.science.race import (
    CAMERON_VALID_M,
    RIEGEL_EXPONENT,
    RIEGEL_VALID_S,
    TANDA_VALID_S,
    Race,
    heuristic_clamped_exponent,
    is_race,
    marathon_time_tanda,
    marathon_time_vickers_vertosick_one_race,
    marathon_time_vickers_vertosick_two_races,
    personal_exponent_riegel,
    race_time_cameron,
    race_time_riegel,
)
from paceline.science.result import Metric, NotComputable

_DISTANCE_CLASS_FACTOR = 4.0
_APART_FACTOR = 1.8
_MARATHON_TOLERANCE = 0.005
_MARATHON_MARGIN = 0.04
_MARGIN = 0.02


class PredictionMethod(StrEnum):
    DANIELS = "daniels_gilbert"
    RIEGEL = "riegel"
    CAMERON = "cameron"
    VICKERS_ONE = "vickers_vertosick_one_race"
    VICKERS_TWO = "vickers_vertosick_two_races"
    TANDA = "tanda"


@dataclass(frozen=True, slots=True)
class MethodPrediction:
    """What one method says, from which results, and a sentence on what it was given."""

    method: PredictionMethod
    time_s: float
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class MethodLeftOut:
    """A method that does not hold here, and why."""

    method: PredictionMethod
    why: NotComputable


@dataclass(frozen=True, slots=True)
class RacePrediction:
    """A forecast in seconds: the likely time, and the range from `fast_s` to `slow_s`."""

    distance_m: float
    time_s: float
    fast_s: float
    slow_s: float
    used: tuple[MethodPrediction, ...]
    left_out: tuple[MethodLeftOut, ...]


@dataclass(frozen=True, slots=True)
class RaceEvidence:
    """What a forecast may rest on: all-out results of about the last six weeks, and the training of eight weeks.

    `weekly_km` and `training_pace_s_per_km` are means over the eight weeks that end a week ago; None = unknown.
    """

    races: tuple[Race, ...]
    weekly_km: float | None = None
    training_pace_s_per_km: float | None = None


def predict_race(distance_m: float, evidence: RaceEvidence) -> Metric[RacePrediction]:
    """Forecast for a flat race over `distance_m` on a cool day, from every method that holds.

    The likely time is Daniels' equivalent of the best result; for the marathon the slower of Daniels and Vickers, since
    VDOT flatters slower runners there. The range spans all methods used and is at least 2 % (marathon 4 %, the error of
    Vickers' kind of model) to each side. Heat and course are not in it. The methods are published (see each function);
    the way of combining them is ours.
    """
    if not (math.isfinite(distance_m) and distance_m > 0):
        return NotComputable("distance_invalid", "A forecast needs the distance of the race.")
    methods = _general_methods(distance_m, evidence) + _marathon_methods(distance_m, evidence)
    used = tuple(outcome for outcome in methods if isinstance(outcome, MethodPrediction))
    left_out = tuple(outcome for outcome in methods if isinstance(outcome, MethodLeftOut))
    if not used:
        return NotComputable("no_race", "A forecast needs a recent race or all-out effort within a method's range.")
    time_s = _likely_time(used)
    margin = _MARATHON_MARGIN if _is_marathon(distance_m) else _MARGIN
    times = [prediction.time_s for prediction in used]
    return RacePrediction(
        distance_m,
        time_s,
        min(*times, time_s * (1 - margin)),
        max(*times, time_s * (1 + margin)),
        used,
        left_out,
    )


def _is_marathon(distance_m: float) -> bool:
    return abs(distance_m / MARATHON_M - 1.0) <= _MARATHON_TOLERANCE


def _likely_time(used: tuple[MethodPrediction, ...]) -> float:
    by_method = {prediction.method: prediction.time_s for prediction in used}
    sober = [
        by_method[method]
        for method in (PredictionMethod.DANIELS, PredictionMethod.VICKERS_TWO, PredictionMethod.VICKERS_ONE)
        if method in by_method
    ]
    return max(sober[:2]) if sober else max(by_method.values())


def _outcome(
    method: PredictionMethod, time_s: Metric[float], races: tuple[Race, ...], note: str
) -> MethodPrediction | MethodLeftOut:
    if isinstance(time_s, NotComputable):
        return MethodLeftOut(method, time_s)
    sources = dict.fromkeys(race.source for race in races if race.source is not None)
    return MethodPrediction(method, time_s, tuple(sources), note)


def heuristic_best_race(distance_m: float, races: tuple[Race, ...]) -> Race | None:
    """The result with the highest VDOT within a factor four of the distance, or of all when none is that close."""
    close = [race for race in races if _log_ratio(race, distance_m) <= math.log(_DISTANCE_CLASS_FACTOR)]
    rated: list[tuple[float, Race]] = []
    for race in close or races:
        vdot = vdot_daniels_gilbert(race.distance_m, race.duration_s)
        if not isinstance(vdot, NotComputable):
            rated.append((vdot, race))
    return max(rated, key=lambda pair: pair[0])[1] if rated else None


def heuristic_two_races(races: tuple[Race, ...]) -> tuple[Race, Race] | None:
    """The shortest and the longest result when they are a factor 1.8 apart; closer ones say little about endurance."""
    ordered = sorted((race for race in races if is_race(race)), key=lambda race: race.distance_m)
    if len(ordered) < 2 or ordered[-1].distance_m < _APART_FACTOR * ordered[0].distance_m:
        return None
    return ordered[0], ordered[-1]


def _log_ratio(race: Race, distance_m: float) -> float:
    return abs(math.log(race.distance_m / distance_m)) if is_race(race) else math.inf


def _general_methods(distance_m: float, evidence: RaceEvidence) -> list[MethodPrediction | MethodLeftOut]:
    races = tuple(race for race in evidence.races if is_race(race))
    best = heuristic_best_race(distance_m, races)
    if best is None:
        why = NotComputable("no_race", "No recent race or all-out effort is known.")
        return [
            MethodLeftOut(method, why)
            for method in (PredictionMethod.DANIELS, PredictionMethod.RIEGEL, PredictionMethod.CAMERON)
        ]
    equivalent = equivalent_time_daniels_gilbert(best.distance_m, best.duration_s, distance_m)
    nearest = min(races, key=lambda race: _log_ratio(race, distance_m))
    return [
        _outcome(PredictionMethod.DANIELS, equivalent, (best,), "from the result with the highest VDOT"),
        _riegel(distance_m, nearest, races),
        _outcome(PredictionMethod.CAMERON, _cameron(distance_m, nearest), (nearest,), "from the nearest distance"),
    ]


def _riegel(distance_m: float, nearest: Race, races: tuple[Race, ...]) -> MethodPrediction | MethodLeftOut:
    pair = heuristic_two_races(races)
    personal = personal_exponent_riegel(*pair) if pair else None
    exponent = heuristic_clamped_exponent(personal) if isinstance(personal, float) else RIEGEL_EXPONENT
    time_s = race_time_riegel(nearest, distance_m, exponent)
    low, high = RIEGEL_VALID_S
    if isinstance(time_s, float) and not (low <= nearest.duration_s <= high and low <= time_s <= high):
        time_s = NotComputable("outside_validity", "Riegel's formula was fitted to races of 3.5 to 230 minutes.")
    note = f"exponent {exponent:.3f}, {'your own from two results' if pair else 'the published one'}"
    return _outcome(PredictionMethod.RIEGEL, time_s, (nearest, *(pair or ())), note)


def _cameron(distance_m: float, nearest: Race) -> Metric[float]:
    low, high = CAMERON_VALID_M
    if not (low <= distance_m <= high and low <= nearest.distance_m <= high):
        return NotComputable("outside_validity", "Cameron's formula is meant for races of 800 m to 50 km.")
    return race_time_cameron(nearest, distance_m)


def _marathon_methods(distance_m: float, evidence: RaceEvidence) -> list[MethodPrediction | MethodLeftOut]:
    if not _is_marathon(distance_m):
        return []
    races = tuple(race for race in evidence.races if is_race(race))
    return [_vickers_two(races, evidence.weekly_km), _vickers_one(races, evidence.weekly_km), _tanda(evidence)]


def _not_faster_than_vdot(time_s: Metric[float], race: Race) -> Metric[float]:
    equivalent = equivalent_time_daniels_gilbert(race.distance_m, race.duration_s, MARATHON_M)
    if isinstance(time_s, NotComputable) or isinstance(equivalent, NotComputable):
        return time_s
    return max(time_s, equivalent)


_NO_MILEAGE = NotComputable("weekly_volume_unknown", "The Vickers forecast needs the weekly running volume.")


def _vickers_one(races: tuple[Race, ...], weekly_km: float | None) -> MethodPrediction | MethodLeftOut:
    method = PredictionMethod.VICKERS_ONE
    shorter = tuple(race for race in races if race.distance_m < MARATHON_M)
    best = heuristic_best_race(MARATHON_M, shorter)
    if weekly_km is None:
        return MethodLeftOut(method, _NO_MILEAGE)
    if best is None:
        return MethodLeftOut(method, NotComputable("no_race", "No recent race shorter than the marathon is known."))
    time_s = marathon_time_vickers_vertosick_one_race(best, weekly_km * 1000.0 / MILE_M)
    return _outcome(method, _not_faster_than_vdot(time_s, best), (best,), f"with {weekly_km:.0f} km a week")


def _vickers_two(races: tuple[Race, ...], weekly_km: float | None) -> MethodPrediction | MethodLeftOut:
    method = PredictionMethod.VICKERS_TWO
    pair = heuristic_two_races(tuple(race for race in races if race.distance_m < MARATHON_M))
    if weekly_km is None:
        return MethodLeftOut(method, _NO_MILEAGE)
    if pair is None:
        return MethodLeftOut(
            method, NotComputable("one_race_only", "Two recent races of clearly different distance are needed.")
        )
    time_s = marathon_time_vickers_vertosick_two_races(*pair, weekly_km * 1000.0 / MILE_M)
    return _outcome(method, _not_faster_than_vdot(time_s, pair[1]), pair, f"with {weekly_km:.0f} km a week")


def _tanda(evidence: RaceEvidence) -> MethodPrediction | MethodLeftOut:
    if evidence.weekly_km is None or evidence.training_pace_s_per_km is None:
        why = NotComputable("training_unknown", "Tanda's forecast needs weekly kilometres and a mean training pace.")
        return MethodLeftOut(PredictionMethod.TANDA, why)
    time_s = marathon_time_tanda(evidence.weekly_km, evidence.training_pace_s_per_km)
    low, high = TANDA_VALID_S
    if isinstance(time_s, float) and not low <= time_s <= high:
        time_s = NotComputable("outside_validity", "Tanda's formula holds for marathons of 2:47 to 3:36.")
    return _outcome(PredictionMethod.TANDA, time_s, (), "from eight weeks of training")
