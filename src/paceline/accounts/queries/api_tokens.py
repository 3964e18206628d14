"""Personal API tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class ApiTokenRow:
    """An API token without its secret."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime


async def insert_api_token(
    db: AsyncConnection,
    token_id: UUID,
    account_id: UUID,
    name: str,
    token_hash: bytes,
    scopes: Sequence[str],
    lasts: timedelta,
) -> ApiTokenRow:
    """Store a token by its hash; it expires `lasts` from now."""
    row = await db.execute(
        text(
            """
            insert into api_token (id, account_id, name, token_hash, scopes, expires_at)
            values (:id, :account_id, :name, :hash, :scopes, app.now() + :lasts)
            returning id, name, scopes, created_at, last_used_at, expires_at
            """
        ),
        {
            "id": token_id,
            "account_id": account_id,
            "name": name,
            "hash": token_hash,
            "scopes": list(scopes),
            "lasts": lasts,
        },
    )
    return ApiTokenRow(*row.one())


async def list_api_tokens(db: AsyncConnection, account_id: UUID) -> list[ApiTokenRow]:
    """The live ones, newest first."""
    rows = await db.execute(
        text(
            """
            select id, name, scopes, created_at, last_used_at, expires_at from api_token
            where account_id = :account_id and revoked_at is null and expires_at > app.now() order by id desc
            """
        ),
        {"account_id": account_id},
    )
    return [ApiTokenRow(*row) for row in rows]


async def revoke_api_token(db: AsyncConnection, account_id: UUID, token_id: UUID) -> bool:
    """`False` when the account has no live token of that id."""
    done = await db.execute(
        text(
            "update api_token set revoked_at = app.now() where id = :id and account_id = :account_id and revoked_at is null"
        ),
        {"id": token_id, "account_id": account_id},
    )
    return done.rowcount == 1


async def revoke_all_api_tokens(db: AsyncConnection, account_id: UUID) -> list[UUID]:
    """End every live token of an account; their ids."""
    ended = await db.execute(
        text("update api_token set revoked_at = app.now() where account_id = :id and revoked_at is null returning id"),
        {"id": account_id},
    )
    return list(ended.scalars())
