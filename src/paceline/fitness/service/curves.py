"""The best over many activities for every duration, and critical power and speed from them."""

import asyncio
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.connectors.sports import SportFamily
from paceline.fitness.queries import curves as queries
from paceline.fitness.rules.curves import CombinedCurve, combine, efforts_of_curve, efforts_of_times, months_version
from paceline.fitness.schemas import Basis, Measure
from paceline.fitness.service.recompute import SUBJECT
from paceline.fitness.tables import CurveHolder
from paceline.infra.events import find_mark
from paceline.science.maximal_efforts import (
    CriticalPowerEstimate,
    CriticalSpeedEstimate,
    critical_power_from_bests,
    critical_speed_from_bests,
)
from paceline.science.result import Metric

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class RangeCurve:
    """The combined curve, whose `holder` counts in `activities`. `is_updating`: a recomputation is on its way."""

    curve: CombinedCurve
    activities: list[CurveHolder]
    is_updating: bool


async def read_curve(
    db: AsyncConnection, measure: Measure, sport_family: SportFamily, span: Span, basis: Basis = Basis.ALL
) -> RangeCurve:
    """The best mean of a measure for each of its durations over the counted activities of a sport and range of days.

    Of equal means the activity of the earlier day holds the point. Months that are combined already are read as such, if they are
    made of exactly the activities asked for.
    """
    months = await queries.list_months(db, measure, sport_family, span, basis, months_version())
    single = [month for month, stored in months.items() if stored is None]
    curves = [stored for stored in months.values() if stored is not None]
    if single:
        curves += await queries.list_curves(db, measure, sport_family, span, basis, single)
    curve = await asyncio.to_thread(combine, measure, sorted(curves, key=attrgetter("on")))
    holders = await queries.list_holders(db, curve.activity_ids)
    if len(holders) < len(curve.activity_ids):
        # Rolled back between the two statements: the next reading knows nothing of it.
        return await read_curve(db, measure, sport_family, span, basis)
    return RangeCurve(curve, holders, await find_mark(db, SUBJECT) is not None)


def fit_critical_power(curve: CombinedCurve) -> Metric[CriticalPowerEstimate]:
    """Critical power and W′ from the points of a power curve."""
    return critical_power_from_bests(efforts_of_curve(curve))


async def fit_critical_speed(
    db: AsyncConnection, span: Span, basis: Basis = Basis.ALL
) -> Metric[CriticalSpeedEstimate]:
    """Critical speed and D′ from the best running times over distances of a range."""
    times = await queries.list_best_times(db, SportFamily.RUN, span, basis)
    return critical_speed_from_bests(efforts_of_times(times))
