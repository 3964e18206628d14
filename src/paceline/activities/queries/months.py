"""How many activities each month holds."""

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries.narrowing import conditions_of
from paceline.activities.schemas import ActivityFilter, MonthTotals
from paceline.infra.db.direct import fetch_rows

_MONTHS = """
    select cast(date_trunc('month', a.local_on) as date) as begins_on, count(*), sum(a.distance_m),
        sum(coalesce(a.moving_s, a.elapsed_s)), sum(a.elapsed_s), sum(a.ascent_m)
    from activity a where {conditions} group by begins_on order by begins_on desc
"""


async def list_months(db: AsyncConnection, narrowed: ActivityFilter) -> list[MonthTotals]:
    """Totals of each local month that holds any of the filter's activities, the newest first. One statement."""
    conditions, values = conditions_of(narrowed)
    found = await fetch_rows(db, _MONTHS.format(conditions=" and ".join(conditions)), values)
    return [MonthTotals(*row) for row in found]
