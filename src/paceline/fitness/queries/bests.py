"""Bests of counted activities. E-bikes keep theirs to themselves: a motor's record is nobody's."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.schemas import Basis, Best, Measure
from paceline.fitness.tables import RankedBest, RecordRow, WeekBest

_LIST_WEEK_BESTS = text(
    """
    select distinct on (monday, activity.sport_family, best.measure, best.target)
           cast(date_trunc('week', activity.local_on) as date) as monday, activity.sport_family, best.measure, best.target,
           best.value, activity.id as activity_id, activity.permission = 'open' as is_open
    from activity
    join lateral (select measure, target, value from best_effort where activity_id = activity.id offset 0) best on true
    where activity.counted and activity.sport not in ('e_ride', 'e_mountain_ride')
      and (best.measure = 'heart_rate' and best.target in (5, 1200, 1800)
           or best.measure = 'power' and best.target between 120 and 1200 and activity.sport_family = 'ride'
           or best.measure = 'distance' and best.target between 800 and 21100 and activity.sport_family = 'run')
    order by monday, activity.sport_family, best.measure, best.target,
             case when best.measure = 'distance' then best.value else -best.value end, activity.started_at, activity.id
    """
)


async def list_week_bests(db: AsyncConnection) -> list[WeekBest]:
    """For every week, sport, measure and target the best there was: what thresholds are found in."""
    rows = await db.execute(_LIST_WEEK_BESTS)
    return [
        WeekBest(
            row.monday, row.sport_family, Measure(row.measure), row.target, row.value, row.activity_id, row.is_open
        )
        for row in rows
    ]


_LIST_RECORDS = text(
    """
    with ranked as (
        select best.measure, best.target, best.value, best.start_s, best.end_s, activity.id as activity_id, activity.name,
               activity.local_on, activity.started_at,
               min(case when best.measure = 'distance' then best.value else -best.value end) over (
                   partition by best.measure, best.target order by activity.started_at, activity.id
                   rows between unbounded preceding and 1 preceding) as before,
               row_number() over (
                   partition by best.measure, best.target, extract(year from activity.local_on)
                   order by case when best.measure = 'distance' then best.value else -best.value end,
                            activity.started_at, activity.id) as place_in_year
        from activity
        join lateral (
            select * from best_effort where activity_id = activity.id and measure = any(cast(:measures as text[])) offset 0
        ) best on true
        where activity.counted and activity.sport_family = :sport_family
          and activity.sport not in ('e_ride', 'e_mountain_ride')
          and (:basis = 'all' or activity.permission = 'open')
    )
    select measure, target, value, start_s, end_s, activity_id, name, local_on, place_in_year = 1 as is_best_of_year,
           before is null or case when measure = 'distance' then value else -value end < before as was_record
    from ranked
    where place_in_year = 1 or before is null or case when measure = 'distance' then value else -value end < before
    order by measure, target, started_at, activity_id
    """
)


async def list_records(
    db: AsyncConnection, sport_family: str, measures: list[Measure], basis: Basis
) -> list[RecordRow]:
    """For each measure and target the bests that were a record when they were made, and the best of each year, in order of time."""
    rows = await db.execute(
        _LIST_RECORDS,
        {"sport_family": sport_family, "measures": [one.value for one in measures], "basis": basis.value},
    )
    return [RecordRow(Measure(row.measure), *row[1:]) for row in rows]


# Only what is better is read, of the index alone; which end of it that is depends on the measure, and `offset 0` keeps each half
# narrowed before anything is joined. Who counts is asked by `in`, outside of any `and` of the condition: the planner then hashes them,
# whatever it believes of the number of rows. As a join it looped over both, minutes long, where no statistics were there yet.
LIST_RANKED = text(
    """
    with head as materialized (
        select id, sport_family, started_at, date_trunc('year', local_on) as year,
               counted and sport not in ('e_ride', 'e_mountain_ride') as is_ranked
        from activity where id = :activity_id
    ), mine as materialized (
        select measure, target, value, start_s, end_s from best_effort where activity_id = :activity_id
    ), other as materialized (
        select activity.id, date_trunc('year', activity.local_on) = head.year as is_same_year,
               (activity.started_at, activity.id) < (head.started_at, head.id) as is_earlier
        from head
        join activity on activity.counted and activity.sport_family = head.sport_family
            and activity.sport not in ('e_ride', 'e_mountain_ride')
        where head.is_ranked
    )
    select mine.measure, mine.target, mine.value, mine.start_s, mine.end_s,
           case when head.is_ranked then better.all_time + 1 end as rank_all_time,
           case when head.is_ranked then better.in_year + 1 end as rank_in_year
    from head cross join mine
    cross join lateral (
        select count(*) filter (where best.activity_id in (select id from other)) as all_time,
               count(*) filter (where best.activity_id in (select id from other where is_same_year)) as in_year
        from (
            select activity_id, value from best_effort
            where measure = mine.measure and target = mine.target and mine.measure = 'distance' and value <= mine.value
            union all
            select activity_id, value from best_effort
            where measure = mine.measure and target = mine.target and mine.measure <> 'distance' and value >= mine.value
            offset 0
        ) best
        where best.value <> mine.value or best.activity_id in (select id from other where is_earlier)
    ) better
    order by mine.measure, mine.target
    """
)


async def list_ranked_bests(db: AsyncConnection, activity_id: UUID) -> list[RankedBest]:
    """The bests of one activity with their rank among all counted activities of its sport; of equal ones the earlier leads."""
    rows = await db.execute(LIST_RANKED, {"activity_id": activity_id})
    return [
        RankedBest(
            Best(Measure(row.measure), row.target, row.value, row.start_s, row.end_s),
            row.rank_all_time,
            row.rank_in_year,
        )
        for row in rows
    ]


_LIST_RECENT_TIMES = text(
    """
    select distinct on (best.target) best.target, best.value, activity.id as activity_id, activity.name, activity.local_on
    from activity
    join lateral (
        select target, value from best_effort
        where activity_id = activity.id and measure = 'distance' and target >= 1500 offset 0
    ) best on true
    where activity.counted and activity.sport_family = 'run' and activity.local_on between :from_day and :to_day
      and (:basis = 'all' or activity.permission = 'open')
    order by best.target, best.value, activity.started_at, activity.id
    """
)


async def list_recent_times(
    db: AsyncConnection, from_day: date, to_day: date, basis: Basis
) -> list[tuple[float, float, UUID, str, date]]:
    """The best run over each distance within some days: distance in m, seconds, activity, its name and day."""
    rows = await db.execute(_LIST_RECENT_TIMES, {"from_day": from_day, "to_day": to_day, "basis": basis.value})
    return [(row.target, row.value, row.activity_id, row.name, row.local_on) for row in rows]
