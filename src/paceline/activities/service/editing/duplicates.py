"""Probable duplicates: which there are, and what the athlete says of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_linked
from paceline.activities.queries import duplicates as queries
from paceline.activities.queries import editing, history
from paceline.activities.queries.duplicates import OpenPair
from paceline.activities.queries.recording import lock_athlete
from paceline.activities.schemas import ActivityRow
from paceline.activities.service.editing.merge import Pairs, link, pair_states
from paceline.activities.service.editing.targets import get_living_targets
from paceline.activities.service.remove import settle_duplicates
from paceline.infra.errors import invalid, not_found


class Decision(StrEnum):
    """What the athlete says of a pair."""

    PRIMARY = "primary"
    """They are one effort, and the named one counts."""
    LINK = "link"
    """They are one effort, and the one recorded first counts, as it does already."""
    KEEP_BOTH = "keep_both"
    """They are two efforts; both count."""


@dataclass(frozen=True, slots=True)
class PairPage:
    """Open pairs with both sides, and the key to go on from."""

    pairs: tuple[OpenPair, ...]
    rows: dict[UUID, ActivityRow]
    after: tuple[datetime, UUID, UUID] | None


async def count_open_pairs(db: AsyncConnection) -> int:
    """How many pairs wait for a decision."""
    return await queries.count_open_pairs(db)


async def list_open_pairs(
    db: AsyncConnection,
    *,
    limit: int = 30,
    after: tuple[datetime, UUID, UUID] | None = None,
    of_id: UUID | None = None,
) -> PairPage:
    """Pairs nobody has decided yet, the latest found first; `of_id`: only those of one activity."""
    found = await queries.list_open_pairs(db, limit + 1, after, of_id=of_id)
    page = tuple(found[:limit])
    rows = (
        await queries.find_rows(db, {key for pair in page for key in (pair.activity_id, pair.other_id)}) if page else {}
    )
    last = page[-1] if len(found) > limit else None
    return PairPage(page, rows, None if last is None else (last.found_at, last.activity_id, last.other_id))


async def decide(
    db: AsyncConnection,
    athlete_id: UUID,
    activity_id: UUID,
    other_id: UUID,
    decision: Decision,
    *,
    primary_id: UUID | None = None,
    made_by: str,
) -> UUID:
    """Decide a pair, named in either order, also one decided before; returns the edit.

    Raises `AppError`: `activity_not_found`, `activity_deleted`, `duplicate_not_found` when they are no pair, `primary_not_in_pair`,
    `activity_linked` when both shall count and one is made of the other.
    """
    await lock_athlete(db, athlete_id)
    targets = await get_living_targets(db, [activity_id, other_id])
    pairs = await editing.find_pairs(db, [(activity_id, other_id), (other_id, activity_id)])
    known = next((pair for pair, state in pairs.items() if state is not None), None)
    if known is None:
        raise not_found("duplicate")
    if decision is Decision.KEEP_BOTH:
        if await editing.is_borrowed(db, known):
            raise activity_linked(known)
        states = pair_states(pairs, await _keep_both(db, athlete_id, pairs))
    else:
        primary = known[1] if decision is Decision.LINK else primary_id
        if primary is None or primary not in targets:
            raise invalid("primary_not_in_pair", "The one that counts is one of the two.")
        secondary = activity_id if primary == other_id else other_id
        states = pair_states(*await link(db, athlete_id, primary_id=primary, secondary_id=secondary))
    return await history.insert_edit(db, athlete_id, "decide_duplicate", targets, states, made_by)


async def _keep_both(db: AsyncConnection, athlete_id: UUID, pairs: Pairs) -> Pairs:
    kept: Pairs = {pair: None if state is None else replace(state, status="kept_both") for pair, state in pairs.items()}
    await editing.write_pairs(db, athlete_id, kept)
    await settle_duplicates(db, athlete_id, {key for pair in pairs for key in pair})
    return kept
