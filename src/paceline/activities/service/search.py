"""Finding activities by words."""

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries import search as queries
from paceline.activities.queries.search import Hit

MOST_WORDS = 12


async def search_activities(db: AsyncConnection, wanted: str, limit: int) -> list[Hit]:
    """The newest activities that hold every word in name, description, sport or day (`2024`, `2024-05`, `2024-05-12`)."""
    words = wanted.replace("\x00", "").split()[:MOST_WORDS]
    return await queries.search_activities(db, [_anywhere(word) for word in words], limit) if words else []


def _anywhere(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
