"""Token families: the sign-ins of programs, and their refresh tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.accounts.queries.sign_ins import Client


@dataclass(frozen=True, slots=True)
class RefreshRow:
    """A refresh token, locked, with its family and account; `now` is the database's clock."""

    id: UUID
    family_id: UUID
    account_id: UUID
    athlete_id: UUID
    is_admin: bool
    expires_at: datetime
    used_at: datetime | None
    family_ended: bool
    now: datetime


async def insert_family(
    db: AsyncConnection, family_id: UUID, account_id: UUID, client: Client, lasts: timedelta
) -> None:
    """A sign-in of a program: all tokens that follow from it end with it."""
    await db.execute(
        text(
            """
            insert into token_family (id, account_id, expires_at, user_agent, ip)
            values (:id, :account_id, app.now() + :lasts, :user_agent, :ip)
            """
        ),
        {"id": family_id, "account_id": account_id, "lasts": lasts, "user_agent": client.user_agent, "ip": client.ip},
    )


async def insert_refresh_token(
    db: AsyncConnection, token_id: UUID, family_id: UUID, token_hash: bytes, lasts: timedelta
) -> None:
    """A refresh token never outlives its family."""
    await db.execute(
        text(
            """
            insert into refresh_token (id, family_id, token_hash, expires_at)
            select :id, id, :hash, least(expires_at, app.now() + :lasts) from token_family where id = :family_id
            """
        ),
        {"id": token_id, "family_id": family_id, "hash": token_hash, "lasts": lasts},
    )


async def lock_refresh_token(db: AsyncConnection, token_hash: bytes) -> RefreshRow | None:
    """Find a refresh token and hold it and its family to the end of the transaction, so that one of many presenters rotates it."""
    row = (
        await db.execute(
            text(
                """
                select r.id, r.family_id, a.id, a.athlete_id, a.is_admin, r.expires_at, r.used_at,
                       f.revoked_at is not null or f.expires_at <= app.now() or a.disabled_at is not null, app.now()
                from refresh_token r join token_family f on f.id = r.family_id join account a on a.id = f.account_id
                where r.token_hash = :hash for update of r, f
                """
            ),
            {"hash": token_hash},
        )
    ).first()
    return RefreshRow(*row) if row else None


async def mark_used(db: AsyncConnection, token_id: UUID) -> None:
    """Note when a refresh token was used; it works once."""
    await db.execute(text("update refresh_token set used_at = app.now() where id = :id"), {"id": token_id})


async def revoke_family(db: AsyncConnection, family_id: UUID) -> None:
    """End all tokens of a program's sign-in."""
    await db.execute(
        text("update token_family set revoked_at = app.now() where id = :id and revoked_at is null"), {"id": family_id}
    )
