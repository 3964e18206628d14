"""Connections: made, found, changed, due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.sync.schemas import ConnectionStatus, Policy
from paceline.sync.tables import Connection

_COLUMNS = """
    id, provider, provider_athlete_id, display_name, photo_url, scopes, policy, sport_families, status, status_code, status_message,
    status_since, connected_at, last_success_at, failures_in_a_row, next_run_at, listed_recent_at, listed_month_at, listed_all_at,
    oldest_started_at, is_history_complete
"""


def _connection(row: Any) -> Connection:
    values: dict[str, Any] = dict(row._mapping)
    families = values["sport_families"]
    values["sport_families"] = None if families is None else tuple(families)
    values |= {"scopes": tuple(values["scopes"]), "status": ConnectionStatus(values["status"])}
    return Connection(**values)


@dataclass(frozen=True, slots=True)
class NewConnection:
    """What a consent came to. Tokens are sealed."""

    id: UUID
    provider: str
    provider_athlete_id: int
    display_name: str | None
    photo_url: str | None
    scopes: Sequence[str]
    policy: Policy
    access_token: bytes
    refresh_token: bytes
    token_expires_at: datetime


async def upsert_connection(db: AsyncConnection, athlete_id: UUID, new: NewConnection) -> None:
    """Make a connection, or give a known one its new tokens and scopes; it is connected and due at once."""
    await db.execute(
        text(
            """
            insert into connection as c (athlete_id, id, provider, provider_athlete_id, display_name, photo_url, scopes, policy,
                                         access_token, refresh_token, token_expires_at, next_run_at)
            values (:athlete_id, :id, :provider, :provider_athlete_id, :display_name, :photo_url, cast(:scopes as text[]), :policy,
                    :access_token, :refresh_token, :token_expires_at, app.now())
            on conflict (athlete_id, provider) do update
            set provider_athlete_id = excluded.provider_athlete_id, display_name = excluded.display_name,
                photo_url = excluded.photo_url, scopes = excluded.scopes, policy = excluded.policy, status = 'connected',
                status_code = null, status_message = null, status_since = app.now(), access_token = excluded.access_token,
                refresh_token = excluded.refresh_token, previous_access_token = null, previous_refresh_token = null,
                token_expires_at = excluded.token_expires_at, token_no = c.token_no + 1, refresh_until = null,
                failures_in_a_row = 0, next_run_at = app.now()
            """
        ),
        {
            "athlete_id": athlete_id,
            "id": new.id,
            "provider": new.provider,
            "provider_athlete_id": new.provider_athlete_id,
            "display_name": new.display_name,
            "photo_url": new.photo_url,
            "scopes": list(new.scopes),
            "policy": new.policy,
            "access_token": new.access_token,
            "refresh_token": new.refresh_token,
            "token_expires_at": new.token_expires_at,
        },
    )


async def find_connection(db: AsyncConnection, connection_id: UUID) -> Connection | None:
    """A connection of the session's athlete."""
    statement = text(f"select {_COLUMNS} from connection where id = :id")  # noqa: S608 -- composed of constants
    row = (await db.execute(statement, {"id": connection_id})).first()
    return _connection(row) if row else None


async def find_by_provider(db: AsyncConnection, provider: str) -> Connection | None:
    """The athlete's connection to a service."""
    statement = text(f"select {_COLUMNS} from connection where provider = :provider")  # noqa: S608 -- composed of constants
    row = (await db.execute(statement, {"provider": provider})).first()
    return _connection(row) if row else None


async def list_connections(db: AsyncConnection) -> list[Connection]:
    """All of the athlete, the oldest first."""
    rows = await db.execute(text(f"select {_COLUMNS} from connection order by connected_at, id"))  # noqa: S608 -- composed of constants
    return [_connection(row) for row in rows]


async def set_status(
    db: AsyncConnection,
    connection_id: UUID,
    status: ConnectionStatus,
    *,
    code: str | None = None,
    message: str | None = None,
) -> None:
    """Say what a connection is; one that is connected again is due at once, another one never by itself."""
    await db.execute(
        text(
            """
            update connection
            set status_since = case when (status, status_code) is distinct from (:status, :code) then app.now() else status_since end,
                status = :status, status_code = :code, status_message = :message,
                next_run_at = case when :status = 'connected' then app.now() end
            where id = :id
            """
        ),
        {"id": connection_id, "status": status.value, "code": code, "message": message},
    )


async def set_next_run(db: AsyncConnection, connection_id: UUID, at: datetime | None) -> None:
    """When something is to be done next, where the connection is connected."""
    await db.execute(
        text("update connection set next_run_at = :at where id = :id and status = 'connected'"),
        {"id": connection_id, "at": at},
    )


async def wake(db: AsyncConnection, connection_id: UUID) -> None:
    """Something is to be done now."""
    await db.execute(
        text("update connection set next_run_at = app.now() where id = :id and status = 'connected'"),
        {"id": connection_id},
    )


async def note_success(
    db: AsyncConnection, connection_id: UUID, *, oldest_started_at: datetime | None, listed: Sequence[str] = ()
) -> None:
    """A service answered as it should. `listed`: of `recent`, `month`, `all`, the lists that were read to their end."""
    await db.execute(
        text(
            """
            update connection
            set last_success_at = app.now(), failures_in_a_row = 0,
                oldest_started_at = least(oldest_started_at, cast(:oldest as timestamptz)),
                listed_recent_at = case when 'recent' = any(cast(:listed as text[])) then app.now() else listed_recent_at end,
                listed_month_at = case when 'month' = any(cast(:listed as text[])) then app.now() else listed_month_at end,
                listed_all_at = case when 'all' = any(cast(:listed as text[])) then app.now() else listed_all_at end,
                is_history_complete = is_history_complete or 'all' = any(cast(:listed as text[]))
            where id = :id
            """
        ),
        {"id": connection_id, "oldest": oldest_started_at, "listed": list(listed)},
    )


async def note_failure(db: AsyncConnection, connection_id: UUID) -> None:
    """A service did not answer as it should, once more."""
    await db.execute(
        text("update connection set failures_in_a_row = failures_in_a_row + 1 where id = :id"), {"id": connection_id}
    )


async def delete_connection(db: AsyncConnection, connection_id: UUID) -> None:
    """Remove a connection with its items, payloads and sessions."""
    await db.execute(text("delete from connection where id = :id"), {"id": connection_id})


async def drop_tokens(db: AsyncConnection, connection_id: UUID) -> None:
    """Nothing can be asked for the athlete any more; what is known of their activities there stays known."""
    await db.execute(
        text(
            """
            update connection
            set access_token = null, refresh_token = null, previous_access_token = null, previous_refresh_token = null,
                token_expires_at = null, token_no = token_no + 1, status = 'paused', status_code = 'disconnected',
                status_message = null, status_since = app.now(), next_run_at = null
            where id = :id
            """
        ),
        {"id": connection_id},
    )


async def list_due(db: AsyncConnection, limit: int) -> list[tuple[UUID, UUID]]:
    """Across athletes, through the second door: (athlete, connection) of what is due and that nobody works on, the longest waiting
    first; what another dispatcher looks at is passed over."""
    rows = await db.execute(
        text(
            """
            select athlete_id, id from connection
            where next_run_at <= app.now() and (lease_until is null or lease_until < app.now())
            order by next_run_at limit :limit for update skip locked
            """
        ),
        {"limit": limit},
    )
    return [(row.athlete_id, row.id) for row in rows]
