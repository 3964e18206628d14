"""What is handed out once: invites, password-reset links, the set-up link."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class InviteRow:
    """An invite without its code."""

    id: UUID
    max_uses: int
    used: int
    expires_at: datetime
    creator_id: UUID | None
    revoked_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InviteState:
    """What decides whether an invite lets somebody in."""

    id: UUID
    is_used_up: bool
    is_expired: bool
    is_revoked: bool


_INVITE = "id, max_uses, used, expires_at, creator_id, revoked_at, created_at"


async def insert_invite(
    db: AsyncConnection, invite_id: UUID, code_hash: bytes, max_uses: int, lasts: timedelta, creator_id: UUID | None
) -> InviteRow:
    """Store an invite by the hash of its code; it expires `lasts` from now."""
    query = text(
        "insert into invite (id, code_hash, max_uses, expires_at, creator_id) "  # noqa: S608 -- constant
        f"values (:id, :hash, :max_uses, app.now() + :lasts, :creator_id) returning {_INVITE}"
    )
    row = await db.execute(
        query,
        {"id": invite_id, "hash": code_hash, "max_uses": max_uses, "lasts": lasts, "creator_id": creator_id},
    )
    return InviteRow(*row.one())


async def list_invites(db: AsyncConnection, after: UUID | None, limit: int) -> list[InviteRow]:
    """Newest first, after the invite with that id."""
    query = text(
        f"select {_INVITE} from invite where id < coalesce(:after, cast('ffffffff-ffff-ffff-ffff-ffffffffffff' as uuid)) "  # noqa: S608 -- constant
        "order by id desc limit :limit"
    )
    return [InviteRow(*row) for row in await db.execute(query, {"after": after, "limit": limit})]


async def revoke_invite(db: AsyncConnection, invite_id: UUID) -> bool:
    """`False` when there is no such invite, or it was revoked before."""
    done = await db.execute(
        text("update invite set revoked_at = app.now() where id = :id and revoked_at is null"), {"id": invite_id}
    )
    return done.rowcount == 1


_SEE_INVITE = text(
    "select id, used >= max_uses, expires_at <= app.now(), revoked_at is not null from invite where code_hash = :hash"
)
_LOCK_INVITE = text(f"{_SEE_INVITE.text} for update")


async def find_invite_state(db: AsyncConnection, code_hash: bytes, *, lock: bool) -> InviteState | None:
    """An invite by its code; locked, so that its last use goes to one."""
    row = (await db.execute(_LOCK_INVITE if lock else _SEE_INVITE, {"hash": code_hash})).first()
    return InviteState(*row) if row else None


async def use_invite(db: AsyncConnection, invite_id: UUID) -> None:
    """Count one use; whether there is one left is asked before, under the lock."""
    await db.execute(text("update invite set used = used + 1 where id = :id"), {"id": invite_id})


async def insert_reset(
    db: AsyncConnection, reset_id: UUID, account_id: UUID, token_hash: bytes, lasts: timedelta
) -> datetime:
    """A new reset link ends the ones before it; returns when it expires."""
    await db.execute(text("delete from password_reset where account_id = :account_id"), {"account_id": account_id})
    row = await db.execute(
        text(
            "insert into password_reset (id, account_id, token_hash, expires_at) "
            "values (:id, :account_id, :hash, app.now() + :lasts) returning expires_at"
        ),
        {"id": reset_id, "account_id": account_id, "hash": token_hash, "lasts": lasts},
    )
    return row.scalar_one()


_LIVE_RESET = "token_hash = :hash and used_at is null and expires_at > app.now()"


async def find_reset_username(db: AsyncConnection, token_hash: bytes) -> str | None:
    """Whose password a live link may set."""
    query = text(
        f"select a.username from password_reset p join account a on a.id = p.account_id where {_LIVE_RESET}"  # noqa: S608 -- constant
    )
    return (await db.execute(query, {"hash": token_hash})).scalar_one_or_none()


async def use_reset(db: AsyncConnection, token_hash: bytes) -> UUID | None:
    """Use a link up; its account, if the link was live."""
    query = text(f"update password_reset set used_at = app.now() where {_LIVE_RESET} returning account_id")  # noqa: S608 -- constant
    return (await db.execute(query, {"hash": token_hash})).scalar_one_or_none()


async def replace_setup_link(db: AsyncConnection, token_hash: bytes, lasts: timedelta) -> None:
    """There is one set-up link at most: a new one ends the one before."""
    await db.execute(text("delete from setup_link"))
    await db.execute(
        text("insert into setup_link (token_hash, expires_at) values (:hash, app.now() + :lasts)"),
        {"hash": token_hash, "lasts": lasts},
    )


async def use_setup_link(db: AsyncConnection, token_hash: bytes) -> bool:
    """Use the link up; `False` when it was not live."""
    done = await db.execute(
        text("delete from setup_link where token_hash = :hash and expires_at > app.now()"), {"hash": token_hash}
    )
    return done.rowcount == 1
