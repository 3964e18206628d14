"""Months of combined curves: what is out of date, and what replaces it."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.queries.curves import COMBINED, IN_ORDER, MEMBER, MONTH
from paceline.fitness.schemas import Measure
from paceline.fitness.tables import MonthCurves, MonthKey, MonthRow, StoredCurve

_PRESENT = f"""
    with present as materialized (
        select month.sport_family, month.begins_on, part.basis, sha256(convert_to(part.members, 'UTF8')) as input_hash
        from (
            select activity.sport_family, {MONTH} as begins_on, bool_or(activity.permission <> 'open') as is_divided,
                   string_agg({MEMBER}, ',' order by {IN_ORDER}) as members,
                   string_agg({MEMBER}, ',' order by {IN_ORDER}) filter (where activity.permission = 'open') as open_members
            from activity where {COMBINED} group by 1, 2
        ) month
        cross join lateral (values ('all', members), ('open', case when is_divided then open_members end))
             part (basis, members)
        where part.members is not null
    )
"""  # noqa: S608 -- composed of constants
_HOLDS = """
    stored.sport_family = present.sport_family and stored.begins_on = present.begins_on and stored.basis = present.basis
      and stored.input_hash = present.input_hash and stored.calc_version = :calc_version
"""
# One statement, thus one snapshot: a hash can only go with the curves of the very activities it names.
_TAKE_MISSING = text(
    f"""
    {_PRESENT}, outdated as (
        delete from curve_month stored where not exists (select from present where {_HOLDS})
    ), missing as materialized (
        select present.* from present
        left join lateral (
            select true as found from curve_month stored where stored.measure = 'power' and {_HOLDS} limit 1
        ) stored on true
        where stored.found is null
          and not exists (
            select from activity
            left join lateral (select * from activity_analysis where activity_id = activity.id limit 1) analysis on true
            where {COMBINED} and activity.sport_family = present.sport_family
              and activity.local_on between present.begins_on and cast(present.begins_on + interval '1 month - 1 day' as date)
              and (analysis.activity_id is null or analysis.content_rev <> activity.content_rev
                   or analysis.sport_family <> activity.sport_family or analysis.calc_version <> :analysis_version)
          )
        order by present.begins_on desc, present.sport_family, present.basis
        limit :limit
    )
    select missing.sport_family, missing.begins_on, missing.basis, missing.input_hash, activity.id as activity_id,
           activity.local_on, curve.measure, curve.content
    from missing
    join lateral (
        select activity.* from activity
        where {COMBINED} and activity.sport_family = missing.sport_family
          and activity.local_on between missing.begins_on and cast(missing.begins_on + interval '1 month - 1 day' as date)
          and (missing.basis = 'all' or activity.permission = 'open')
        offset 0
    ) activity on true
    left join lateral (
        select measure, content from activity_curve where activity_id = activity.id
        offset 0
    ) curve on true
    order by missing.begins_on, missing.sport_family, missing.basis, {IN_ORDER}
    """  # noqa: S608 -- composed of constants
)
_SAVE = text(
    """
    insert into curve_month
        (athlete_id, sport_family, begins_on, basis, measure, calc_version, input_hash, content, holders)
    select (select app.athlete()), new.sport_family, new.begins_on, new.basis, new.measure, :calc_version, new.input_hash,
           new.content, new.holders
    from unnest(cast(:sport_families as text[]), cast(:begins_on as date[]), cast(:bases as text[]), cast(:measures as text[]),
                cast(:hashes as bytea[]), cast(:contents as bytea[]), cast(:holders as bytea[]))
         as new (sport_family, begins_on, basis, measure, input_hash, content, holders)
    on conflict (athlete_id, sport_family, measure, begins_on, basis) do update
    set calc_version = excluded.calc_version, input_hash = excluded.input_hash, content = excluded.content,
        holders = excluded.holders
    """
)


async def take_missing(db: AsyncConnection, calc_version: str, analysis_version: str, limit: int) -> list[MonthCurves]:
    """Delete the months whose activities or formulas are others now, and list those that are not stored with the curves they are made of.

    The newest ones, and only where all activities are analysed.
    """
    rows = await db.execute(
        _TAKE_MISSING, {"calc_version": calc_version, "analysis_version": analysis_version, "limit": limit}
    )
    by_key = groupby(rows, lambda row: MonthKey(row.sport_family, row.begins_on, row.basis, row.input_hash))
    months: list[MonthCurves] = []
    for key, of_month in by_key:
        curves: dict[Measure, list[StoredCurve]] = {}
        for row in of_month:
            if row.measure is not None:
                curves.setdefault(Measure(row.measure), []).append(
                    StoredCurve(row.local_on, row.content, row.activity_id)
                )
        months.append(MonthCurves(key, curves))
    return months


async def save_months(db: AsyncConnection, rows: Sequence[MonthRow], calc_version: str) -> None:
    """Insert or replace combined months."""
    await db.execute(
        _SAVE,
        {
            "sport_families": [row.key.sport_family for row in rows],
            "begins_on": [row.key.begins_on for row in rows],
            "bases": [row.key.basis for row in rows],
            "measures": [row.measure.value for row in rows],
            "hashes": [row.key.input_hash for row in rows],
            "contents": [row.content for row in rows],
            "holders": [row.holders for row in rows],
            "calc_version": calc_version,
        },
    )
