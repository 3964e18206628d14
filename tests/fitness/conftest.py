"""Two signed-in athletes."""

from uuid import UUID

import httpx2
import pytest

from tests.conftest import SignUp


@pytest.fixture
async def browser(athlete_id: UUID, sign_up: SignUp) -> httpx2.AsyncClient:
    """The athlete `athlete_id`."""
    return await sign_up("ana")


@pytest.fixture
async def other_browser(browser: httpx2.AsyncClient, sign_up: SignUp) -> httpx2.AsyncClient:
    """Somebody else."""
    return await sign_up("ben")
