"""The best over many activities for every duration, and critical power and speed from them."""

import asyncio
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.connectors.sports import SportFamily
from paceline.fitness.queries import curves as queries
from paceline.fitness.rules.curves import CombinedCurve, combine, efforts_of
from paceline.fitness.schemas import Basis, Measure
from paceline.fitness.tables import CurveRow
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
    """The combined curve; `curve.holder` counts in `activities`."""

    curve: CombinedCurve
    activities: list[CurveRow]


async def read_curve(
    db: AsyncConnection, measure: Measure, sport_family: SportFamily, span: Span, basis: Basis = Basis.ALL
) -> RangeCurve:
    """The best mean of a measure for each standard duration over the counted activities of a sport and range of days."""
    activities = await queries.list_curves(db, measure, sport_family, span, basis)
    curve = await asyncio.to_thread(combine, measure, [activity.content for activity in activities])
    return RangeCurve(curve, activities)


async def fit_critical_power(
    db: AsyncConnection, sport_family: SportFamily, span: Span, basis: Basis = Basis.ALL
) -> Metric[CriticalPowerEstimate]:
    """Critical power and W′ from the bests of a range."""
    bests = await queries.list_range_bests(db, Measure.POWER, sport_family, span, basis)
    return critical_power_from_bests(efforts_of(Measure.POWER, bests))


async def fit_critical_speed(
    db: AsyncConnection, span: Span, basis: Basis = Basis.ALL
) -> Metric[CriticalSpeedEstimate]:
    """Critical speed and D′ from the best running times over distances of a range."""
    bests = await queries.list_range_bests(db, Measure.DISTANCE, SportFamily.RUN, span, basis)
    return critical_speed_from_bests(efforts_of(Measure.DISTANCE, bests))
