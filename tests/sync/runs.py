"""Syncs as tests run them: against a service in memory, in this process, in a time of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import text

from paceline.infra.bounded_pool import BoundedPool
from paceline.infra.crypto import Sealer
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.system import system_session
from paceline.infra.ids import new_id
from paceline.sync.queries import connections, inbox, sessions
from paceline.sync.queries.connections import NewConnection
from paceline.sync.rules.digest import Digested, ToDigest
from paceline.sync.schemas import Policy, SessionKind, SyncOptions
from paceline.sync.service.desk import Desk
from paceline.sync.service.tokens import Keyring
from paceline.sync.service.working import SliceEnd, work_slice
from paceline.sync.tables import Connection, SyncSession
from tests.builders.fake_service import FakeConnector

Digesters = BoundedPool[ToDigest, tuple[Digested, ...]]
PROVIDER_ATHLETE = 134_815
START = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)


@dataclass
class Syncing:
    """One athlete's connection to a service in memory."""

    athlete_id: UUID
    connection_id: UUID
    service: FakeConnector
    digesters: Digesters
    sealer: Sealer = field(default_factory=lambda: Sealer(b"k" * 32))

    def desk(self, **changes: Any) -> Desk:
        return Desk(self.service, self.sealer, self.digesters, **{"pace_s": 0.0, "chance": Random(1)} | changes)

    async def connect(self, policy: Policy = "owner") -> None:
        tokens = self.service.join(PROVIDER_ATHLETE)
        keyring = Keyring(self.athlete_id, self.connection_id, self.sealer)
        new = NewConnection(
            self.connection_id,
            "strava",
            PROVIDER_ATHLETE,
            "Ana Moreno",
            None,
            sorted(tokens.scopes),
            policy,
            keyring.seal(tokens.access, "access"),
            keyring.seal(tokens.refresh, "refresh"),
            tokens.expires_at,
        )
        async with athlete_session(self.athlete_id) as db:
            await connections.upsert_connection(db, self.athlete_id, new)

    async def begin(self, kind: SessionKind = SessionKind.BACKFILL, **options: Any) -> UUID:
        session_id = new_id()
        async with athlete_session(self.athlete_id) as db:
            assert await sessions.begin(
                db, self.athlete_id, session_id, self.connection_id, kind, SyncOptions(**options)
            )
        return session_id

    async def slice(self, **changes: Any) -> SliceEnd:
        return await work_slice(self.athlete_id, self.connection_id, self.desk(**changes))

    async def run(self, **changes: Any) -> None:
        """Work until there is nothing to do for now."""
        for _ in range(200):
            if await self.slice(**changes) is SliceEnd.RESTING:
                return
        raise AssertionError("the sync never rests")

    async def session(self, session_id: UUID) -> SyncSession:
        async with athlete_session(self.athlete_id, read_only=True) as db:
            found = await sessions.find_session(db, session_id)
        assert found is not None
        return found

    async def connection(self) -> Connection:
        async with athlete_session(self.athlete_id, read_only=True) as db:
            found = await connections.find_connection(db, self.connection_id)
        assert found is not None
        return found

    async def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        async with athlete_session(self.athlete_id, read_only=True) as db:
            return [dict(row) for row in (await db.execute(text(statement), values)).mappings()]

    async def names(self) -> list[str]:
        """The names of all activities, the newest first."""
        return [row["name"] for row in await self.rows("select name from activity order by started_at desc")]

    async def event(self, activity_id: int, aspect: str, at: datetime, **updates: str) -> bool:
        """What a webhook keeps."""
        new = inbox.NewEvent(
            new_id(), "strava", 1, "activity", activity_id, aspect, PROVIDER_ATHLETE, at, dict(updates)
        )
        async with system_session() as db:
            return await inbox.keep_event(db, new)

    def put_history(self, count: int, *, first_id: int = 1000) -> None:
        """Activities a day apart, the newest yesterday by the service's clock."""
        for number in range(count):
            started_at = self.service.now - timedelta(days=number + 1)
            self.service.put(PROVIDER_ATHLETE, first_id + number, started_at, name=f"Ride {number}")


@asynccontextmanager
async def digesting() -> AsyncIterator[BoundedPool[ToDigest, tuple[Digested, ...]]]:
    """One child that digests."""
    pool: BoundedPool[ToDigest, tuple[Digested, ...]] = BoundedPool("paceline.sync.rules.digest:digest", size=1)
    try:
        yield pool
    finally:
        await pool.close()
