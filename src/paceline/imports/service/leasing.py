"""Holding a batch: taken, kept by a heartbeat, given back."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from paceline.imports.errors import LeaseLostError
from paceline.imports.queries import batches
from paceline.imports.tables import LEASE_S, Batch, Lease
from paceline.infra import holder
from paceline.infra.db.athlete import athlete_session

_BEAT_S = LEASE_S / 15


@dataclass(slots=True)
class Hold:
    """A batch that this process works on. `begun` are the items it has begun and not yet finished."""

    athlete_id: UUID
    batch: Batch
    lease: Lease
    cancel_requested: bool
    is_lost: bool = False
    begun: set[int] = field(default_factory=set[int])

    def check(self, still_ours: bool) -> None:
        """Raise `LeaseLostError` unless a statement found the lease to be ours; nothing of its transaction may commit."""
        if not still_ours:
            self.is_lost = True
            raise LeaseLostError


async def take(athlete_id: UUID, batch_id: UUID) -> Hold | None:
    """Claim an open batch; `None` when it has ended, or somebody else works on it."""
    async with athlete_session(athlete_id) as db:
        present = await batches.find_holder(db, batch_id)
        dead = present if present is not None and holder.is_dead(present) else None
        lease = await batches.claim(db, batch_id, holder=holder.own_name(), dead_holder=dead)
        batch = await batches.find_batch(db, batch_id) if lease else None
    return Hold(athlete_id, batch, lease, batch.cancel_requested) if lease and batch else None


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
                await batches.release(db, hold.lease, sorted(hold.begun))


async def _beat(hold: Hold) -> None:
    while not hold.is_lost:
        await asyncio.sleep(_BEAT_S)
        async with athlete_session(hold.athlete_id) as db:
            cancel_requested = await batches.extend(db, hold.lease)
        hold.is_lost = cancel_requested is None
        hold.cancel_requested = bool(cancel_requested)
