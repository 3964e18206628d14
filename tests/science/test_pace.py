"""Pace conversions and graded speed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.pace import (
    MILE_M,
    grade_adjusted_speed_mps,
    heuristic_normalised_graded_speed_mps,
    pace_from_speed,
    speed_from_pace,
)
from paceline.science.result import NotComputable


def test_pace_and_speed_are_each_others_inverse() -> None:
    assert pace_from_speed(1000 / 300) == pytest.approx(300)
    assert speed_from_pace(480, MILE_M) == pytest.approx(3.3528)
    for refused in (pace_from_speed(0), pace_from_speed(float("nan")), speed_from_pace(0), speed_from_pace(-1)):
        assert isinstance(refused, NotComputable)
        assert refused.code == "not_moving"


@given(st.floats(0.1, 12), st.sampled_from([1000.0, MILE_M]))
def test_converting_there_and_back_changes_nothing(speed: float, per_m: float) -> None:
    pace = pace_from_speed(speed, per_m)
    assert isinstance(pace, float)
    assert speed_from_pace(pace, per_m) == pytest.approx(speed)


def test_graded_speed_is_higher_uphill_and_level_where_the_grade_is_unknown() -> None:
    graded = grade_adjusted_speed_mps([3.0, 3.0, 3.0, float("nan")], [0.0, 10.0, float("nan"), 5.0])
    np.testing.assert_allclose(graded, [3.0, 4.44, 3.0, np.nan])


@given(st.floats(1, 7), st.integers(30, 300))
def test_even_running_is_its_own_normalised_speed(speed: float, seconds: int) -> None:
    assert heuristic_normalised_graded_speed_mps([speed] * seconds) == pytest.approx(speed)


def test_surges_count_more_than_their_mean_and_lost_seconds_do_not_count() -> None:
    surges = np.tile(np.repeat([5.0, 2.5], 60), 10)
    normalised = heuristic_normalised_graded_speed_mps(surges)
    assert isinstance(normalised, float)
    assert 3.75 < normalised < 5
    lost = np.concatenate([np.full(600, 4.0), np.full(60, np.nan), np.full(600, 4.0)])
    assert heuristic_normalised_graded_speed_mps(lost) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("speed", "code"), [([], "too_short"), ([3.0] * 29, "too_short"), ([float("nan")] * 90, "no_speed")]
)
def test_without_enough_speed_the_reason_is_given(speed: list[float], code: str) -> None:
    refused = heuristic_normalised_graded_speed_mps(speed)
    assert isinstance(refused, NotComputable)
    assert refused.code == code
