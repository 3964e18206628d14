"""Bikes, shoes and how far they went."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Gear:
    """A piece of gear. The totals are of counted activities; `distance_m` includes `initial_distance_m`."""

    id: UUID
    kind: str
    name: str
    brand: str | None
    model: str | None
    is_retired: bool
    initial_distance_m: float
    distance_m: float
    moving_s: float
    activity_count: int
    first_on: date | None
    last_on: date | None
    source: str


_SELECT = """
    select g.id, g.kind, g.name, g.brand, g.model, g.is_retired, g.initial_distance_m, g.source,
           g.initial_distance_m + coalesce(sum(a.distance_m), 0) as distance_m,
           coalesce(sum(coalesce(a.moving_s, a.elapsed_s)), 0) as moving_s, count(a.id) as activity_count,
           min(a.local_on) as first_on, max(a.local_on) as last_on
    from gear g left join activity a on a.athlete_id = g.athlete_id and a.gear_id = g.id and a.counted
    {where}
    group by g.athlete_id, g.id order by g.is_retired, lower(g.name), g.id
"""
_LIST = text(_SELECT.format(where=""))
_FIND = text(_SELECT.format(where="where g.id = :gear_id"))


async def list_gear(db: AsyncConnection) -> list[Gear]:
    """All gear, what is in use first."""
    return [Gear(**row) for row in (await db.execute(_LIST)).mappings()]


async def find_gear(db: AsyncConnection, gear_id: UUID) -> Gear | None:
    """One piece of gear."""
    row = (await db.execute(_FIND, {"gear_id": gear_id})).mappings().first()
    return None if row is None else Gear(**row)


_INSERT = text(
    """
    insert into gear (athlete_id, id, kind, name, brand, model, is_retired, initial_distance_m)
    values (:athlete_id, :id, :kind, :name, :brand, :model, :is_retired, :initial_distance_m)
    """
)
# Each column keeps its value unless the change names it.
_UPDATE = text(
    """
    update gear g set kind = n.kind, name = n.name, brand = n.brand, model = n.model, is_retired = n.is_retired,
           initial_distance_m = n.initial_distance_m
    from gear old, jsonb_populate_record(old, cast(:changes as jsonb)) n
    where g.id = :gear_id and old.athlete_id = g.athlete_id and old.id = g.id
    """
)
# In the trash, and in an override that a leg or a later undo may bring back, counts as use.
_IN_USE = text(
    """
    select count(*) from activity a where a.gear_id = :gear_id or exists (
        select from activity_override o where o.athlete_id = a.athlete_id and o.activity_id = a.id and o.field = 'gear_id'
        and o.value = to_jsonb(cast(:gear_id as text)))
    """
)


async def insert_gear(db: AsyncConnection, athlete_id: UUID, gear_id: UUID, values: dict[str, Any]) -> None:
    """A new piece of gear; `values` by column."""
    await db.execute(_INSERT, {"athlete_id": athlete_id, "id": gear_id, **values})


async def update_gear(db: AsyncConnection, gear_id: UUID, changes: str) -> None:
    """Change the columns that a JSON object names."""
    await db.execute(_UPDATE, {"gear_id": gear_id, "changes": changes})


async def count_use(db: AsyncConnection, gear_id: UUID) -> int:
    """How many activities, deleted ones included, have this gear."""
    return (await db.execute(_IN_USE, {"gear_id": gear_id})).scalar_one()


async def delete_gear(db: AsyncConnection, gear_id: UUID) -> bool:
    """Remove gear; `False` when there is none."""
    return (await db.execute(text("delete from gear where id = :gear_id"), {"gear_id": gear_id})).rowcount == 1
