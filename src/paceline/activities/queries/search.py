"""Finding activities by words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries.narrowing import HOLDS_WORDS
from paceline.infra.db.direct import fetch_rows


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


async def search_activities(db: AsyncConnection, patterns: Sequence[str], limit: int) -> list[Hit]:
    """The newest activities whose name, description, sport and day match every pattern."""
    found = await fetch_rows(
        db,
        "select a.id, a.name, a.description, a.sport, a.local_on, a.distance_m, a.elapsed_s from activity a "  # noqa: S608 -- composed of constants
        f"where a.deleted_at is null and a.parent_id is null and {HOLDS_WORDS} "
        f"order by a.started_at desc, a.id desc limit {limit:d}",
        {"text": list(patterns)},
    )
    return [Hit(*row) for row in found]
