"""What the streams of one activity say by themselves. Pure; runs where a file is decoded, on columns still in memory."""

from collections.abc import Callable, Iterator

import numpy as np

from paceline.connectors.recording import STANDING_IS_REST, flaws_of_recording
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.durations import curve_durations_s
from paceline.fitness.schemas import Analysis, Best, Measure
from paceline.science.efforts import RIDE_TARGETS_M, RUN_TARGETS_M, BestEffort, best_efforts_by_distance
from paceline.science.evidence import calc_version
from paceline.science.heart_rate import (
    aerobic_decoupling_friel,
    efficiency_factor,
    heuristic_observed_hrmax_bpm,
)
from paceline.science.mean_max import BestWindow, best_window, best_windows, mean_max_at, mean_max_with_gaps
from paceline.science.pace import grade_adjusted_speed_mps, heuristic_normalised_graded_speed_mps
from paceline.science.power import average_power, normalized_power_coggan, variability_index, work_kj, xpower_skiba
from paceline.science.recording import CleanRecording
from paceline.science.result import Metric, NotComputable
from paceline.science.streams import Column, SecondSeries
from paceline.science.zones import HEART_RATE_BIN_BPM, POWER_BIN_W, SPEED_BIN_MPS, Histogram, histogram_s

ANALYSIS_METRICS = (
    "moving_time_s",
    "average_power_w",
    "work_kj",
    "normalized_power_w",
    "xpower_w",
    "variability_index",
    "efficiency_factor",
    "decoupling_pct",
    "graded_speed_mps",
    "normalized_graded_speed_mps",
    "maximum_heart_rate_bpm",
    "power_curve_w",
    "pace_curve_mps",
    "heart_rate_curve_bpm",
    "best_effort_s",
)
_REVISION = 1
"""Rises when this module stores something else of the same metrics."""

LONGEST_RECORDING_S = 48 * 3600
"""Beyond, no one-second grid: a recording of days has pauses nobody marked, and its curves would cost seconds."""

POWER_TARGETS_S = (5, 15, 30, 60, 120, 180, 300, 480, 600, 720, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800)
SPEED_TARGETS_S = (60, 120, 180, 300, 480, 600, 720, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800)
HEART_RATE_TARGETS_S = (5, 60, 300, 1200, 1800, 3600)
DISTANCE_TARGETS_M = {SportFamily.RUN: RUN_TARGETS_M, SportFamily.RIDE: RIDE_TARGETS_M}
_NO_POWER = NotComputable("no_power", "The recording holds no power.")
_NO_SPEED = NotComputable("no_speed", "The recording holds no speed.")
_NO_HEART_RATE = NotComputable("no_heart_rate", "The recording holds no heart rate.")
_NO_OUTPUT = NotComputable("no_output", "The recording holds neither power nor a run's speed.")
_NOT_A_RUN = NotComputable("not_a_run", "Pace corrected for grade is a metric of runs.")
_NOT_RECORDED = NotComputable("not_recorded", "The recording holds nothing of this measure.")
_TOO_LONG = NotComputable("too_long", "The recording spans more than two days, which is beyond what is computed.")

Metrics = dict[str, Metric[float]]


def analysis_version() -> str:
    """The versions of everything in an `Analysis`; a stored one of another version is stale."""
    return f"analysis.{_REVISION}+{calc_version(ANALYSIS_METRICS)}"


def analyse(recording: CleanRecording, sport_family: SportFamily) -> Analysis:
    """The analysis of one activity or leg; of one without samples too, so that it need not be looked at again.

    Pure; an hour at 1 Hz takes milliseconds.
    """
    if len(recording.base.at_s) < 2:
        nothing: Metrics = {"moving_time_s": NotComputable("no_samples", "The activity was not recorded in detail.")}
        return Analysis(sport_family, nothing, timer_s=0.0)
    graded_mps = _graded_speed(recording, sport_family)
    gridded = float(recording.base.at_s[-1]) <= LONGEST_RECORDING_S
    series = dict(_series(recording, sport_family, graded_mps)) if gridded else {}
    histograms = dict(_histograms(recording, sport_family, graded_mps))
    seen = {measure: _efforts(measure, one) for measure, one in series.items()}
    return Analysis(
        sport_family,
        _metrics(recording, sport_family, series, histograms.get(Measure.HEART_RATE), gridded=gridded),
        timer_s=recording.timer_s,
        recorded_s=_recorded(histograms, series),
        histograms=histograms,
        curves={measure: _curve(measure, efforts) for measure, efforts in seen.items()},
        bests=(*_bests_by_distance(recording, sport_family), *_bests_by_duration(seen)),
        flaws=tuple(flaws_of_recording(recording)),
    )


def stretch_metrics(recording: CleanRecording, sport_family: SportFamily) -> Metrics:
    """The metrics of `analyse` alone, without curves and bests: for a stretch of a recording, or all of it."""
    graded_mps = _graded_speed(recording, sport_family)
    gridded = float(recording.base.at_s[-1]) <= LONGEST_RECORDING_S
    series = dict(_series(recording, sport_family, graded_mps)) if gridded else {}
    heart_rate = dict(_histograms(recording, sport_family, graded_mps)).get(Measure.HEART_RATE)
    return _metrics(recording, sport_family, series, heart_rate, gridded=gridded)


def find_effort(
    recording: CleanRecording, sport_family: SportFamily, measure: Measure, duration_s: int
) -> Metric[BestWindow]:
    """Where a point of the measure's curve lies: the best window of a duration, in the very seconds that the curve is made of."""
    if float(recording.base.at_s[-1]) > LONGEST_RECORDING_S:
        return _TOO_LONG
    series = dict(_series(recording, sport_family, _graded_speed(recording, sport_family))).get(measure)
    return _NOT_RECORDED if series is None else best_window(_efforts(measure, series), duration_s)


def _series(
    recording: CleanRecording, sport_family: SportFamily, graded_mps: Column | None
) -> Iterator[tuple[Measure, SecondSeries]]:
    """The measures on the grid of whole seconds."""
    speed = None if sport_family is SportFamily.RIDE else recording.speed_mps
    for measure, one in (
        (Measure.POWER, recording.power_1hz),
        (Measure.SPEED, None if speed is None else recording.seconds(speed)),
        (Measure.GRADED_SPEED, None if graded_mps is None else recording.seconds(graded_mps)),
        (
            Measure.HEART_RATE,
            None if recording.heart_rate_bpm is None else recording.seconds(recording.heart_rate_bpm),
        ),
    ):
        if one is not None and not isinstance(one, NotComputable) and len(one.timer_values):
            yield measure, one


def _metrics(
    recording: CleanRecording,
    sport_family: SportFamily,
    series: dict[Measure, SecondSeries],
    heart_rate_histogram: Histogram | None,
    *,
    gridded: bool,
) -> Metrics:
    power, graded, heart_rate = (
        series.get(measure) for measure in (Measure.POWER, Measure.GRADED_SPEED, Measure.HEART_RATE)
    )
    metrics: Metrics = {
        "moving_time_s": recording.moving_s if sport_family in STANDING_IS_REST else recording.timer_s,
        **_power_metrics(power),
        **_speed_metrics(sport_family, graded),
        "maximum_heart_rate_bpm": _NO_HEART_RATE
        if heart_rate is None
        else heuristic_observed_hrmax_bpm(heart_rate.values),
    }
    metrics |= _relations(metrics, power, graded, heart_rate, heart_rate_histogram)
    if gridded:
        return metrics
    return {key: value if key == "moving_time_s" else _TOO_LONG for key, value in metrics.items()}


def _graded_speed(recording: CleanRecording, sport_family: SportFamily) -> Column | None:
    """The level speed of the same effort, runs only: the model is of runners."""
    if recording.speed_mps is None or sport_family is not SportFamily.RUN:
        return None
    return grade_adjusted_speed_mps(recording.speed_mps, recording.grade_pct)


def analysis_of_damaged(sport_family: SportFamily) -> Analysis:
    """The analysis of an activity whose stored streams cannot be read: it says so, and is not tried again."""
    why = NotComputable("streams_damaged", "The stored recording is damaged; importing its file again would repair it.")
    return Analysis(sport_family, {"moving_time_s": why}, timer_s=0.0)


def _histograms(
    recording: CleanRecording, sport_family: SportFamily, graded_mps: Column | None
) -> Iterator[tuple[Measure, Histogram]]:
    is_run = sport_family is SportFamily.RUN
    # Nobody trains by the speed of a bicycle, and it would be the largest of the four.
    speed = None if sport_family is SportFamily.RIDE else graded_mps if is_run else recording.speed_mps
    for measure, column, width in (
        (Measure.HEART_RATE, recording.heart_rate_bpm, HEART_RATE_BIN_BPM),
        (Measure.POWER, recording.power_w, POWER_BIN_W),
        (Measure.GRADED_SPEED if is_run else Measure.SPEED, speed, SPEED_BIN_MPS),
    ):
        if column is not None:
            yield measure, histogram_s(column, recording.dt_s, width)


def _recorded(histograms: dict[Measure, Histogram], series: dict[Measure, SecondSeries]) -> dict[Measure, float]:
    """By the grid where there is one: its seconds are what load is computed over."""
    sums = {measure: float(histogram.seconds.sum()) for measure, histogram in histograms.items()}
    return sums | {measure: float(np.count_nonzero(one.present & one.timer)) for measure, one in series.items()}


def _power_metrics(power: SecondSeries | None) -> Metrics:
    if power is None:
        keys = ("average_power_w", "work_kj", "normalized_power_w", "xpower_w", "variability_index")
        return dict.fromkeys(keys, _NO_POWER)
    watts = power.timer_values
    average, normalized = average_power(watts), normalized_power_coggan(watts)
    return {
        "average_power_w": average,
        "work_kj": work_kj(watts),
        "normalized_power_w": normalized,
        "xpower_w": xpower_skiba(watts),
        "variability_index": _both(variability_index, normalized, average),
    }


def _speed_metrics(sport_family: SportFamily, graded: SecondSeries | None) -> Metrics:
    if graded is None:
        why = _NO_SPEED if sport_family is SportFamily.RUN else _NOT_A_RUN
        return dict.fromkeys(("graded_speed_mps", "normalized_graded_speed_mps"), why)
    speeds = graded.timer_values
    known = speeds[~np.isnan(speeds)]
    return {
        "graded_speed_mps": float(known.mean()) if len(known) else _NO_SPEED,
        "normalized_graded_speed_mps": heuristic_normalised_graded_speed_mps(speeds),
    }


def _relations(
    metrics: Metrics,
    power: SecondSeries | None,
    graded: SecondSeries | None,
    heart_rate: SecondSeries | None,
    heart_rate_histogram: Histogram | None,
) -> Metrics:
    """Output against heart rate: a run's speed, else power."""
    key, output = ("normalized_graded_speed_mps", graded) if graded is not None else ("normalized_power_w", power)
    if output is None:
        return dict.fromkeys(("efficiency_factor", "decoupling_pct"), _NO_OUTPUT)
    if heart_rate is None or heart_rate_histogram is None:
        return dict.fromkeys(("efficiency_factor", "decoupling_pct"), _NO_HEART_RATE)
    seconds = heart_rate_histogram.seconds
    total = float(seconds.sum())
    mean_bpm: Metric[float] = float(np.dot(heart_rate_histogram.bins, seconds)) / total if total else _NO_HEART_RATE
    return {
        "efficiency_factor": _both(efficiency_factor, metrics[key], mean_bpm),
        "decoupling_pct": aerobic_decoupling_friel(output.timer_values, heart_rate.timer_values),
    }


def _both(compute: Callable[[float, float], Metric[float]], one: Metric[float], other: Metric[float]) -> Metric[float]:
    """A metric of two others, or the reason why one of them is missing."""
    if isinstance(one, NotComputable):
        return one
    return other if isinstance(other, NotComputable) else compute(one, other)


def _efforts(measure: Measure, series: SecondSeries) -> Column:
    """The seconds as efforts see them: whoever stood still was not fast, while a heart beats on unseen."""
    return series.values if measure is Measure.HEART_RATE else np.where(series.timer, series.values, 0.0)


def _curve(measure: Measure, values: Column) -> Column:
    """The best means at the durations of the measure."""
    durations = curve_durations_s(measure, len(values))
    if measure is Measure.POWER:
        return mean_max_at(values, durations)
    return mean_max_with_gaps(values, durations, per_unit=_PER_UNIT[measure])


_PER_UNIT = {Measure.SPEED: 1000, Measure.GRADED_SPEED: 1000, Measure.HEART_RATE: 10}
"""No sensor is finer than mm/s or a tenth of a beat."""
_TARGETS_S = {
    Measure.POWER: POWER_TARGETS_S,
    Measure.SPEED: SPEED_TARGETS_S,
    Measure.GRADED_SPEED: SPEED_TARGETS_S,
    Measure.HEART_RATE: HEART_RATE_TARGETS_S,
}


def _bests_by_duration(seen: dict[Measure, Column]) -> Iterator[Best]:
    for measure, values in seen.items():
        targets = _TARGETS_S[measure]
        for target, found in zip(targets, best_windows(values, targets), strict=True):
            if not isinstance(found, NotComputable) and found.mean > 0:
                yield Best(measure, float(target), found.mean, float(found.start_s), float(found.end_s))


def _bests_by_distance(recording: CleanRecording, sport_family: SportFamily) -> Iterator[Best]:
    targets, distance = DISTANCE_TARGETS_M.get(sport_family), recording.distance_m
    if targets is None or distance is None:
        return
    covered = float(np.nanmax(distance) - np.nanmin(distance))
    reached = tuple(target for target in targets if target <= covered)
    found = best_efforts_by_distance(recording.base.at_s, distance, reached, recording.family)
    for target, effort in found.items():
        if isinstance(effort, BestEffort):
            yield Best(Measure.DISTANCE, target, effort.elapsed_s, effort.start_s, effort.end_s)
