"""A connection to a service in memory."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from paceline.infra import clock
from paceline.infra.ids import new_id
from tests.builders.fake_service import FakeConnector
from tests.sync.runs import Digesters, Syncing, digesting


@pytest.fixture(scope="session")
async def digesters() -> AsyncIterator[Digesters]:
    async with digesting() as pool:
        yield pool


@pytest.fixture
async def syncing(athlete_id: UUID, digesters: Digesters) -> Syncing:
    """Connected, nothing synced yet."""
    now = clock.utc_now().replace(microsecond=0) + timedelta(seconds=1)
    made = Syncing(athlete_id, new_id(), FakeConnector(now), digesters)
    await made.connect()
    return made
