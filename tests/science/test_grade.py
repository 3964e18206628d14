"""The cost of grade against Minetti's and Strava's figures, and the grade of the ground."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.grade import (
    average_grade_pct,
    gap_factor_strava_2017,
    heuristic_grade_pct,
    running_cost_minetti_2002,
    running_power_skiba_2006,
    walking_cost_minetti_2002,
)
from paceline.science.result import NotComputable


# Minetti et al. 2002, abstract: measured mean and standard deviation.
@pytest.mark.parametrize(("gradient", "cost", "sd"), [(0.0, 3.40, 0.24), (-0.2, 1.73, 0.36), (-0.45, 3.92, 0.81)])
def test_the_cost_of_running_lies_within_the_measured_spread(gradient: float, cost: float, sd: float) -> None:
    assert running_cost_minetti_2002(gradient) == pytest.approx(cost, abs=sd)


@pytest.mark.parametrize(("gradient", "cost", "sd"), [(0.45, 17.33, 1.11), (-0.45, 3.46, 0.95)])
def test_the_cost_of_walking_lies_within_the_measured_spread(gradient: float, cost: float, sd: float) -> None:
    assert walking_cost_minetti_2002(gradient) == pytest.approx(cost, abs=sd)


def test_the_running_polynomial_gives_its_own_level_cost_and_is_clamped() -> None:
    costs = running_cost_minetti_2002([0.0, -0.3, 0.1, 0.3, 0.4])
    assert costs.tolist() == pytest.approx([3.6, 2.462, 5.968, 12.579, 16.85], abs=1e-3)
    assert running_cost_minetti_2002(2.0) == running_cost_minetti_2002(0.45)


@pytest.mark.parametrize(
    ("grade", "factor"),
    [
        (-20, 1.085),
        (-18, 1.02),
        (-10, 0.875),
        (-2, 0.95),
        (1, 1.02),
        (2, 1.05),
        (3, 1.10),
        (4, 1.14),
        (8, 1.35),
        (10, 1.48),
        (14, 1.77),
        (20, 2.28),
        (30, 3.16),
    ],
)
def test_the_gap_factor_passes_through_the_published_points(grade: float, factor: float) -> None:
    assert gap_factor_strava_2017(grade) == pytest.approx(factor, abs=1e-9)


def test_level_ground_has_a_gap_factor_of_exactly_one() -> None:
    assert float(gap_factor_strava_2017(0.0)) == 1.0


@given(st.floats(0, 60), st.floats(0, 60))
def test_the_gap_factor_rises_with_the_climb(one: float, other: float) -> None:
    low, high = gap_factor_strava_2017([min(one, other), max(one, other)])
    assert low <= high


# GoldenCheetah's running power for 70 kg and 1.75 m.
@pytest.mark.parametrize(("speed", "gradient", "power"), [(4, 0.0, 373.94), (4, 0.05, 481.54), (3, 0.0, 262.6)])
def test_running_power_agrees_with_govss(speed: float, gradient: float, power: float) -> None:
    assert running_power_skiba_2006(speed, gradient, mass_kg=70, height_m=1.75) == pytest.approx(power, abs=0.05)


@given(st.floats(-30, 30), st.lists(st.floats(0, 15), min_size=30, max_size=80))
def test_a_constant_slope_has_that_grade_everywhere(slope_pct: float, steps: list[float]) -> None:
    distance = np.cumsum(steps)
    grade = heuristic_grade_pct(distance, 200 + slope_pct / 100 * distance)
    if distance[-1] - distance[0] >= 60:
        np.testing.assert_allclose(grade, slope_pct, atol=1e-4)
    else:
        assert bool(np.isnan(grade).all())


def test_a_jump_of_the_altimeter_does_not_make_a_cliff() -> None:
    distance = np.arange(0.0, 500.0, 3.0)
    altitude = np.full(len(distance), 100.0)
    altitude[80] += 2.0
    assert float(np.abs(heuristic_grade_pct(distance, altitude)).max()) < 1.5


def test_missing_altitude_is_bridged_and_missing_distance_stays_missing() -> None:
    distance = np.arange(0.0, 300.0, 3.0)
    altitude = 0.05 * distance
    altitude[20:30] = np.nan
    distance[50] = np.nan
    grade = heuristic_grade_pct(distance, altitude)
    assert bool(np.isnan(grade[50]))
    np.testing.assert_allclose(np.delete(grade, 50), 5.0, atol=1e-6)


@given(st.lists(st.one_of(st.floats(-1e4, 1e5), st.just(float("nan"))), max_size=30))
def test_any_profile_gives_one_grade_a_sample(values: list[float]) -> None:
    assert len(heuristic_grade_pct(values, values[::-1])) == len(values)


def test_the_average_grade_is_rise_over_distance_between_known_samples() -> None:
    nan = float("nan")
    assert average_grade_pct([0, 100, 200], [50, 60, 55]) == 2.5
    assert average_grade_pct([nan, 100, 200, 300], [1, 60, 55, nan]) == -5.0
    standing, unknown = average_grade_pct([5, 5], [50, 51]), average_grade_pct([0, 1], [nan, nan])
    assert isinstance(standing, NotComputable)
    assert isinstance(unknown, NotComputable)
    assert (standing.code, unknown.code) == ("not_moving", "no_altitude")
