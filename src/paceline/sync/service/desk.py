"""What working on a connection needs of its surroundings."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from paceline.activities.schemas import SourceKind
from paceline.connectors.services.contract import ServiceConnector
from paceline.connectors.services.turns import Access
from paceline.infra import clock
from paceline.infra.bounded_pool import BoundedPool
from paceline.infra.crypto import Sealer
from paceline.infra.gate.words import Ending, Granted
from paceline.sync.queries.gate import ServiceTurns
from paceline.sync.rules.digest import Digested, Fetched, ToDigest
from paceline.sync.rules.policy import expiry_under, permission_under
from paceline.sync.rules.quota import QUOTAS, Work
from paceline.sync.rules.schedule import POLLED_EVERY
from paceline.sync.service.leasing import Hold
from paceline.sync.service.tokens import Keyring, hold_token

Digesters = BoundedPool[ToDigest, tuple[Digested, ...]]

SLICE_S = 20.0
SOURCE_OF = {"strava": SourceKind.STRAVA_API}


@dataclass(slots=True)
class Desk:
    """One slice's service, secrets, children, limits and chances. `pace_s` lies between two requests of one connection at least."""

    connector: ServiceConnector
    sealer: Sealer
    digesters: Digesters
    slice_s: float = SLICE_S
    pace_s: float = 1.0
    poll_every: timedelta = POLLED_EVERY
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    chance: Random = field(default_factory=Random)
    requests: int = 0
    token_no: int = -1
    refused_tokens: int = 0
    _asked_at_s: float = float("-inf")

    async def access(self, hold: Hold, work: Work, *, refused_no: int | None = None) -> Access:
        """A token and turns for one kind of work; each request is counted in `requests`. Raises as `hold_token`."""
        keyring = Keyring(hold.athlete_id, hold.connection.id, self.sealer)
        token = await hold_token(keyring, self.connector, refused_no=refused_no)
        self.token_no = token.token_no
        turns = ServiceTurns(QUOTAS[self.connector.provider], work)
        return Access(token.access, _Paced(turns, self))

    async def pause(self) -> None:
        """Wait until the pace allows the next request."""
        wait_s = self._asked_at_s + self.pace_s - time.monotonic()
        if wait_s > 0:
            await self.sleep(wait_s)
        self._asked_at_s = time.monotonic()

    async def digest(self, hold: Hold, fetched: tuple[Fetched, ...], time_zone: str) -> tuple[Digested, ...]:
        """Activities of answers, made in a child. Raises `ReaderError` where the child does not survive them."""
        policy, now = hold.connection.policy, clock.utc_now()
        work = ToDigest(
            fetched,
            self.connector.reader,
            SOURCE_OF[self.connector.provider],
            permission_under(policy),
            expiry_under(policy, now),
            time_zone,
        )
        return await self.digesters.run(work)


@dataclass(frozen=True, slots=True)
class _Paced:
    """Turns at the pace of a desk, counted there."""

    turns: ServiceTurns
    desk: Desk

    async def take(self, scopes: Sequence[str]) -> Granted:
        await self.desk.pause()
        turn = await self.turns.take(scopes)
        self.desk.requests += 1
        return turn

    async def settle(self, turn: Granted, ending: Ending) -> None:
        await self.turns.settle(turn, ending)
