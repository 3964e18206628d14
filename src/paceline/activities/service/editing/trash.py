"""Deleting activities, and bringing them back."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_deleted
from paceline.activities.queries import history
from paceline.activities.queries.recording import lock_athlete
from paceline.activities.rules.snapshots import Snapshot
from paceline.activities.service.editing.targets import get_targets
from paceline.activities.service.remove import delete, restore
from paceline.infra.errors import conflict


async def discard(db: AsyncConnection, athlete_id: UUID, activity_ids: Collection[UUID], *, made_by: str) -> UUID:
    """Put activities into the trash, legs included, as one edit; returns its id. Those already there stay there.

    Raises `AppError`: `activity_not_found`, `activity_deleted` when all of them are there already.
    """
    await lock_athlete(db, athlete_id)
    targets = await get_targets(db, activity_ids)
    living = [one.id for one in targets.values() if not one.is_deleted]
    if not living:
        raise activity_deleted(targets)
    await delete(db, athlete_id, living)
    return await _note(db, athlete_id, "delete", living, made_by)


async def bring_back(db: AsyncConnection, athlete_id: UUID, activity_ids: Collection[UUID], *, made_by: str) -> UUID:
    """Take activities out of the trash, a leg together with its whole; returns the edit.

    Raises `AppError`: `activity_not_found`, `activity_not_deleted` when none of them is there.
    """
    await lock_athlete(db, athlete_id)
    targets = await get_targets(db, activity_ids)
    wholes = {one.parent_id for one in targets.values() if one.parent_id is not None} - targets.keys()
    targets |= await get_targets(db, wholes) if wholes else {}
    deleted = [one.id for one in targets.values() if one.is_deleted]
    if not deleted:
        raise conflict("activity_not_deleted", "This activity is not deleted.")
    await restore(db, athlete_id, deleted)
    return await _note(db, athlete_id, "restore", deleted, made_by)


async def _note(db: AsyncConnection, athlete_id: UUID, kind: str, activity_ids: Collection[UUID], made_by: str) -> UUID:
    is_deleted = kind == "delete"
    states = (
        Snapshot(deleted=dict.fromkeys(activity_ids, not is_deleted)),
        Snapshot(deleted=dict.fromkeys(activity_ids, is_deleted)),
    )
    return await history.insert_edit(db, athlete_id, kind, activity_ids, states, made_by)
