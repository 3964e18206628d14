"""Curves and bests of many activities, by range."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.schemas import Basis, Measure
from paceline.fitness.tables import CurveHolder, RangeBest, StoredCurve

COMBINED = "activity.counted and activity.sport not in ('e_ride', 'e_mountain_ride')"
"""Which activities take part in a curve over many."""
_IN_RANGE = f"""
    {COMBINED} and activity.sport_family = :sport_family and activity.local_on between :from_day and :to_day
      and (:basis = 'all' or activity.permission = 'open')
"""
MONTH = "cast(date_trunc('month', activity.local_on) as date)"
MEMBER = "activity.id || ':' || activity.content_rev"
IN_ORDER = "activity.local_on, activity.started_at, activity.id"
"""Of equal means the first in this order holds the point; months follow one another in it, too."""

_LIST_MONTHS = text(
    f"""
    with present as (
        select {MONTH} as begins_on, sha256(convert_to(string_agg({MEMBER}, ',' order by {IN_ORDER}), 'UTF8')) as input_hash
        from activity where {_IN_RANGE} group by 1
    )
    select present.begins_on, stored.content, stored.holders
    from present
    left join lateral (
        select content, holders from curve_month
        where sport_family = :sport_family and measure = :measure and begins_on = present.begins_on
          and input_hash = present.input_hash and calc_version = :calc_version
        limit 1
    ) stored on true
    order by present.begins_on
    """  # noqa: S608 -- composed of constants
)
_LIST_CURVES = text(
    f"""
    select activity.id as activity_id, activity.local_on, curve.content
    from activity
    join lateral (
        select content from activity_curve where activity_id = activity.id and measure = :measure limit 1
    ) curve on true
    where {_IN_RANGE} and {MONTH} = any(cast(:months as date[]))
    order by {IN_ORDER}
    """  # noqa: S608 -- composed of constants
)
_LIST_TIMES = text(
    f"""
    select distinct on (best.target) best.target, best.value, activity.id as activity_id
    from activity
    join lateral (
        select target, value from best_effort where activity_id = activity.id and measure = 'distance' offset 0
    ) best on true
    where {_IN_RANGE}
    order by best.target, best.value, {IN_ORDER}
    """  # noqa: S608 -- composed of constants
)


async def list_months(
    db: AsyncConnection, measure: Measure, sport_family: str, span: tuple[date, date], basis: Basis, calc_version: str
) -> dict[date, StoredCurve | None]:
    """The months with activities in a range; each with its combined curve, if one is stored of exactly these activities."""
    parameters = {"measure": measure.value, "calc_version": calc_version, **_range(sport_family, span, basis)}
    rows = await db.execute(_LIST_MONTHS, parameters)
    return {
        row.begins_on: None if row.content is None else StoredCurve(row.begins_on, row.content, row.holders)
        for row in rows
    }


async def list_curves(
    db: AsyncConnection,
    measure: Measure,
    sport_family: str,
    span: tuple[date, date],
    basis: Basis,
    months: Sequence[date],
) -> list[StoredCurve]:
    """The curve of each counted activity of a sport within days (both included) and months (their first days), in order."""
    parameters = {"measure": measure.value, "months": list(months), **_range(sport_family, span, basis)}
    rows = await db.execute(_LIST_CURVES, parameters)
    return [StoredCurve(row.local_on, row.content, row.activity_id) for row in rows]


async def list_holders(db: AsyncConnection, activity_ids: Sequence[UUID]) -> list[CurveHolder]:
    """Name and day of activities, in the order asked for; without those that are gone."""
    rows = await db.execute(
        text("select id, name, local_on from activity where id = any(cast(:ids as uuid[]))"),
        {"ids": list(activity_ids)},
    )
    found = {row.id: CurveHolder(row.id, row.name, row.local_on) for row in rows}
    return [found[activity_id] for activity_id in activity_ids if activity_id in found]


async def list_best_times(
    db: AsyncConnection, sport_family: str, span: tuple[date, date], basis: Basis
) -> list[RangeBest]:
    """The least time over each distance within days (both included)."""
    rows = await db.execute(_LIST_TIMES, _range(sport_family, span, basis))
    return [RangeBest(row.target, row.value, row.activity_id) for row in rows]


def _range(sport_family: str, span: tuple[date, date], basis: Basis) -> dict[str, object]:
    return {"sport_family": sport_family, "from_day": span[0], "to_day": span[1], "basis": basis.value}
