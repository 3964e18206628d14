"""Totals by sport and period."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.queries import summary as queries
from paceline.fitness.schemas import Basis, Period
from paceline.fitness.tables import SummaryRow


async def read_summary(
    db: AsyncConnection, period: Period, span: tuple[date, date], basis: Basis = Basis.ALL
) -> list[SummaryRow]:
    """Count, distance, time, climb and load of counted activities by period and sport family; weeks begin on Monday."""
    return await queries.list_summary(db, period.value, span, basis)
