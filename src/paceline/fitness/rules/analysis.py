"""What the streams of one activity say by themselves. Pure; runs where a file is decoded, on columns still in memory."""

from collections.abc import Callable, Iterator

import numpy as np

from paceline.connectors.base import Pause, Samples
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.recording import Recording
from paceline.fitness.schemas import Analysis, Best, Measure
from paceline.science.efforts import RIDE_TARGETS_M, RUN_TARGETS_M, BestEffort, best_efforts_by_distance
from paceline.science.evidence import calc_version
from paceline.science.heart_rate import (
    aerobic_decoupling_friel,
    efficiency_factor,
    heuristic_observed_hrmax_bpm,
)
from paceline.science.mean_max import best_window, mean_max_at, mean_max_with_gaps, standard_durations_s
from paceline.science.movement import moving_time_s
from paceline.science.pace import heuristic_normalised_graded_speed_mps
from paceline.science.power import average_power, normalized_power_coggan, variability_index, work_kj, xpower_skiba
from paceline.science.result import Metric, NotComputable
from paceline.science.streams import Column, GapFill, SecondSeries
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

LONGEST_CURVE_S = 12 * 3600
LONGEST_RECORDING_S = 48 * 3600
"""Beyond, no one-second grid: a recording of days has pauses nobody marked, and its curves would cost seconds."""

POWER_TARGETS_S = (5, 15, 30, 60, 120, 180, 300, 480, 600, 720, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800)
SPEED_TARGETS_S = (60, 120, 180, 300, 480, 600, 720, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800)
HEART_RATE_TARGETS_S = (5, 60, 300, 1200, 1800, 3600)
DISTANCE_TARGETS_M = {SportFamily.RUN: RUN_TARGETS_M, SportFamily.RIDE: RIDE_TARGETS_M}
_STANDING_IS_REST = frozenset({SportFamily.RUN, SportFamily.RIDE, SportFamily.WALK, SportFamily.ROW})
"""The sports whose moving time is judged; of the others the timer is, for who rests between lengths or sets still trains."""

_NO_POWER = NotComputable("no_power", "The recording holds no power.")
_NO_SPEED = NotComputable("no_speed", "The recording holds no speed.")
_NO_HEART_RATE = NotComputable("no_heart_rate", "The recording holds no heart rate.")
_NO_OUTPUT = NotComputable("no_output", "The recording holds neither power nor a run's speed.")
_NOT_A_RUN = NotComputable("not_a_run", "Pace corrected for grade is a metric of runs.")
_TOO_LONG = NotComputable("too_long", "The recording spans more than two days, which is beyond what is computed.")

Metrics = dict[str, Metric[float]]


def analysis_version() -> str:
    """The versions of everything in an `Analysis`; a stored one of another version is stale."""
    return f"analysis.{_REVISION}+{calc_version(ANALYSIS_METRICS)}"


def analyse(samples: Samples, pauses: tuple[Pause, ...], sport_family: SportFamily) -> Analysis:
    """The analysis of one activity or leg; of one without samples too, so that it need not be looked at again.

    Times come from the samples and the pauses alone. Pure and picklable; an hour at 1 Hz takes milliseconds.
    """
    if len(samples) < 2:
        nothing: Metrics = {"moving_time_s": NotComputable("no_samples", "The activity was not recorded in detail.")}
        return Analysis(sport_family, nothing, timer_s=0.0)
    recording = Recording.of(samples, pauses, sport_family)
    gridded = float(recording.base.at_s[-1]) <= LONGEST_RECORDING_S
    power = _grid(recording, recording.power_w, GapFill.ZERO) if gridded else None
    heart_rate = _grid(recording, recording.heart_rate_bpm) if gridded else None
    speed = _grid(recording, recording.speed_mps) if gridded and sport_family is not SportFamily.RIDE else None
    graded = _grid(recording, recording.graded_speed_mps) if gridded else None
    histograms = dict(_histograms(recording))
    series = {
        measure: one
        for measure, one in (
            (Measure.POWER, power),
            (Measure.SPEED, speed),
            (Measure.GRADED_SPEED, graded),
            (Measure.HEART_RATE, heart_rate),
        )
        if one is not None
    }
    metrics: Metrics = {
        "moving_time_s": _moving_time(recording),
        **_power_metrics(power),
        **_speed_metrics(recording, graded),
        "maximum_heart_rate_bpm": _NO_HEART_RATE
        if heart_rate is None
        else heuristic_observed_hrmax_bpm(heart_rate.values),
    }
    metrics |= _relations(metrics, power, graded, heart_rate, histograms.get(Measure.HEART_RATE))
    if not gridded:
        metrics = {key: _TOO_LONG if key != "moving_time_s" else value for key, value in metrics.items()}
    return Analysis(
        sport_family,
        metrics,
        timer_s=recording.timer_s,
        recorded_s=_recorded(histograms, series),
        histograms=histograms,
        curves={measure: _curve(_efforts(measure, one), _CURVE_STEPS[measure]) for measure, one in series.items()},
        bests=(*_bests_by_distance(recording), *_bests_by_duration(series)),
        flaws=tuple(recording.flaws),
    )


def analysis_of_damaged(sport_family: SportFamily) -> Analysis:
    """The analysis of an activity whose stored streams cannot be read: it says so, and is not tried again."""
    why = NotComputable("streams_damaged", "The stored recording is damaged; importing its file again would repair it.")
    return Analysis(sport_family, {"moving_time_s": why}, timer_s=0.0)


def _grid(recording: Recording, column: Column | None, fill: GapFill = GapFill.MISSING) -> SecondSeries | None:
    if column is None:
        return None
    series = recording.seconds(column, fill)
    return None if isinstance(series, NotComputable) or not len(series.timer_values) else series


def _histograms(recording: Recording) -> Iterator[tuple[Measure, Histogram]]:
    pace = Measure.GRADED_SPEED if recording.sport_family is SportFamily.RUN else Measure.SPEED
    # Nobody trains by the speed of a bicycle, and it would be the largest of the four.
    speed = recording.graded_speed_mps if pace is Measure.GRADED_SPEED else recording.speed_mps
    for measure, column, width in (
        (Measure.HEART_RATE, recording.heart_rate_bpm, HEART_RATE_BIN_BPM),
        (Measure.POWER, recording.power_w, POWER_BIN_W),
        (pace, None if recording.sport_family is SportFamily.RIDE else speed, SPEED_BIN_MPS),
    ):
        if column is not None:
            yield measure, histogram_s(column, recording.dt_s, width)


def _recorded(histograms: dict[Measure, Histogram], series: dict[Measure, SecondSeries]) -> dict[Measure, float]:
    """By the grid where there is one: its seconds are what load is computed over."""
    sums = {measure: float(histogram.seconds.sum()) for measure, histogram in histograms.items()}
    return sums | {measure: float(np.count_nonzero(one.present & one.timer)) for measure, one in series.items()}


def _moving_time(recording: Recording) -> Metric[float]:
    if recording.sport_family not in _STANDING_IS_REST:
        return recording.timer_s
    return moving_time_s(
        recording.base,
        recording.plausibility,
        distance_m=recording.distance_m,
        speed_mps=recording.speed_mps,
        cadence_rpm=recording.cadence_rpm,
    )


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


def _speed_metrics(recording: Recording, graded: SecondSeries | None) -> Metrics:
    if graded is None:
        why = _NO_SPEED if recording.sport_family is SportFamily.RUN else _NOT_A_RUN
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


def _curve(values: Column, steps: int) -> Column:
    """The best means at the standard durations. Without holes whole steps do, which halves the time: no sensor is finer."""
    durations = standard_durations_s(min(len(values), LONGEST_CURVE_S))
    if bool(np.isnan(values).any()):
        return mean_max_with_gaps(values, durations)
    return mean_max_at(values * steps, durations) / steps


_CURVE_STEPS = {Measure.POWER: 1, Measure.SPEED: 1000, Measure.GRADED_SPEED: 1000, Measure.HEART_RATE: 10}
_TARGETS_S = {
    Measure.POWER: POWER_TARGETS_S,
    Measure.SPEED: SPEED_TARGETS_S,
    Measure.GRADED_SPEED: SPEED_TARGETS_S,
    Measure.HEART_RATE: HEART_RATE_TARGETS_S,
}


def _bests_by_duration(series: dict[Measure, SecondSeries]) -> Iterator[Best]:
    for measure, one in series.items():
        values = _efforts(measure, one)
        for target in _TARGETS_S[measure]:
            found = best_window(values, target)
            if not isinstance(found, NotComputable) and found.mean > 0:
                yield Best(measure, float(target), found.mean, float(found.start_s), float(found.end_s))


def _bests_by_distance(recording: Recording) -> Iterator[Best]:
    targets, distance = DISTANCE_TARGETS_M.get(recording.sport_family), recording.distance_m
    if targets is None or distance is None:
        return
    covered = float(np.nanmax(distance) - np.nanmin(distance))
    reached = tuple(target for target in targets if target <= covered)
    found = best_efforts_by_distance(recording.base.at_s, distance, reached, recording.plausibility)
    for target, effort in found.items():
        if isinstance(effort, BestEffort):
            yield Best(Measure.DISTANCE, target, effort.elapsed_s, effort.start_s, effort.end_s)
