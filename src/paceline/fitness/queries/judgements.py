"""Judgements, and what decides whether they still hold."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.tables import JudgeableActivity, JudgementRow, StoredJudgement

# Here and in the other modules: rows that belong to an activity are looked up one by one (lateral with limit or offset). Right after
# an import the tables have no statistics, and a plain join is planned as if they were empty: thirteen seconds instead of a tenth.
_LIST_JUDGEABLE = text(
    """
    select activity.id as activity_id, activity.local_on, activity.sport_family,
           coalesce(activity.timer_s, activity.moving_s, activity.elapsed_s) as duration_s, activity.perceived_exertion as rpe,
           activity.permission = 'open' as is_open,
           analysis.content_rev || ':' || analysis.sport_family || ':' || analysis.calc_version as analysis_key,
           analysis.channels, judged.input_hash, judged_open.input_hash as open_input_hash
    from activity
    join lateral (select * from activity_analysis where activity_id = activity.id limit 1) analysis on true
    left join lateral (
        select input_hash from activity_judgement where activity_id = activity.id and basis = 'all' limit 1
    ) judged on true
    left join lateral (
        select input_hash from activity_judgement where activity_id = activity.id and basis = 'open' limit 1
    ) judged_open on true
    where activity.deleted_at is null and not activity.is_multi_sport and activity.local_on >= :from_day
    order by activity.local_on, activity.id
    """
)


async def list_judgeable(db: AsyncConnection, from_day: date) -> list[JudgeableActivity]:
    """Every analysed activity from a local day on, counted or not, with the hashes of its stored judgements."""
    rows = await db.execute(_LIST_JUDGEABLE, {"from_day": from_day})
    return [
        JudgeableActivity(
            row.activity_id,
            row.local_on,
            row.sport_family,
            row.duration_s,
            row.rpe,
            row.is_open,
            row.analysis_key,
            tuple(row.channels),
            row.input_hash,
            row.open_input_hash,
        )
        for row in rows
    ]


_SAVE = text(
    """
    insert into activity_judgement
        (athlete_id, activity_id, basis, load, load_method, not_computable, passed_over, intensity, zones, judged_by,
         calc_version, input_hash)
    select known.athlete_id, new.activity_id, new.basis, new.load, new.load_method, new.not_computable, new.passed_over,
           new.intensity, new.zones, new.judged_by, :calc_version, new.input_hash
    from unnest(cast(:activity_ids as uuid[]), cast(:bases as text[]), cast(:loads as float8[]), cast(:methods as text[]),
                cast(:not_computable as jsonb[]), cast(:passed_over as jsonb[]), cast(:intensities as float8[]),
                cast(:zones as jsonb[]), cast(:judged_by as jsonb[]), cast(:hashes as bytea[]))
         as new (activity_id, basis, load, load_method, not_computable, passed_over, intensity, zones, judged_by, input_hash)
    join lateral (select athlete_id from activity where id = new.activity_id limit 1) known on true
    on conflict (athlete_id, activity_id, basis) do update
    set load = excluded.load, load_method = excluded.load_method, not_computable = excluded.not_computable,
        passed_over = excluded.passed_over, intensity = excluded.intensity, zones = excluded.zones,
        judged_by = excluded.judged_by, calc_version = excluded.calc_version, input_hash = excluded.input_hash,
        judged_at = app.now()
    """
)
_FORGET_OPEN = text(
    "delete from activity_judgement where basis = 'open' and activity_id = any(cast(:activity_ids as uuid[]))"
)


async def save_judgements(db: AsyncConnection, rows: Sequence[JudgementRow], calc_version: str) -> None:
    """Insert or replace; an activity that is gone meanwhile is passed over."""
    if rows:
        await db.execute(
            _SAVE,
            {
                "activity_ids": [row.activity_id for row in rows],
                "bases": [row.basis for row in rows],
                "loads": [row.load for row in rows],
                "methods": [row.load_method for row in rows],
                "not_computable": [row.not_computable for row in rows],
                "passed_over": [row.passed_over for row in rows],
                "intensities": [row.intensity for row in rows],
                "zones": [row.zones for row in rows],
                "judged_by": [row.judged_by for row in rows],
                "hashes": [row.input_hash for row in rows],
                "calc_version": calc_version,
            },
        )


async def forget_open(db: AsyncConnection, activity_ids: Sequence[UUID]) -> None:
    """Remove open judgements that no longer differ."""
    if activity_ids:
        await db.execute(_FORGET_OPEN, {"activity_ids": list(activity_ids)})


async def find_judgement(db: AsyncConnection, activity_id: UUID, basis: str) -> StoredJudgement | None:
    """The judgement of one activity on a basis; on `open` that of all where it does not differ."""
    rows = await db.execute(
        text(
            """
            select basis, load, load_method, not_computable, passed_over, intensity, zones, judged_by, judged_at
            from activity_judgement
            where activity_id = :activity_id and basis in ('all', :basis)
            order by basis = 'all' limit 1
            """
        ),
        {"activity_id": activity_id, "basis": basis},
    )
    row = rows.mappings().first()
    return StoredJudgement(**row) if row else None


_LIST_ZONES = text(
    """
    select activity.local_on, activity.sport_family, judged.zones -> :measure as zones
    from activity
    join lateral (
        select zones from activity_judgement
        where activity_id = activity.id and basis in ('all', :basis) order by basis = 'all' limit 1
    ) judged on true
    where activity.counted and activity.local_on between :from_day and :to_day
      and (cast(:sport_family as text) is null or activity.sport_family = :sport_family)
      and (:basis = 'all' or activity.permission = 'open')
      and judged.zones ? :measure
    order by activity.local_on, activity.started_at, activity.id
    """
)


async def list_zone_times(
    db: AsyncConnection, from_day: date, to_day: date, *, measure: str, sport_family: str | None, basis: str
) -> list[tuple[date, str, dict[str, Any]]]:
    """Day, sport family and time in zones of each counted activity whose measure was recorded."""
    rows = await db.execute(
        _LIST_ZONES,
        {"from_day": from_day, "to_day": to_day, "measure": measure, "sport_family": sport_family, "basis": basis},
    )
    return [(row.local_on, row.sport_family, row.zones) for row in rows]
