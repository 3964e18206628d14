"""The lease of a connection: taken, kept, given back, proven."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.sync.tables import LEASE_S, Lease

_CLAIM = text(
    """
    update connection set lease_token = lease_token + 1, lease_holder = :holder, attempts = attempts + 1,
           lease_until = app.now() + make_interval(secs => :lease_s)
    where id = :id and (lease_until is null or lease_until < app.now() or lease_holder = :dead_holder)
    returning lease_token, attempts
    """
)


async def find_holder(db: AsyncConnection, connection_id: UUID) -> str | None:
    """Who holds the lease."""
    row = await db.execute(
        text("select lease_holder from connection where id = :id and lease_until >= app.now()"), {"id": connection_id}
    )
    return row.scalar_one_or_none()


async def claim(db: AsyncConnection, connection_id: UUID, *, holder: str, dead_holder: str | None) -> Lease | None:
    """Take a lease that is free, or whose holder is known to be dead; `None` when it is neither, or there is no such connection."""
    values = {"id": connection_id, "holder": holder, "dead_holder": dead_holder, "lease_s": LEASE_S}
    row = (await db.execute(_CLAIM, values)).first()
    return Lease(connection_id, row.lease_token, row.attempts) if row else None


async def extend(db: AsyncConnection, lease: Lease) -> bool:
    """Hold the lease longer; `False` when it is lost."""
    done = await db.execute(
        text(
            """
            update connection set lease_until = app.now() + make_interval(secs => :lease_s)
            where id = :id and lease_token = :token and lease_until is not null
            """
        ),
        {"id": lease.connection_id, "token": lease.token, "lease_s": LEASE_S},
    )
    return done.rowcount == 1


async def prove(db: AsyncConnection, lease: Lease) -> bool:
    """Whether the lease is still ours, held against others until this transaction ends; progress clears the attempts.

    The last statement of every transaction that writes under a lease: one whose lease was lost must not commit.
    """
    done = await db.execute(
        text("update connection set attempts = 0 where id = :id and lease_token = :token and lease_until is not null"),
        {"id": lease.connection_id, "token": lease.token},
    )
    return done.rowcount == 1


async def release(db: AsyncConnection, lease: Lease) -> None:
    """Give the lease back."""
    await db.execute(
        text(
            """
            update connection set lease_until = null, lease_holder = null, attempts = 0
            where id = :id and lease_token = :token
            """
        ),
        {"id": lease.connection_id, "token": lease.token},
    )
