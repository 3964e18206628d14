"""All SQL of the task ledger."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class ClaimedTask:
    """A ledger row this process has taken; `attempt` fences a late finish of an earlier taker."""

    id: int
    function_name: str
    attempt: int


async def insert_task(db: AsyncConnection, function_name: str, requested_by: str) -> int:
    """Ask for a run of a registered function; returns its number in the ledger."""
    row = await db.execute(
        text("insert into scheduled_tasks (function_name, requested_by) values (:name, :by) returning id"),
        {"name": function_name, "by": requested_by},
    )
    return row.scalar_one()


async def claim_due_task(db: AsyncConnection) -> ClaimedTask | None:
    """Take the oldest task that is due, or one whose runner died."""
    row = (
        await db.execute(
            text(
                """
                update scheduled_tasks set status = 'running', attempts = attempts + 1, started_at = app.now(), error = null
                where id = (
                    select id from scheduled_tasks
                    where (status = 'pending' and scheduled_time <= app.now())
                       or (status = 'running' and started_at < app.now() - interval '30 minutes')  -- its runner died
                    order by scheduled_time, id limit 1 for update skip locked)
                returning id, function_name, attempts
                """
            )
        )
    ).first()
    return ClaimedTask(row.id, row.function_name, row.attempts) if row else None


async def finish_task(
    db: AsyncConnection, task: ClaimedTask, *, result: dict[str, Any] | None, error: dict[str, Any] | None
) -> bool:
    """Write the end of a task; `False` when somebody else has taken it since."""
    done = await db.execute(
        text(
            """
            update scheduled_tasks set status = :status, finished_at = app.now(),
                   duration_ms = extract(epoch from app.now() - started_at) * 1000,
                   result = cast(:result as jsonb), error = cast(:error as jsonb)
            where id = :id and status = 'running' and attempts = :attempt
            """
        ),
        {
            "id": task.id,
            "attempt": task.attempt,
            "status": "failed" if error else "completed",
            "result": orjson.dumps(result).decode() if result is not None else None,
            "error": orjson.dumps(error).decode() if error is not None else None,
        },
    )
    return done.rowcount == 1


async def list_tasks(db: AsyncConnection, limit: int) -> list[dict[str, Any]]:
    """The newest ledger rows."""
    rows = await db.execute(
        text(
            """
            select id, function_name, scheduled_time, status, attempts, started_at, finished_at, duration_ms, result, error, requested_by
            from scheduled_tasks order by id desc limit :limit
            """
        ),
        {"limit": limit},
    )
    return [dict(row) for row in rows.mappings()]


async def list_last_runs(db: AsyncConnection) -> list[dict[str, Any]]:
    """The newest ledger row of each function."""
    rows = await db.execute(
        text(
            """
            select distinct on (function_name) function_name, status, started_at, finished_at, duration_ms
            from scheduled_tasks order by function_name, scheduled_time desc, id desc
            """
        )
    )
    return [dict(row) for row in rows.mappings()]


async def reset_task(db: AsyncConnection, task_id: int) -> bool:
    """Make a failed task pending again; `False` when there is no failed task of that id."""
    done = await db.execute(
        text(
            "update scheduled_tasks set status = 'pending', scheduled_time = app.now() where id = :id and status = 'failed'"
        ),
        {"id": task_id},
    )
    return done.rowcount == 1


async def delete_ended(db: AsyncConnection) -> int:
    """Forget completed rows after 30 days; failures stay until somebody has seen them."""
    done = await db.execute(
        text(
            """
            delete from scheduled_tasks where finished_at < app.now() - interval '30 days'
            and (status = 'completed' or (status = 'failed' and seen_at is not null))
            """
        )
    )
    return done.rowcount
