"""How the queue stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """Jobs by state, since when the oldest waits, and when a worker was last heard of (`None`: none is known)."""

    waiting: int
    running: int
    failed: int
    oldest_waiting_since: datetime | None
    worker_heard_at: datetime | None


async def read_queue_health(db: AsyncConnection) -> QueueHealth:
    """One statement. A job that ended well is deleted, so only what is left is counted."""
    row = (
        await db.execute(
            text(
                """
                select count(*) filter (where j.status = 'todo') as waiting, count(*) filter (where j.status = 'doing') as running,
                       count(*) filter (where j.status = 'failed') as failed,
                       (select min(e.at) from jobs.procrastinate_events e join jobs.procrastinate_jobs w on w.id = e.job_id
                        where w.status = 'todo' and e.type = 'deferred') as oldest_waiting_since,
                       (select max(last_heartbeat) from jobs.procrastinate_workers) as worker_heard_at
                from jobs.procrastinate_jobs j
                """
            )
        )
    ).one()
    return QueueHealth(row.waiting, row.running, row.failed, row.oldest_waiting_since, row.worker_heard_at)
