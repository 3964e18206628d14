"""What tests ask the API for."""

from typing import Any

import httpx2

from tests.fitness.history import day

RANGE = {"from": day(0).isoformat(), "to": day(30).isoformat()}


async def get(browser: httpx2.AsyncClient, path: str, **params: Any) -> Any:
    """The answer to a read that must succeed."""
    answer = await browser.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()
