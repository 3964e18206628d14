"""Mean-maximal curves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.mean_max import (
    BestWindow,
    best_window,
    display_envelope,
    mean_max_all,
    mean_max_at,
    mean_max_with_gaps,
    standard_durations_s,
)
from paceline.science.result import NotComputable

INTERVALS = np.array([100] * 120 + ([300] * 60 + [100] * 60) * 4 + [100] * 60)


def naive(power: list[float], duration: int) -> float:
    return max(sum(power[i : i + duration]) / duration for i in range(len(power) - duration + 1))


def test_the_curve_of_a_ramp_agrees_with_sweatpys_example() -> None:
    assert mean_max_at(np.arange(101), [1, 50, 100]).tolist() == [100.0, 75.5, 50.5]


def test_the_raw_curve_of_intervals_rises_again_and_the_envelope_does_not() -> None:
    durations = [1, 60, 61, 120, 180, 660]
    raw = mean_max_at(INTERVALS, durations)
    assert raw.tolist() == pytest.approx([300, 300, 296.7213, 200, 233.3333, 172.7273], abs=1e-3)
    assert display_envelope(raw).tolist() == pytest.approx([300, 300, 296.7213, 233.3333, 233.3333, 172.7273], abs=1e-3)


@given(st.lists(st.integers(0, 2500), min_size=1, max_size=60))
def test_the_curve_agrees_with_trying_every_window(power: list[int]) -> None:
    curve = mean_max_all(power)
    expected = [naive([float(p) for p in power], duration) for duration in range(1, len(power) + 1)]
    np.testing.assert_allclose(curve, expected, rtol=1e-12)
    np.testing.assert_allclose(mean_max_with_gaps(power, np.arange(1, len(power) + 1)), expected, atol=1e-6)
    assert bool((np.diff(display_envelope(curve)) <= 0).all())
    assert bool((display_envelope(curve) >= curve).all())


@given(st.lists(st.integers(0, 2500), min_size=1, max_size=60), st.integers(0, 20), st.integers(0, 20))
def test_rest_before_and_after_changes_no_best(power: list[int], before: int, after: int) -> None:
    durations = np.arange(1, len(power) + 1)
    rested = mean_max_at([0] * before + power + [0] * after, durations)
    np.testing.assert_array_equal(rested, mean_max_at(power, durations))


@pytest.mark.parametrize("length", [700, 5000])
def test_long_series_agree_with_trying_every_window(length: int) -> None:
    chance = np.random.default_rng(length)
    power = chance.integers(0, 1000, length)
    durations = standard_durations_s(length)
    sums = np.concatenate([[0], np.cumsum(power)])
    expected = [float((sums[one:] - sums[:-one]).max()) / one for one in durations.tolist()]
    np.testing.assert_allclose(mean_max_at(power, durations), expected, rtol=1e-12)
    holed = np.where(chance.random(length) < 0.05, np.nan, power)
    sums, counts = (np.concatenate([[0], np.cumsum(one)]) for one in (np.nan_to_num(holed), ~np.isnan(holed)))
    found = mean_max_with_gaps(holed, durations)
    for duration, mean in zip(durations.tolist(), found.tolist(), strict=True):
        covered = counts[duration:] - counts[:-duration]
        enough = covered >= max(0.9 * duration, 1)
        means = (sums[duration:] - sums[:-duration])[enough] / covered[enough]
        assert mean == pytest.approx(means.max() if len(means) else np.nan, rel=1e-6, nan_ok=True)


def test_sums_beyond_32_bits_stay_exact() -> None:
    power = np.full(900_000, 2500)
    assert mean_max_at(power, [1, 899_999]).tolist() == [2500.0, 2500.0]


@given(
    st.lists(st.one_of(st.floats(30, 220), st.just(float("nan"))), max_size=50),
    st.integers(1, 60),
    st.sampled_from([0.5, 0.9, 1.0]),
)
def test_missing_seconds_are_left_out_and_coverage_is_kept(values: list[float], duration: int, least: float) -> None:
    best = mean_max_with_gaps(values, [duration], least_coverage=least)[0]
    windows = [np.array(values[i : i + duration]) for i in range(len(values) - duration + 1)]
    means = [float(np.nanmean(w)) for w in windows if np.isfinite(w).sum() >= max(least * duration, 1)]
    where = best_window(values, duration, least_coverage=least)
    if not means:
        assert bool(np.isnan(best))
        assert isinstance(where, NotComputable)
    else:
        assert best == pytest.approx(max(means), abs=0.001)
        assert isinstance(where, BestWindow)
        assert where.mean == pytest.approx(max(means))
        assert np.nanmean(values[where.start_s : where.end_s]) == pytest.approx(where.mean)


def test_a_window_of_mostly_missing_seconds_takes_no_part() -> None:
    values = [float("nan"), 200, float("nan"), float("nan"), 100, 110]
    assert mean_max_with_gaps(values, [2], least_coverage=1.0).tolist() == [105]
    assert mean_max_with_gaps(values, [2], least_coverage=0.5).tolist() == [200]


def test_beyond_the_series_there_is_no_value() -> None:
    np.testing.assert_array_equal(mean_max_at([200, 100], [1, 2, 3]), [200, 150, np.nan])
    assert mean_max_all([]).tolist() == []
    np.testing.assert_array_equal(mean_max_with_gaps([], [1]), [np.nan])
    assert mean_max_all([float("nan"), 100]).tolist() == [100, 50]
    too_short = best_window([200, 100], 3)
    assert isinstance(too_short, NotComputable)
    assert too_short.code == "too_short"


def test_the_standard_durations_are_dense_ordered_and_shared_by_all_lengths() -> None:
    long = standard_durations_s(18_000)
    assert long[:150].tolist() == list(range(1, 151))
    assert {180, 300, 1200, 3600, 18_000} <= set(long.tolist())
    assert bool((np.diff(long) > 0).all())
    assert bool((np.diff(long)[150:] <= 0.0101 * long[150:-1] + 1).all())
    assert standard_durations_s(1000).tolist() == long[long <= 1000].tolist()
    assert standard_durations_s(0).tolist() == []
