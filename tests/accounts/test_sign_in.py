"""Browser sign-ins (SEC-3): opaque, rotated, listed, ended, and gone when their time is up."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import text

from paceline.infra.crypto import token_hash
from paceline.infra.db.system import system_session
from paceline.infra.settings import Settings
from tests.accounts.conftest import bearer, facts, issue, refusal
from tests.conftest import TEST_PASSWORD, MoveClock, SignUp, browser_of
from tests.waiting import until_blocked

COOKIE = "__Host-paceline"
ANA = {"username": "ana", "password": TEST_PASSWORD}


async def _sign_in(settings: Settings, **who: str) -> httpx2.AsyncClient:
    browser = browser_of(settings)
    browser.headers["x-paceline-request"] = "1"
    answer = await browser.post("/api/v1/auth/login", json={**ANA, **who})
    assert answer.status_code == 204, answer.text
    return browser


async def test_without_a_credential_nothing_is_answered(client: httpx2.AsyncClient) -> None:
    for path in ("me", "auth/me", "auth/sessions", "auth/tokens", "auth/invites", "admin/users"):
        assert refusal(await client.get(f"/api/v1/{path}")) == (401, "auth_header_missing")


async def test_the_cookie_is_host_bound_secure_and_out_of_reach_of_scripts(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/auth/setup", json=ANA)
    parts = [part.strip().lower() for part in answer.headers["set-cookie"].split(";")]
    assert parts[0].startswith("__host-paceline=pl_session_")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(parts)
    assert not any(part.startswith("domain") for part in parts)
    assert answer.headers["cache-control"] == "no-store"


async def test_the_database_keeps_only_the_hash_of_a_cookie(sign_up: SignUp) -> None:
    token = (await sign_up("ana")).cookies[COOKIE]
    async with system_session() as db:
        assert (await db.execute(text("select token_hash from sign_in"))).scalar_one() == token_hash(token)
        kept = (await db.execute(text("select row_to_json(sign_in)::text from sign_in"))).scalar_one()
    assert token not in kept


async def test_signing_in_never_takes_over_the_token_it_came_with(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("ana")
    async with browser_of(settings) as browser:
        browser.cookies.set(COOKIE, "pl_session_planted", domain="127.0.0.1", path="/")
        answer = await browser.post("/api/v1/auth/login", json=ANA)
        assert answer.status_code == 204
        assert "pl_session_planted" not in answer.headers["set-cookie"]
    async with browser_of(settings) as planted:
        answer = await planted.get("/api/v1/me", headers={"cookie": f"{COOKIE}=pl_session_planted"})
        assert refusal(answer) == (401, "session_invalid")


async def test_signing_in_again_ends_the_sign_in_it_came_with(sign_up: SignUp, settings: Settings) -> None:
    ana = await sign_up("ana")
    before = ana.cookies[COOKIE]
    assert (await ana.post("/api/v1/auth/login", json=ANA)).status_code == 204
    assert ana.cookies[COOKIE] != before
    async with browser_of(settings) as other:
        answer = await other.get("/api/v1/me", headers={"cookie": f"{COOKIE}={before}"})
        assert refusal(answer) == (401, "session_invalid")


async def test_after_signing_out_the_cookie_is_worth_nothing(sign_up: SignUp, settings: Settings) -> None:
    ana = await sign_up("ana")
    token = ana.cookies[COOKIE]
    answer = await ana.post("/api/v1/auth/logout")
    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert COOKIE not in ana.cookies
    async with browser_of(settings) as other:
        reused = await other.get("/api/v1/me", headers={"cookie": f"{COOKIE}={token}"})
        assert refusal(reused) == (401, "session_invalid")
    assert (await ana.post("/api/v1/auth/logout")).status_code == 204


async def test_a_new_password_ends_everything_else_and_rotates_this_cookie(
    sign_up: SignUp, settings: Settings, program: httpx2.AsyncClient
) -> None:
    ana = await sign_up("ana")
    before = ana.cookies[COOKIE]
    phone = await _sign_in(settings)
    tokens = await issue(program, "ana")
    change = {"current_password": TEST_PASSWORD, "new_password": "another long password"}
    assert (await ana.post("/api/v1/auth/password", json=change)).status_code == 204
    assert ana.cookies[COOKIE] != before
    assert (await ana.get("/api/v1/me")).status_code == 200
    assert refusal(await phone.get("/api/v1/me")) == (401, "session_invalid")
    assert refusal(await program.get("/api/v1/me", headers=bearer(tokens["access_token"]))) == (401, "token_invalid")
    refreshed = await program.post("/api/v1/auth/token/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert refusal(refreshed) == (401, "token_invalid")
    assert refusal(await phone.post("/api/v1/auth/login", json=ANA)) == (401, "credentials_wrong")
    await _sign_in(settings, password="another long password")
    async with browser_of(settings) as other:
        old = await other.get("/api/v1/me", headers={"cookie": f"{COOKIE}={before}"})
        assert refusal(old) == (401, "session_invalid")


@pytest.mark.parametrize("path", ["login", "token"])
async def test_a_sign_in_by_the_old_password_does_not_slip_past_its_change(
    sign_up: SignUp, program: httpx2.AsyncClient, path: str
) -> None:
    await sign_up("ana")
    async with system_session() as db:
        await db.execute(text("update account set password_hash = 'another'"))
        late = asyncio.ensure_future(program.post(f"/api/v1/auth/{path}", json=ANA))
        await until_blocked(1, late)
    assert refusal(await late) == (401, "credentials_wrong")


async def test_the_present_password_is_needed_for_a_new_one(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    change = {"current_password": "not this one", "new_password": "another long password"}
    assert refusal(await ana.post("/api/v1/auth/password", json=change)) == (401, "credentials_wrong")
    assert (await ana.get("/api/v1/me")).status_code == 200


async def test_a_sign_in_ends_after_thirty_days_without_use(sign_up: SignUp, move_clock: MoveClock) -> None:
    ana = await sign_up("ana")
    await move_clock(timedelta(days=29))
    assert (await ana.get("/api/v1/me")).status_code == 200
    await move_clock(timedelta(days=29))
    assert (await ana.get("/api/v1/me")).status_code == 200
    await move_clock(timedelta(days=31))
    assert refusal(await ana.get("/api/v1/me")) == (401, "session_expired")


async def test_a_sign_in_ends_after_half_a_year_however_much_it_is_used(sign_up: SignUp, move_clock: MoveClock) -> None:
    ana = await sign_up("ana")
    for _ in range(7):
        await move_clock(timedelta(days=25))
        assert (await ana.get("/api/v1/me")).status_code == 200
    await move_clock(timedelta(days=6))
    assert refusal(await ana.get("/api/v1/me")) == (401, "session_expired")


async def test_sign_ins_are_listed_and_ended_one_by_one(
    sign_up: SignUp, settings: Settings, program: httpx2.AsyncClient
) -> None:
    ana = await sign_up("ana")
    phone = await _sign_in(settings)
    tokens = await issue(program, "ana")
    items = (await ana.get("/api/v1/auth/sessions")).json()["items"]
    assert sorted((item["kind"], item["is_current"]) for item in items) == [
        ("browser", False),
        ("browser", True),
        ("program", False),
    ]
    for item in items:
        if not item["is_current"]:
            assert (await ana.delete(f"/api/v1/auth/sessions/{item['id']}")).status_code == 204
    assert refusal(await phone.get("/api/v1/me")) == (401, "session_invalid")
    assert refusal(await program.get("/api/v1/me", headers=bearer(tokens["access_token"]))) == (401, "token_invalid")
    assert len((await ana.get("/api/v1/auth/sessions")).json()["items"]) == 1


async def test_all_other_sign_ins_can_be_ended_at_once(sign_up: SignUp, settings: Settings) -> None:
    ana = await sign_up("ana")
    phone = await _sign_in(settings)
    assert (await ana.delete("/api/v1/auth/sessions")).status_code == 204
    assert refusal(await phone.get("/api/v1/me")) == (401, "session_invalid")
    assert (await ana.get("/api/v1/me")).status_code == 200


async def test_somebody_elses_sign_in_does_not_exist(sign_up: SignUp) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    (item,) = (await ana.get("/api/v1/auth/sessions")).json()["items"]
    assert refusal(await ben.delete(f"/api/v1/auth/sessions/{item['id']}")) == (404, "sign_in_not_found")
    assert (await ana.get("/api/v1/me")).status_code == 200


async def test_names_are_one_without_case(sign_up: SignUp, settings: Settings) -> None:
    await sign_up("Ana")
    browser = await _sign_in(settings, username="aNA")
    assert (await browser.get("/api/v1/me")).json()["username"] == "Ana"


async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer_for_the_same_work(
    sign_up: SignUp, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paceline.accounts.service import hashing

    await sign_up("ana")
    worked: list[str] = []
    real = hashing._hasher.verify_and_update

    def verify(password: str, password_hash: str) -> tuple[bool, str | None]:
        worked.append(password_hash.rsplit("$", 2)[0])
        return real(password, password_hash)

    monkeypatch.setattr(hashing._hasher, "verify_and_update", verify)
    wrong = await client.post("/api/v1/auth/login", json={"username": "ana", "password": "wrong password"})
    unknown = await client.post("/api/v1/auth/login", json={"username": "nobody", "password": "wrong password"})
    assert refusal(wrong) == refusal(unknown) == (401, "credentials_wrong")
    assert wrong.json() == unknown.json()
    assert len(worked) == 2
    assert worked[0] == worked[1]
    assert worked[0].startswith("$argon2id$")


async def test_sign_ins_and_failures_are_kept_as_facts(sign_up: SignUp, client: httpx2.AsyncClient) -> None:
    ana = await sign_up("ana")
    await client.post("/api/v1/auth/login", json={**ANA, "password": "wrong password"})
    await ana.post("/api/v1/auth/logout")
    assert await facts() == ["admin_made", "signed_in", "sign_in_failed", "signed_out"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"username": "a\\u0000b", "password": "x"}',
        b'{"username": "\\ud800", "password": "x"}',
        b'{"username": ["ana"], "password": "x"}',
        b'{"username": "ana", "password": "' + b"x" * 2000 + b'"}',
        b'{"username": "ana"',
        b"null",
    ],
)
async def test_a_broken_sign_in_is_bad_input_and_not_a_fault(client: httpx2.AsyncClient, body: bytes) -> None:
    answer = await client.post("/api/v1/auth/login", content=body, headers={"content-type": "application/json"})
    assert refusal(answer) == (422, "input_invalid")
