"""Curves and bests of many activities, by range."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.schemas import Basis, Best, Measure
from paceline.fitness.tables import CurveRow, RangeBest

_LIST_CURVES = text(
    """
    select activity.id as activity_id, activity.name, activity.local_on, curve.content
    from activity
    join lateral (
        select content from activity_curve where activity_id = activity.id and measure = :measure limit 1
    ) curve on true
    where activity.counted and activity.sport_family = :sport_family and activity.local_on between :from_day and :to_day
      and activity.sport not in ('e_ride', 'e_mountain_ride')
      and (:basis = 'all' or activity.permission = 'open')
    order by activity.started_at, activity.id
    """
)
_LIST_BESTS = text(
    """
    select distinct on (best.target) best.target, best.value, activity.id as activity_id
    from activity
    join lateral (
        select measure, target, value from best_effort where activity_id = activity.id and measure = :measure offset 0
    ) best on true
    where activity.counted and activity.sport_family = :sport_family and activity.local_on between :from_day and :to_day
      and activity.sport not in ('e_ride', 'e_mountain_ride')
      and (:basis = 'all' or activity.permission = 'open')
    order by best.target, case when best.measure = 'distance' then best.value else -best.value end,
             activity.started_at, activity.id
    """
)


async def list_curves(
    db: AsyncConnection, measure: Measure, sport_family: str, span: tuple[date, date], basis: Basis
) -> list[CurveRow]:
    """The curve of each counted activity of a sport within days (both included), the earliest first."""
    rows = await db.execute(_LIST_CURVES, _parameters(measure, sport_family, span, basis))
    return [CurveRow(row.activity_id, row.name, row.local_on, row.content) for row in rows]


async def list_range_bests(
    db: AsyncConnection, measure: Measure, sport_family: str, span: tuple[date, date], basis: Basis
) -> list[RangeBest]:
    """The best for each target within days (both included)."""
    rows = await db.execute(_LIST_BESTS, _parameters(measure, sport_family, span, basis))
    return [RangeBest(row.target, row.value, row.activity_id) for row in rows]


def _parameters(measure: Measure, sport_family: str, span: tuple[date, date], basis: Basis) -> dict[str, object]:
    return {
        "measure": measure.value,
        "sport_family": sport_family,
        "from_day": span[0],
        "to_day": span[1],
        "basis": basis.value,
    }


async def list_bests_of(db: AsyncConnection, activity_id: UUID) -> list[Best]:
    """The bests of one activity."""
    rows = await db.execute(
        text(
            """
            select measure, target, value, start_s, end_s from best_effort
            where activity_id = :activity_id order by measure, target
            """
        ),
        {"activity_id": activity_id},
    )
    return [Best(Measure(row.measure), row.target, row.value, row.start_s, row.end_s) for row in rows]
