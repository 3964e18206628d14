"""The tokens of a connection, sealed, and who may ask for new ones."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class SealedTokens:
    """A pair as it is stored; `token_no` rises with each new pair. `None` where the consent has ended."""

    access_token: bytes | None
    refresh_token: bytes | None
    previous_refresh_token: bytes | None
    expires_at: datetime | None
    token_no: int
    scopes: tuple[str, ...]


async def read_tokens(db: AsyncConnection, connection_id: UUID) -> SealedTokens | None:
    """The present pair; `None` without such a connection."""
    row = (
        await db.execute(
            text(
                """
                select access_token, refresh_token, previous_refresh_token, token_expires_at, token_no, scopes
                from connection where id = :id
                """
            ),
            {"id": connection_id},
        )
    ).first()
    if row is None:
        return None
    return SealedTokens(
        row.access_token,
        row.refresh_token,
        row.previous_refresh_token,
        row.token_expires_at,
        row.token_no,
        tuple(row.scopes),
    )


async def claim_refresh(db: AsyncConnection, connection_id: UUID, token_no: int, seconds: float) -> bool:
    """Become the one that asks for the pair after this one; `False` while somebody else does, or has."""
    done = await db.execute(
        text(
            """
            update connection set refresh_until = app.now() + make_interval(secs => :seconds)
            where id = :id and token_no = :token_no and (refresh_until is null or refresh_until < app.now())
            """
        ),
        {"id": connection_id, "token_no": token_no, "seconds": seconds},
    )
    return done.rowcount == 1


async def store_tokens(
    db: AsyncConnection, connection_id: UUID, token_no: int, *, access: bytes, refresh: bytes, expires_at: datetime
) -> bool:
    """Take the place of the pair of that number, which is kept until the new one has worked; `False` when it was replaced meanwhile."""
    done = await db.execute(
        text(
            """
            update connection
            set previous_access_token = access_token, previous_refresh_token = refresh_token, access_token = :access,
                refresh_token = :refresh, token_expires_at = :expires_at, token_no = token_no + 1, refresh_until = null
            where id = :id and token_no = :token_no
            """
        ),
        {
            "id": connection_id,
            "token_no": token_no,
            "access": access,
            "refresh": refresh,
            "expires_at": expires_at,
        },
    )
    return done.rowcount == 1


async def give_up_refresh(db: AsyncConnection, connection_id: UUID, token_no: int) -> None:
    """Let somebody else ask, after it went wrong."""
    await db.execute(
        text("update connection set refresh_until = null where id = :id and token_no = :token_no"),
        {"id": connection_id, "token_no": token_no},
    )


async def forget_previous(db: AsyncConnection, connection_id: UUID) -> None:
    """The present pair has worked: the one before is of no use any more."""
    await db.execute(
        text(
            """
            update connection set previous_access_token = null, previous_refresh_token = null
            where id = :id and previous_refresh_token is not null
            """
        ),
        {"id": connection_id},
    )
