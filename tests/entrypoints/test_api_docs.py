"""The API's documentation: open on this machine, closed to strangers elsewhere."""

import httpx2
import pytest

from paceline.entrypoints.web import create_app
from paceline.infra.settings import Settings


async def test_on_this_machine_the_page_lists_every_route_and_loads_nothing_from_outside(
    client: httpx2.AsyncClient,
) -> None:
    document = (await client.get("/api/openapi.json")).json()
    page = await client.get("/api/docs")
    assert page.status_code == 200
    assert all(path in page.text for path in document["paths"])
    assert "<script" not in page.text
    assert "https://" not in page.text


@pytest.mark.parametrize("path", ["/api/docs", "/api/openapi.json"])
async def test_from_elsewhere_a_stranger_must_sign_in(settings: Settings, path: str) -> None:
    transport = httpx2.ASGITransport(app=create_app(settings), client=("192.0.2.7", 50000))
    async with httpx2.AsyncClient(transport=transport, base_url="https://coach.example") as stranger:
        answer = await stranger.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "auth_header_missing")


async def test_a_proxy_on_this_machine_does_not_open_it_for_others(settings: Settings) -> None:
    transport = httpx2.ASGITransport(app=create_app(settings), client=("127.0.0.1", 50000))
    async with httpx2.AsyncClient(transport=transport, base_url="https://coach.example") as stranger:
        assert (await stranger.get("/api/docs")).status_code == 401
