"""What commands do themselves that the worker does for a server: work off an import, and all that follows from it."""

import asyncio
import sys
from uuid import UUID

import click

from paceline.entrypoints.instance import DatabaseAddresses
from paceline.entrypoints.wiring import EVENTS
from paceline.imports.service import batches
from paceline.imports.service.decoders import decoders
from paceline.imports.service.working import SliceEnd, work_slice
from paceline.imports.service.workshop import workshop_of
from paceline.imports.tables import Batch
from paceline.infra import events
from paceline.infra.db.athlete import athlete_session
from paceline.infra.jobs.rescue import rescue_stalled_jobs
from paceline.infra.jobs.worker import STALLED_AFTER_S, queue_app, work_off
from paceline.infra.settings import settings

_LOOK_EVERY_S = 0.3
_BUSY_S = 1.0
_MOST_ROUNDS = 60


async def work_off_batch(
    athlete_id: UUID, batch_id: UUID, *, workers: int | None = None, label: str = "Importing"
) -> Batch:
    """Work on a batch to its end, with a bar on stderr; waits where another process holds it."""
    workshop = workshop_of(settings(), workers=workers)
    showing = asyncio.ensure_future(_show_progress(athlete_id, batch_id, label))
    try:
        async with decoders(workshop.workers):
            while (end := await work_slice(athlete_id, batch_id, workshop)) is not SliceEnd.ENDED:
                if end is SliceEnd.BUSY:
                    await asyncio.sleep(_BUSY_S)
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)
    async with athlete_session(athlete_id, read_only=True) as db:
        return await batches.get_batch(db, batch_id)


async def _show_progress(athlete_id: UUID, batch_id: UUID, label: str) -> None:
    """A bar on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        return
    with click.progressbar(length=1, file=sys.stderr, label=label, show_pos=True, show_eta=True) as bar:
        while True:
            async with athlete_session(athlete_id, read_only=True) as db:
                batch = await batches.get_batch(db, batch_id)
            bar.length = max(batch.total_count, 1)
            bar.update(batch.done_count - bar.pos)
            await asyncio.sleep(_LOOK_EVERY_S)


async def follow_up(addresses: DatabaseAddresses, athlete_id: UUID) -> None:
    """Work off what an import asked for. What a killed process left locked is free once its heartbeat is old enough."""
    for _ in range(_MOST_ROUNDS):
        app = queue_app(addresses.app_url)
        async with app.open_async():
            await rescue_stalled_jobs(app, STALLED_AFTER_S)
        await work_off(addresses.app_url)
        if not await _wake_subscribers(athlete_id):
            return
        await asyncio.sleep(_BUSY_S)
    click.echo("Another process still computes; it goes on by itself while the server runs.", err=True)


async def _wake_subscribers(athlete_id: UUID) -> bool:
    """Ask again for every job whose mark is still there, and say whether there is any."""
    subscriptions = {one for subscribers in EVENTS.values() for one in subscribers}
    async with athlete_session(athlete_id) as db:
        marked = [one.job for one in subscriptions if await events.find_mark(db, one.subject) is not None]
        for job in sorted(set(marked)):
            await events.wake(db, job, athlete_id)
    return bool(marked)
