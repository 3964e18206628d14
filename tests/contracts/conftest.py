"""Every service that fulfils the contract, one after the other."""

from collections.abc import AsyncIterator

import pytest

from tests.contracts.services import FakeService, Service, StravaService, strava_service


@pytest.fixture(params=["strava", "fake"])
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    if request.param == "fake":
        yield FakeService()
        return
    async with strava_service() as strava:
        yield strava


@pytest.fixture
async def strava() -> AsyncIterator[StravaService]:
    async with strava_service() as service:
        yield service
