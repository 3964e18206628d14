"""Moving time, distance from positions, speed from distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.movement import (
    haversine_m,
    heuristic_distance_from_positions,
    heuristic_moving,
    heuristic_speed_from_distance,
    moving_time_s,
)
from paceline.science.result import NotComputable
from paceline.science.streams import Family, TimeBase

NAN = float("nan")
DEGREE_M = 111_195.08


def eastward(metres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros(len(metres)), np.asarray(metres, dtype=float) / DEGREE_M


def distance(at: np.ndarray, latitude: np.ndarray, longitude: np.ndarray, family: Family = Family.RUN) -> np.ndarray:
    result = heuristic_distance_from_positions(at, latitude, longitude, family)
    assert not isinstance(result, NotComputable)
    return result


def test_moving_is_judged_by_speed_and_by_cadence_where_speed_is_missing() -> None:
    moving = heuristic_moving([3.0, 0.2, NAN, NAN], [80, 80, 80, 0], Family.RUN)
    assert moving.tolist() == [True, False, True, False]
    assert heuristic_moving([0.6], [NAN], Family.RIDE).tolist() == [True]


def test_on_a_trainer_without_speed_cadence_decides() -> None:
    assert heuristic_moving([0.0, 0.0], [90, 0], Family.RIDE).tolist() == [True, False]


def test_moving_time_leaves_out_stops_and_pauses() -> None:
    base = TimeBase(np.arange(100.0), ((50.0, 70.0),))
    speed = np.where(np.arange(100) < 10, 0.0, 3.0)
    assert moving_time_s(base, Family.RUN, speed_mps=speed) == pytest.approx(69)
    assert moving_time_s(base, Family.RUN, distance_m=np.cumsum(speed)) == pytest.approx(70)
    refused = moving_time_s(base, Family.RUN)
    assert isinstance(refused, NotComputable)
    assert refused.code == "no_movement_data"


def test_a_long_interval_in_which_distance_was_gained_counts_whole_and_one_of_standing_not() -> None:
    base = TimeBase(np.array([0.0, 60.0, 120.0, 720.0, 780.0]))
    assert moving_time_s(base, Family.RIDE, distance_m=[0, 400, 800, 805, 1200]) == 180


def test_a_steep_climb_on_foot_is_motion() -> None:
    base = TimeBase(np.arange(1000.0))
    assert moving_time_s(base, Family.RUN, distance_m=0.5 * np.arange(1000)) == 999


def test_distance_that_moves_in_jumps_leaves_the_timer() -> None:
    at = np.arange(1001.0)
    assert moving_time_s(TimeBase(at), Family.WALK, distance_m=25 * np.floor(at / 40)) == 1000
    paused = TimeBase(at, ((100.5, 200.5),))
    assert moving_time_s(paused, Family.WALK, distance_m=25 * np.floor(at / 40)) == 900


def test_a_counter_that_skips_a_second_does_not_stop_the_rider() -> None:
    at = np.arange(600.0)
    counter = np.where(at % 5 == 2, 8 * (at - 1), 8 * at)
    assert moving_time_s(TimeBase(at), Family.RIDE, distance_m=counter) == 599


def test_without_distance_speed_then_cadence_decides() -> None:
    base = TimeBase(np.arange(101.0))
    half = np.where(np.arange(101) < 50, 1.0, 0.0)
    assert moving_time_s(base, Family.RIDE, distance_m=np.zeros(101), speed_mps=8 * half) == 50
    assert moving_time_s(base, Family.RIDE, speed_mps=np.zeros(101), cadence_rpm=80 * half) == 50


@given(
    st.lists(st.tuples(st.floats(0.2, 400), st.one_of(st.just(0.0), st.floats(0, 5000), st.just(NAN))), min_size=2),
    st.sampled_from(Family),
)
def test_moving_time_is_never_more_than_the_timer(steps: list[tuple[float, float]], family: Family) -> None:
    at = np.cumsum([step for step, _ in steps])
    base = TimeBase(at - at[0], ((10.0, 60.0),))
    distance_m = np.nancumsum([gain for _, gain in steps]) + 0 * np.array([gain for _, gain in steps])
    moving = moving_time_s(base, family, distance_m=distance_m, speed_mps=[gain / step for step, gain in steps])
    if not isinstance(moving, NotComputable):
        assert 0 <= moving <= float(base.timer_at(base.at_s[-1:])[0]) + 1e-6


def test_a_degree_along_the_equator_and_a_known_pair_of_cities() -> None:
    assert haversine_m(0.0, 0.0, 0.0, 1.0) == pytest.approx(DEGREE_M, abs=0.1)
    # Berlin to Munich, some 504 km as the crow flies.
    assert haversine_m(52.52, 13.405, 48.1372, 11.5755) == pytest.approx(504_000, rel=2e-3)


@given(st.lists(st.floats(0.5, 8), min_size=2, max_size=100), st.floats(-170, 170), st.floats(-80, 80))
def test_a_straight_run_has_the_distance_of_its_ends(steps: list[float], longitude: float, latitude: float) -> None:
    metres = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.arange(float(len(metres)))
    covered = distance(at, latitude + metres / DEGREE_M, np.full(len(metres), longitude))
    assert bool((np.diff(covered) >= 0).all())
    assert covered[-1] == pytest.approx(metres[-1], abs=3.1)


def test_a_standing_receiver_covers_nothing() -> None:
    jitter = np.random.default_rng(1).normal(0, 0.6, (600, 2)) / DEGREE_M
    assert distance(np.arange(600.0), 50 + jitter[:, 0], 8 + jitter[:, 1])[-1] < 15


def test_a_wild_point_is_dropped_and_a_leap_adds_nothing() -> None:
    metres = 3.0 * np.arange(200)
    wild = metres.copy()
    wild[50] += 5000
    leap = metres.copy()
    leap[100:] += 20_000
    at = np.arange(200.0)
    assert distance(at, *eastward(wild))[-1] == pytest.approx(metres[-1], abs=4)
    assert distance(at, *eastward(leap))[-1] == pytest.approx(metres[-1], abs=7)


def test_a_tunnel_counts_as_its_straight_line() -> None:
    metres = 8.0 * np.arange(300)
    latitude, longitude = eastward(metres)
    latitude[100:200] = NAN
    covered = distance(np.arange(300.0), latitude, longitude, Family.RIDE)
    assert covered[-1] == pytest.approx(metres[-1], rel=1e-3)
    assert covered[150] == pytest.approx(metres[150], rel=1e-2)


@pytest.mark.parametrize("positions", [[], [50.0], [NAN] * 5, [500.0] * 5])
def test_without_positions_the_reason_is_given(positions: list[float]) -> None:
    refused = heuristic_distance_from_positions(np.arange(float(len(positions))), positions, positions, Family.RUN)
    assert isinstance(refused, NotComputable)
    assert refused.code == "no_positions"


@given(st.lists(st.one_of(st.floats(-100, 100), st.just(NAN)), min_size=2, max_size=40))
def test_any_positions_give_a_distance_that_never_falls(degrees: list[float]) -> None:
    result = heuristic_distance_from_positions(np.arange(float(len(degrees))), degrees, degrees[::-1], Family.RIDE)
    assert isinstance(result, NotComputable) or bool((np.diff(result) >= 0).all())


@given(st.floats(0, 10), st.lists(st.floats(0.2, 20), min_size=2, max_size=40))
def test_speed_of_an_even_run_is_its_speed_whatever_the_spacing(speed: float, steps: list[float]) -> None:
    at = np.cumsum(steps)
    np.testing.assert_allclose(heuristic_speed_from_distance(at, speed * at), speed, atol=1e-6)


def test_speed_bridges_missing_distance_and_is_missing_without_any() -> None:
    np.testing.assert_allclose(heuristic_speed_from_distance(np.arange(5.0), [0, NAN, NAN, 9, 12]), 3.0)
    assert bool(np.isnan(heuristic_speed_from_distance([0.0], [5.0])).all())
    assert len(heuristic_speed_from_distance([], [])) == 0
