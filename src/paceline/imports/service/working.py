"""Working on a batch: a bounded slice of it under a lease, each file whole in one transaction.

    claim → list what is not listed → files on their way: read, decoded in children, written → end
    queued   listing                 running                                        completed | cancelled | failed

Whatever happens to this process, the tables say what is left to do. A file counts as begun before it is read, so that one that kills the
process is known for it; all its rows and its outcome are one commit, which also proves that the lease is still ours.
"""

import time
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import structlog

from paceline.athletes.service.profile import get_profile
from paceline.imports.errors import LeaseLostError
from paceline.imports.queries import batches
from paceline.imports.service import leasing
from paceline.imports.service.decoders import decoders
from paceline.imports.service.ending import end_batch
from paceline.imports.service.leasing import Hold
from paceline.imports.service.listing import list_origins
from paceline.imports.service.pipeline import Pipeline
from paceline.imports.service.sources import Finder
from paceline.imports.service.workshop import Workshop
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError

log = structlog.get_logger("paceline.imports")

_CLAIMED = register("imports.batch_claimed", "a batch is leased, nothing is done yet")
_MOST_ATTEMPTS = 6
"""Slices in a row that may die without progress before a batch is given up."""


class SliceEnd(StrEnum):
    """How a slice ended: with work left, with the batch over, or without the lease, because somebody else holds it."""

    MORE = "more"
    ENDED = "ended"
    BUSY = "busy"


async def work_slice(athlete_id: UUID, batch_id: UUID, workshop: Workshop) -> SliceEnd:
    """Work on a batch for a while. Losing the lease meanwhile is no error: somebody else goes on."""
    hold = await leasing.take(athlete_id, batch_id)
    if hold is None:
        return await _why_not(athlete_id, batch_id)
    crashpoint(_CLAIMED)
    try:
        async with leasing.kept(hold):
            return await _work(hold, workshop)
    except LeaseLostError:
        log.warning("lease_lost", batch_id=str(batch_id))
        return SliceEnd.BUSY


async def _why_not(athlete_id: UUID, batch_id: UUID) -> SliceEnd:
    async with athlete_session(athlete_id, read_only=True) as db:
        batch = await batches.find_batch(db, batch_id)
    return SliceEnd.BUSY if batch is not None and batch.is_open else SliceEnd.ENDED


async def _work(hold: Hold, workshop: Workshop) -> SliceEnd:
    until_s = time.monotonic() + workshop.slice_s
    if hold.lease.attempts > _MOST_ATTEMPTS:
        await end_batch(hold, workshop, "failed", code="import_poison", message=_POISON)
        return SliceEnd.ENDED
    is_done = hold.cancel_requested
    if not is_done:
        try:
            places = await list_origins(hold, workshop)
        except AppError as problem:
            await end_batch(hold, workshop, "failed", code=problem.code, message=problem.message)
            return SliceEnd.ENDED
        is_done = await _work_items(hold, workshop, places, until_s)
    if not is_done and not hold.cancel_requested:
        return SliceEnd.MORE
    await end_batch(hold, workshop, "cancelled" if hold.cancel_requested else "completed")
    return SliceEnd.ENDED


_POISON = "Working on this import ended the program several times in a row, so it was given up."


async def _work_items(hold: Hold, workshop: Workshop, places: dict[int, Path], until_s: float) -> bool:
    """Work off files until none waits (`True`) or the slice is over."""
    async with athlete_session(hold.athlete_id) as db:
        hold.check(await batches.start_running(db, hold.lease))
        origins = {origin.origin_no: origin for origin in await batches.list_origins(db, hold.batch.id)}
        time_zone = (await get_profile(db)).time_zone
    async with decoders(workshop.workers) as pool:
        with Finder(places, origins) as finder:
            pipeline = Pipeline(hold, pool, finder, origins, time_zone=time_zone, storage_bytes=workshop.storage_bytes)
            return await pipeline.run(until_s)
