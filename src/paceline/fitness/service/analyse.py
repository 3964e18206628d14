"""Analyses that are missing or out of date, made from the stored streams."""

import asyncio
from datetime import date
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.service.read import get_activity
from paceline.activities.service.streams import read_streams
from paceline.connectors.base import Channel
from paceline.connectors.sports import SportFamily
from paceline.fitness.queries import analyses as queries
from paceline.fitness.rules.analysis import analysis_of_damaged, analysis_version
from paceline.fitness.rules.analysis_codec import encode_analysis
from paceline.fitness.service.analysis import analyse
from paceline.fitness.tables import StaleActivity
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError, ErrorKind

log = structlog.get_logger("paceline.fitness")

ANALYSED = register("fitness.analysed", "one activity's analysis is stored, its judgement is not")
MOST_AT_ONCE = 20


async def analyse_missing(athlete_id: UUID, *, budget_s: float) -> None:
    """Analyse, newest first and as far as the time goes, what has no analysis of its present streams, sport and formulas.

    Each activity is its own step: read, compute in a thread, save, so that an interruption loses one of them.
    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + budget_s
    while True:
        async with athlete_session(athlete_id, read_only=True) as db:
            stale = await queries.list_stale(db, analysis_version(), MOST_AT_ONCE)
        if not stale:
            return
        for activity in stale:
            if loop.time() >= ends_at:
                return
            await _analyse_one(athlete_id, activity)


async def _analyse_one(athlete_id: UUID, stale: StaleActivity) -> None:
    family = SportFamily(stale.sport_family)
    try:
        async with athlete_session(athlete_id, read_only=True) as db:
            pauses = (await get_activity(db, stale.activity_id)).pauses
            streams = await read_streams(db, stale.activity_id, [channel.value for channel in Channel])
        analysis = await asyncio.to_thread(analyse, streams.samples, pauses, family)
    except AppError as gone:
        if gone.kind is not ErrorKind.NOT_FOUND:
            raise
        return
    except ValueError as damaged:
        # Damaged bytes, or times that go backwards. One such activity must not keep the athlete's others from being computed.
        log.warning("streams_damaged", activity_id=str(stale.activity_id), reason=str(damaged))
        analysis = encode_analysis(analysis_of_damaged(family))
    async with athlete_session(athlete_id) as db:
        await queries.save_analyses(db, [(stale.activity_id, analysis, stale.content_rev)])
        crashpoint(ANALYSED)


async def find_earliest_stale_on(db: AsyncConnection) -> date | None:
    """The earliest local day with an analysis that is missing or out of date."""
    return await queries.find_earliest_stale_on(db, analysis_version())
