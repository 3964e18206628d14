"""Finding activities by words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Hit:
    """An activity that holds all the words."""

    id: UUID
    name: str
    description: str | None
    sport: str
    local_on: date
    distance_m: float | None
    elapsed_s: float


# The day in ISO form and the sport are words too: "2024-05 lake", "trail run munich". An athlete's rows are few thousand, read by index.
_SEARCH = text(
    """
    select id, name, description, sport, local_on, distance_m, elapsed_s from activity
    where deleted_at is null and parent_id is null and not exists (
        select from unnest(cast(:patterns as text[])) as p (pattern)
        where not concat_ws(' ', name, description, replace(sport, '_', ' '), to_char(local_on, 'YYYY-MM-DD')) ilike p.pattern)
    order by started_at desc, id desc limit :limit
    """
)


async def search_activities(db: AsyncConnection, patterns: Sequence[str], limit: int) -> list[Hit]:
    """The newest activities whose name, description, sport and day match every pattern."""
    rows = (await db.execute(_SEARCH, {"patterns": list(patterns), "limit": limit})).mappings()
    return [Hit(**row) for row in rows]
