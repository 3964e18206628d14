"""The time base, the one-second grid and the removal of impossible samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.result import NotComputable
from paceline.science.streams import (
    Family,
    GapFill,
    SecondSeries,
    TimeBase,
    centred_mean,
    clean_heart_rate,
    clean_power,
    clean_speed,
    ewma,
    heuristic_gap_limit_s,
    heuristic_power_spikes,
    polyline_integral,
    resample_1hz,
    rolling_mean_expanding,
    rolling_mean_full,
    rolling_mean_zero_padded,
)

maybe_missing = st.one_of(st.floats(-1e6, 1e6), st.just(float("nan")), st.just(float("inf")))


def grid(base: TimeBase, values: list[float], **options: object) -> SecondSeries:
    series = resample_1hz(base, values, **options)
    assert isinstance(series, SecondSeries)
    return series


def test_samples_up_to_three_seconds_apart_are_joined_by_a_line() -> None:
    series = grid(TimeBase(np.array([0.0, 3.0, 4.0])), [100.0, 130.0, 90.0])
    assert series.values.tolist() == pytest.approx([100, 110, 120, 130, 90])
    assert bool(series.present.all())


@pytest.mark.parametrize(("fill", "expected"), [(GapFill.ZERO, 0.0), (GapFill.MISSING, float("nan"))])
def test_a_longer_gap_counts_as_the_fill_while_the_timer_ran(fill: GapFill, expected: float) -> None:
    series = grid(TimeBase(np.array([0.0, 1.0, 5.0, 6.0])), [100.0, 100.0, 80.0, 80.0], fill=fill)
    np.testing.assert_array_equal(series.values, [100, 100, expected, expected, expected, 80, 80])
    assert series.present.tolist() == [True, True, False, False, False, True, True]


def test_a_pause_is_taken_out_and_is_no_gap() -> None:
    base = TimeBase(np.array([0.0, 1.0, 2.0, 63.0, 64.0]), ((2.5, 61.2),))
    series = grid(base, [10.0, 10.0, 10.0, 10.0, 10.0], fill=GapFill.ZERO)
    assert series.timer_values.tolist() == pytest.approx([10.0] * 6)
    assert len(series.values) == 65
    assert series.values[30] == 0.0


def test_what_is_measured_in_a_pause_is_left_out() -> None:
    base = TimeBase(np.arange(10.0), ((3.0, 6.0),))
    series = grid(base, [100, 100, 100, 999, 999, 999, 100, 100, 100, 100])
    assert series.timer_values.tolist() == [100] * 7


def test_what_is_measured_in_a_pause_reaches_no_joined_second_beside_it() -> None:
    base = TimeBase(np.array([0.0, 1.0, 2.0, 3.0, 4.5, 5.0]), ((2.5, 3.5),))
    assert grid(base, [100, 100, 100, 999, 100, 100]).timer_values.tolist() == pytest.approx([100] * 5)


def test_a_slow_recorder_is_not_all_gaps() -> None:
    at = np.arange(0.0, 600.0, 5.0)
    assert not grid(TimeBase(at), [150.0] * len(at)).present.all()
    assert grid(TimeBase(at), [150.0] * len(at), gap_limit_s=heuristic_gap_limit_s(at)).present.all()
    assert heuristic_gap_limit_s(np.arange(10.0)) == 3.0


def test_a_device_that_writes_only_what_changes_has_no_gaps_but_a_lost_minute_stays_one() -> None:
    smart = np.cumsum(np.tile([1.0, 1.0, 2.0, 7.0, 1.0, 2.0, 8.0], 50))
    series = grid(TimeBase(smart), [150.0] * len(smart), gap_limit_s=heuristic_gap_limit_s(smart))
    assert series.present.all()
    every_second = np.concatenate([np.arange(300.0), 360 + np.arange(300.0)])
    assert heuristic_gap_limit_s(every_second) == 3.0
    assert heuristic_gap_limit_s(np.arange(0.0, 6000.0, 60.0)) == 30.0


def test_a_clock_that_jumps_years_is_named_and_not_allocated() -> None:
    result = resample_1hz(TimeBase(np.array([0.0, 4e8])), [1.0, 2.0])
    assert isinstance(result, NotComputable)
    assert result.code == "too_long"


@given(
    st.lists(st.floats(0.05, 20), min_size=0, max_size=40),
    st.data(),
    st.sampled_from(GapFill),
)
def test_the_grid_takes_any_recording_and_stays_within_its_values(
    steps: list[float], data: st.DataObject, fill: GapFill
) -> None:
    at = np.cumsum(steps)
    values = np.array(data.draw(st.lists(maybe_missing, min_size=len(at), max_size=len(at))), dtype=float)
    edges = sorted(data.draw(st.lists(st.floats(0, 200), min_size=4, max_size=4)))
    series = grid(TimeBase(at, ((edges[0], edges[1]), (edges[2], edges[3]))), values.tolist(), fill=fill)
    assert len(series.values) == len(series.present) == len(series.timer)
    assert not (series.present & ~series.timer).any()
    found = series.values[series.present]
    if len(found):
        finite = values[np.isfinite(values)]
        assert finite.min() - 1e-6 <= found.min()
        assert found.max() <= finite.max() + 1e-6


@given(st.lists(st.floats(0.1, 4.9), min_size=2, max_size=50), st.floats(0, 100), st.floats(0, 100))
def test_sample_durations_add_up_to_the_timer(steps: list[float], first: float, second: float) -> None:
    at = np.concatenate([[0.0], np.cumsum(steps)])
    base = TimeBase(at, ((min(first, second), max(first, second)),))
    end = at[-1] + float(np.median(steps))
    total = float(base.dt_s(cap_s=1e9).sum())
    paused = max(0.0, min(max(first, second), end) - min(min(first, second), end))
    assert total == pytest.approx(end - paused, abs=1e-6)
    assert float(base.dt_s().max()) <= 5.0


def test_a_long_silence_is_capped_and_a_single_sample_has_no_duration() -> None:
    assert TimeBase(np.array([0.0, 1.0, 100.0, 101.0])).dt_s().tolist() == [1, 5, 1, 1]
    assert TimeBase(np.array([0.0])).dt_s().tolist() == [0]
    assert TimeBase(np.empty(0)).dt_s().tolist() == []


def test_unix_milliseconds_become_seconds_since_the_start() -> None:
    base = TimeBase.from_unix_ms(
        np.array([1_700_000_000_000, 1_700_000_001_500]), ((1_700_000_000_500, 1_700_000_001_000),)
    )
    assert base.at_s.tolist() == [0.0, 1.5]
    assert base.pauses_s == ((0.5, 1.0),)
    assert base.timer.tolist() == [True, True]


@pytest.mark.parametrize(
    ("at_s", "pauses"), [([0.0, 0.0], ()), ([1.0, 0.0], ()), ([float("nan")], ()), ([0.0], ((5.0, 3.0),))]
)
def test_a_time_base_out_of_order_is_refused(at_s: list[float], pauses: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match="must"):
        TimeBase(np.array(at_s), pauses)


def test_the_expanding_mean_agrees_with_sweatpys_example() -> None:
    assert rolling_mean_expanding([1, 2, 3, 4, 5], 2).tolist() == [1, 1.5, 2.5, 3.5, 4.5]


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=60), st.integers(1, 70))
def test_the_rolling_means_differ_only_at_the_start(values: list[float], window: int) -> None:
    full = rolling_mean_full(values, window)
    naive = [float(np.mean(values[i : i + window])) for i in range(len(values) - window + 1)]
    np.testing.assert_allclose(full, naive, atol=1e-6)
    padded, expanding = rolling_mean_zero_padded(values, window), rolling_mean_expanding(values, window)
    assert len(padded) == len(expanding) == len(values)
    if len(full):
        np.testing.assert_allclose(padded[-len(full) :], full, atol=1e-6)
        np.testing.assert_allclose(expanding[-len(full) :], full, atol=1e-6)


def test_a_window_with_a_missing_value_has_no_mean() -> None:
    np.testing.assert_array_equal(rolling_mean_full([1, 2, float("nan"), 4, 6], 2), [1.5, np.nan, np.nan, 5.0])


def test_an_average_that_forgets_settles_on_a_constant() -> None:
    assert ewma([200.0] * 1000, 1 / 26)[-1] == pytest.approx(200.0)
    assert ewma([26.0, 0.0], 1 / 26).tolist() == pytest.approx([1.0, 25 / 26])
    assert ewma([], 0.5).tolist() == []


@given(st.lists(st.floats(0, 10), min_size=2, max_size=40), st.floats(0.1, 50), st.floats(-5, 5), st.floats(-50, 50))
def test_smoothing_keeps_a_straight_line(steps: list[float], width: float, slope: float, offset: float) -> None:
    at = np.cumsum(steps)
    line = offset + slope * at
    np.testing.assert_allclose(centred_mean(at, line, width), line, atol=1e-4)


@given(st.lists(st.tuples(st.floats(0.1, 10), st.floats(-100, 100)), min_size=2, max_size=30), st.floats(0, 1))
def test_the_integral_of_a_polyline_agrees_with_its_trapezoids(points: list[tuple[float, float]], share: float) -> None:
    at, values = np.cumsum([p[0] for p in points]), np.array([p[1] for p in points])
    x = at[0] + share * (at[-1] - at[0])
    knots = np.unique(np.append(at[at < x], x))
    heights = np.interp(knots, at, values)
    expected = float(np.sum(np.diff(knots) * (heights[1:] + heights[:-1]) / 2))
    assert polyline_integral(np.array([x]), at, values)[0] == pytest.approx(expected, abs=1e-6)


def test_impossible_values_are_removed_and_counted() -> None:
    power = clean_power(np.arange(4.0), [200, 2501, -3, 300])
    assert power.flagged == 2
    np.testing.assert_array_equal(power.values, [200, np.nan, np.nan, 300])
    assert clean_speed([3, 12.5], Family.RUN).flagged == 1
    assert clean_speed([3, 12.5, 31], Family.RIDE).flagged == 1


def test_a_heart_rate_spike_goes_and_a_true_change_comes_back() -> None:
    spike = clean_heart_rate(np.arange(6.0), [120, 121, 200, 122, 250, 20])
    np.testing.assert_array_equal(spike.values, [120, 121, np.nan, 122, np.nan, np.nan])
    assert spike.flagged == 3
    step = clean_heart_rate(np.arange(20.0), [80] * 5 + [150] * 15)
    assert step.values[-1] == 150
    assert step.flagged == 3


@pytest.mark.parametrize(
    ("at_s", "power_w", "spikes"),
    [
        pytest.param(range(7), [210, 205, 200, 1900, 195, 200, 210], [3], id="one high sample"),
        pytest.param(range(7), [0, 0, 0, 1200, 0, 0, 0], [3], id="while pushing off"),
        pytest.param([0, 1, 2, 600, 601, 602], [200, 210, 200, 1500, 90, 120], [3], id="the first after a pause"),
        pytest.param(range(8), [200, 1900, 200, 210, 1700, 190, 200, 1500], [1, 4, 7], id="one after another"),
        pytest.param(range(9), [180, 420, 900, 1150, 1080, 950, 600, 300, 200], [], id="a sprint"),
        pytest.param(range(6), [0, 0, 540, 980, 1020, 900], [], id="a standing start"),
        pytest.param(range(7), [200, 200, 1500, 1480, 200, 200, 200], [], id="two in a row"),
        pytest.param(range(7), [150, 150, 150, 640, 150, 150, 150], [], id="a hard stroke"),
        pytest.param([0, 8, 16, 24], [200, 1300, 200, 210], [], id="nothing measured beside it"),
    ],
)
def test_a_spike_of_power_is_told_from_an_effort(at_s: list[float], power_w: list[float], spikes: list[int]) -> None:
    assert np.flatnonzero(heuristic_power_spikes(list(at_s), power_w)).tolist() == spikes
    assert clean_power(list(at_s), power_w).spikes == len(spikes)


@given(st.floats(0, 2500), st.lists(st.floats(0.41, 2.4), max_size=40))
def test_no_effort_that_comes_and_goes_within_seconds_is_a_spike(start_w: float, factors: list[float]) -> None:
    watts = np.minimum(start_w * np.cumprod([1.0, *factors]), 2500)
    assert not heuristic_power_spikes(np.arange(float(len(watts))), watts).any()


def test_power_that_is_never_above_zero_was_not_recorded() -> None:
    silent = clean_power(np.arange(3.0), [0.0, 0.0, float("nan")])
    assert np.isnan(silent.values).all()
    assert silent.flagged == 0
    assert clean_power(np.arange(2.0), [0.0, 200.0]).values.tolist() == [0.0, 200.0]


@given(st.lists(maybe_missing, max_size=40).map(lambda values: [*values, 100.0]))
def test_cleaning_takes_anything_and_only_removes(values: list[float]) -> None:
    at = np.arange(float(len(values)))
    for cleaned in (clean_power(at, values), clean_speed(values, Family.RIDE), clean_heart_rate(at, values)):
        kept = ~np.isnan(cleaned.values)
        assert cleaned.flagged == np.isfinite(np.array(values, dtype=float)).sum() - kept.sum()
        np.testing.assert_array_equal(cleaned.values[kept], np.array(values, dtype=float)[kept])


@given(st.lists(st.floats(0.1, 100), min_size=2, max_size=60))
def test_the_gap_limit_is_twice_the_ninetieth_percentile_within_its_bounds(steps_s: list[float]) -> None:
    at = np.cumsum(steps_s)
    expected = min(max(3.0, 2 * float(np.percentile(np.diff(at), 90))), 30.0)
    assert heuristic_gap_limit_s(at) == pytest.approx(expected)
