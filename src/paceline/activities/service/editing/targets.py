"""What an edit begins with: its activities, locked, there, and fit for it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_deleted, activity_not_found
from paceline.activities.queries.editing import Target, lock_targets


async def get_targets(db: AsyncConnection, activity_ids: Collection[UUID]) -> dict[UUID, Target]:
    """The activities by id, locked, deleted ones too. Raises `AppError(activity_not_found)` when any is missing."""
    targets = await lock_targets(db, activity_ids)
    if len(targets) != len(set(activity_ids)):
        raise activity_not_found()
    return targets


async def get_living_targets(db: AsyncConnection, activity_ids: Collection[UUID]) -> dict[UUID, Target]:
    """The same, and none of them deleted. Raises `AppError`: `activity_not_found`, `activity_deleted`."""
    targets = await get_targets(db, activity_ids)
    deleted = [one.id for one in targets.values() if one.is_deleted]
    if deleted:
        raise activity_deleted(deleted)
    return targets
