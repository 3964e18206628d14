"""Browser sign-ins, and what is listed and ended together with them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class SignInRow:
    """A live sign-in of a browser or a program."""

    id: UUID
    kind: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str
    ip: str


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request came from, as far as the server can tell."""

    ip: str
    user_agent: str


async def insert_sign_in(
    db: AsyncConnection, sign_in_id: UUID, account_id: UUID, token_hash: bytes, client: Client, lasts: timedelta
) -> None:
    """Store a browser's session by the hash of its token; it expires `lasts` from now."""
    await db.execute(
        text(
            """
            insert into sign_in (id, account_id, token_hash, expires_at, user_agent, ip)
            values (:id, :account_id, :hash, app.now() + :lasts, :user_agent, :ip)
            """
        ),
        {
            "id": sign_in_id,
            "account_id": account_id,
            "hash": token_hash,
            "lasts": lasts,
            "user_agent": client.user_agent,
            "ip": client.ip,
        },
    )


async def revoke_by_token(db: AsyncConnection, token_hash: bytes) -> UUID | None:
    """End the sign-in of a cookie; its account, if it was live."""
    row = await db.execute(
        text(
            "update sign_in set revoked_at = app.now() where token_hash = :hash and revoked_at is null returning account_id"
        ),
        {"hash": token_hash},
    )
    return row.scalar_one_or_none()


async def hold_sign_in(db: AsyncConnection, sign_in_id: UUID) -> bool:
    """Hold a browser's sign-in to the end of the transaction, if it has not been ended.

    What is made by a sign-in must not slip past the reset that ends both.
    """
    row = await db.execute(
        text("select id from sign_in where id = :id and revoked_at is null for share"), {"id": sign_in_id}
    )
    return row.first() is not None


async def list_sign_ins(db: AsyncConnection, account_id: UUID) -> list[SignInRow]:
    """Every live sign-in of an account, browsers and programs, the last used first."""
    rows = await db.execute(
        text(
            """
            select id, 'browser' as kind, created_at, last_seen_at, least(expires_at, last_seen_at + interval '30 days') as ends_at,
                   user_agent, ip
            from sign_in where account_id = :account_id and revoked_at is null
              and least(expires_at, last_seen_at + interval '30 days') > app.now()
            union all
            select id, 'program', created_at, last_seen_at, expires_at, user_agent, ip
            from token_family where account_id = :account_id and revoked_at is null and expires_at > app.now()
            order by last_seen_at desc, id
            """
        ),
        {"account_id": account_id},
    )
    return [SignInRow(*row) for row in rows]


async def revoke_one(db: AsyncConnection, account_id: UUID, sign_in_id: UUID) -> bool:
    """End one sign-in of an account, browser or program; `False` when it has no live one of that id."""
    bound = {"account_id": account_id, "id": sign_in_id}
    done = await db.execute(
        text(
            """
            with browser as (
                update sign_in set revoked_at = app.now() where id = :id and account_id = :account_id and revoked_at is null returning id),
            program as (
                update token_family set revoked_at = app.now()
                where id = :id and account_id = :account_id and revoked_at is null returning id)
            select id from browser union all select id from program
            """
        ),
        bound,
    )
    return done.first() is not None


async def revoke_all(db: AsyncConnection, account_id: UUID, *, keep: UUID | None = None) -> None:
    """End every sign-in of browsers and programs, but for one."""
    bound = {"account_id": account_id, "keep": keep}
    for table in ("sign_in", "token_family"):
        await db.execute(
            text(
                f"update {table} set revoked_at = app.now() "  # noqa: S608 -- one of two constants
                "where account_id = :account_id and revoked_at is null and id is distinct from cast(:keep as uuid)"
            ),
            bound,
        )
