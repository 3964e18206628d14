"""Two signed-in athletes."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx2
import pytest

SignUp = Callable[[str], Awaitable[httpx2.AsyncClient]]


@pytest.fixture
async def browser(athlete_id: UUID, sign_up: SignUp) -> httpx2.AsyncClient:
    """The athlete `athlete_id`."""
    return await sign_up("ana")


@pytest.fixture
async def other_browser(browser: httpx2.AsyncClient, sign_up: SignUp) -> httpx2.AsyncClient:
    """Somebody else."""
    return await sign_up("ben")
