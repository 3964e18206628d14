"""Merging two activities: channels of one device into the recording of another, or two recordings into one."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_linked, whole_or_leg
from paceline.activities.queries import editing as queries
from paceline.activities.queries import history
from paceline.activities.queries.editing import Target
from paceline.activities.queries.recording import lock_athlete
from paceline.activities.rules.counting import overlap
from paceline.activities.rules.cutting import joined_facts, moved_by
from paceline.activities.rules.snapshots import Pair, PairState, Snapshot
from paceline.activities.schemas import Composition, SourceFacts
from paceline.activities.service.editing.material import Material, put_together, recompose, take_apart
from paceline.activities.service.editing.targets import get_living_targets
from paceline.activities.service.remove import settle_duplicates
from paceline.connectors.base import Channel
from paceline.infra.errors import conflict, invalid

# A tour of days with a rest between them is one; a recording of another year is a slip of the hand.
LONGEST_GAP_MS = 7 * 24 * 3_600_000


async def merge_channels(
    db: AsyncConnection,
    athlete_id: UUID,
    activity_id: UUID,
    other_id: UUID,
    *,
    channels: Sequence[str],
    clock_shift_s: float,
    made_by: str,
) -> UUID:
    """Take channels of the other activity into this one, by time; the other does not count any more. Returns the edit.

    `clock_shift_s` is added to the other's times first. Raises `AppError`: `activity_not_found`, `activity_deleted`,
    `part_of_multi_sport`, `no_recording`, `activity_linked` when a third one counts in place of either, `permissions_differ`,
    `channel_unknown`, `recordings_apart`.
    """
    kept, other = await _both(db, athlete_id, activity_id, other_id)
    unknown = sorted(set(channels) - set(other.target.channels))
    if unknown:
        raise invalid("channel_unknown", "The other activity has no such channel.", channels=unknown)
    shift_ms = round(clock_shift_s * 1000)
    if other.begins_ms + shift_ms > kept.ends_ms or other.ends_ms + shift_ms < kept.begins_ms:
        raise conflict("recordings_apart", "The two recordings have no time in common.")
    facts = replace(kept.facts, distance_m=None) if Channel.DISTANCE in channels else kept.facts
    composition = kept.composition + moved_by(other.composition, shift_ms, channels)
    return await _merge(db, athlete_id, kept, other, composition, facts, made_by=made_by)


async def concatenate(
    db: AsyncConnection, athlete_id: UUID, activity_id: UUID, other_id: UUID, *, clock_shift_s: float, made_by: str
) -> UUID:
    """Make one activity of two recordings that followed each other; the other does not count any more. Returns the edit.

    The first named keeps its id and its words, whichever came first. Raises `AppError` as `merge_channels` does, and `sports_differ`,
    `recordings_overlap`, `recordings_too_far_apart`.
    """
    kept, other = await _both(db, athlete_id, activity_id, other_id)
    if kept.target.sport_family != other.target.sport_family:
        raise conflict("sports_differ", "Two recordings of different sports do not make one.")
    if overlap(kept.composition, other.composition):
        raise activity_linked([activity_id, other_id])
    shift_ms = round(clock_shift_s * 1000)
    if _gap_ms(kept, other, shift_ms) > LONGEST_GAP_MS:
        raise conflict("recordings_too_far_apart", "More than a week lies between the two recordings.")
    other_facts = replace(other.facts, started_at_ms=other.facts.started_at_ms + shift_ms)
    moved = moved_by(other.composition, shift_ms)
    if kept.ends_ms < other.begins_ms + shift_ms:
        composition, facts = kept.composition + moved, joined_facts(kept.facts, kept.facts, other_facts)
    elif other.ends_ms + shift_ms < kept.begins_ms:
        composition, facts = moved + kept.composition, joined_facts(kept.facts, other_facts, kept.facts)
    else:
        raise conflict("recordings_overlap", "The two recordings overlap. Merge them by channel, or shift the clock.")
    return await _merge(db, athlete_id, kept, other, composition, facts, made_by=made_by)


def _gap_ms(one: Material, other: Material, shift_ms: int) -> int:
    return max(other.begins_ms + shift_ms - one.ends_ms, one.begins_ms - other.ends_ms - shift_ms)


async def _both(db: AsyncConnection, athlete_id: UUID, activity_id: UUID, other_id: UUID) -> tuple[Material, Material]:
    if activity_id == other_id:
        raise invalid("same_activity", "These are one and the same activity.")
    await lock_athlete(db, athlete_id)
    targets = await get_living_targets(db, [activity_id, other_id])
    for one in targets.values():
        _refuse_part(one)
    linked = [one.id for one in targets.values() if one.duplicate_of is not None and one.duplicate_of not in targets]
    if linked:
        raise activity_linked(linked)
    if targets[activity_id].permission != targets[other_id].permission:
        raise conflict(
            "permissions_differ",
            "One of the two came through a service whose terms forbid combining it. Import its original file instead.",
        )
    return await take_apart(db, targets[activity_id]), await take_apart(db, targets[other_id])


def _refuse_part(target: Target) -> None:
    if target.is_multi_sport or target.parent_id is not None:
        raise whole_or_leg(target.id)


async def _merge(
    db: AsyncConnection,
    athlete_id: UUID,
    kept: Material,
    other: Material,
    composition: Composition,
    facts: SourceFacts,
    *,
    made_by: str,
) -> UUID:
    ids = kept.target.id, other.target.id
    streams = kept.streams | other.streams
    piece = await put_together(db, composition, facts, streams, kept.target.sport_family)
    before, after = await recompose(db, athlete_id, kept, piece, made_by=made_by)
    pairs_before, pairs_after = await link(db, athlete_id, primary_id=ids[0], secondary_id=ids[1])
    states = replace(before, pairs=pairs_before), replace(after, pairs=pairs_after)
    return await history.insert_edit(db, athlete_id, "merge", ids, states, made_by)


Pairs = dict[Pair, PairState | None]


async def link(db: AsyncConnection, athlete_id: UUID, *, primary_id: UUID, secondary_id: UUID) -> tuple[Pairs, Pairs]:
    """Say that one activity repeats the other and does not count; the pairs before and after."""
    wanted, reverse = (secondary_id, primary_id), (primary_id, secondary_id)
    before = await queries.find_pairs(db, [wanted, reverse])
    known = before[wanted] or before[reverse]
    linked = replace(known, status="linked") if known else PairState("linked", {"by": "athlete"})
    after: Pairs = {wanted: linked, reverse: None}
    await queries.write_pairs(db, athlete_id, after)
    await settle_duplicates(db, athlete_id, [primary_id, secondary_id])
    return before, after


def pair_states(before: Pairs, after: Pairs) -> tuple[Snapshot, Snapshot]:
    """The states of an edit that is about pairs alone."""
    return Snapshot(pairs=before), Snapshot(pairs=after)
