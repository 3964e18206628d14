"""The list and the detail, for routes and other slices."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_not_found
from paceline.activities.queries import listing as queries
from paceline.activities.queries import months as months_queries
from paceline.activities.queries import neighbours as neighbours_queries
from paceline.activities.schemas import (
    NEWEST_FIRST,
    ActivityDetail,
    ActivityFilter,
    ActivityPage,
    MonthTotals,
    Ordering,
    PageKey,
    PlainPage,
)

EVERYTHING = ActivityFilter()
LISTED = ActivityFilter(is_linked=False)
"""What the list shows when nothing is asked for."""


async def list_activities(
    db: AsyncConnection,
    narrowed: ActivityFilter = EVERYTHING,
    *,
    limit: int = 30,
    after: PageKey | None = None,
) -> ActivityPage:
    """A page of whole activities, newest first. `after`: the key the page before gave; nothing appears twice or is left out."""
    return await queries.list_activities(db, narrowed, limit, after)


async def list_as_columns(
    db: AsyncConnection,
    narrowed: ActivityFilter,
    *,
    limit: int,
    after: PageKey | None,
    ordering: Ordering = NEWEST_FIRST,
) -> PlainPage:
    """A page in any order as column values, for an answer that shows them as they are."""
    return await queries.list_as_columns(db, narrowed, limit, after, ordering)


async def list_ids(db: AsyncConnection, narrowed: ActivityFilter, *, limit: int) -> list[UUID]:
    """The ids of the filter's activities, the newest first, so many at most."""
    return await queries.list_ids(db, narrowed, limit)


async def list_months(db: AsyncConnection, narrowed: ActivityFilter) -> list[MonthTotals]:
    """Totals of each local month with activities of the filter, newest first: of the very ones that the list shows."""
    return await months_queries.list_months(db, narrowed)


async def get_activity(db: AsyncConnection, activity_id: UUID) -> ActivityDetail:
    """All of one activity but its streams, deleted ones too. Raises `AppError(activity_not_found)`."""
    detail = await queries.find_activity(db, activity_id)
    if detail is None:
        raise activity_not_found()
    return detail


async def get_neighbours(db: AsyncConnection, activity_id: UUID) -> tuple[UUID | None, UUID | None]:
    """The listed activities before and after one in time; of a leg those of its whole. Raises `AppError(activity_not_found)`."""
    found = await neighbours_queries.find_neighbours(db, activity_id, LISTED)
    if found is None:
        raise activity_not_found()
    return found
