"""What a stretch of a recording comes to, by the very functions that measure the whole."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from paceline.connectors.base import Pause, Samples
from paceline.connectors.recording import recording_of
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.analysis import stretch_metrics
from paceline.science.elevation import AltitudeSource, heuristic_elevation_change
from paceline.science.grade import average_grade_pct
from paceline.science.recording import CleanRecording
from paceline.science.result import Metric, NotComputable
from paceline.science.streams import Column

NOT_RECORDED = NotComputable("no_samples", "The activity was not recorded in detail here.")
_NO_DISTANCE = NotComputable("no_distance", "The recording holds no distance here.")
_NO_ALTITUDE = NotComputable("no_altitude", "The recording holds no altitude here.")
_NO_CADENCE = NotComputable("no_cadence", "The recording holds no cadence here.")
_NO_HEART_RATE = NotComputable("no_heart_rate", "The recording holds no heart rate here.")
_NO_POWER = NotComputable("no_power", "The recording holds no power here.")
_NO_SPEED = NotComputable("no_speed", "The recording holds no speed here.")

FIGURES = (
    "elapsed_s", "moving_s", "distance_m", "ascent_m", "descent_m", "average_grade_pct",
    "average_heart_rate_bpm", "minimum_heart_rate_bpm", "maximum_heart_rate_bpm",
    "average_power_w", "minimum_power_w", "maximum_power_w", "weighted_power_w",
    "average_speed_mps", "minimum_speed_mps", "maximum_speed_mps", "graded_speed_mps",
    "average_cadence_rpm", "minimum_cadence_rpm", "maximum_cadence_rpm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """The figures of a stretch by `FIGURES`. `from_s` and `to_s` are its first and last sample, in s since the first of all."""

    from_s: float | None
    to_s: float | None
    sample_count: int
    figures: dict[str, Metric[float]]


def refused(why: NotComputable) -> Selection:
    """A selection without any figure."""
    return Selection(None, None, 0, dict.fromkeys(FIGURES, why))


def select(
    samples: Samples,
    pauses: tuple[Pause, ...],
    sport_family: SportFamily,
    span_s: tuple[float, float],
    altitude_source: AltitudeSource,
) -> Selection:
    """The figures of the samples within a span of s since the first sample, both included; pauses are cut to it.

    A stretch is measured as if nothing else had been recorded: what lies beside it reaches into none of its figures.
    """
    begin_ms = int(samples.at_ms[0]) if len(samples) else 0
    kept = (samples.at_ms >= begin_ms + span_s[0] * 1000) & (samples.at_ms <= begin_ms + span_s[1] * 1000)
    at_ms = samples.at_ms[kept]
    if len(at_ms) < 2:
        return refused(NOT_RECORDED)
    first_ms, last_ms = int(at_ms[0]), int(at_ms[-1])
    within = tuple(
        Pause(max(pause.from_ms, first_ms), min(pause.to_ms, last_ms))
        for pause in pauses
        if pause.from_ms < last_ms and pause.to_ms > first_ms
    )
    stretch = Samples(at_ms, {name: column[kept] for name, column in samples.channels.items()})
    recording = recording_of(stretch, within, sport_family)
    figures = _figures(recording, sport_family, altitude_source)
    return Selection((first_ms - begin_ms) / 1000, (last_ms - begin_ms) / 1000, len(at_ms), figures)


def _figures(
    recording: CleanRecording, sport_family: SportFamily, altitude_source: AltitudeSource
) -> dict[str, Metric[float]]:
    metrics = stretch_metrics(recording, sport_family)
    moving_s, distance_m = metrics["moving_time_s"], _distance(recording)
    cadence = recording.column("cadence_rpm")
    return {
        "elapsed_s": float(recording.base.at_s[-1]),
        "moving_s": moving_s,
        "distance_m": distance_m,
        **_ground(recording, altitude_source),
        **_of("heart_rate_bpm", recording, recording.heart_rate_bpm, _NO_HEART_RATE),
        **_of("power_w", recording, recording.power_w, _NO_POWER),
        # Over the grid of seconds, where silence counts as 0 W.
        "average_power_w": metrics["average_power_w"],
        "weighted_power_w": metrics["normalized_power_w"],
        **_of("speed_mps", recording, recording.speed_mps, _NO_SPEED),
        "average_speed_mps": _ratio(distance_m, moving_s),
        "graded_speed_mps": metrics["graded_speed_mps"],
        # Nobody's cadence is that of not pedalling.
        **_of(
            "cadence_rpm", recording, None if cadence is None else np.where(cadence > 0, cadence, np.nan), _NO_CADENCE
        ),
    }


def _distance(recording: CleanRecording) -> Metric[float]:
    distance = recording.distance_m
    if distance is None:
        return _NO_DISTANCE
    known = distance[np.isfinite(distance)]
    # The counter of a device that was not reset starts above zero.
    return float(known.max() - known[0]) if len(known) else _NO_DISTANCE


def _ground(recording: CleanRecording, source: AltitudeSource) -> dict[str, Metric[float]]:
    altitude, distance = recording.column("altitude_m"), recording.distance_m
    if altitude is None:
        return dict.fromkeys(("ascent_m", "descent_m", "average_grade_pct"), _NO_ALTITUDE)
    change = heuristic_elevation_change(recording.base.at_s, altitude, source)
    grade = _NO_DISTANCE if distance is None else average_grade_pct(distance, altitude)
    if isinstance(change, NotComputable):
        return {"ascent_m": change, "descent_m": change, "average_grade_pct": grade}
    return {"ascent_m": change.gain_m, "descent_m": change.loss_m, "average_grade_pct": grade}


def _of(name: str, recording: CleanRecording, column: Column | None, why: NotComputable) -> dict[str, Metric[float]]:
    known = None if column is None else column[np.isfinite(column)]

    def value(compute: Callable[[Column], float]) -> Metric[float]:
        return why if known is None or not len(known) else compute(known)

    average = recording.mean(column)
    return {
        f"average_{name}": why if average is None else average,
        f"minimum_{name}": value(lambda values: float(values.min())),
        f"maximum_{name}": value(lambda values: float(values.max())),
    }


def _ratio(distance_m: Metric[float], moving_s: Metric[float]) -> Metric[float]:
    if isinstance(distance_m, NotComputable):
        return distance_m
    if isinstance(moving_s, NotComputable):
        return moving_s
    return distance_m / moving_s if moving_s > 0 else NotComputable("not_moving", "No ground was covered here.")
