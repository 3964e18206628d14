"""From the points of an XML document to the samples of one recording."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Channel, Column, Flaw, Samples
from paceline.connectors.files.points import Points
from paceline.connectors.files.timeline import CLOCK_SET_MS, fill_from_repeats, forward_order

Range = tuple[int, int]
"""A half-open range of points."""


MOST_RECORDINGS = 5_000
"""Tracks or activities in one file; whole training logs have a few hundred."""
_LEVELLED_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Taken:
    """The samples of one recording, first and last time of each part that has timed points, and what was wrong."""

    samples: Samples
    spans: tuple[tuple[int, int], ...]
    flaws: tuple[Flaw, ...]


def take_samples(points: Points, parts: Sequence[Range]) -> Taken:
    """Gather the points of these parts into samples with strictly increasing time.

    Points at impossible positions and points without a time are left out; columns are named by `Channel` values. Times from before the
    clock was set count as none, unless there are no others: then they are right among themselves.
    """
    rows = np.concatenate([np.arange(*part) for part in parts]) if parts else np.empty(0, dtype=np.intp)
    times = points.at_ms[rows]
    timed = times >= CLOCK_SET_MS
    earliest_ms = CLOCK_SET_MS if timed.any() else 0
    timed |= times >= earliest_ms
    latitude, longitude = _column(points, Channel.LATITUDE, rows), _column(points, Channel.LONGITUDE, rows)
    impossible = (np.abs(latitude) > 90) | (np.abs(longitude) > 180)
    flaws: list[Flaw] = []
    if impossible.any():
        flaws.append(Flaw("position_invalid", f"{impossible.sum()} points at impossible positions were left out"))
    untimed = int((~timed).sum())
    if untimed and timed.any():
        flaws.append(Flaw("time_missing", f"{untimed} points without a readable time were left out"))
    rows = rows[timed & ~impossible]
    at_ms = points.at_ms[rows]
    kept, order_flaws = forward_order(at_ms)
    channels = {
        Channel(name): fill_from_repeats(at_ms, kept, _cleaned(Channel(name), column[rows]))
        for name, column in points.columns.items()
    }
    _drop_half_positions(channels)
    if Channel.DISTANCE in channels and not _make_cumulative(channels[Channel.DISTANCE]):
        del channels[Channel.DISTANCE]
        flaws.append(Flaw("distance_falls", "The distance of the points is not cumulative and was left out"))
    channels = {name: column for name, column in channels.items() if not np.isnan(column).all()}
    spans = _spans(points, parts, earliest_ms)
    return Taken(Samples(at_ms[kept], channels), spans, (*flaws, *order_flaws))


def _column(points: Points, channel: Channel, rows: NDArray[np.intp]) -> Column:
    column = points.columns.get(channel)
    return np.full(len(rows), np.nan) if column is None else column[rows]


def _cleaned(channel: Channel, column: Column) -> Column:
    """No heart beats zero times a minute and no distance or speed is negative: devices without a reading write such values."""
    if channel is Channel.HEART_RATE:
        return np.where(column > 0, column, np.nan)
    if channel in (Channel.SPEED, Channel.DISTANCE, Channel.CADENCE, Channel.POWER):
        return np.where(column >= 0, column, np.nan)
    return column


def _drop_half_positions(channels: dict[Channel, Column]) -> None:
    """A latitude without a longitude is no position."""
    latitude, longitude = channels.get(Channel.LATITUDE), channels.get(Channel.LONGITUDE)
    if latitude is None or longitude is None:
        channels.pop(Channel.LATITUDE, None)
        channels.pop(Channel.LONGITUDE, None)
        return
    half = np.isnan(latitude) | np.isnan(longitude)
    latitude[half] = np.nan
    longitude[half] = np.nan


def _make_cumulative(column: Column) -> bool:
    """Level out small steps back (devices correct themselves by a metre or so); `False` when it is no running total at all."""
    known = np.flatnonzero(~np.isnan(column))
    steps = np.diff(column[known])
    if not len(steps):
        return True
    if -steps[steps < 0].sum() > _LEVELLED_SHARE * steps[steps > 0].sum():
        return False
    column[known] = np.maximum.accumulate(column[known])
    return True


def _spans(points: Points, parts: Sequence[Range], earliest_ms: int) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for start, end in parts:
        times = points.at_ms[start:end]
        times = times[times >= earliest_ms]
        if len(times):
            spans.append((int(times.min()), int(times.max())))
    return tuple(spans)
