"""Deleting with undo, restoring, and purging for good."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.events import ActivityChanged, ActivityRecorded, ActivityRemoved
from paceline.activities.queries import removal as queries
from paceline.infra import blobs
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.events import publish

KEPT_DAYS = 30

_DELETED = register("activities.deleted", "activities and tombstones are written, nobody is told yet")
_PURGED = register("activities.purged", "activities are gone for good, their originals are not yet")


@dataclass(frozen=True, slots=True)
class Toggled:
    """What was deleted or restored, legs included, and what counts differently because of it."""

    activity_ids: frozenset[UUID]
    settled_ids: frozenset[UUID]


async def delete(db: AsyncConnection, athlete_id: UUID, activity_ids: Collection[UUID]) -> Toggled:
    """Delete activities with their legs. Tombstones keep any sync or re-import from bringing them back unasked.

    What was their duplicate counts from now on. Nothing happens to ids that are unknown or deleted already.
    """
    gone = await queries.mark_deleted(db, activity_ids)
    settled = await _settle(db, athlete_id, gone)
    crashpoint(_DELETED)
    if gone:
        await publish(db, ActivityRemoved(athlete_id, frozenset(gone), min(gone.values())))
    return Toggled(frozenset(gone), settled)


async def restore(db: AsyncConnection, athlete_id: UUID, activity_ids: Collection[UUID]) -> Toggled:
    """Undo a deletion. What they are a duplicate of, or what is one of them, stops counting again."""
    back = await queries.mark_restored(db, activity_ids)
    settled = await _settle(db, athlete_id, back)
    if back:
        await publish(db, ActivityRecorded(athlete_id, frozenset(back), min(back.values())))
    return Toggled(frozenset(back), settled)


async def settle_duplicates(db: AsyncConnection, athlete_id: UUID, activity_ids: Collection[UUID]) -> frozenset[UUID]:
    """After pairs of these activities were decided: let what counts follow from the pairs, and tell of what changed."""
    settled = await queries.settle_duplicates(db, activity_ids)
    if settled:
        await publish(db, ActivityChanged(athlete_id, frozenset(settled), min(settled.values())))
    return frozenset(settled)


async def _settle(db: AsyncConnection, athlete_id: UUID, touched: queries.Days) -> frozenset[UUID]:
    return await settle_duplicates(db, athlete_id, touched) if touched else frozenset()


async def purge_deleted(db: AsyncConnection, older_than_days: int = KEPT_DAYS) -> int:
    """Remove for good what one athlete deleted longer ago, streams and unused originals included; returns how many activities.

    Tombstones stay, so that they do not come back. Nobody is told: what is purged has not counted since it was deleted.
    """
    purged = await queries.purge(db, older_than_days)
    crashpoint(_PURGED)
    await blobs.delete_if_unreferenced(db, purged.sha256s)
    return purged.activity_count
