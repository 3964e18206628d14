"""Which parts of which sources remain after a crop or a split, and come together in a merge. Only compositions change, never streams.

Times are Unix milliseconds on the activity's own clock: a part's source clock plus its `shift_ms`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from paceline.activities.schemas import Composition, Part, SourceFacts
from paceline.connectors.base import Pause

# An override of these speaks of the whole recording, so it ends when the recording becomes another one.
TOTALS = frozenset({"elapsed_s", "moving_s", "distance_m", "ascent_m", "calories_kcal"})


def whole_of(source_id: UUID) -> Composition:
    """The composition that an activity without one has."""
    return (Part(source_id),)


def cut_to(composition: Composition, from_ms: int, to_ms: int) -> Composition:
    """What of a composition lies within [from_ms, to_ms], both included."""
    parts: list[Part] = []
    for part in composition:
        first = from_ms - part.shift_ms if part.from_ms is None else max(part.from_ms, from_ms - part.shift_ms)
        last = to_ms - part.shift_ms if part.to_ms is None else min(part.to_ms, to_ms - part.shift_ms)
        if first <= last:
            parts.append(replace(part, from_ms=first, to_ms=last))
    return tuple(parts)


def split_at(composition: Composition, begins_ms: int, ends_ms: int, cuts_ms: Sequence[int]) -> list[Composition]:
    """The pieces of a composition between its first and last millisecond; a sample at a cut belongs to the piece that begins there."""
    begins = [begins_ms, *cuts_ms]
    ends = [*(cut - 1 for cut in cuts_ms), ends_ms]
    return [cut_to(composition, begin, end) for begin, end in zip(begins, ends, strict=True)]


def moved_by(composition: Composition, shift_ms: int, channels: Sequence[str] | None = None) -> Composition:
    """A composition on a clock that is `shift_ms` later, of the named channels only (`None` = as it is)."""
    parts: list[Part] = []
    for part in composition:
        wanted = part.channels
        if channels is not None:
            wanted = tuple(name for name in channels if part.channels is None or name in part.channels)
            if not wanted:
                continue
        parts.append(replace(part, channels=wanted, shift_ms=part.shift_ms + shift_ms))
    return tuple(parts)


def joined_facts(kept: SourceFacts, earlier: SourceFacts, later: SourceFacts) -> SourceFacts:
    """What is said of two recordings one after the other, in the words of `kept`, which is one of them.

    The time between them is a pause. What one of them does not know is unknown of both; device totals other than sums are dropped.
    """
    ended_ms = earlier.started_at_ms + round(earlier.elapsed_s * 1000)
    between = (Pause(ended_ms, later.started_at_ms),) if later.started_at_ms > ended_ms else ()
    return replace(
        kept,
        started_at_ms=earlier.started_at_ms,
        elapsed_s=(later.started_at_ms - earlier.started_at_ms) / 1000 + later.elapsed_s,
        utc_offset_s=earlier.utc_offset_s,
        time_zone=earlier.time_zone,
        time_zone_source=earlier.time_zone_source,
        timer_s=_sum(earlier.timer_s, later.timer_s),
        moving_s=_sum(earlier.moving_s, later.moving_s),
        distance_m=_sum(earlier.distance_m, later.distance_m),
        calories_kcal=_sum(earlier.calories_kcal, later.calories_kcal),
        summary={},
        laps=earlier.laps + later.laps,
        pauses=earlier.pauses + between + later.pauses,
    )


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def follow(overrides: dict[str, Any], moved_ms: int) -> dict[str, Any | None]:
    """What becomes of overrides when the recording begins `moved_ms` later: field → new value, `None` = it ends.

    Totals end. A start set by hand moves along, since the athlete corrected the clock and not the length.
    """
    changed: dict[str, Any | None] = dict.fromkeys(TOTALS & overrides.keys())
    if moved_ms and overrides.get("started_at"):
        started_at = datetime.fromisoformat(overrides["started_at"]).astimezone(UTC)
        changed["started_at"] = (started_at + timedelta(milliseconds=moved_ms)).isoformat()
    return changed
