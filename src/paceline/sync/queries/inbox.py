"""What webhooks said, before and after it was applied. For the system session, but for what one athlete's slice takes from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """One event as it came. `updates`: what it says has changed, all values text."""

    id: UUID
    object_type: str
    object_id: int
    aspect: str
    event_at: datetime
    updates: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be kept."""

    id: UUID
    provider: str
    subscription_id: int
    object_type: str
    object_id: int
    aspect: str
    owner_id: int
    event_at: datetime
    updates: Mapping[str, Any]


async def keep_event(db: AsyncConnection, new: NewEvent) -> bool:
    """Keep an event; `False` when the very same one is here already."""
    done = await db.execute(
        text(
            """
            insert into webhook_inbox (id, provider, subscription_id, object_type, object_id, aspect, owner_id, event_at, updates)
            values (:id, :provider, :subscription_id, :object_type, :object_id, :aspect, :owner_id, :event_at, cast(:updates as jsonb))
            on conflict (provider, subscription_id, object_type, object_id, aspect, event_at, md5(updates::text)) do nothing
            """
        ),
        {
            "id": new.id,
            "provider": new.provider,
            "subscription_id": new.subscription_id,
            "object_type": new.object_type,
            "object_id": new.object_id,
            "aspect": new.aspect,
            "owner_id": new.owner_id,
            "event_at": new.event_at,
            "updates": orjson.dumps(new.updates, option=orjson.OPT_SORT_KEYS).decode(),
        },
    )
    return done.rowcount == 1


async def find_owner(db: AsyncConnection, provider: str, provider_athlete_id: int) -> tuple[UUID, UUID] | None:
    """Athlete and connection of an account at a service."""
    row = (
        await db.execute(
            text(
                """
                select athlete_id, connection_id from provider_owner
                where provider = :provider and provider_athlete_id = :id
                """
            ),
            {"provider": provider, "id": provider_athlete_id},
        )
    ).first()
    return (row.athlete_id, row.connection_id) if row else None


async def list_waiting(db: AsyncConnection, provider: str, owner_id: int, limit: int) -> list[InboxEvent]:
    """Events of one account that nobody has applied, in the order they happened."""
    rows = await db.execute(
        text(
            """
            select id, object_type, object_id, aspect, event_at, updates from webhook_inbox
            where provider = :provider and owner_id = :owner_id and processed_at is null
            order by event_at, received_at limit :limit
            """
        ),
        {"provider": provider, "owner_id": owner_id, "limit": limit},
    )
    return [InboxEvent(*row) for row in rows]


async def mark_processed(db: AsyncConnection, ids: Sequence[UUID], result: str) -> None:
    """Note what came of events."""
    await db.execute(
        text(
            """
            update webhook_inbox set processed_at = app.now(), attempts = attempts + 1, result = :result
            where id = any(cast(:ids as uuid[]))
            """
        ),
        {"ids": list(ids), "result": result},
    )


async def forget_processed(db: AsyncConnection, after_days: int) -> int:
    """Forget events that were applied so many days ago; returns how many."""
    done = await db.execute(
        text("delete from webhook_inbox where processed_at < app.now() - make_interval(days => :days)"),
        {"days": after_days},
    )
    return done.rowcount
