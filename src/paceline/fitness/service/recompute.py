"""Bringing everything that follows from the activities up to date, from the earliest changed day on.

    analyse → find thresholds → combine curves → judge → days

Each arrow is a committed step that may be the last one before a kill: the marks stay until the last step, and every step passes over
what is done already.
"""

import asyncio
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.events import BEGINNING
from paceline.fitness.events import FormulasChanged
from paceline.fitness.queries import days as queries
from paceline.fitness.rules.days import days_version, fitness_days, state_of
from paceline.fitness.schemas import Basis
from paceline.fitness.service.analyse import analyse_missing, find_earliest_stale_on
from paceline.fitness.service.curve_months import combine_months
from paceline.fitness.service.judge import judge_changed
from paceline.fitness.service.thresholds import find_thresholds
from paceline.infra import events
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.events import Subscription, find_mark

SUBJECT = "fitness"
THRESHOLDS_SUBJECT = "fitness_thresholds"
JOB = "fitness.recompute"
OF_ACTIVITIES = (Subscription(SUBJECT, JOB), Subscription(THRESHOLDS_SUBJECT, JOB))
OF_STANDARDS = (Subscription(SUBJECT, JOB),)

DETECTED = register("fitness.detected", "thresholds are found, nothing is judged by them")
REBUILT = register("fitness.rebuilt", "days are written, not committed")
_ANALYSE_S = 10.0


async def recompute(athlete_id: UUID, *, budget_s: float = _ANALYSE_S) -> None:
    """Work off the marks of one athlete. Without a mark there is nothing to do.

    A time of more than `budget_s` for missing analyses is left to the next run, which is asked for; the days are brought up to date
    with what there is.
    """
    async with athlete_session(athlete_id, read_only=True) as db:
        if await find_mark(db, SUBJECT) is None and await find_mark(db, THRESHOLDS_SUBJECT) is None:
            return
    await analyse_missing(athlete_id, budget_s=budget_s)
    await _find_thresholds(athlete_id)
    async with athlete_session(athlete_id, read_only=True) as db:
        mark = await find_mark(db, SUBJECT)
        # After the mark, as all that follows: a change that came since the analyses were made must keep it.
        complete = await find_earliest_stale_on(db) is None
    if mark is None:
        return
    await combine_months(athlete_id)
    await judge_changed(athlete_id, mark.earliest_on)
    async with athlete_session(athlete_id) as db:
        await rebuild_days(db, mark.earliest_on)
        if complete:
            await events.clear_mark(db, SUBJECT, mark)
        else:
            await events.wake(db, JOB, athlete_id)
        crashpoint(REBUILT)


async def _find_thresholds(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        mark = await find_mark(db, THRESHOLDS_SUBJECT)
        if mark is None:
            return
        complete = await find_earliest_stale_on(db) is None
        await find_thresholds(db)
        if complete:
            await events.clear_mark(db, THRESHOLDS_SUBJECT, mark)
        else:
            await events.wake(db, JOB, athlete_id)
        crashpoint(DETECTED)


async def refresh_stale(athlete_id: UUID) -> bool:
    """Ask for a run when formulas have changed since the stored rows were computed; `True` when there was something."""
    async with athlete_session(athlete_id) as db:
        earliest_on = await find_earliest_stale_on(db)
        if earliest_on is None and not await queries.has_other_version(db, days_version()):
            return False
        await events.publish(db, FormulasChanged(athlete_id, earliest_on or BEGINNING))
        return True


async def rebuild_days(db: AsyncConnection, from_day: date) -> None:
    """Daily load from a day on, then fitness forward from the first day whose load differs, on both bases.

    Both are written in the caller's one transaction, so that they always agree.
    """
    changed = await queries.save_daily_loads(db, from_day)
    span, stored = await queries.find_load_span(db, Basis.ALL), await queries.find_day_span(db)
    if span is None:
        for basis in Basis:
            await queries.keep_days_within(db, basis, None, None)
        return
    first, last = span
    if stored is None or await queries.has_other_version(db, days_version()):
        begin = first
    elif changed is None:
        return
    else:
        begin = min(max(changed, first), stored[1] + timedelta(days=1))
    await queries.keep_days_within(db, Basis.ALL, first, last)
    await _rebuild(db, Basis.ALL, begin, last, seed_basis=Basis.ALL)
    differing = await queries.find_load_span(db, Basis.OPEN)
    await queries.keep_days_within(db, Basis.OPEN, differing[0] if differing else None, last if differing else None)
    if differing:
        parted, begin = differing[0], max(begin, differing[0])
        await _rebuild(db, Basis.OPEN, begin, last, seed_basis=Basis.OPEN if begin > parted else Basis.ALL)


async def _rebuild(db: AsyncConnection, basis: Basis, begin: date, last: date, *, seed_basis: Basis) -> None:
    """The days from `begin` on. Without a day before, `begin` is the first of all."""
    before = await queries.find_day(db, seed_basis, begin - timedelta(days=1))
    loads = await queries.list_daily_loads(db, basis, begin)
    days = await asyncio.to_thread(fitness_days, loads, begin, last, state_of(before))
    await queries.save_days(db, basis, days, days_version())
