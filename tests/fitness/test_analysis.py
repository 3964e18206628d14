"""What an activity's streams say by themselves."""

import pickle

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.base import Pause
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.analysis_codec import (
    decode_analysis,
    decode_curve,
    decode_histograms,
    encode_analysis,
    encode_curve,
    encode_histograms,
)
from paceline.fitness.schemas import Analysis, Measure
from paceline.science.mean_max import standard_durations_s
from paceline.science.result import NotComputable
from paceline.science.zones import histogram_s
from tests.fitness.recordings import START_MS, analyse, recording, ride, run


def _code(analysis: Analysis, key: str) -> str:
    metric = analysis.metrics[key]
    assert isinstance(metric, NotComputable)
    return metric.code


def test_an_even_ride_has_its_power_for_every_duration() -> None:
    analysis = analyse(ride(60, watts=200), (), SportFamily.RIDE)
    assert analysis.metrics["normalized_power_w"] == pytest.approx(200)
    assert analysis.metrics["work_kj"] == pytest.approx(720)
    assert analysis.metrics["efficiency_factor"] == pytest.approx(200 / 140)
    assert analysis.metrics["decoupling_pct"] == pytest.approx(0)
    assert set(analysis.curves[Measure.POWER]) == {200.0}
    assert len(analysis.curves[Measure.POWER]) == len(standard_durations_s(3600))
    assert {best.target: best.value for best in analysis.bests if best.measure is Measure.POWER}[1200.0] == 200


def test_a_spike_is_in_no_curve_and_no_best() -> None:
    watts = np.full(3600, 200.0)
    watts[[600, 1200]] = 1900.0
    analysis = analyse(recording(power_w=watts), (), SportFamily.RIDE)
    assert set(analysis.curves[Measure.POWER]) == {200.0}
    assert {best.value for best in analysis.bests} == {200.0}
    assert [(flaw.code, "2" in flaw.detail) for flaw in analysis.flaws] == [("power_spikes", True)]


def test_an_even_run_has_its_times_over_every_distance_it_covers() -> None:
    analysis = analyse(run(60, mps=3.0), (), SportFamily.RUN)
    times = {best.target: best.value for best in analysis.bests if best.measure is Measure.DISTANCE}
    assert times[5000.0] == pytest.approx(5000 / 3)
    assert max(times) == 10_000.0
    assert analysis.metrics["normalized_graded_speed_mps"] == pytest.approx(3.0)
    assert _code(analysis, "normalized_power_w") == "no_power"


def test_uphill_the_graded_speed_is_higher_than_the_speed() -> None:
    seconds = np.arange(3600)
    climbing = recording(speed_mps=np.full(3600, 2.5), distance_m=seconds * 2.5, altitude_m=seconds * 0.25)
    metric = analyse(climbing, (), SportFamily.RUN).metrics["graded_speed_mps"]
    assert metric == pytest.approx(2.5 * 1.48)


def test_a_pause_counts_for_no_average_but_ends_every_best() -> None:
    watts = np.full(1800, 250.0)
    samples = recording(power_w=watts)
    later = samples.at_ms.copy()
    later[900:] += 600_000
    paused = type(samples)(later, samples.channels)
    pause = Pause(int(later[899]) + 1000, int(later[900]))
    analysis = analyse(paused, (pause,), SportFamily.RIDE)
    assert analysis.metrics["average_power_w"] == pytest.approx(250)
    assert analysis.timer_s == pytest.approx(1799)
    bests = {best.target: best.value for best in analysis.bests if best.measure is Measure.POWER}
    assert bests[600.0] == 250
    assert bests[1800.0] < 200


def test_impossible_values_are_left_out_and_told() -> None:
    watts = np.full(600, 200.0)
    watts[100] = 9000
    analysis = analyse(recording(power_w=watts), (), SportFamily.RIDE)
    assert max(analysis.curves[Measure.POWER]) == 200
    assert [flaw.code for flaw in analysis.flaws] == ["power_implausible"]


def test_a_recorder_that_writes_every_five_seconds_has_no_gaps() -> None:
    analysis = analyse(recording(every_s=5.0, power_w=np.full(720, 200.0)), (), SportFamily.RIDE)
    assert analysis.metrics["normalized_power_w"] == pytest.approx(200)
    assert analysis.recorded_s[Measure.POWER] == pytest.approx(3596)


def test_a_power_channel_of_zeros_is_no_power() -> None:
    analysis = analyse(recording(power_w=np.zeros(600), heart_rate_bpm=np.full(600, 140.0)), (), SportFamily.RIDE)
    assert _code(analysis, "normalized_power_w") == "no_power"
    assert Measure.POWER not in analysis.recorded_s


def test_who_rests_between_lengths_or_sets_still_trains() -> None:
    assert (
        analyse(recording(heart_rate_bpm=np.full(600, 110.0)), (), SportFamily.STRENGTH).metrics["moving_time_s"] == 599
    )


def test_without_samples_there_is_an_analysis_that_says_so() -> None:
    analysis = analyse(recording(), (), SportFamily.STRENGTH)
    assert _code(analysis, "moving_time_s") == "no_samples"
    assert encode_analysis(analysis).histograms is None


def test_days_of_recording_are_refused_instead_of_computed() -> None:
    analysis = analyse(recording(every_s=60.0, power_w=np.full(3000, 100.0)), (), SportFamily.RIDE)
    assert _code(analysis, "normalized_power_w") == "too_long"
    assert analysis.curves == {}


def test_the_stored_form_crosses_a_process_and_gives_the_analysis_back() -> None:
    analysis = analyse(run(40), (), SportFamily.RUN)
    stored = pickle.loads(pickle.dumps(encode_analysis(analysis)))
    again = decode_analysis(stored.sport_family, orjson.loads(stored.metrics), stored.histograms)
    assert dict(again.metrics) == dict(analysis.metrics)
    assert again.recorded_s == analysis.recorded_s
    assert set(again.histograms) == {Measure.HEART_RATE, Measure.GRADED_SPEED}
    curve = decode_curve(Measure.SPEED, stored.curves[Measure.SPEED])
    np.testing.assert_allclose(curve, analysis.curves[Measure.SPEED], atol=1e-4)


@given(
    values=st.lists(st.one_of(st.none(), st.integers(30, 230)), min_size=1, max_size=60),
    seconds=st.lists(st.integers(0, 5000), min_size=60, max_size=60),
)
def test_a_histogram_survives_storage_to_the_millisecond(values: list[int | None], seconds: list[int]) -> None:
    column = np.array([np.nan if value is None else value for value in values])
    histogram = histogram_s(column, np.array(seconds[: len(values)]) / 1000, 1.0)
    again = decode_histograms(encode_histograms({Measure.HEART_RATE: histogram}))[Measure.HEART_RATE]
    np.testing.assert_array_equal(again.bins, histogram.bins)
    np.testing.assert_allclose(again.seconds, histogram.seconds, atol=5e-4)
    assert again.missing_s == pytest.approx(histogram.missing_s, abs=5e-4)


@given(st.lists(st.one_of(st.just(float("nan")), st.floats(0, 2500)), max_size=50))
def test_a_curve_survives_storage_to_half_a_step(means: list[float]) -> None:
    curve = np.array(means)
    np.testing.assert_allclose(decode_curve(Measure.POWER, encode_curve(Measure.POWER, curve)), curve, atol=0.0051)


@given(st.integers(0, 3000), st.sampled_from(SportFamily), st.integers(1, 20))
def test_no_recording_makes_the_analysis_fail(count: int, family: SportFamily, seed: int) -> None:
    noise = np.random.default_rng(seed)
    holes = noise.random((4, count)) < 0.2
    power, heart_rate, speed = (np.where(holes[row], np.nan, noise.normal(150, 80, count)) for row in range(3))
    distance = np.cumsum(np.where(holes[3], 0, noise.normal(3, 1, count)))
    samples = recording(power_w=power, heart_rate_bpm=heart_rate, speed_mps=speed / 40, distance_m=distance)
    pauses = (Pause(START_MS + 9000, START_MS + 20_000), Pause(START_MS + 5000, START_MS + 10_000))
    encoded = encode_analysis(analyse(samples, pauses, family))
    assert orjson.loads(encoded.metrics)["metrics"]
