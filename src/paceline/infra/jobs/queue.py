"""Enqueueing, always in the caller's transaction: the job exists if and only if what it is about was committed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.jobs.registry import jobs

_ENQUEUE = text("select app.enqueue(:task, cast(:args as jsonb), :queueing_lock, :lock, :queue)")
_WAKE_ALL = text(
    """
    select app.enqueue(w.task, cast(:args as jsonb), w.lock, w.lock, w.queue)
    from unnest(cast(:tasks as text[]), cast(:locks as text[]), cast(:queues as text[])) as w (task, lock, queue)
    """
)


async def enqueue(
    db: AsyncConnection,
    name: str,
    args: dict[str, Any] | None = None,
    *,
    once: str | None = None,
    lock: str | None = None,
) -> None:
    """Ask for one run of a job.

    `once` is the queueing lock: while a job waits under it, further requests are the same wake-up. `lock` lets one job at a time run.
    A lock never goes with a future time or a retry, which would block all that waits behind it. Raises `KeyError` for a job that no
    slice registered.
    """
    job = jobs()[name]
    await db.execute(
        _ENQUEUE,
        {
            "task": job.name,
            "args": orjson.dumps(args or {}).decode(),
            "queueing_lock": once,
            "lock": lock,
            "queue": job.queue,
        },
    )


async def wake_all(db: AsyncConnection, names: Sequence[str], athlete_id: UUID) -> None:
    """Ask for one run of each of these jobs for one athlete, one at a time per athlete. Raises as `enqueue`."""
    woken = [jobs()[name] for name in names]
    await db.execute(
        _WAKE_ALL,
        {
            "args": orjson.dumps({"athlete_id": str(athlete_id)}).decode(),
            "tasks": [job.name for job in woken],
            "locks": [f"{job.name}:{athlete_id}" for job in woken],
            "queues": [job.queue for job in woken],
        },
    )
