"""The first account: who may make it, and whose data it gets."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import text

from paceline.accounts import service
from paceline.infra.db.system import system_session
from paceline.infra.errors import AppError
from paceline.infra.settings import Settings
from tests.conftest import TEST_PASSWORD, MoveClock, SignUp, browser_of

ANA = {"username": "ana", "password": TEST_PASSWORD}


def _token_of(link: str | None) -> str:
    assert link is not None
    return link.split("#token=")[1]


async def test_the_first_visitor_on_this_machine_becomes_admin_without_a_token(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/v1/auth/setup")).json() == {"state": "open", "transport": "secure"}
    assert (await client.post("/api/v1/auth/setup", json=ANA)).status_code == 204
    me = (await client.get("/api/v1/me")).json()
    assert me["username"] == "ana"
    assert me["is_admin"] is True
    assert (await client.get("/api/v1/auth/setup")).json()["state"] == "done"


async def test_there_is_one_first_account_however_many_ask_at_once(settings: Settings) -> None:
    async with browser_of(settings) as browser:
        answers = await asyncio.gather(
            *(
                browser.post("/api/v1/auth/setup", json={"username": f"user{n}", "password": TEST_PASSWORD})
                for n in range(4)
            )
        )
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]
    async with system_session() as db:
        assert (await db.execute(text("select count(*) from account"))).scalar_one() == 1


@pytest.mark.parametrize(
    ("host", "base_url", "address"),
    [
        pytest.param("0.0.0.0", "http://127.0.0.1:8000", "127.0.0.1", id="listens-to-the-network"),
        pytest.param("127.0.0.1", "https://coach.example", "127.0.0.1", id="behind-a-proxy"),
        pytest.param("127.0.0.1", "https://rebound.example", "127.0.0.1", id="rebound-name"),
        pytest.param("127.0.0.1", "http://localhost:8000", "192.0.2.7", id="visitor-from-elsewhere"),
    ],
)
async def test_anywhere_else_the_first_account_needs_the_printed_link(
    settings: Settings, host: str, base_url: str, address: str
) -> None:
    async with browser_of(settings.model_copy(update={"host": host}), base_url, address) as browser:
        assert (await browser.get("/api/v1/auth/setup")).json()["state"] == "token_needed"
        for token in (None, "pl_setup_wrong"):
            refused = await browser.post("/api/v1/auth/setup", json={**ANA, "token": token})
            assert (refused.status_code, refused.json()["code"]) == (403, "setup_token_needed")
        token = _token_of(await service.make_setup_link("https://coach.example"))
        assert (await browser.post("/api/v1/auth/setup", json={**ANA, "token": token})).status_code == 204


async def test_a_set_up_link_ends_with_a_newer_one_with_a_day_and_with_the_first_account(
    settings: Settings, move_clock: MoveClock
) -> None:
    first = _token_of(await service.make_setup_link("https://coach.example"))
    second = _token_of(await service.make_setup_link("https://coach.example"))
    async with browser_of(settings, "https://coach.example") as browser:
        refused = await browser.post("/api/v1/auth/setup", json={**ANA, "token": first})
        assert refused.json()["code"] == "setup_token_needed"
        await move_clock(timedelta(hours=25))
        refused = await browser.post("/api/v1/auth/setup", json={**ANA, "token": second})
        assert refused.json()["code"] == "setup_token_needed"
        third = _token_of(await service.make_setup_link("https://coach.example"))
        assert (await browser.post("/api/v1/auth/setup", json={**ANA, "token": third})).status_code == 204
        again = await browser.post("/api/v1/auth/setup", json={**ANA, "token": third})
        assert (again.status_code, again.json()["code"]) == (409, "setup_done")
    assert await service.make_setup_link("https://coach.example") is None


async def test_the_first_account_claims_the_athlete_of_an_earlier_import(sign_up: SignUp) -> None:
    owner = await service.owner_athlete()
    assert await service.owner_athlete() == owner
    ana = await sign_up("ana")
    assert (await ana.get("/api/v1/me")).json()["athlete_id"] == str(owner)


async def test_sample_athletes_are_not_claimed(sign_up: SignUp) -> None:
    owner = await service.owner_athlete()
    async with system_session() as db:
        await db.execute(text("update athlete set is_sample = true"))
    ana = await sign_up("ana")
    assert (await ana.get("/api/v1/me")).json()["athlete_id"] != str(owner)


async def test_with_accounts_an_import_has_to_name_its_athlete(sign_up: SignUp) -> None:
    await sign_up("ana")
    with pytest.raises(AppError) as refused:
        await service.owner_athlete()
    assert refused.value.code == "athlete_ambiguous"


async def test_nobody_has_an_account_by_default(client: httpx2.AsyncClient) -> None:
    for name in ("admin", "root", "paceline"):
        answer = await client.post("/api/v1/auth/login", json={"username": name, "password": name * 2})
        assert answer.json()["code"] == "credentials_wrong"
