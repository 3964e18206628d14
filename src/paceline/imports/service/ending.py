"""The end of a batch: what it held only for its work is let go of."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import TimeZoneSource
from paceline.activities.service.read import get_activity, list_activities
from paceline.athletes.service.profile import suggest_time_zone
from paceline.imports.queries import batches
from paceline.imports.service.leasing import Hold
from paceline.imports.service.sources import forget_spooled
from paceline.imports.service.workshop import Workshop
from paceline.imports.tables import BatchStatus
from paceline.infra import blobs
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session

_ENDING = register("imports.batch_ending", "the end of a batch is written, its transaction is not committed")
_ENDED = register("imports.batch_ended", "a batch has ended, its files on disk are still there")

_LOOKED_AT = 10


async def end_batch(
    hold: Hold, workshop: Workshop, status: BatchStatus, *, code: str | None = None, message: str | None = None
) -> None:
    """End a held batch and drop the uploads it kept; what was imported of them stays as originals."""
    async with athlete_session(hold.athlete_id) as db:
        if status == "completed":
            await suggest_time_zone_of_training(db)
        hold.check(await batches.end(db, hold.lease, status, code=code, message=message))
        held = await batches.let_go_of_blobs(db, hold.batch.id)
        await blobs.delete_if_unreferenced(db, held)
        crashpoint(_ENDING)
    crashpoint(_ENDED)
    await asyncio.to_thread(forget_spooled, workshop.spool_dir, hold.athlete_id, held)


async def suggest_time_zone_of_training(db: AsyncConnection) -> None:
    """An athlete who has not said where they live most likely lives where they trained last."""
    page = await list_activities(db, limit=_LOOKED_AT)
    for row in page.rows:
        if row.time_zone is None:
            continue
        detail = await get_activity(db, row.id)
        if detail.time_zone_source is TimeZoneSource.POSITION:
            await suggest_time_zone(db, row.time_zone)
            return
