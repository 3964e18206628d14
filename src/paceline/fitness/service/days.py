"""Fitness by day, as it is read: stored days, then rest days up to today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.queries import days as queries
from paceline.fitness.rules.days import WEEK_DAYS, WeekFigures, baseline_until, extend, week_figures
from paceline.fitness.schemas import Basis
from paceline.fitness.service.recompute import SUBJECT
from paceline.fitness.tables import FitnessDay
from paceline.infra.events import find_mark


@dataclass(frozen=True, slots=True)
class FitnessHistory:
    """Consecutive local days and the figures of the week that ends on each.

    `baseline_until`: up to that day fitness is still building up from nothing and reads low; `None` without any activity.
    `is_updating`: a recomputation is on its way, and the numbers may change.
    """

    days: Sequence[FitnessDay]
    week: WeekFigures
    baseline_until: date | None
    is_updating: bool


async def read_fitness(
    db: AsyncConnection, from_day: date, to_day: date, *, today: date, basis: Basis = Basis.ALL
) -> FitnessHistory:
    """The days of a range, both ends included, as far as they lie between the first activity and today."""
    span = await queries.find_day_span(db)
    is_updating = await find_mark(db, SUBJECT) is not None
    if span is None:
        return FitnessHistory([], week_figures([]), None, is_updating)
    first, last = span
    # The week before, for the figures of the first days; and the last stored day, from which rest days follow.
    begin = min(max(from_day - timedelta(days=WEEK_DAYS), first), last)
    days = await queries.list_days(db, basis, begin, to_day)
    if to_day > last:
        days += extend(days[-1], min(to_day, max(today, last)))
    shown = [day for day in days if day.local_on >= from_day]
    skipped = len(days) - len(shown)
    week = week_figures(days)
    kept = WeekFigures(week.ramp[skipped:], week.monotony[skipped:], week.strain[skipped:])
    return FitnessHistory(shown, kept, baseline_until(first), is_updating)
