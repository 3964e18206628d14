"""The worker: Procrastinate's loop inside our own, which outlives a database restart and rescues killed jobs."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate import exceptions as queue_errors
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import InterfaceError, OperationalError

from paceline.infra.errors import AppError
from paceline.infra.jobs.cron import CronEntry
from paceline.infra.jobs.registry import Job, jobs
from paceline.infra.jobs.rescue import rescue_stalled_jobs

log = structlog.get_logger("paceline.worker")

HEARTBEAT_S = 5.0
STALLED_AFTER_S = 20.0
RESCUE_EVERY_S = 10.0
_RECONNECT_S = (0.2, 0.5, 1.0, 2.0, 5.0)
_OUTAGE_PAUSES_S = (0.5, 2.0, 5.0)


def queue_app(database_url: str, cron: Sequence[CronEntry] = ()) -> App:
    """A Procrastinate app over all registered jobs and the cron table."""
    app = App(connector=PsycopgConnector(conninfo=database_url, min_size=1, max_size=4 + len(LANES)))
    tasks = {known.name: app.task(name=known.name, queue=known.queue)(_runner(known)) for known in jobs().values()}
    for entry in cron:
        app.periodic_registry.register_task(
            task=tasks[entry.job],
            cron=entry.cron,
            periodic_id=entry.name,
            configure_kwargs={"task_kwargs": entry.args, "queueing_lock": f"cron:{entry.name}"},
        )
    return app


def _runner(known: Job) -> Any:
    async def run(timestamp: int | None = None, **arguments: Any) -> None:
        """Translate the job's end: an expected failure is logged and over, since its truth and its next time are in a state table."""
        with structlog.contextvars.bound_contextvars(job=known.name):
            try:
                await _run_through_outages(known, arguments)
            except AppError as failure:
                log.warning("job_failed", code=failure.code, kind=failure.kind)

    return run


async def _run_through_outages(known: Job, arguments: dict[str, Any]) -> None:
    """Begin again when the database went away meanwhile: every job takes up what its state tables say is left."""
    for pause_s in _OUTAGE_PAUSES_S:
        try:
            return await known.handler(**arguments)
        except (OperationalError, InterfaceError) as failure:
            log.warning("job_lost_database", error=type(failure).__name__)
        await asyncio.sleep(pause_s)
    await known.handler(**arguments)
    return None


LANES: Mapping[str, int] = {"sync": 5}
"""Queues with jobs of their own beside the default one, and how many of each run at once: what waits for a service holds up nobody."""


async def run_worker(
    database_url: str, cron: Sequence[CronEntry], *, stop: asyncio.Event, concurrency: int = 4
) -> None:
    """Work the queues until `stop` is set; `concurrency` is that of the default one.

    Procrastinate's worker returns quietly, without an error, when the database goes away; so it is started again until it is meant to end.
    """
    failures = 0
    while not stop.is_set():
        try:
            await _work_until_disconnect(database_url, cron, stop=stop, lanes={"default": concurrency, **LANES})
            failures = 0
        except (queue_errors.ConnectorException, psycopg.OperationalError, PoolTimeout, OSError) as failure:
            failures += 1
            if failures == 1:
                log.warning("database_lost", error=type(failure).__name__)
        if not stop.is_set():
            await _pause(stop, _RECONNECT_S[min(failures, len(_RECONNECT_S) - 1)])


async def _work_until_disconnect(
    database_url: str, cron: Sequence[CronEntry], *, stop: asyncio.Event, lanes: Mapping[str, int]
) -> None:
    app = queue_app(database_url, cron)
    async with app.open_async():
        await rescue_stalled_jobs(app, STALLED_AFTER_S)
        workers = [
            asyncio.ensure_future(
                app.run_worker_async(
                    queues=[queue],
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=15,
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=STALLED_AFTER_S,
                )
            )
            for queue, concurrency in lanes.items()
        ]
        rescuer = asyncio.ensure_future(_rescue_for_ever(app))
        stopped = asyncio.ensure_future(stop.wait())
        running: list[asyncio.Future[Any]] = [*workers, rescuer, stopped]
        try:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in running:
                task.cancel()
            results = await asyncio.gather(*running, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result


async def _rescue_for_ever(app: App) -> None:
    while True:
        await asyncio.sleep(RESCUE_EVERY_S)
        await rescue_stalled_jobs(app, STALLED_AFTER_S)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def work_off(database_url: str) -> None:
    """Run every waiting job to the end and return. For a command that found no server running."""
    app = queue_app(database_url)
    async with app.open_async():
        await app.run_worker_async(
            wait=False, install_signal_handlers=False, delete_jobs="successful", listen_notify=False
        )
