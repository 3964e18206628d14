"""Holding a connection: taken, kept by a heartbeat, given back."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra import holder
from paceline.infra.db.athlete import athlete_session
from paceline.sync.errors import LeaseLostError
from paceline.sync.queries import connections, leases
from paceline.sync.tables import LEASE_S, Connection, Lease

_BEAT_S = LEASE_S / 15


@dataclass(slots=True)
class Hold:
    """A connection that this process syncs."""

    athlete_id: UUID
    connection: Connection
    lease: Lease
    is_lost: bool = False

    async def prove(self, db: AsyncConnection) -> None:
        """The last statement of a transaction that writes. Raises `LeaseLostError` where the lease is lost; nothing commits then."""
        if not await leases.prove(db, self.lease):
            self.is_lost = True
            raise LeaseLostError


async def take(athlete_id: UUID, connection_id: UUID) -> Hold | None:
    """Claim a connection; `None` when somebody else works on it, or it is gone."""
    async with athlete_session(athlete_id) as db:
        present = await leases.find_holder(db, connection_id)
        dead = present if present is not None and holder.is_dead(present) else None
        lease = await leases.claim(db, connection_id, holder=holder.own_name(), dead_holder=dead)
        connection = await connections.find_connection(db, connection_id) if lease else None
    return Hold(athlete_id, connection, lease) if lease and connection else None


@asynccontextmanager
async def kept(hold: Hold) -> AsyncGenerator[Hold]:
    """Keep the lease for the time of the block, and give it back at its end, however it ends."""
    beat = asyncio.ensure_future(_beat(hold))
    try:
        yield hold
    finally:
        beat.cancel()
        await asyncio.gather(beat, return_exceptions=True)
        if not hold.is_lost:
            async with athlete_session(hold.athlete_id) as db:
                await leases.release(db, hold.lease)


async def _beat(hold: Hold) -> None:
    while not hold.is_lost:
        await asyncio.sleep(_BEAT_S)
        async with athlete_session(hold.athlete_id) as db:
            hold.is_lost = not await leases.extend(db, hold.lease)
