"""Daily load and the fitness that follows from it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.schemas import Basis
from paceline.fitness.tables import DayLoad, FitnessDay

# Sums in a fixed order, since floats do not add up alike in every order. What is equal is not written.
_SAVE_LOADS = text(
    """
    with judged as (
        select activity.local_on, activity.started_at, activity.id, activity.permission = 'open' as is_open, judgement.load,
               case when judged_open.activity_id is null then judgement.load else judged_open.load end as open_load,
               activity.permission <> 'open' or judged_open.activity_id is not null as differs,
               coalesce(activity.moving_s, activity.timer_s, activity.elapsed_s) as duration_s,
               coalesce(activity.distance_m, 0) as distance_m, coalesce(activity.ascent_m, 0) as ascent_m
        from activity
        left join lateral (
            select load from activity_judgement where activity_id = activity.id and basis = 'all' limit 1
        ) judgement on true
        left join lateral (
            select activity_id, load from activity_judgement where activity_id = activity.id and basis = 'open' limit 1
        ) judged_open on true
        where activity.counted and activity.local_on >= :from_day
    ), fresh as (
        select 'all' as basis, local_on, coalesce(sum(load order by started_at, id), 0) as load, count(*) as activity_count,
               count(*) filter (where load is null) as uncomputed_count, sum(duration_s order by started_at, id) as duration_s,
               sum(distance_m order by started_at, id) as distance_m, sum(ascent_m order by started_at, id) as ascent_m
        from judged group by local_on
        union all
        select 'open', local_on, coalesce(sum(open_load order by started_at, id) filter (where is_open), 0),
               count(*) filter (where is_open), count(*) filter (where is_open and open_load is null),
               coalesce(sum(duration_s order by started_at, id) filter (where is_open), 0),
               coalesce(sum(distance_m order by started_at, id) filter (where is_open), 0),
               coalesce(sum(ascent_m order by started_at, id) filter (where is_open), 0)
        from judged group by local_on having bool_or(differs)
    ), gone as (
        delete from daily_load
        where local_on >= :from_day
          and (basis, local_on) not in (select basis, local_on from fresh)
        returning local_on
    ), saved as (
        insert into daily_load as old
            (athlete_id, basis, local_on, load, activity_count, uncomputed_count, duration_s, distance_m, ascent_m)
        select (select app.athlete()), fresh.* from fresh
        on conflict (athlete_id, basis, local_on) do update
        set load = excluded.load, activity_count = excluded.activity_count, uncomputed_count = excluded.uncomputed_count,
            duration_s = excluded.duration_s, distance_m = excluded.distance_m, ascent_m = excluded.ascent_m
        where (old.load, old.activity_count, old.uncomputed_count, old.duration_s, old.distance_m, old.ascent_m)
              is distinct from (excluded.load, excluded.activity_count, excluded.uncomputed_count, excluded.duration_s,
                                excluded.distance_m, excluded.ascent_m)
        returning old.local_on
    )
    select min(local_on) from (select local_on from gone union all select local_on from saved) changed
    """
)


async def save_daily_loads(db: AsyncConnection, from_day: date) -> date | None:
    """Sum up the counted activities from a day on, on both bases; returns the first day that differs from before."""
    return (await db.execute(_SAVE_LOADS, {"from_day": from_day})).scalar_one()


async def find_load_span(db: AsyncConnection, basis: Basis) -> tuple[date, date] | None:
    """The first and the last day with a row of this very basis."""
    row = (
        await db.execute(
            text("select min(local_on) as first, max(local_on) as last from daily_load where basis = :basis"),
            {"basis": basis.value},
        )
    ).one()
    return (row.first, row.last) if row.first else None


async def list_daily_loads(db: AsyncConnection, basis: Basis, from_day: date) -> dict[date, DayLoad]:
    """Load by day from a day on; on the open basis that of all where it does not differ."""
    rows = await db.execute(
        text(
            """
            select distinct on (local_on) local_on, load, activity_count, uncomputed_count from daily_load
            where basis in ('all', :basis) and local_on >= :from_day order by local_on, basis = 'all'
            """
        ),
        {"basis": basis.value, "from_day": from_day},
    )
    return {row.local_on: DayLoad(row.local_on, row.load, row.activity_count, row.uncomputed_count) for row in rows}


_DAY_COLUMNS = "local_on, load, is_partial, fitness, fatigue, form"


async def find_day(db: AsyncConnection, basis: Basis, local_on: date) -> FitnessDay | None:
    """The stored day of this very basis."""
    row = (
        await db.execute(
            text(f"select {_DAY_COLUMNS} from fitness_day where basis = :basis and local_on = :local_on"),  # noqa: S608 -- a constant
            {"basis": basis.value, "local_on": local_on},
        )
    ).first()
    return FitnessDay(*row) if row else None


async def list_days(db: AsyncConnection, basis: Basis, from_day: date, to_day: date) -> list[FitnessDay]:
    """The stored days of a range; on the open basis those of all before the first that differs."""
    rows = await db.execute(
        text(
            f"select distinct on (local_on) {_DAY_COLUMNS} from fitness_day "  # noqa: S608 -- a constant
            "where basis in ('all', :basis) and local_on between :from_day and :to_day order by local_on, basis = 'all'"
        ),
        {"basis": basis.value, "from_day": from_day, "to_day": to_day},
    )
    return [FitnessDay(*row) for row in rows]


async def find_day_span(db: AsyncConnection) -> tuple[date, date] | None:
    """The first and the last stored day."""
    row = (
        await db.execute(
            text("select min(local_on) as first, max(local_on) as last from fitness_day where basis = 'all'")
        )
    ).one()
    return (row.first, row.last) if row.first else None


async def has_other_version(db: AsyncConnection, calc_version: str) -> bool:
    """Whether any stored day was computed by other formulas."""
    found = await db.execute(
        text("select exists (select from fitness_day where calc_version <> :calc_version)"),
        {"calc_version": calc_version},
    )
    return bool(found.scalar_one())


_SAVE_DAYS = text(
    """
    insert into fitness_day as old
        (athlete_id, basis, local_on, load, is_partial, fitness, fatigue, form, calc_version)
    select (select app.athlete()), :basis, new.*, :calc_version
    from unnest(cast(:days as date[]), cast(:loads as float8[]), cast(:partial as boolean[]), cast(:fitness as float8[]),
                cast(:fatigue as float8[]), cast(:form as float8[])) as new
    on conflict (athlete_id, basis, local_on) do update
    set load = excluded.load, is_partial = excluded.is_partial, fitness = excluded.fitness, fatigue = excluded.fatigue,
        form = excluded.form, calc_version = excluded.calc_version
    where (old.load, old.is_partial, old.fitness, old.fatigue, old.form, old.calc_version)
          is distinct from (excluded.load, excluded.is_partial, excluded.fitness, excluded.fatigue, excluded.form,
                            excluded.calc_version)
    """
)


async def save_days(db: AsyncConnection, basis: Basis, days: Sequence[FitnessDay], calc_version: str) -> None:
    """Insert or replace days; equal ones are not written."""
    if days:
        await db.execute(
            _SAVE_DAYS,
            {
                "basis": basis.value,
                "days": [day.local_on for day in days],
                "loads": [day.load for day in days],
                "partial": [day.is_partial for day in days],
                "fitness": [day.fitness for day in days],
                "fatigue": [day.fatigue for day in days],
                "form": [day.form for day in days],
                "calc_version": calc_version,
            },
        )


async def keep_days_within(db: AsyncConnection, basis: Basis, first: date | None, last: date | None) -> None:
    """Delete the days of a basis outside a span, all of them without one."""
    await db.execute(
        text(
            """
            delete from fitness_day
            where basis = :basis
              and (cast(:first as date) is null or local_on not between cast(:first as date) and cast(:last as date))
            """
        ),
        {"basis": basis.value, "first": first, "last": last},
    )
