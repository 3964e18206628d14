"""Invites, what an admin may and may not do, forgotten passwords, and fields nobody may send."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import text

from paceline.accounts import service
from paceline.accounts.service import Actor
from paceline.infra.db.system import system_session
from paceline.infra.settings import Settings
from tests.accounts.conftest import bearer, facts, issue, refusal
from tests.conftest import TEST_PASSWORD, MoveClock, SignUp, browser_of
from tests.waiting import until_blocked

INVITES = "/api/v1/auth/invites"
REGISTER = "/api/v1/auth/register"
NEW_PASSWORD = "another long password"


async def _invite(admin: httpx2.AsyncClient, **body: int) -> dict[str, str]:
    answer = await admin.post(INVITES, json=body)
    assert answer.status_code == 201
    return answer.json()


async def _register(client: httpx2.AsyncClient, code: str, username: str, **more: object) -> httpx2.Response:
    return await client.post(REGISTER, json={"invite": code, "username": username, "password": TEST_PASSWORD, **more})


async def test_the_account_records_the_invite_it_came_by(sign_up: SignUp, client: httpx2.AsyncClient) -> None:
    ana = await sign_up("ana")
    invite = await _invite(ana)
    assert (await _register(client, invite["code"], "ben")).status_code == 204
    me = (await client.get("/api/v1/me")).json()
    assert (me["username"], me["is_admin"]) == ("ben", False)
    users = (await ana.get("/api/v1/admin/users")).json()["items"]
    assert [user["invite_id"] for user in users] == [None, invite["id"]]
    (listed,) = (await ana.get(INVITES)).json()["items"]
    assert listed["used"] == 1
    assert "code" not in listed


async def test_an_invite_lets_in_as_many_as_it_says_also_when_all_come_at_once(
    sign_up: SignUp, program: httpx2.AsyncClient
) -> None:
    invite = await _invite(await sign_up("ana"), max_uses=2)
    async with system_session() as db:
        await db.execute(text("select id from invite where id = :id for update"), {"id": invite["id"]})
        asked = [asyncio.ensure_future(_register(program, invite["code"], f"user{n}")) for n in range(3)]
        await until_blocked(3, *asked)
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [204, 204, 403]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 403} == {"invite_used_up"}


async def test_an_invite_ends_with_its_time_and_when_it_is_revoked(
    sign_up: SignUp, client: httpx2.AsyncClient, move_clock: MoveClock
) -> None:
    ana = await sign_up("ana")
    short, revoked = await _invite(ana, expires_in_days=1), await _invite(ana)
    assert (await ana.delete(f"{INVITES}/{revoked['id']}")).status_code == 204
    assert refusal(await _register(client, revoked["code"], "ben")) == (403, "invite_invalid")
    await move_clock(timedelta(days=1, minutes=1))
    assert refusal(await _register(client, short["code"], "ben")) == (403, "invite_expired")
    assert refusal(await _register(client, "pl_invite_unknown", "ben")) == (403, "invite_invalid")


async def test_a_refused_registration_uses_nothing_up(sign_up: SignUp, client: httpx2.AsyncClient) -> None:
    ana = await sign_up("ana")
    code = (await _invite(ana))["code"]
    assert refusal(await _register(client, code, "ANA")) == (409, "username_taken")
    assert refusal(await _register(client, code, "ben", password="short")) == (422, "password_too_short")
    assert refusal(await _register(client, code, "b n")) == (422, "username_invalid")
    assert refusal(await _register(client, code, "ben", email="no address")) == (422, "email_invalid")
    assert (await _register(client, code, "ben", email="ben@example.org")).status_code == 204


async def test_an_address_belongs_to_one_account_without_case(sign_up: SignUp, client: httpx2.AsyncClient) -> None:
    code = (await _invite(await sign_up("ana"), max_uses=2))["code"]
    assert (await _register(client, code, "ben", email="ben@example.org")).status_code == 204
    assert refusal(await _register(client, code, "cat", email="BEN@example.org")) == (409, "email_taken")


@pytest.mark.parametrize(
    "extra",
    [
        {"is_admin": True},
        {"role": "admin"},
        {"athlete_id": "01890000-0000-7000-8000-000000000000"},
        {"account_id": "01890000-0000-7000-8000-000000000000"},
        {"user_id": 1},
        {"xp": 9000},
        {"source": "file"},
        {"disabled_at": None},
    ],
)
async def test_a_field_nobody_asked_for_is_refused(
    sign_up: SignUp, client: httpx2.AsyncClient, extra: dict[str, object]
) -> None:
    ana = await sign_up("ana")
    code = (await _invite(ana))["code"]
    assert refusal(await _register(client, code, "ben", **extra)) == (422, "input_invalid")
    for path, body in {
        "auth/login": {"username": "ana", "password": TEST_PASSWORD},
        "auth/token": {"username": "ana", "password": TEST_PASSWORD},
        "auth/password": {"current_password": TEST_PASSWORD, "new_password": NEW_PASSWORD},
        "auth/invites": {"max_uses": 1},
        "auth/tokens": {"name": "x", "scopes": ["read"]},
        "auth/reset": {"token": "x", "new_password": NEW_PASSWORD},
        "auth/token/refresh": {"refresh_token": "x"},
    }.items():
        assert refusal(await ana.post(f"/api/v1/{path}", json={**body, **extra})) == (422, "input_invalid"), path


async def test_who_is_no_admin_does_nothing_an_admin_does(sign_up: SignUp) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    ana_id = (await ana.get("/api/v1/me")).json()["account_id"]
    for method, path in (
        ("GET", "auth/invites"),
        ("POST", "auth/invites"),
        ("DELETE", f"auth/invites/{ana_id}"),
        ("GET", "admin/users"),
        ("POST", f"admin/users/{ana_id}/disable"),
        ("POST", f"admin/users/{ana_id}/enable"),
        ("POST", f"admin/users/{ana_id}/reset-link"),
    ):
        body = {} if path == "auth/invites" and method == "POST" else None
        assert refusal(await ben.request(method, f"/api/v1/{path}", json=body)) == (403, "scope_missing"), path
    assert (await facts()).count("access_denied") == 7
    assert (await ana.get("/api/v1/me")).status_code == 200


async def test_an_admin_sees_accounts_and_no_training(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    await sign_up("ben")
    for user in (await ana.get("/api/v1/admin/users")).json()["items"]:
        assert set(user) == {"id", "username", "email", "is_admin", "disabled_at", "invite_id", "created_at"}


async def test_accounts_and_invites_come_in_pages(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    for name in ("ben", "cat", "dan"):
        await sign_up(name)
    for path, wanted in (("admin/users", 4), ("auth/invites", 3)):
        seen: list[str] = []
        cursor: str | None = None
        while True:
            query = {"limit": "2", **({"cursor": cursor} if cursor else {})}
            page = (await ana.get(f"/api/v1/{path}", params=query)).json()
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == wanted
        for bad in ("x", "WzFd", "W10", "WyJ4Il0"):
            answer = await ana.get(f"/api/v1/{path}", params={"cursor": bad})
            assert refusal(answer) == (422, "cursor_invalid")


async def test_a_disabled_account_is_out_at_once_and_signs_in_anew_when_enabled(
    sign_up: SignUp, program: httpx2.AsyncClient
) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    tokens = await issue(program, "ben")
    ben_id = (await ben.get("/api/v1/me")).json()["account_id"]
    assert (await ana.post(f"/api/v1/admin/users/{ben_id}/disable")).status_code == 204
    assert (await ben.get("/api/v1/me")).status_code == 401
    assert (await program.get("/api/v1/me", headers=bearer(tokens["access_token"]))).status_code == 401
    who = {"username": "ben", "password": TEST_PASSWORD}
    assert refusal(await program.post("/api/v1/auth/login", json=who)) == (403, "account_disabled")
    wrong = await program.post("/api/v1/auth/login", json={**who, "password": "wrong password"})
    assert refusal(wrong) == (401, "credentials_wrong")
    assert (await ana.post(f"/api/v1/admin/users/{ben_id}/enable")).status_code == 204
    assert refusal(await ben.get("/api/v1/me")) == (401, "session_invalid")
    assert (await ben.post("/api/v1/auth/login", json=who)).status_code == 204


async def test_an_admin_always_remains(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    me = (await ana.get("/api/v1/me")).json()
    assert refusal(await ana.post(f"/api/v1/admin/users/{me['account_id']}/disable")) == (409, "own_account_kept")


async def test_two_admins_who_disable_each_other_leave_one(sign_up: SignUp) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    async with system_session() as db:
        await db.execute(text("update account set is_admin = true"))
    ids = [(await browser.get("/api/v1/me")).json()["account_id"] for browser in (ana, ben)]
    async with system_session() as db:
        await db.execute(text("select id from account for update"))
        asked = [
            asyncio.ensure_future(browser.post(f"/api/v1/admin/users/{account_id}/disable"))
            for browser, account_id in ((ana, ids[1]), (ben, ids[0]))
        ]
        await until_blocked(2, *asked)
    assert sorted([(await request).status_code for request in asked]) == [204, 401]
    async with system_session() as db:
        left = await db.execute(text("select count(*) from account where disabled_at is null"))
        assert left.scalar_one() == 1


async def test_a_reset_link_works_once_and_ends_every_sign_in(
    sign_up: SignUp, settings: Settings, program: httpx2.AsyncClient
) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    tokens = await issue(program, "ben")
    ben_id = (await ben.get("/api/v1/me")).json()["account_id"]
    made = await ana.post(f"/api/v1/admin/users/{ben_id}/reset-link", headers={"x-forwarded-host": "evil.example"})
    link = made.json()["link"]
    assert link.startswith("http://127.0.0.1:8000/reset#token=pl_reset_")
    body = {"token": link.split("#token=")[1], "new_password": NEW_PASSWORD}
    async with browser_of(settings) as browser:
        weak = await browser.post("/api/v1/auth/reset", json={**body, "new_password": "password1"})
        assert refusal(weak) == (422, "password_too_common")
        assert (await browser.post("/api/v1/auth/reset", json=body)).status_code == 204
        assert refusal(await browser.post("/api/v1/auth/reset", json=body)) == (403, "reset_link_invalid")
        assert refusal(await browser.get("/api/v1/me")) == (401, "auth_header_missing")
        login = await browser.post("/api/v1/auth/login", json={"username": "ben", "password": NEW_PASSWORD})
        assert login.status_code == 204
    assert refusal(await ben.get("/api/v1/me")) == (401, "session_invalid")
    old = await program.get("/api/v1/me", headers=bearer(tokens["access_token"]))
    assert refusal(old) == (401, "token_invalid")
    assert {"reset_link_made", "password_reset"} <= set(await facts())


async def test_a_reset_link_is_used_by_one_of_two_who_hold_it(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    await sign_up("ana")
    account = await service.get_user("ana")
    made = await service.make_reset_link(Actor(), account.id, "https://coach.example")
    token = made.link.split("#token=")[1]
    answers = await asyncio.gather(
        *(
            program.post("/api/v1/auth/reset", json={"token": token, "new_password": f"{NEW_PASSWORD} {n}"})
            for n in range(3)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [204, 403, 403]


async def test_a_reset_link_ends_after_half_an_hour_and_with_a_newer_one(
    sign_up: SignUp, program: httpx2.AsyncClient, move_clock: MoveClock
) -> None:
    await sign_up("ana")
    account = await service.get_user("ANA")
    links = [await service.make_reset_link(Actor(), account.id, "https://coach.example") for _ in range(2)]
    first, second = (made.link.split("#token=")[1] for made in links)
    replaced = await program.post("/api/v1/auth/reset", json={"token": first, "new_password": NEW_PASSWORD})
    assert refusal(replaced) == (403, "reset_link_invalid")
    await move_clock(timedelta(minutes=31))
    late = await program.post("/api/v1/auth/reset", json={"token": second, "new_password": NEW_PASSWORD})
    assert refusal(late) == (403, "reset_link_invalid")
    assert replaced.json() == late.json()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000"])
async def test_the_host_of_a_link_comes_from_the_settings(sign_up: SignUp, settings: Settings, host: str) -> None:
    await sign_up("ana")
    named = settings.model_copy(update={"base_url": "https://coach.example/"})
    account = await service.get_user("ana")
    async with browser_of(named, f"https://{host}") as browser:
        browser.headers["x-paceline-request"] = "1"
        await browser.post("/api/v1/auth/login", json={"username": "ana", "password": TEST_PASSWORD})
        made = await browser.post(f"/api/v1/admin/users/{account.id}/reset-link")
        assert made.json()["link"].startswith("https://coach.example/reset#token=")
        invite = await browser.post(INVITES, json={})
        assert invite.json()["link"].startswith("https://coach.example/register#invite=")


async def test_unknown_accounts_and_invites_are_not_found(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    unknown = "01890000-0000-7000-8000-000000000000"
    for action in ("disable", "enable", "reset-link"):
        answer = await ana.post(f"/api/v1/admin/users/{unknown}/{action}")
        assert refusal(answer) == (404, "account_not_found")
    assert refusal(await ana.delete(f"{INVITES}/{unknown}")) == (404, "invite_not_found")
