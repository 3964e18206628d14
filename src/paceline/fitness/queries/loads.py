"""The load of each activity."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.schemas import Basis
from paceline.fitness.tables import ActivityLoad

_LIST = text(
    """
    select activity.id as activity_id, activity.local_on, judged.load, judged.load_method,
           judged.not_computable ->> 0 as code, judged.not_computable ->> 1 as reason
    from activity
    left join lateral (
        select load, load_method, not_computable from activity_judgement
        where activity_id = activity.id and basis in ('all', :basis) order by basis = 'all' limit 1
    ) judged on true
    where activity.counted and (:basis = 'all' or activity.permission = 'open')
      and (cast(:activity_ids as uuid[]) is null or activity.id = any(cast(:activity_ids as uuid[])))
      and (cast(:from_day as date) is null or activity.local_on between :from_day and :to_day)
    order by activity.local_on, activity.started_at, activity.id
    """
)


async def list_loads(
    db: AsyncConnection, basis: Basis, *, span: tuple[date, date] | None, activity_ids: Sequence[UUID] | None
) -> list[ActivityLoad]:
    """The loads of counted activities: of days (both included), or of ids; what is not theirs is passed over."""
    from_day, to_day = span or (None, None)
    ids = None if activity_ids is None else list(activity_ids)
    rows = await db.execute(_LIST, {"basis": basis.value, "activity_ids": ids, "from_day": from_day, "to_day": to_day})
    return [ActivityLoad(*row) for row in rows]
