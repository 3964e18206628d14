"""Climb and descent."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.elevation import (
    AltitudeSource,
    ElevationChange,
    elevation_gain_hysteresis,
    elevation_loss_hysteresis,
    heuristic_elevation_change,
    heuristic_smoothed_altitude,
)
from paceline.science.result import NotComputable

profiles = st.lists(st.floats(-500, 5000), min_size=1, max_size=100)


@pytest.mark.parametrize(
    ("altitude", "gain"),
    [
        (list(range(100, 111)), 8),
        ([100, 104, 100, 104, 108], 12),
        ([100, 103, 106, 109], 6),
        ([100, 101, 99, 100, 101, 99], 0),
    ],
)
def test_the_hysteresis_gives_the_figures_of_goldencheetahs_rule(altitude: list[float], gain: float) -> None:
    assert elevation_gain_hysteresis(altitude) == gain


@given(profiles, st.floats(0, 20))
def test_the_gain_never_exceeds_the_naive_sum_and_loss_mirrors_it(altitude: list[float], hysteresis: float) -> None:
    naive = sum(max(b - a, 0.0) for a, b in pairwise(altitude))
    gain = elevation_gain_hysteresis(altitude, hysteresis)
    assert isinstance(gain, float)
    assert 0 <= gain <= naive + 1e-6
    assert elevation_loss_hysteresis([-height for height in altitude], hysteresis) == gain


@given(profiles)
def test_missing_altitudes_do_not_change_the_gain(altitude: list[float]) -> None:
    holed = [value for height in altitude for value in (height, float("nan"))]
    assert elevation_gain_hysteresis(holed) == elevation_gain_hysteresis(altitude)


def test_without_altitude_the_reason_is_given() -> None:
    for nothing in ([], [float("nan")] * 5):
        refused = heuristic_elevation_change(np.arange(float(len(nothing))), nothing, AltitudeSource.BAROMETER)
        assert isinstance(refused, NotComputable)
        assert refused.code == "no_altitude"


@pytest.mark.parametrize("source", AltitudeSource)
def test_a_hill_is_found_despite_the_noise_of_its_source(source: AltitudeSource) -> None:
    noise = {AltitudeSource.BAROMETER: 0.4, AltitudeSource.POSITION: 4.0}[source]
    at = np.arange(3600.0)
    hill = 100 + 150 * (1 - np.abs(at - 1800) / 1800) + np.random.default_rng(7).normal(0, noise, len(at))
    change = heuristic_elevation_change(at, hill, source)
    assert isinstance(change, ElevationChange)
    assert change.gain_m == pytest.approx(150, abs=12)
    assert change.loss_m == pytest.approx(150, abs=12)


@given(profiles, st.sampled_from(AltitudeSource))
def test_climb_less_descent_is_about_the_difference_of_the_ends(altitude: list[float], source: AltitudeSource) -> None:
    at = np.arange(float(len(altitude)))
    change = heuristic_elevation_change(at, altitude, source)
    assert isinstance(change, ElevationChange)
    smoothed = heuristic_smoothed_altitude(at, altitude, source)
    assert change.gain_m <= float(np.maximum(np.diff(smoothed), 0).sum()) + 1e-6
    assert change.loss_m <= float(np.maximum(-np.diff(smoothed), 0).sum()) + 1e-6
    assert change.gain_m - change.loss_m == pytest.approx(smoothed[-1] - smoothed[0], abs=20.01)


def test_smoothing_keeps_what_is_missing_missing() -> None:
    smoothed = heuristic_smoothed_altitude([0, 1, 2, 3], [10, float("nan"), 10, 10], AltitudeSource.POSITION)
    np.testing.assert_allclose(smoothed, [10, np.nan, 10, 10])


def walked(heights: list[float], threshold_m: float) -> ElevationChange:
    """The rule of turns walked height by height: a turn counts once the ground has gone back by more than the threshold."""
    turns, low, high, rising = [heights[0]], heights[0], heights[0], None
    for height in heights:
        low, high = min(low, height), max(high, height)
        if rising is not False and height < high - threshold_m:
            turns, low, rising = ([] if rising is None else turns) + [high], height, False
        elif rising is not True and height > low + threshold_m:
            turns, high, rising = ([] if rising is None else turns) + [low], height, True
    turns.append(high if rising else low)
    legs = [b - a for a, b in pairwise(turns)] if rising is not None else []
    return ElevationChange(sum(leg for leg in legs if leg > 0), -sum(leg for leg in legs if leg < 0))


@given(st.lists(st.integers(0, 40), min_size=2, max_size=60))
def test_every_height_between_two_turns_may_be_passed_over(heights: list[int]) -> None:
    at_s = np.arange(len(heights)) * 20.0
    found = heuristic_elevation_change(at_s, heights, AltitudeSource.BAROMETER)
    expected = walked(heuristic_smoothed_altitude(at_s, heights, AltitudeSource.BAROMETER).tolist(), 3.0)
    assert isinstance(found, ElevationChange)
    assert (found.gain_m, found.loss_m) == pytest.approx((expected.gain_m, expected.loss_m))
