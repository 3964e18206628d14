"""Bikes and shoes: what there is, how far it went, and changing it."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries import gear as queries
from paceline.activities.queries.gear import Gear
from paceline.activities.queries.recording import lock_athlete
from paceline.activities.schemas import write_json
from paceline.infra.errors import conflict, not_found
from paceline.infra.ids import new_id


async def list_gear(db: AsyncConnection) -> list[Gear]:
    """All gear with its totals, retired gear last."""
    return await queries.list_gear(db)


async def get_gear(db: AsyncConnection, gear_id: UUID) -> Gear:
    """Raises `AppError(gear_not_found)`."""
    found = await queries.find_gear(db, gear_id)
    if found is None:
        raise not_found("gear")
    return found


async def add_gear(db: AsyncConnection, athlete_id: UUID, values: dict[str, Any]) -> Gear:
    """Add gear; `values` has kind, name, brand, model, is_retired and initial_distance_m."""
    gear_id = new_id()
    await queries.insert_gear(db, athlete_id, gear_id, values)
    return await get_gear(db, gear_id)


async def change_gear(db: AsyncConnection, gear_id: UUID, changes: dict[str, Any]) -> Gear:
    """Change the named columns. Raises `AppError(gear_not_found)`."""
    await get_gear(db, gear_id)
    if changes:
        await queries.update_gear(db, gear_id, write_json(changes))
    return await get_gear(db, gear_id)


async def remove_gear(db: AsyncConnection, athlete_id: UUID, gear_id: UUID) -> None:
    """Remove gear that no activity has. Raises `AppError`: `gear_not_found`, `gear_in_use`."""
    # Who gives it to an activity at this moment holds the lock; only after that its use can be counted.
    await lock_athlete(db, athlete_id)
    await get_gear(db, gear_id)
    used = await queries.count_use(db, gear_id)
    if used:
        raise conflict(
            "gear_in_use",
            "Activities have this gear, those in the trash included. Retire it, or take it off them first.",
            activity_count=used,
        )
    await queries.delete_gear(db, gear_id)
