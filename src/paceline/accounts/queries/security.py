"""Security facts, and forgetting what has ended."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_event(
    db: AsyncConnection, event_id: UUID, kind: str, actor_id: UUID | None, target_id: UUID | None, ip: str
) -> None:
    """Keep a security fact: who did what to whom, and from where."""
    await db.execute(
        text(
            "insert into security_event (id, kind, actor_id, target_id, ip) values (:id, :kind, :actor, :target, :ip)"
        ),
        {"id": event_id, "kind": kind, "actor": actor_id, "target": target_id, "ip": ip},
    )


# Ended rows stay a month, so that a person can still see in the database what was there. A used refresh token stays as long as its
# family may live: without it a replay would go unnoticed.
_FORGET = {
    "sign_ins": text(
        """
        delete from sign_in where revoked_at < app.now() - interval '30 days' or expires_at < app.now() - interval '30 days'
        or last_seen_at < app.now() - interval '60 days'
        """
    ),
    "token_families": text(
        "delete from token_family where revoked_at < app.now() - interval '30 days' or expires_at < app.now() - interval '30 days'"
    ),
    "api_tokens": text(
        "delete from api_token where revoked_at < app.now() - interval '30 days' or expires_at < app.now() - interval '30 days'"
    ),
    "password_resets": text("delete from password_reset where used_at is not null or expires_at <= app.now()"),
    "setup_links": text("delete from setup_link where expires_at <= app.now()"),
    # An invite somebody came by stays: their account names it.
    "invites": text("delete from invite where used = 0 and expires_at < app.now() - interval '30 days'"),
    "security_events": text("delete from security_event where at < app.now() - interval '400 days'"),
}

FORGETTABLE = tuple(_FORGET)


async def forget(db: AsyncConnection, part: str) -> int:
    """Delete the ended rows of one part; returns how many."""
    return (await db.execute(_FORGET[part])).rowcount
