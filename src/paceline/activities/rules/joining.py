"""What several recordings one after the other come to: the time between them adds no metres, no climb and no moving."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from paceline.activities.rules.composition import Gap, take
from paceline.activities.rules.measure import measure
from paceline.activities.schemas import Measured, SourceFacts
from paceline.connectors.base import Pause, Samples
from paceline.connectors.sports import SportFamily
from paceline.science.elevation import AltitudeSource


def paused_between(facts: SourceFacts, gaps: Sequence[Gap]) -> SourceFacts:
    """The facts with each gap as a pause, where none covers it yet."""
    missing = tuple(
        Pause(*gap) for gap in gaps if not any(one.from_ms <= gap[0] and gap[1] <= one.to_ms for one in facts.pauses)
    )
    return replace(facts, pauses=tuple(sorted((*facts.pauses, *missing), key=lambda one: one.from_ms)))


def measure_apart(
    samples: Samples, facts: SourceFacts, family: SportFamily, gaps: Sequence[Gap], altitude_source: AltitudeSource
) -> Measured:
    """`measure`, with what runs from sample to sample taken of each recording by itself. Without a gap just that."""
    whole = measure(samples, facts, family, altitude_source=altitude_source)
    if not gaps:
        return whole
    pieces = [
        measure(piece, _bare(facts, piece), family, altitude_source=altitude_source) for piece in _pieces(samples, gaps)
    ]
    said = facts.summary
    distance_m = facts.distance_m or _sum([one.distance_m for one in pieces])
    moving = [one.moving_s for one in pieces]
    moving_s = whole.moving_s if None in moving else _sum(moving)
    return replace(
        whole,
        moving_s=moving_s,
        distance_m=distance_m,
        ascent_m=said.get("total_ascent_m") or _sum([one.ascent_m for one in pieces]),
        descent_m=said.get("total_descent_m") or _sum([one.descent_m for one in pieces]),
        average_speed_mps=distance_m / moving_s if distance_m and moving_s else whole.average_speed_mps,
        max_speed_mps=max((one.max_speed_mps for one in pieces if one.max_speed_mps), default=whole.max_speed_mps),
    )


def _pieces(samples: Samples, gaps: Sequence[Gap]) -> list[Samples]:
    cuts = np.searchsorted(samples.at_ms, [begins_ms for _, begins_ms in gaps])
    pieces = [take(samples, kept) for kept in np.split(np.arange(len(samples)), cuts) if len(kept)]
    # A channel that only another device recorded would hide what this one can tell otherwise.
    return [
        replace(one, channels={name: values for name, values in one.channels.items() if np.isfinite(values).any()})
        for one in pieces
    ]


def _bare(facts: SourceFacts, piece: Samples) -> SourceFacts:
    """What holds for one of several recordings: nothing that speaks of all."""
    from_ms, to_ms = int(piece.at_ms[0]), int(piece.at_ms[-1])
    return replace(
        facts, started_at_ms=from_ms, elapsed_s=(to_ms - from_ms) / 1000, timer_s=None, moving_s=None, distance_m=None,
        calories_kcal=None, summary={}, laps=(),
        pauses=tuple(one for one in facts.pauses if one.from_ms < to_ms and one.to_ms > from_ms),
    )  # fmt: skip


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
