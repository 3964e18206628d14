"""What lies beside an activity in the list."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries.narrowing import conditions_of
from paceline.activities.schemas import ActivityFilter
from paceline.infra.db.direct import fetch_rows

_NEIGHBOURS = """
    with head as (
        select w.started_at, w.id from activity a join activity w on w.id = coalesce(a.parent_id, a.id) where a.id = %(activity_id)s)
    select
        (select a.id from activity a where {conditions} and (a.started_at, a.id) < (head.started_at, head.id)
         order by a.started_at desc, a.id desc limit 1),
        (select a.id from activity a where {conditions} and (a.started_at, a.id) > (head.started_at, head.id)
         order by a.started_at, a.id limit 1)
    from head
"""


async def find_neighbours(
    db: AsyncConnection, activity_id: UUID, narrowed: ActivityFilter
) -> tuple[UUID | None, UUID | None] | None:
    """The activities of the filter before and after one in time, `None` when there is none of that id. Two steps along an index."""
    conditions, values = conditions_of(narrowed)
    statement = _NEIGHBOURS.format(conditions=" and ".join(conditions))
    rows = await fetch_rows(db, statement, values | {"activity_id": activity_id})
    return (rows[0][0], rows[0][1]) if rows else None
