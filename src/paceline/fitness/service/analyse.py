"""Analyses that are missing or out of date, made from the stored streams."""

import asyncio
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.service.read import get_activity
from paceline.activities.service.streams import read_streams
from paceline.connectors.base import Channel, Pause, Samples
from paceline.connectors.sports import SportFamily
from paceline.fitness.queries import analyses as queries
from paceline.fitness.rules.analysis import analysis_version
from paceline.fitness.service.analysis import analyse
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session

ANALYSED = register("fitness.analysed", "one activity's analysis is stored, its judgement is not")
MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class _Loaded:
    activity_id: UUID
    family: SportFamily
    samples: Samples
    pauses: tuple[Pause, ...]
    content_rev: int


async def analyse_missing(athlete_id: UUID, *, budget_s: float) -> bool:
    """Analyse, newest first, what has no analysis of its present streams, sport and formulas; `False` when time ran out.

    Each activity is its own step: read, compute in a thread, save, so that an interruption loses one of them.
    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + budget_s
    while True:
        async with athlete_session(athlete_id, read_only=True) as db:
            stale = await queries.list_stale(db, analysis_version(), MOST_AT_ONCE)
        if not stale:
            return True
        for activity in stale:
            if loop.time() >= ends_at:
                return False
            await _analyse_one(athlete_id, activity.activity_id)


async def _analyse_one(athlete_id: UUID, activity_id: UUID) -> None:
    async with athlete_session(athlete_id, read_only=True) as db:
        loaded = await _load(db, activity_id)
    analysis = await asyncio.to_thread(analyse, loaded.samples, loaded.pauses, loaded.family)
    async with athlete_session(athlete_id) as db:
        await queries.save_analyses(db, [(activity_id, analysis, loaded.content_rev)])
        crashpoint(ANALYSED)


async def _load(db: AsyncConnection, activity_id: UUID) -> _Loaded:
    detail = await get_activity(db, activity_id)
    streams = await read_streams(db, activity_id, [channel.value for channel in Channel])
    family = SportFamily(detail.head.sport_family)
    return _Loaded(activity_id, family, streams.samples, detail.pauses, streams.content_rev)


async def find_earliest_stale_on(db: AsyncConnection) -> date | None:
    """The earliest local day with an analysis that is missing or out of date."""
    return await queries.find_earliest_stale_on(db, analysis_version())
