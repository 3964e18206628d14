"""Sums over counted activities."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.schemas import Basis
from paceline.fitness.tables import SummaryRow, TrainingVolume

_LIST_SUMMARY = text(
    """
    select cast(date_trunc(:period, activity.local_on) as date) as begins_on, activity.sport_family,
           count(*) as activity_count, sum(activity.distance_m) as distance_m,
           sum(coalesce(activity.moving_s, activity.timer_s, activity.elapsed_s)) as duration_s,
           sum(activity.elapsed_s) as elapsed_s, sum(activity.ascent_m) as ascent_m, sum(judged.load) as load,
           count(*) filter (where judged.load is null) as uncomputed_count
    from activity
    left join lateral (
        select load from activity_judgement
        where activity_id = activity.id and basis in ('all', :basis) order by basis = 'all' limit 1
    ) judged on true
    where activity.counted and activity.local_on between :from_day and :to_day
      and (:basis = 'all' or activity.permission = 'open')
    group by 1, 2 order by 1, 2
    """
)


async def list_summary(db: AsyncConnection, period: str, span: tuple[date, date], basis: Basis) -> list[SummaryRow]:
    """Totals by sport family and day, week, month or year (as `date_trunc` names them) within days, both included."""
    rows = await db.execute(
        _LIST_SUMMARY, {"period": period, "from_day": span[0], "to_day": span[1], "basis": basis.value}
    )
    return [SummaryRow(*row) for row in rows]


async def get_running_volume(db: AsyncConnection, span: tuple[date, date], basis: Basis) -> TrainingVolume:
    """Metres and moving seconds of all counted runs within days, both included."""
    row = (
        await db.execute(
            text(
                """
                select coalesce(sum(distance_m), 0) as distance_m,
                       coalesce(sum(coalesce(moving_s, timer_s, elapsed_s)), 0) as duration_s
                from activity
                where counted and sport_family = 'run' and distance_m > 0 and local_on between :from_day and :to_day
                  and (:basis = 'all' or permission = 'open')
                """
            ),
            {"from_day": span[0], "to_day": span[1], "basis": basis.value},
        )
    ).one()
    return TrainingVolume(row.distance_m, row.duration_s)
