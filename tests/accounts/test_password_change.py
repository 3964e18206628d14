"""What a new password ends: a change by its owner the sign-ins, a reset of a lost account every door."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from sqlalchemy import text

from paceline.accounts import service
from paceline.accounts.service import Actor
from paceline.infra.db.system import system_session
from paceline.infra.settings import Settings
from tests.accounts.conftest import bearer, facts, issue, refusal
from tests.conftest import TEST_PASSWORD, SignUp, browser_of
from tests.waiting import until_blocked

TOKENS = "/api/v1/auth/tokens"
CHANGE = {"current_password": TEST_PASSWORD, "new_password": "another long password"}


async def _api_token(browser: httpx2.AsyncClient) -> str:
    answer = await browser.post(TOKENS, json={"name": "watch", "scopes": ["read"]})
    assert answer.status_code == 201, answer.text
    return answer.json()["token"]


async def _state(program: httpx2.AsyncClient, token: str) -> int:
    return (await program.get("/api/v1/me", headers=bearer(token))).status_code


Reset = Callable[[str], Awaitable[httpx2.Response]]


@pytest.fixture
def reset(settings: Settings) -> Reset:
    """`await reset("ana")`: somebody uses a reset link of hers."""

    async def use_link(username: str) -> httpx2.Response:
        made = await service.make_reset_link(Actor(), (await service.get_user(username)).id, "https://coach.example")
        body = {"token": made.link.split("#token=")[1], "new_password": CHANGE["new_password"]}
        async with browser_of(settings) as browser:
            return await browser.post("/api/v1/auth/reset", json=body)

    return use_link


async def test_a_change_ends_the_other_sign_ins_and_leaves_api_tokens(
    sign_up: SignUp, program: httpx2.AsyncClient
) -> None:
    ana = await sign_up("ana")
    token, access = await _api_token(ana), (await issue(program, "ana"))["access_token"]
    assert (await ana.post("/api/v1/auth/password", json=CHANGE)).status_code == 204
    assert (await _state(program, token), await _state(program, access)) == (200, 401)
    assert len((await ana.get(TOKENS)).json()["items"]) == 1


async def test_a_change_ends_api_tokens_when_told(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    tokens, bens = [await _api_token(ana) for _ in range(2)], await _api_token(ben)
    answer = await ana.post("/api/v1/auth/password", json=CHANGE | {"revoke_api_tokens": True})
    assert answer.status_code == 204
    assert [await _state(program, token) for token in tokens] == [401, 401]
    assert (await ana.get(TOKENS)).json()["items"] == []
    assert (await facts()).count("api_token_revoked") == 2
    assert await _state(program, bens) == 200


async def test_a_change_that_is_refused_ends_nothing(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    ana = await sign_up("ana")
    token = await _api_token(ana)
    for flaw in ({"current_password": "not hers at all"}, {"new_password": "password1"}):
        assert (await ana.post("/api/v1/auth/password", json=CHANGE | flaw | {"revoke_api_tokens": True})).is_error
    assert await _state(program, token) == 200


async def test_a_reset_ends_every_door(sign_up: SignUp, program: httpx2.AsyncClient, reset: Reset) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    token, access, bens = await _api_token(ana), (await issue(program, "ana"))["access_token"], await _api_token(ben)
    assert (await reset("ana")).status_code == 204
    assert refusal(await program.get("/api/v1/me", headers=bearer(token))) == (401, "token_invalid")
    assert (await _state(program, access), (await ana.get("/api/v1/me")).status_code) == (401, 401)
    assert {"api_token_revoked", "password_reset"} <= set(await facts())
    assert await _state(program, bens) == 200


async def test_no_token_made_meanwhile_slips_past_a_reset(sign_up: SignUp, reset: Reset) -> None:
    ana = await sign_up("ana")
    async with system_session() as db:
        await db.execute(text("lock table api_token in share row exclusive mode"))
        making = asyncio.ensure_future(ana.post(TOKENS, json={"name": "mine now", "scopes": ["read"]}))
        await until_blocked(1, making)
        resetting = asyncio.ensure_future(reset("ana"))
        await until_blocked(2, making, resetting)
    assert (await resetting).status_code == 204
    assert (await making).status_code == 201
    async with system_session() as db:
        live = await db.execute(text("select count(*) from api_token where revoked_at is null"))
        assert live.scalar_one() == 0
