"""Finding activities by words."""

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries import search as queries
from paceline.activities.queries.narrowing import patterns_of
from paceline.activities.queries.search import Hit


async def search_activities(db: AsyncConnection, wanted: str, limit: int) -> list[Hit]:
    """The newest activities that hold every word in name, description, sport or day (`2024`, `2024-05`, `2024-05-12`)."""
    patterns = patterns_of(wanted)
    return await queries.search_activities(db, patterns, limit) if patterns else []
