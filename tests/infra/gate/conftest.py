"""The time at which turns are asked for."""

from datetime import timedelta

import pytest

from paceline.infra.clock import utc_now
from tests.conftest import MoveClock


@pytest.fixture
async def quarter(move_clock: MoveClock) -> None:
    """The time: some minutes into a quarter of an hour in the middle of a UTC day."""
    now = utc_now()
    noon = now.replace(hour=12, minute=3, second=0, microsecond=0) + timedelta(days=1)
    await move_clock(noon - now)
