"""A set of streams as samples over their own times.

Seen: a point each second that jumps over pauses, or far fewer points than seconds; positions without a distance and the reverse; nulls
inside; keys of other lengths than the rest. Nothing but the time stream says when a point was.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Channel, Column, Flaw, Pause, Samples
from paceline.connectors.files.points import Points
from paceline.connectors.files.samples import take_samples
from paceline.connectors.files.timeline import NO_TIME
from paceline.connectors.services.values import Json, entries, members, number

KEYS = (
    "time", "distance", "latlng", "altitude", "velocity_smooth", "heartrate", "cadence", "watts", "temp", "moving", "grade_smooth",
)  # fmt: skip
"""All that there are. Asked for without any, the service gives the distance alone."""
_CHANNELS = {
    "distance": Channel.DISTANCE,
    "altitude": Channel.ALTITUDE,
    "velocity_smooth": Channel.SPEED,
    "heartrate": Channel.HEART_RATE,
    "cadence": Channel.CADENCE,
    "watts": Channel.POWER,
    "temp": Channel.TEMPERATURE,
    "grade_smooth": Channel.GRADE,
}
_LEAST_PAUSE_S = 10.0
"""Our own choice: recorders that write only what changes are silent for up to nine seconds."""
_STANDING_MPS = 0.5
_LONGEST_S = 400 * 86_400


@dataclass(frozen=True, slots=True)
class TakenStreams:
    """The samples, when the recording stood, and what was wrong."""

    samples: Samples
    pauses: tuple[Pause, ...] = ()
    flaws: tuple[Flaw, ...] = ()


def take_streams(said: object, started_at_ms: int, *, is_power_estimated: bool) -> TakenStreams:
    """Samples of a set of streams, keyed by type or a list of them; none where there are no times. Estimated power is left out."""
    streams = _by_type(said)
    times_s = _column(streams.get("time", []))
    if not np.isfinite(times_s).any():
        flaws = (Flaw("streams_without_time", "The samples have no times and were left out."),) if streams else ()
        return TakenStreams(Samples(np.empty(0, dtype=np.int64), {}), (), flaws)
    flaws = list(_odd_lengths(streams, len(times_s)))
    if is_power_estimated and streams.pop("watts", None):
        flaws.append(Flaw("power_estimated", "The power is Strava's estimate and was left out."))
    columns = {
        _CHANNELS[name].value: _fitted(_column(data), len(times_s))
        for name, data in streams.items()
        if name in _CHANNELS
    }
    if latlng := streams.get("latlng"):
        latitude, longitude = _positions(latlng)
        columns[Channel.LATITUDE.value] = _fitted(latitude, len(times_s))
        columns[Channel.LONGITUDE.value] = _fitted(longitude, len(times_s))
    times_s[np.abs(times_s) > _LONGEST_S] = np.nan
    is_timed = np.isfinite(times_s)
    at_ms = np.full(len(times_s), NO_TIME, dtype=np.int64)
    at_ms[is_timed] = started_at_ms + np.rint(times_s[is_timed] * 1000).astype(np.int64)
    taken = take_samples(Points(at_ms, columns, None, 0), [(0, len(at_ms))])
    moving = _fitted(_column(streams.get("moving", [])), len(at_ms))
    return TakenStreams(
        taken.samples,
        _pauses(at_ms[is_timed], moving[is_timed], taken.samples),
        (*flaws, *taken.flaws),
    )


def _by_type(said: object) -> dict[str, list[Any]]:
    """The streams that hold anything, by their type."""
    found: dict[str, Json] = {str(name): members(stream) for name, stream in members(said).items()}
    found |= {str(stream.get("type")): stream for one in entries(said) if (stream := members(one))}
    return {name: data for name, stream in found.items() if name in KEYS and (data := entries(stream.get("data")))}


def _column(data: list[Any]) -> Column:
    """Numbers with NaN for everything else; null becomes NaN by itself."""
    try:
        column = np.array(data, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        column = np.empty(0)
    if column.shape != (len(data),):
        known = [number(float(value) if isinstance(value, bool) else value) for value in data]
        column = np.array([np.nan if value is None else value for value in known], dtype=np.float64)
    column[~np.isfinite(column)] = np.nan
    return column


def _positions(data: list[Any]) -> tuple[Column, Column]:
    try:
        pairs = np.array(data, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        pairs = np.empty(0)
    if pairs.shape != (len(data), 2):
        rows = [pair if len(pair := entries(one)) == 2 else [None, None] for one in data]
        pairs = np.stack([_column([row[0] for row in rows]), _column([row[1] for row in rows])], axis=1)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def _odd_lengths(streams: dict[str, list[Any]], length: int) -> tuple[Flaw, ...]:
    odd = [name for name, data in streams.items() if len(data) != length]
    detail = f"{', '.join(odd)} had another number of points than the times; what has no time was left out."
    return (Flaw("stream_length_differs", detail),) if odd else ()


def _fitted(column: Column, length: int) -> Column:
    return np.concatenate([column[:length], np.full(max(0, length - len(column)), np.nan)])


def _pauses(at_ms: NDArray[np.int64], moving: Column, samples: Samples) -> tuple[Pause, ...]:
    """The gaps between samples over which the athlete stood: the recording was paused there.

    Points of somebody who stands while it goes on are no pause: the heart beats on. `moving` speaks of the way to its point; without it
    the distance says whether there was one.
    """
    times_ms = samples.at_ms
    ends = np.flatnonzero(np.diff(times_ms) >= _LEAST_PAUSE_S * 1000) + 1
    order = np.argsort(at_ms, kind="stable")
    places = np.searchsorted(at_ms[order], times_ms[ends])
    moved = moving[order][np.minimum(places, len(order) - 1)]
    distance = samples.channels.get(Channel.DISTANCE)
    if distance is not None:
        speeds_mps = (distance[ends] - distance[ends - 1]) / (times_ms[ends] - times_ms[ends - 1]) * 1000
        moved = np.where(np.isnan(moved), speeds_mps >= _STANDING_MPS, moved)
    stood = ends[moved == 0]
    return tuple(Pause(int(times_ms[end - 1]), int(times_ms[end])) for end in stood)
