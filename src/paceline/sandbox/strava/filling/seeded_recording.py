"""The recording of a seeded activity: columns that have exactly the totals, means and peaks its summary says."""

from dataclasses import dataclass

import numpy as np

from paceline.sandbox.strava.filling.kinds import records_smartly
from paceline.sandbox.strava.filling.routes import way
from paceline.sandbox.strava.filling.seeded_plan import way_number
from paceline.sandbox.strava.world.columns import Column, Columns, Flags, Seconds
from paceline.sandbox.strava.world.outline import Outline

_LONGEST_PAUSE_PARTS = 4


def columns_of(outline: Outline, seed: int) -> Columns | None:
    """The recording of an activity; None for one entered by hand. The same seed and activity give the same columns."""
    if outline.is_manual:
        return None
    rng = np.random.default_rng([seed, outline.id])
    clock = _clock(outline, rng)
    columns = _measured(outline, clock, rng)
    return columns.only(_smart_points(columns, rng)) if records_smartly(outline.device_name) else columns


@dataclass(frozen=True, slots=True)
class _Clock:
    """The times of the points, and which of them the athlete reached by moving."""

    time_s: Seconds
    moved: Flags


def _clock(outline: Outline, rng: np.random.Generator) -> _Clock:
    """One point a second; a part of the rest is stood through and recorded, over the other part the recording jumps."""
    rest_s = max(outline.elapsed_s - outline.moving_s, 0)
    standing_s = min(rest_s // 3, 1800)
    count = outline.moving_s + standing_s + 1
    moved = np.ones(count, dtype=np.bool_)
    if standing_s:
        at = int(rng.integers(1, count - standing_s))
        moved[at : at + standing_s] = False
    time_s = np.arange(count, dtype=np.int64)
    paused_s = rest_s - standing_s
    if paused_s and count > _LONGEST_PAUSE_PARTS:
        parts = min(int(rng.integers(1, _LONGEST_PAUSE_PARTS)), paused_s)
        lengths_s = np.full(parts, paused_s // parts, dtype=np.int64)
        lengths_s[0] += paused_s - int(lengths_s.sum())
        for at, length_s in zip(rng.integers(1, count, parts), lengths_s, strict=True):
            time_s[at:] += length_s
    return _Clock(time_s, moved)


def _measured(outline: Outline, clock: _Clock, rng: np.random.Generator) -> Columns:
    count = len(clock.time_s)
    speed = distance = None
    if outline.distance_m > 0:
        speed = _speed(outline, clock, rng)
        distance = np.concatenate([[0.0], np.cumsum(speed[1:])])
        distance *= outline.distance_m / distance[-1]
    latitude = longitude = altitude = None
    if outline.start is not None and distance is not None:
        share = distance / outline.distance_m
        latitude, longitude = way(outline.start, outline.distance_m, way_number(outline.id), share)
        altitude = _altitude(outline, share)
    cadence = _around(outline.average_cadence_rpm, count, 3.0, rng)
    return Columns(
        time_s=clock.time_s,
        distance_m=distance,
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_m=altitude,
        speed_mps=speed,
        heart_rate_bpm=_peaked(outline.average_heart_rate_bpm, outline.max_heart_rate_bpm, _slow(count, rng)),
        cadence_rpm=None if cadence is None else np.where(clock.moved, cadence, 0.0),
        power_w=_power(outline, count, rng),
        temperature_c=_around(outline.average_temperature_c, count, 1.0, rng),
    )


def _speed(outline: Outline, clock: _Clock, rng: np.random.Generator) -> Column:
    speed = np.zeros(len(clock.time_s))
    shape = _smooth(outline.moving_s, 12, rng)
    moving = clock.moved.copy()
    moving[0] = False
    speed[moving] = _fitted(shape, outline.average_speed_mps, outline.max_speed_mps)
    speed[0] = speed[1]
    return speed


def _power(outline: Outline, count: int, rng: np.random.Generator) -> Column | None:
    """A meter's watts; what is only estimated has no stream."""
    if not outline.has_power_meter:
        return None
    shape = np.exp(0.5 * _smooth(count, 3, rng))
    return _peaked(outline.average_power_w, outline.max_power_w, shape)


def _altitude(outline: Outline, share: Column) -> Column | None:
    """As many equal climbs as make the ascent, so that it ends where it began."""
    if outline.low_m is None or outline.high_m is None:
        return None
    rise_m = outline.high_m - outline.low_m
    climbs = max(round(outline.ascent_m / max(rise_m, 0.1)), 1)
    return outline.low_m + rise_m * (0.5 - 0.5 * np.cos(2 * np.pi * climbs * share))


def _smart_points(columns: Columns, rng: np.random.Generator) -> Seconds:
    """The points a smart recorder writes: some seconds apart, the ends and the peaks among them."""
    count = len(columns)
    steps = np.cumsum(rng.integers(1, 8, count))
    peaks = [
        int(np.argmax(column))
        for column in (columns.heart_rate_bpm, columns.power_w, columns.speed_mps)
        if column is not None
    ]
    return np.unique(np.concatenate([[0], steps[steps < count], peaks, [count - 1]])).astype(np.int64)


def _around(mean: float | None, count: int, spread: float, rng: np.random.Generator) -> Column | None:
    return None if mean is None else mean + spread * _smooth(count, 30, rng)


def _peaked(mean: float | None, peak: float | None, shape: Column) -> Column | None:
    return None if mean is None or peak is None else _fitted(shape, mean, peak)


def _fitted(shape: Column, mean: float, peak: float) -> Column:
    """The shape moved and stretched to a mean and a maximum."""
    level = shape - shape.mean()
    top = float(level.max())
    return np.full_like(level, mean) if top <= 0 else np.maximum(mean + level * (peak - mean) / top, 0.0)


def _slow(count: int, rng: np.random.Generator) -> Column:
    """A heart's course: up within minutes, drifting, never still."""
    rise = 1.0 - np.exp(-np.arange(count) / 150.0)
    return 2.5 * rise + 0.8 * np.linspace(0.0, 1.0, count) + 0.5 * _smooth(count, 45, rng)


def _smooth(count: int, width: int, rng: np.random.Generator) -> Column:
    """Noise of unit size that changes over about `width` seconds."""
    sums = np.cumsum(rng.standard_normal(count + width))
    return (sums[width:] - sums[:-width]) / np.sqrt(width)
