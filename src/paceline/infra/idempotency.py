"""Doing what a repeated request asks for once: its answer is kept for a day, in the transaction that acted."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.errors import AppError, ErrorKind

KEPT_HOURS = 24

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('idempotency:' || cast(:athlete_id as text) || :key, 0))")
_FIND = text(
    """
    select request_hash, status, body from idempotent_answer
    where key = :key and created_at > app.now() - make_interval(hours => :hours)
    """
)
_KEEP = text(
    """
    insert into idempotent_answer (athlete_id, key, request_hash, status, body)
    values (:athlete_id, :key, :request_hash, :status, :body)
    on conflict (athlete_id, key) do update
    set request_hash = excluded.request_hash, status = excluded.status, body = excluded.body, created_at = app.now()
    """
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer; `is_replayed` when it was given before."""

    status: int
    body: bytes
    is_replayed: bool = False


def hash_of(*parts: bytes) -> bytes:
    """What makes two requests the same: method and address, then the body or the hashes of its files."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


async def once(
    db: AsyncConnection, athlete_id: UUID, key: str | None, request_hash: bytes, act: Callable[[], Awaitable[Answer]]
) -> Answer:
    """Act and keep the answer in the same transaction; or give the answer that was kept. Without a key, just act.

    A twin that arrives meanwhile waits for the first. Errors are not kept: what failed may be tried again.
    Raises `AppError(idempotency_key_reused)` when the key came with another request.
    """
    if key is None:
        return await act()
    await db.execute(_LOCK, {"athlete_id": str(athlete_id), "key": key})
    kept = (await db.execute(_FIND, {"key": key, "hours": KEPT_HOURS})).first()
    if kept is not None:
        if bytes(kept.request_hash) != request_hash:
            raise AppError(
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request. Take a new one.",
                ErrorKind.INVALID,
            )
        return Answer(kept.status, bytes(kept.body), is_replayed=True)
    answer = await act()
    row = {"key": key, "request_hash": request_hash, "status": answer.status, "body": answer.body}
    await db.execute(_KEEP, row | {"athlete_id": athlete_id})
    return answer


async def forget_old_answers(db: AsyncConnection) -> int:
    """Drop answers older than a day, through the second door; returns how many."""
    done = await db.execute(
        text("delete from idempotent_answer where created_at <= app.now() - make_interval(hours => :hours)"),
        {"hours": KEPT_HOURS},
    )
    return done.rowcount
