"""Keeping the curves of each month combined, so that a range of years is read as months."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from paceline.fitness.queries import curve_months as queries
from paceline.fitness.rules.analysis import analysis_version
from paceline.fitness.rules.curves import combine_month, measures_of, months_version
from paceline.fitness.tables import MonthCurves, MonthRow
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session

COMBINED = register("fitness.combined", "the curves of some months are combined, those of others are not")
MONTHS_AT_ONCE = 120


async def combine_months(athlete_id: UUID) -> None:
    """Forget the months whose activities have changed and combine those that are missing, the newest first.

    Ten years of one sport are one step. A month with an activity that is not analysed yet is left to a later run; until then, as after an
    interruption, its activities are read one by one.
    """
    found = MONTHS_AT_ONCE
    while found == MONTHS_AT_ONCE:
        async with athlete_session(athlete_id) as db:
            months = await queries.take_missing(db, months_version(), analysis_version(), MONTHS_AT_ONCE)
        rows = await asyncio.to_thread(_combine_all, months)
        if rows:
            async with athlete_session(athlete_id) as db:
                await queries.save_months(db, rows, months_version())
                crashpoint(COMBINED)
        found = len(months)


def _combine_all(months: Iterable[MonthCurves]) -> list[MonthRow]:
    return [
        combine_month(month.key, measure, month.curves.get(measure, []))
        for month in months
        for measure in measures_of(month.key.sport_family)
    ]
