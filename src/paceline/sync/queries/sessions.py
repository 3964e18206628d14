"""Sync sessions: begun, moved, counted, ended, reported."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.sync.schemas import Checkpoint, SessionKind, SessionStatus, SyncOptions
from paceline.sync.tables import SyncSession

COUNTS = (
    "fetched", "detailed", "stored", "updated", "enriched", "skipped", "duplicate", "filtered", "failed", "removed", "request", "error",
)  # fmt: skip
_OPEN = "status not in ('completed', 'failed', 'cancelled')"
_COLUMNS = f"""
    id, connection_id, kind, status, outcome, options, checkpoint, {", ".join(f"{name}_count" for name in COUNTS)}, phases, estimated_count,
    current_batch, error_code, error_message, failed_phase, retry_count, cancel_requested, waits_until, waits_for, created_at, started_at,
    active_at, ended_at
"""
_PLAIN = (
    "id", "connection_id", "outcome", "phases", "estimated_count", "current_batch", "error_code", "error_message", "failed_phase",
    "retry_count", "cancel_requested", "waits_until", "waits_for", "created_at", "started_at", "active_at", "ended_at",
)  # fmt: skip


def _session(row: Any) -> SyncSession:
    values: dict[str, Any] = dict(row._mapping)
    return SyncSession(
        kind=SessionKind(values["kind"]),
        status=SessionStatus(values["status"]),
        options=_options(values["options"]),
        checkpoint=Checkpoint.from_json(values["checkpoint"]),
        counts={name: values[f"{name}_count"] for name in COUNTS},
        **{name: values[name] for name in _PLAIN},
    )


def _options(stored: Mapping[str, Any]) -> SyncOptions:
    times: dict[str, Any] = {
        name: datetime.fromisoformat(stored[name]) for name in ("after_at", "before_at") if stored.get(name) is not None
    }
    known: dict[str, Any] = {name: stored[name] for name in SyncOptions.__dataclass_fields__ if name in stored}
    return SyncOptions(**known | times)


async def begin(
    db: AsyncConnection,
    athlete_id: UUID,
    session_id: UUID,
    connection_id: UUID,
    kind: SessionKind,
    options: SyncOptions,
) -> bool:
    """Begin a session; `False` when one of its kind is open already."""
    done = await db.execute(
        text(
            """
            insert into sync_session (athlete_id, id, connection_id, kind, options, after_at, before_at)
            values (:athlete_id, :id, :connection_id, :kind, cast(:options as jsonb), :after_at, :before_at)
            on conflict (athlete_id, connection_id, kind) where status not in ('completed', 'failed', 'cancelled') do nothing
            """
        ),
        {
            "athlete_id": athlete_id,
            "id": session_id,
            "connection_id": connection_id,
            "kind": kind.value,
            "options": orjson.dumps(asdict(options)).decode(),
            "after_at": options.after_at,
            "before_at": options.before_at,
        },
    )
    return done.rowcount == 1


async def find_session(db: AsyncConnection, session_id: UUID) -> SyncSession | None:
    """A session of the athlete."""
    statement = text(f"select {_COLUMNS} from sync_session where id = :id")  # noqa: S608 -- composed of constants
    row = (await db.execute(statement, {"id": session_id})).first()
    return _session(row) if row else None


async def list_open(db: AsyncConnection, connection_id: UUID) -> list[SyncSession]:
    """The open sessions of a connection, the oldest first."""
    rows = await db.execute(
        text(f"select {_COLUMNS} from sync_session where connection_id = :id and {_OPEN} order by id"),  # noqa: S608 -- composed of constants
        {"id": connection_id},
    )
    return [_session(row) for row in rows]


async def list_sessions(
    db: AsyncConnection, *, before: UUID | None, limit: int, is_open: bool | None = None
) -> list[SyncSession]:
    """Newest first, those before that id."""
    conditions = [
        "id < :before" if before else "true",
        "true" if is_open is None else _OPEN if is_open else f"not ({_OPEN})",
    ]
    rows = await db.execute(
        text(f"select {_COLUMNS} from sync_session where {' and '.join(conditions)} order by id desc limit :limit"),  # noqa: S608 -- composed of constants
        {"before": before, "limit": limit} if before else {"limit": limit},
    )
    return [_session(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a slice changes of a session. `counts`: what is added to its figures; what is `None` stays."""

    status: SessionStatus
    counts: Mapping[str, int]
    checkpoint: Checkpoint | None = None
    phases: Mapping[str, Any] | None = None
    estimated_count: int | None = None
    current_batch: Mapping[str, Any] | None = None


async def save_step(db: AsyncConnection, session_id: UUID, step: Step) -> None:
    """Write a step of an open session; it waits for nothing any more."""
    added = ", ".join(f"{name}_count = {name}_count + :{name}" for name in COUNTS)
    await db.execute(
        text(
            f"""
            update sync_session
            set status = :status, {added}, checkpoint = coalesce(cast(:checkpoint as jsonb), checkpoint),
                phases = coalesce(cast(:phases as jsonb), phases), estimated_count = coalesce(:estimated, estimated_count),
                current_batch = cast(:batch as jsonb), started_at = coalesce(started_at, app.now()), active_at = app.now(),
                waits_until = null, waits_for = null
            where id = :id and {_OPEN}
            """  # noqa: S608 -- composed of constants
        ),
        {
            "id": session_id,
            "status": step.status.value,
            "checkpoint": None if step.checkpoint is None else orjson.dumps(step.checkpoint.to_json()).decode(),
            "phases": None if step.phases is None else orjson.dumps(step.phases).decode(),
            "batch": None if step.current_batch is None else orjson.dumps(step.current_batch).decode(),
            "estimated": step.estimated_count,
        }
        | {name: step.counts.get(name, 0) for name in COUNTS},
    )


async def wait(
    db: AsyncConnection, connection_id: UUID, status: SessionStatus, until: datetime | None, reason: str
) -> None:
    """The open sessions of a connection stand still until then."""
    await db.execute(
        text(
            f"""
            update sync_session set status = :status, waits_until = :until, waits_for = :reason
            where connection_id = :id and {_OPEN} and status not in ('initiated')
            """  # noqa: S608 -- composed of constants
        ),
        {"id": connection_id, "status": status.value, "until": until, "reason": reason},
    )


async def note_error(db: AsyncConnection, session_id: UUID, code: str, message: str) -> None:
    """Say what went wrong last; the session stays open."""
    await db.execute(
        text(
            f"""
            update sync_session set error_code = :code, error_message = :message, error_count = error_count + 1
            where id = :id and {_OPEN}
            """  # noqa: S608 -- composed of constants
        ),
        {"id": session_id, "code": code, "message": message},
    )


async def end(
    db: AsyncConnection,
    session_id: UUID,
    status: SessionStatus,
    *,
    outcome: str | None = None,
    code: str | None = None,
    message: str | None = None,
    phase: str | None = None,
) -> bool:
    """End an open session; `False` when it had ended."""
    done = await db.execute(
        text(
            f"""
            update sync_session set status = :status, outcome = :outcome, error_code = :code, error_message = :message,
                   failed_phase = :phase, current_batch = null, waits_until = null, waits_for = null, ended_at = app.now(),
                   started_at = coalesce(started_at, app.now())
            where id = :id and {_OPEN}
            """  # noqa: S608 -- composed of constants
        ),
        {
            "id": session_id,
            "status": status.value,
            "outcome": outcome,
            "code": code,
            "message": message,
            "phase": phase,
        },
    )
    return done.rowcount == 1


async def request_cancel(db: AsyncConnection, session_id: UUID) -> bool:
    """Ask for the end of an open session; `False` when it has ended."""
    done = await db.execute(
        text(f"update sync_session set cancel_requested = true where id = :id and {_OPEN}"),  # noqa: S608 -- composed of constants
        {"id": session_id},
    )
    return done.rowcount == 1


async def reopen(db: AsyncConnection, session_id: UUID) -> bool:
    """Take up a failed session where it failed; `False` when it has not failed or another one of its kind is open."""
    done = await db.execute(
        text(
            f"""
            update sync_session s set status = 'retrying', retry_count = retry_count + 1, ended_at = null, error_code = null,
                   error_message = null, cancel_requested = false
            where id = :id and status = 'failed' and not exists (
                select from sync_session o where o.connection_id = s.connection_id and o.kind = s.kind and o.id <> s.id and o.{_OPEN})
            """  # noqa: S608 -- composed of constants
        ),
        {"id": session_id},
    )
    return done.rowcount == 1
