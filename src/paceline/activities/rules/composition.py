"""Streams made of parts of sources: crop, split and merge by channel leave the originals untouched."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from paceline.activities.rules.stream_codec import EXTRA_PREFIX
from paceline.activities.schemas import Composition, Part, SourceFacts
from paceline.connectors.base import Channel, Column, ExtraChannel, Samples

# How far a sample of another device may be and still be the value of this moment.
NEAREST_MS = 1500

NO_SAMPLES = Samples(np.empty(0, dtype=np.int64), {})


def compose(composition: Composition, sources: Mapping[UUID, Samples]) -> Samples:
    """The samples that a composition asks for; a source that is gone adds nothing.

    Parts that follow each other in time are joined end to end. A part that lies within what is there already gives its channels
    instead, each sample the nearest in time within 1.5 s, so that a heart rate recorded by another device joins a ride; a channel
    named by a later part replaces an earlier one.
    """
    return _put_together(composition, sources)[0]


Gap = tuple[int, int]
"""The last millisecond before and the first after a time that no part tells of."""


def gaps(composition: Composition, sources: Mapping[UUID, Samples]) -> tuple[Gap, ...]:
    """Where one recording of a composition ends and the next begins, in order of time.

    Two parts that were cut from one source and lie end to end have no gap.
    """
    bases = sorted(_put_together(composition, sources)[1], key=lambda base: base[0])
    return tuple(
        (before[1], after[0]) for before, after in pairwise(bases) if not _end_to_end_in_source(before[2], after[2])
    )


_Base = tuple[int, int, Part]
"""First and last millisecond of a part that gives the time base."""


def _put_together(composition: Composition, sources: Mapping[UUID, Samples]) -> tuple[Samples, list[_Base]]:
    composed = NO_SAMPLES
    bases: list[_Base] = []
    for part in composition:
        piece = _cut(part, sources.get(part.source_id, NO_SAMPLES))
        if not len(piece):
            continue
        base = (int(piece.at_ms[0]), int(piece.at_ms[-1]), part)
        if not len(composed):
            composed = piece
            bases.append(base)
        elif _apart(composed, piece):
            is_first = piece.at_ms[-1] < composed.at_ms[0]
            first, second = (piece, composed) if is_first else (composed, piece)
            edge = min(bases, key=lambda one: one[0])[2] if is_first else max(bases, key=lambda one: one[0])[2]
            goes_on = _end_to_end_in_source(part, edge) if is_first else _end_to_end_in_source(edge, part)
            composed = _joined(first, second, goes_on=goes_on)
            bases.append(base)
        else:
            composed = _merged(composed, piece)
    return composed, bases


def _end_to_end_in_source(before: Part, after: Part) -> bool:
    return (
        (before.source_id, before.shift_ms) == (after.source_id, after.shift_ms)
        and before.to_ms is not None
        and before.to_ms + 1 == after.from_ms
    )


def take(samples: Samples, kept: NDArray[np.int64]) -> Samples:
    """Some of the samples, by index."""
    return Samples(
        samples.at_ms[kept],
        {channel: values[kept] for channel, values in samples.channels.items()},
        tuple(replace(extra, values=extra.values[kept]) for extra in samples.extras),
    )


def _cut(part: Part, samples: Samples) -> Samples:
    if not len(samples):
        return samples
    first = 0 if part.from_ms is None else int(np.searchsorted(samples.at_ms, part.from_ms, side="left"))
    last = len(samples) if part.to_ms is None else int(np.searchsorted(samples.at_ms, part.to_ms, side="right"))
    wanted = part.channels
    return Samples(
        samples.at_ms[first:last] + part.shift_ms,
        {
            channel: values[first:last]
            for channel, values in samples.channels.items()
            if wanted is None or channel.value in wanted
        },
        tuple(
            replace(extra, values=extra.values[first:last])
            for extra in samples.extras
            if wanted is None or EXTRA_PREFIX + extra.name in wanted
        ),
    )


def _apart(one: Samples, other: Samples) -> bool:
    return bool(one.at_ms[-1] < other.at_ms[0] or other.at_ms[-1] < one.at_ms[0])


def _joined(first: Samples, second: Samples, *, goes_on: bool) -> Samples:
    at_ms = np.concatenate([first.at_ms, second.at_ms])
    channels = {
        channel: _end_to_end(first.channels.get(channel), second.channels.get(channel), first, second)
        for channel in first.channels.keys() | second.channels.keys()
    }
    distance = channels.get(Channel.DISTANCE)
    if distance is not None:
        # The second device counted from its own start, and what its counter reached before is no part of this.
        before, after = distance[: len(first)], distance[len(first) :]
        reached, begins = np.fmax.reduce(before), np.fmin.reduce(after)
        if np.isfinite(reached - begins) and not goes_on:
            channels[Channel.DISTANCE] = np.concatenate([before, after + reached - begins])
    extras = {extra.name: extra for extra in (*second.extras, *first.extras)}
    return Samples(
        at_ms,
        channels,
        tuple(
            replace(extra, values=_end_to_end(_extra(first, name), _extra(second, name), first, second))
            for name, extra in sorted(extras.items())
        ),
    )


def _extra(samples: Samples, name: str) -> Column | None:
    return next((extra.values for extra in samples.extras if extra.name == name), None)


def _end_to_end(before: Column | None, after: Column | None, first: Samples, second: Samples) -> Column:
    return np.concatenate(
        [
            np.full(len(first), np.nan) if before is None else before,
            np.full(len(second), np.nan) if after is None else after,
        ]
    )


def _merged(base: Samples, piece: Samples) -> Samples:
    right = np.minimum(np.searchsorted(piece.at_ms, base.at_ms), len(piece) - 1)
    left = np.maximum(right - 1, 0)
    nearer_left = np.abs(base.at_ms - piece.at_ms[left]) <= np.abs(piece.at_ms[right] - base.at_ms)
    nearest = np.where(nearer_left, left, right)
    known = np.abs(piece.at_ms[nearest] - base.at_ms) <= NEAREST_MS
    channels = base.channels | {channel: _picked(values, nearest, known) for channel, values in piece.channels.items()}
    extras = {extra.name: extra for extra in base.extras}
    extras |= {
        extra.name: ExtraChannel(extra.name, extra.unit, _picked(extra.values, nearest, known))
        for extra in piece.extras
    }
    return Samples(base.at_ms, channels, tuple(extras.values()))


def _picked(values: Column, nearest: NDArray[np.int64], known: NDArray[np.bool_]) -> Column:
    return np.where(known, values[nearest], np.nan)


def composed_facts(facts: SourceFacts, composition: Composition, samples: Samples) -> SourceFacts:
    """The primary source's facts as far as they still hold: start and length by the samples, laps and pauses cut to them.

    Totals of the device speak of the whole recording, so a cut drops them; a composition without any cut keeps them.
    """
    if not len(samples):
        return facts
    if all(part.from_ms is None and part.to_ms is None and part.shift_ms == 0 for part in composition):
        return facts
    from_ms, to_ms = int(samples.at_ms[0]), int(samples.at_ms[-1])
    pauses = tuple(
        replace(pause, from_ms=max(pause.from_ms, from_ms), to_ms=min(pause.to_ms, to_ms))
        for pause in facts.pauses
        if pause.from_ms < to_ms and pause.to_ms > from_ms
    )
    elapsed_s = (to_ms - from_ms) / 1000
    return replace(
        facts,
        started_at_ms=from_ms,
        elapsed_s=elapsed_s,
        timer_s=max(elapsed_s - sum(pause.to_ms - pause.from_ms for pause in pauses) / 1000, 0.0),
        moving_s=None,
        distance_m=None,
        summary={},
        calories_kcal=None,
        laps=tuple(lap for lap in facts.laps if from_ms <= lap.started_at_ms < to_ms),
        pauses=pauses,
    )
