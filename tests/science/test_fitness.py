"""Fitness, fatigue, form, monotony and the ratios of acute to chronic load."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.fitness import (
    Deviation,
    FitnessState,
    Smoothing,
    acute_chronic_ratio_coupled,
    acute_chronic_ratio_uncoupled,
    acute_chronic_ratio_williams,
    days_of_influence_banister,
    fitness_series,
    goodness_of_fit,
    heuristic_seed,
    impulse_response_banister,
    monotony_foster,
    ramp,
    share_of_day,
    strain_foster,
)
from paceline.science.result import NotComputable

LOADS = st.lists(st.floats(0.0, 400.0), min_size=1, max_size=120)
SMOOTHINGS = st.sampled_from(Smoothing)


@given(loads=LOADS, data=st.data(), smoothing=SMOOTHINGS)
def test_going_on_from_a_stored_evening_gives_the_very_numbers_of_the_full_run(
    loads: list[float], data: st.DataObject, smoothing: Smoothing
) -> None:
    full = fitness_series(loads, FitnessState(40.0, 55.0), smoothing=smoothing)
    cut = data.draw(st.integers(1, len(loads)))
    rest = fitness_series(loads[cut:], full.state_after(cut - 1), smoothing=smoothing)
    assert (rest.fitness == full.fitness[cut:]).all()
    assert (rest.fatigue == full.fatigue[cut:]).all()
    assert (rest.form == full.form[cut:]).all()


@given(first=LOADS, second=LOADS, smoothing=SMOOTHINGS)
def test_fitness_of_two_loads_together_is_the_sum_of_both(
    first: list[float], second: list[float], smoothing: Smoothing
) -> None:
    days = min(len(first), len(second))
    one, other = np.array(first[:days]), np.array(second[:days])
    together = fitness_series(one + other, smoothing=smoothing)
    apart = fitness_series(one, smoothing=smoothing), fitness_series(other, smoothing=smoothing)
    assert together.fitness == pytest.approx(apart[0].fitness + apart[1].fitness)
    assert together.fatigue == pytest.approx(apart[0].fatigue + apart[1].fatigue)


@given(loads=LOADS)
def test_fitness_stays_between_the_lowest_and_the_highest_load(loads: list[float]) -> None:
    series = fitness_series(loads)
    assert (series.fitness <= max(loads) + 1e-9).all()
    assert (series.fitness >= 0.0).all()


@given(loads=LOADS)
def test_form_is_what_yesterday_evening_left(loads: list[float]) -> None:
    series = fitness_series(loads, FitnessState(30.0, 50.0))
    assert series.form[0] == -20.0
    assert series.form[1:] == pytest.approx(series.form_same_day[:-1])


def test_the_same_load_for_ever_ends_in_itself() -> None:
    series = fitness_series(np.full(1000, 70.0))
    assert series.fitness[-1] == pytest.approx(70.0)
    assert series.form[-1] == pytest.approx(0.0, abs=1e-6)


def test_a_day_of_unknown_load_is_marked_and_counts_as_nothing() -> None:
    series = fitness_series([50.0, np.nan, 50.0])
    assert series.partial.tolist() == [False, True, False]
    assert series.fitness == pytest.approx(fitness_series([50.0, 0.0, 50.0]).fitness)


def test_no_days_give_an_empty_series() -> None:
    series = fitness_series([])
    assert len(series.fitness) == len(series.fatigue) == len(series.form) == 0


def test_the_two_forms_of_the_average_and_the_common_mistake_differ() -> None:
    day_42 = {smoothing: fitness_series([100.0] * 42, smoothing=smoothing).fitness[-1] for smoothing in Smoothing}
    assert day_42[Smoothing.EXPONENTIAL] == pytest.approx(63.2121, abs=1e-4)
    assert day_42[Smoothing.LINEAR] == pytest.approx(63.6544, abs=1e-4)
    assert share_of_day(42.0) < share_of_day(42.0, Smoothing.LINEAR) < 2 / 43


def test_the_first_week_has_no_ramp() -> None:
    change = ramp([10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 18.0])
    assert np.isnan(change[:7]).all()
    assert change[7] == 8.0


def test_a_seed_is_the_mean_of_the_first_four_weeks() -> None:
    assert heuristic_seed([60.0] * 28 + [500.0] * 10) == FitnessState(60.0, 60.0)
    assert heuristic_seed([]) == FitnessState(0.0, 0.0)


@given(loads=LOADS)
def test_banister_with_equal_halves_stays_at_the_start(loads: list[float]) -> None:
    model = impulse_response_banister(loads, 300.0, (1.0, 1.0), (20.0, 20.0))
    assert model.p == pytest.approx(np.full(len(loads), 300.0))


def test_a_fit_of_five_parameters_needs_more_than_six_performances() -> None:
    refused = goodness_of_fit([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert isinstance(refused, NotComputable)
    assert isinstance(goodness_of_fit([5.0] * 9, [5.0] * 9), NotComputable)


def test_influence_needs_fitness_to_outlast_fatigue() -> None:
    assert isinstance(days_of_influence_banister((1.0, 2.0), (10.0, 20.0)), NotComputable)


# A load is nothing or at least a hundredth: the deviation of numbers near the smallest float is nought.
DAY_LOADS = st.just(0.0) | st.floats(0.01, 500.0)


@given(week=st.lists(DAY_LOADS, min_size=7, max_size=7), factor=st.floats(0.5, 3.0))
def test_monotony_does_not_depend_on_the_unit_of_load_and_is_capped(week: list[float], factor: float) -> None:
    monotony = monotony_foster(week)
    scaled = monotony_foster([factor * day for day in week])
    assert isinstance(monotony, float)
    assert isinstance(scaled, float)
    assert 0.0 <= monotony <= 10.0
    assert scaled == pytest.approx(monotony, rel=1e-6)


def test_a_week_of_rest_has_no_monotony_and_one_of_equal_days_the_highest() -> None:
    assert monotony_foster([0.0] * 7) == 0.0
    assert monotony_foster([80.0] * 7) == 10.0
    assert strain_foster([80.0] * 7) == 5600.0


def test_the_sample_deviation_gives_the_lower_monotony() -> None:
    week = [300.0, 0.0, 420.0, 240.0, 0.0, 540.0, 360.0]
    sample, population = monotony_foster(week), monotony_foster(week, Deviation.POPULATION)
    assert isinstance(sample, float)
    assert isinstance(population, float)
    assert population == pytest.approx(sample * np.sqrt(7 / 6))


def test_six_days_are_no_week() -> None:
    for refused in (monotony_foster([10.0] * 6), strain_foster([10.0] * 6), monotony_foster([np.nan] + [10.0] * 6)):
        assert isinstance(refused, NotComputable)
        assert refused.code == "week_incomplete"


@given(load=st.floats(1.0, 300.0))
def test_equal_days_have_a_ratio_of_one(load: float) -> None:
    days = [load] * 35
    for ratio in (acute_chronic_ratio_coupled, acute_chronic_ratio_uncoupled, acute_chronic_ratio_williams):
        assert ratio(days) == pytest.approx(1.0)


def test_a_ratio_needs_four_weeks_with_some_load() -> None:
    for ratio in (acute_chronic_ratio_coupled, acute_chronic_ratio_uncoupled, acute_chronic_ratio_williams):
        assert isinstance(ratio([50.0] * 27), NotComputable)
        assert isinstance(ratio([0.0] * 40), NotComputable)
