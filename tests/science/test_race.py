"""Race times: Daniels-Gilbert, Riegel, Cameron, Vickers-Vertosick, Tanda, and the forecast that joins them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.daniels import (
    HALF_MARATHON_M,
    MARATHON_M,
    TrainingPaces,
    equivalent_time_daniels_gilbert,
    race_time_daniels_gilbert,
    training_paces_daniels,
    vdot_daniels_gilbert,
)
from paceline.science.race import (
    Course,
    Race,
    marathon_time_vickers_vertosick_one_race,
    personal_exponent_riegel,
    race_time_cameron,
    race_time_riegel,
)
from paceline.science.race_prediction import PredictionMethod, RaceEvidence, RacePrediction, predict_race
from paceline.science.result import NotComputable

VDOTS = st.floats(20.0, 85.0)
DISTANCES_M = st.floats(1500.0, 42195.0)


def number(value: float | NotComputable) -> float:
    assert isinstance(value, float), value
    return value


@given(vdot=VDOTS, distance_m=DISTANCES_M)
def test_the_time_of_a_vdot_gives_that_vdot_back(vdot: float, distance_m: float) -> None:
    time_s = number(race_time_daniels_gilbert(vdot, distance_m))
    again = vdot_daniels_gilbert(distance_m, time_s)
    if not isinstance(again, NotComputable):
        assert again == pytest.approx(vdot, abs=1e-6)


@given(vdot=st.floats(30.0, 80.0), first_m=DISTANCES_M, second_m=DISTANCES_M)
def test_an_equivalent_time_there_and_back_is_the_same_within_a_tenth_of_a_second(
    vdot: float, first_m: float, second_m: float
) -> None:
    first_s = number(race_time_daniels_gilbert(vdot, first_m))
    second_s = number(equivalent_time_daniels_gilbert(first_m, first_s, second_m))
    assert number(equivalent_time_daniels_gilbert(second_m, second_s, first_m)) == pytest.approx(first_s, abs=0.1)


@given(distance_m=st.floats(3000.0, 42195.0), speed_mps=st.floats(2.5, 5.5), faster=st.floats(1.001, 1.2))
def test_vdot_rises_with_speed_at_a_fixed_distance(distance_m: float, speed_mps: float, faster: float) -> None:
    slow = vdot_daniels_gilbert(distance_m, distance_m / speed_mps)
    fast = vdot_daniels_gilbert(distance_m, distance_m / (speed_mps * faster))
    if not isinstance(slow, NotComputable) and not isinstance(fast, NotComputable):
        assert fast > slow


@given(vdot=st.floats(25.0, 85.0))
def test_training_paces_are_ordered_from_easy_to_repetition(vdot: float) -> None:
    paces = training_paces_daniels(vdot)
    assert isinstance(paces, TrainingPaces)
    fast, slow = paces.easy_s_per_km
    assert slow > fast > paces.threshold_s_per_km > paces.interval_s_per_km > paces.repetition_s_per_km
    assert fast > paces.marathon_s_per_km > paces.interval_s_per_km


@pytest.mark.parametrize(("distance_m", "time_s"), [(5000.0, 0.0), (0.0, 1200.0), (math.nan, 1200.0), (5000.0, -1.0)])
def test_a_race_without_distance_or_time_has_no_vdot(distance_m: float, time_s: float) -> None:
    vdot = vdot_daniels_gilbert(distance_m, time_s)
    assert isinstance(vdot, NotComputable)
    assert vdot.code == "race_invalid"


def test_a_walk_has_no_vdot() -> None:
    vdot = vdot_daniels_gilbert(5000.0, 5400.0)
    assert isinstance(vdot, NotComputable)
    assert vdot.code == "speed_out_of_range"


def test_a_vdot_outside_the_formula_has_no_times_or_paces() -> None:
    assert isinstance(race_time_daniels_gilbert(95.0, 5000.0), NotComputable)
    assert isinstance(training_paces_daniels(10.0), NotComputable)


@given(time_s=st.floats(900.0, 4000.0), factor=st.floats(1.1, 4.0), exponent=st.floats(1.02, 1.2))
def test_the_personal_exponent_is_the_one_the_longer_race_was_run_at(
    time_s: float, factor: float, exponent: float
) -> None:
    shorter = Race(5000.0, time_s)
    longer = Race(5000.0 * factor, number(race_time_riegel(shorter, 5000.0 * factor, exponent)))
    assert number(personal_exponent_riegel(shorter, longer)) == pytest.approx(exponent, abs=1e-6)


@given(distance_m=st.floats(800.0, 50_000.0))
def test_cameron_keeps_the_race_itself(distance_m: float) -> None:
    assert number(race_time_cameron(Race(distance_m, 2000.0), distance_m)) == pytest.approx(2000.0)


@given(miles=st.floats(5.0, 140.0))
def test_more_weekly_miles_give_a_faster_vickers_marathon(miles: float) -> None:
    race = Race(10_000.0, 2400.0)
    more = number(marathon_time_vickers_vertosick_one_race(race, miles + 10.0))
    assert more < number(marathon_time_vickers_vertosick_one_race(race, miles))


def test_a_result_on_a_difficult_course_predicts_a_faster_marathon_than_one_on_a_fast_course() -> None:
    fast, hard = (Race(10_000.0, 2400.0, course=course) for course in (Course.FAST, Course.DIFFICULT))
    typical = number(marathon_time_vickers_vertosick_one_race(Race(10_000.0, 2400.0), 40.0))
    assert number(marathon_time_vickers_vertosick_one_race(hard, 40.0)) < typical
    assert number(marathon_time_vickers_vertosick_one_race(fast, 40.0)) > typical


def test_vickers_refuses_a_mileage_outside_the_survey() -> None:
    refused = marathon_time_vickers_vertosick_one_race(Race(10_000.0, 2400.0), 0.0)
    assert isinstance(refused, NotComputable)
    assert refused.code == "mileage_out_of_range"


def prediction(distance_m: float, evidence: RaceEvidence) -> RacePrediction:
    forecast = predict_race(distance_m, evidence)
    assert isinstance(forecast, RacePrediction)
    return forecast


def test_a_marathon_forecast_shows_the_slower_of_daniels_and_vickers() -> None:
    forecast = prediction(MARATHON_M, RaceEvidence((Race(10_000.0, 2400.0, "race-7"),), weekly_km=64.37))
    times = {used.method: used.time_s for used in forecast.used}
    assert times[PredictionMethod.VICKERS_ONE] == pytest.approx(11896.6, abs=1.5)
    assert forecast.time_s == times[PredictionMethod.VICKERS_ONE] > times[PredictionMethod.DANIELS]
    assert forecast.fast_s <= min(times.values())
    assert forecast.slow_s >= forecast.time_s * 1.04


def test_a_forecast_names_the_results_it_rests_on_and_why_methods_are_missing() -> None:
    forecast = prediction(MARATHON_M, RaceEvidence((Race(5000.0, 1140.0, "a"), Race(HALF_MARATHON_M, 5400.0, "b"))))
    assert {source for used in forecast.used for source in used.sources} == {"a", "b"}
    reasons = {left.method: left.why.code for left in forecast.left_out}
    assert reasons[PredictionMethod.VICKERS_ONE] == "weekly_volume_unknown"
    assert reasons[PredictionMethod.TANDA] == "training_unknown"


def test_a_marathon_is_never_forecast_faster_by_vickers_than_by_vdot() -> None:
    forecast = prediction(MARATHON_M, RaceEvidence((Race(HALF_MARATHON_M, 7800.0),), weekly_km=240.0))
    times = {used.method: used.time_s for used in forecast.used}
    assert times[PredictionMethod.VICKERS_ONE] >= times[PredictionMethod.DANIELS]


@given(vdot=st.floats(30.0, 75.0), target_m=st.floats(1500.0, 42195.0), known_m=st.floats(3000.0, 21097.5))
def test_the_likely_time_lies_within_the_range(vdot: float, target_m: float, known_m: float) -> None:
    race = Race(known_m, number(race_time_daniels_gilbert(vdot, known_m)))
    forecast = prediction(target_m, RaceEvidence((race,), weekly_km=50.0, training_pace_s_per_km=330.0))
    assert forecast.fast_s < forecast.time_s < forecast.slow_s
    assert all(forecast.fast_s <= used.time_s <= forecast.slow_s for used in forecast.used)


def test_without_a_result_there_is_no_forecast_but_a_reason() -> None:
    forecast = predict_race(10_000.0, RaceEvidence(()))
    assert isinstance(forecast, NotComputable)
    assert forecast.code == "no_race"


def test_training_alone_can_forecast_a_marathon_by_tanda() -> None:
    forecast = prediction(MARATHON_M, RaceEvidence((), weekly_km=96.56, training_pace_s_per_km=279.617))
    assert [used.method for used in forecast.used] == [PredictionMethod.TANDA]
    assert forecast.time_s == pytest.approx(10751.0, abs=2.0)
