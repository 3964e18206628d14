"""What the tests of accounts share."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from sqlalchemy import text

from paceline.infra.db.system import system_session
from paceline.infra.settings import Settings
from tests.conftest import TEST_PASSWORD, browser_of


@pytest.fixture
async def program(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """A client without a cookie."""
    async with browser_of(settings) as browser:
        yield browser


async def facts() -> list[str]:
    """The kinds of the security facts kept so far, oldest first."""
    async with system_session() as db:
        return list((await db.execute(text("select kind from security_event order by id"))).scalars())


async def issue(program: httpx2.AsyncClient, username: str) -> dict[str, str]:
    """The tokens of a program signed in as somebody."""
    answer = await program.post("/api/v1/auth/token", json={"username": username, "password": TEST_PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer.json()


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"authorization": f"Bearer {token}"}


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refused request."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()["code"]
