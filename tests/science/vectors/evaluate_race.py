"""Race times, VDOT and training paces."""

from functools import partial

from paceline.science import daniels, race
from paceline.science.result import NotComputable
from tests.science.vectors.compare import Answer
from tests.science.vectors.inputs import MILE_M, Inputs, NotCoveredError
from tests.science.vectors.registry import EVALUATORS, answers

_PACES = {
    "easy": daniels.easy_pace_daniels,
    "marathon": daniels.marathon_pace_daniels,
    "threshold": daniels.threshold_pace_daniels,
    "interval": daniels.interval_pace_daniels,
    "repetition": daniels.repetition_pace_daniels,
}
_PER_M = {"km": 1000.0, "1000m": 1000.0, "mile": MILE_M, "1200m": 1200.0, "800m": 800.0, "400m": 400.0, "200m": 200.0}


def _training_pace(name: str, per_m: float, inputs: Inputs) -> Answer:
    pace = _PACES[name](inputs.number("vdot"))
    if isinstance(pace, NotComputable):
        return pace
    scale = per_m / 1000.0
    return [one * scale for one in pace] if isinstance(pace, tuple) else pace * scale


for _name in _PACES:
    for _unit, _length_m in _PER_M.items():
        for _suffix in ("", "_range"):
            EVALUATORS[f"{_name}_pace_s_per_{_unit}{_suffix}"] = partial(_training_pace, _name, _length_m)


@answers("training_paces", "training_paces_s_per_km", "daniels_paces_s_per_km")
def training_paces(inputs: Inputs) -> Answer:
    paces = daniels.training_paces_daniels(inputs.number("vdot"))
    if isinstance(paces, NotComputable):
        return paces
    return {
        "e_fast": paces.easy_s_per_km[0],
        "e_slow": paces.easy_s_per_km[1],
        "m": paces.marathon_s_per_km,
        "t": paces.threshold_s_per_km,
        "i": paces.interval_s_per_km,
        "r": paces.repetition_s_per_km,
    }


@answers("race_time_s_from_vdot", "race_time_from_vdot_s", "vdot_race_time_s")
def race_time_from_vdot(inputs: Inputs) -> Answer:
    return daniels.race_time_daniels_gilbert(inputs.number("vdot"), inputs.number("distance_m"))


@answers("race_time_s_from_vdot_of_race", "equivalent_time_s", "equivalent_race_time_s", "vdot_equivalent_time_s")
def equivalent_time(inputs: Inputs) -> Answer:
    race_m, race_s, wanted_m = inputs.number("d1_m"), inputs.number("t1_s"), inputs.number("d2_m")
    return daniels.equivalent_time_daniels_gilbert(race_m, race_s, wanted_m)


@answers("vdot_from_race", "vdot", "vdot_of_race")
def vdot_from_race(inputs: Inputs) -> Answer:
    return daniels.vdot_daniels_gilbert(inputs.number("distance_m"), inputs.number("duration_s"))


@answers("vo2_cost", "vo2_cost_ml_kg_min", "oxygen_cost")
def oxygen_cost(inputs: Inputs) -> Answer:
    return daniels.oxygen_cost_daniels_gilbert(inputs.number("speed_m_per_min"))


@answers("vo2max_fraction", "sustainable_fraction", "vo2max_fraction_at_time")
def sustainable_fraction(inputs: Inputs) -> Answer:
    return daniels.sustainable_fraction_daniels_gilbert(inputs.number("duration_s") / 60.0)


@answers("speed_at_vdot_fraction_m_per_min", "velocity_at_fraction_m_per_min", "vvdot_m_per_min")
def speed_at_fraction(inputs: Inputs) -> Answer:
    return daniels.speed_at_fraction_daniels_gilbert(inputs.number("vdot"), inputs.number("fraction", 1.0))


def _race(inputs: Inputs, distance: str = "d1_m", time: str = "t1_s") -> race.Race:
    text = inputs.text("course")
    course = race.Course(text) if text in {"fast", "difficult", "typical"} else race.Course.TYPICAL
    return race.Race(inputs.number(distance), inputs.number(time), course=course)


@answers("riegel_time_s", "riegel", "riegel_s")
def riegel(inputs: Inputs) -> Answer:
    exponent = inputs.number("exponent", race.RIEGEL_EXPONENT)
    return race.race_time_riegel(_race(inputs), inputs.number("d2_m"), exponent)


@answers("riegel_exponent", "personal_riegel_exponent", "personal_exponent")
def riegel_exponent(inputs: Inputs) -> Answer:
    return race.personal_exponent_riegel(_race(inputs), _race(inputs, "d2_m", "t2_s"))


@answers("cameron_time_s", "cameron", "cameron_s")
def cameron(inputs: Inputs) -> Answer:
    return race.race_time_cameron(_race(inputs), inputs.number("d2_m"))


@answers("tanda_marathon_s", "tanda_marathon_time_s", "tanda_time_s", "tanda_s")
def tanda(inputs: Inputs) -> Answer:
    return race.marathon_time_tanda(inputs.number("weekly_km"), inputs.number("training_pace_s_per_km"))


@answers("tanda_marathon_pace_s_per_km", "tanda_pace_s_per_km")
def tanda_pace(inputs: Inputs) -> Answer:
    time_s = race.marathon_time_tanda(inputs.number("weekly_km"), inputs.number("training_pace_s_per_km"))
    return time_s if isinstance(time_s, NotComputable) else time_s / (daniels.MARATHON_M / 1000.0)


@answers("vickers_vertosick_model1_s", "vickers_vertosick_1_s", "vickers_model1_s")
def vickers_one(inputs: Inputs) -> Answer:
    return race.marathon_time_vickers_vertosick_one_race(_race(inputs), inputs.number("weekly_miles"))


@answers("vickers_vertosick_model2_s", "vickers_vertosick_2_s", "vickers_model2_s")
def vickers_two(inputs: Inputs) -> Answer:
    longer = _race(inputs, "d2_m", "t2_s")
    return race.marathon_time_vickers_vertosick_two_races(_race(inputs), longer, inputs.number("weekly_miles"))


@answers("vdot_training_pace_s_per_km", "pace_at_vdot_fraction_s_per_km")
def pace_at_fraction(inputs: Inputs) -> Answer:
    speed = daniels.speed_at_fraction_daniels_gilbert(inputs.number("vdot"), inputs.number("fraction"))
    if not speed > 0:
        raise NotCoveredError("the fraction gives no speed")
    return 60000.0 / speed
