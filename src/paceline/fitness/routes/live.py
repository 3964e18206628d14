"""The recomputation in the stream of live events."""

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.service.progress import find_recomputation
from paceline.infra.web.live import LiveItem

_ID = "fitness"


async def recompute_feed(db: AsyncConnection, known: frozenset[str]) -> list[LiveItem]:
    """The recomputation while there is one, and once more when it is over."""
    found = await find_recomputation(db)
    if found is None:
        return [LiveItem(_ID, True, {"is_over": True, "waiting_count": 0})] if _ID in known else []
    data = {
        "is_over": False,
        "earliest_on": found.earliest_on,
        "waiting_count": found.waiting_count,
        "activity_count": found.activity_count,
    }
    return [LiveItem(_ID, False, data)]
