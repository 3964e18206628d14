"""Best efforts by distance and by duration."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paceline.science.efforts import (
    RUN_TARGETS_M,
    BestEffort,
    best_distance_by_duration,
    best_effort_by_distance,
    best_efforts_by_distance,
    heuristic_fastest_plausible_s,
)
from paceline.science.result import NotComputable
from paceline.science.streams import Family


def best(at: np.ndarray, distance: np.ndarray, target: float, family: Family = Family.RUN) -> BestEffort:
    effort = best_effort_by_distance(at, distance, target, family)
    assert isinstance(effort, BestEffort)
    return effort


def steady(seconds: int, speed_mps: float) -> tuple[np.ndarray, np.ndarray]:
    at = np.arange(seconds + 1.0)
    return at, speed_mps * at


def test_the_fast_kilometre_inside_a_slow_run_is_found_between_samples() -> None:
    at = np.arange(0.0, 1801.0, 4.0)
    speed = np.where((at[:-1] >= 602) & (at[:-1] < 858), 4.0, 2.5)
    effort = best(at, np.concatenate([[0.0], np.cumsum(speed * 4.0)]), 1000.0)
    assert effort.elapsed_s == pytest.approx(250.0, abs=1e-6)
    assert 604 <= effort.start_s < effort.end_s <= 860


def test_a_rest_inside_cannot_make_a_record_and_at_the_ends_costs_nothing() -> None:
    at = np.concatenate([np.arange(0.0, 101.0), np.arange(400.0, 501.0)])
    distance = np.concatenate([4.0 * np.arange(101.0), 400 + 4.0 * np.arange(101.0)])
    assert best(at, distance, 400.0).elapsed_s == pytest.approx(100.0)
    assert best(at, distance, 600.0).elapsed_s == pytest.approx(450.0)


def test_a_gap_that_carries_much_of_the_distance_is_not_believed() -> None:
    at, distance = steady(2000, 3.0)
    keep = (at <= 500) | (at >= 560)
    quick = distance + np.where(at >= 560, 20.0, 0.0)
    assert best(at[keep], quick[keep], 1000.0).elapsed_s == pytest.approx(1000 / 3)
    assert best(at[keep], quick[keep], 5000.0).elapsed_s == pytest.approx(1660.0)


def test_a_jump_in_the_distance_makes_no_record() -> None:
    at, distance = steady(1000, 3.0)
    jumped = distance + np.where(at >= 500, 900.0, 0.0)
    assert best(at, jumped, 1000.0).elapsed_s == pytest.approx(1000 / 3)
    refused = best_effort_by_distance(at, jumped, 3000.0, Family.RUN)
    assert isinstance(refused, NotComputable)
    assert refused.code == "unreliable_distance"


def test_a_counter_that_starts_again_goes_on_and_one_that_stumbles_makes_no_record() -> None:
    at, distance = steady(1000, 3.0)
    reset = np.where(at >= 300, distance - 900, distance)
    # The step of the reset itself is lost.
    assert best(at, reset, 2500.0).elapsed_s == pytest.approx(2500 / 3 + 1)
    stumble = distance.copy()
    stumble[500] -= 400
    assert best(at, stumble, 1000.0).elapsed_s == pytest.approx(1000 / 3)
    assert isinstance(best_effort_by_distance(at, stumble, 2000.0, Family.RUN), NotComputable)


def test_the_best_window_leaves_when_a_rest_ends_and_arrives_when_one_begins() -> None:
    at = np.array([0.0, 5.0, 10.0, 15.0, 24.0])
    assert best(at, np.array([0.0, 5.0, 5.0, 35.0, 62.0]), 40.0, Family.RIDE).elapsed_s == pytest.approx(5 + 10 / 3)
    assert best(at, np.array([0.0, 15.0, 45.0, 45.0, 48.0]), 40.0, Family.RIDE).elapsed_s == pytest.approx(5 + 10 / 3)


def test_faster_than_the_record_is_not_believed() -> None:
    refused = best_effort_by_distance(*steady(300, 9.0), 1000.0, Family.RUN)
    assert isinstance(refused, NotComputable)
    assert refused.code == "too_fast"
    assert best(*steady(300, 9.0), 1000.0, Family.RIDE).elapsed_s == pytest.approx(1000 / 9)


def test_the_limit_passes_through_the_records() -> None:
    assert heuristic_fastest_plausible_s(5000, Family.RUN) == pytest.approx(755.36)
    assert heuristic_fastest_plausible_s(42_195, Family.RUN) == pytest.approx(7235)


@given(st.floats(50, 2e5), st.floats(1.01, 3), st.sampled_from(Family))
def test_the_limit_takes_longer_for_more_distance(distance: float, factor: float, family: Family) -> None:
    shorter, longer = (heuristic_fastest_plausible_s(metres, family) for metres in (distance, distance * factor))
    assert shorter < longer


# Whole seconds and metres with stops: every case a window can begin or end in, short enough to try all of them.
legs = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 6)), min_size=2, max_size=25)


@given(legs, st.integers(1, 60))
def test_the_least_time_agrees_with_trying_every_window(parts: list[tuple[int, int]], target: int) -> None:
    at = np.concatenate([[0], np.cumsum([seconds for seconds, _ in parts])]).astype(float)
    speeds = np.minimum([metres for _, metres in parts], 6)
    distance = np.concatenate([[0], np.cumsum(speeds * np.array([seconds for seconds, _ in parts]))]).astype(float)
    assume(distance[-1] >= target)
    # Between whole seconds nothing bends, so the best window begins or ends at one; try both, a thousandth apart.
    fine = np.arange(0.0, at[-1] + 5e-4, 1.0)
    place = np.interp(fine, at, distance)
    least = np.inf
    for metres, start in zip(place, fine, strict=True):
        reached = np.flatnonzero(place >= metres + target)
        if len(reached):
            least = min(least, _arrival(fine, place, reached[0], metres + target) - start)
    for metres, end in zip(place, fine, strict=True):
        left = np.flatnonzero(place <= metres - target)
        if len(left):
            least = min(least, end - _departure(fine, place, left[-1], metres - target))
    # Riding limits stay out of reach at 6 m/s, so nothing is refused.
    effort = best(at, distance, float(target), Family.RIDE)
    assert effort.elapsed_s == pytest.approx(least, abs=1e-6)
    covered = np.interp(effort.end_s, at, distance) - np.interp(effort.start_s, at, distance)
    assert covered == pytest.approx(target, abs=1e-6)


def _arrival(at: np.ndarray, place: np.ndarray, index: int, metres: float) -> float:
    if index == 0:
        return float(at[0])
    return float(at[index] - (place[index] - metres) / (place[index] - place[index - 1]))


def _departure(at: np.ndarray, place: np.ndarray, index: int, metres: float) -> float:
    if index == len(at) - 1:
        return float(at[-1])
    return float(at[index] + (metres - place[index]) / (place[index + 1] - place[index]))


@given(legs, st.integers(1, 40))
def test_the_longest_distance_agrees_with_trying_every_window(parts: list[tuple[int, int]], duration: int) -> None:
    at = np.concatenate([[0], np.cumsum([seconds for seconds, _ in parts])]).astype(float)
    distance = np.concatenate([[0], np.cumsum([seconds * metres for seconds, metres in parts])]).astype(float)
    assume(at[-1] >= duration)
    starts = np.arange(0.0, at[-1] - duration + 0.5)
    most = float((np.interp(starts + duration, at, distance) - np.interp(starts, at, distance)).max())
    effort = best_distance_by_duration(at, distance, float(duration), Family.RIDE)
    assert isinstance(effort, BestEffort)
    assert effort.distance_m == pytest.approx(most, abs=1e-6)
    assert effort.end_s - effort.start_s == pytest.approx(duration)


@given(st.integers(2, 9), st.integers(400, 900))
def test_leaving_out_samples_of_an_even_run_changes_nothing(stride: int, target: int) -> None:
    at, distance = steady(600, 3.0)
    assert best(at[::stride], distance[::stride], float(target)).elapsed_s == pytest.approx(target / 3)


def test_all_targets_are_answered_each_with_a_value_or_a_reason() -> None:
    efforts = best_efforts_by_distance(*steady(2000, 3.0), RUN_TARGETS_M, Family.RUN)
    assert [target for target, effort in efforts.items() if isinstance(effort, BestEffort)] == [
        400.0,
        800.0,
        1000.0,
        1609.344,
        3000.0,
        5000.0,
    ]
    missing = efforts[10_000.0]
    assert isinstance(missing, NotComputable)
    assert missing.code == "too_short"


@given(st.lists(st.one_of(st.floats(-1e5, 1e5), st.just(float("nan")), st.just(float("inf"))), max_size=30))
def test_any_distance_gives_an_effort_or_a_reason(values: list[float]) -> None:
    at = np.arange(float(len(values))) * 3
    for effort in (
        best_effort_by_distance(at, values, 50.0, Family.RUN),
        best_distance_by_duration(at, values, 20.0, Family.RUN),
    ):
        assert isinstance(effort, BestEffort | NotComputable)


@pytest.mark.parametrize("wrong", [0.0, -5.0, float("nan")])
def test_a_target_that_is_not_positive_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="more than zero"):
        best_effort_by_distance([0.0], [0.0], wrong, Family.RUN)
    with pytest.raises(ValueError, match="more than zero"):
        best_distance_by_duration([0.0], [0.0], wrong, Family.RUN)
