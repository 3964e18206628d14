"""Personal API tokens: some rights of an account, for some time, and never the right to make more."""

from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import text

from paceline.infra.crypto import token_hash
from paceline.infra.db.system import system_session
from tests.accounts.conftest import bearer, facts, issue, refusal
from tests.conftest import MoveClock, SignUp

TOKENS = "/api/v1/auth/tokens"


async def _make(browser: httpx2.AsyncClient, *scopes: str, **more: object) -> dict[str, str]:
    answer = await browser.post(TOKENS, json={"name": "watch", "scopes": list(scopes), **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_token_is_shown_once_and_kept_as_a_hash(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    made = await _make(ana, "read", "import")
    (listed,) = (await ana.get(TOKENS)).json()["items"]
    assert set(listed) == {"id", "name", "scopes", "created_at", "last_used_at", "expires_at"}
    assert listed["scopes"] == ["import", "read"]
    async with system_session() as db:
        assert (await db.execute(text("select token_hash from api_token"))).scalar_one() == token_hash(made["token"])
    assert await facts() == ["admin_made", "signed_in", "api_token_made"]


async def test_a_token_has_the_scopes_it_was_made_with_and_no_others(
    sign_up: SignUp, program: httpx2.AsyncClient
) -> None:
    ana = await sign_up("ana")
    made = await _make(ana, "import")
    assert refusal(await program.get("/api/v1/me", headers=bearer(made["token"]))) == (403, "scope_missing")
    made = await _make(ana, "read", "write")
    me = (await program.get("/api/v1/me", headers=bearer(made["token"]))).json()
    assert me["scopes"] == ["read", "write"]
    assert refusal(await program.get("/api/v1/admin/users", headers=bearer(made["token"]))) == (403, "scope_missing")


async def test_no_key_makes_widens_or_ends_keys_or_opens_a_door_to_its_account(
    sign_up: SignUp, program: httpx2.AsyncClient
) -> None:
    ana = await sign_up("ana")
    me = (await ana.get("/api/v1/me")).json()
    made = await _make(ana, "read", "write", "import", "coach", "mcp", "admin")
    headers = bearer(made["token"])
    assert (await program.get("/api/v1/admin/users", headers=headers)).status_code == 200
    for method, path, body in (
        ("POST", "auth/tokens", {"name": "more", "scopes": ["admin"]}),
        ("GET", "auth/tokens", None),
        ("DELETE", f"auth/tokens/{made['id']}", None),
        ("GET", "auth/sessions", None),
        ("POST", "auth/password", {"current_password": "x", "new_password": "another long password"}),
    ):
        answer = await program.request(method, f"/api/v1/{path}", json=body, headers=headers)
        assert refusal(answer) == (403, "scope_missing"), path
    link = await program.post(f"/api/v1/admin/users/{me['account_id']}/reset-link", headers=headers)
    assert refusal(link) == (403, "session_needed")
    access = bearer((await issue(program, "ana"))["access_token"])
    link = await program.post(f"/api/v1/admin/users/{me['account_id']}/reset-link", headers=access)
    assert refusal(link) == (403, "session_needed")
    assert len((await ana.get(TOKENS)).json()["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "scopes": ["account"]},
        {"name": "x", "scopes": ["everything"]},
        {"name": "x", "scopes": []},
        {"name": "", "scopes": ["read"]},
        {"name": "x\n", "scopes": ["read"]},
        {"name": "x", "scopes": ["read"], "expires_in_days": 0},
        {"name": "x", "scopes": ["read"], "expires_in_days": 3650},
        {"name": "x", "scopes": ["read"], "account_id": "01890000-0000-7000-8000-000000000000"},
    ],
)
async def test_a_token_that_does_not_fit_is_not_made(sign_up: SignUp, body: dict[str, object]) -> None:
    ana = await sign_up("ana")
    assert refusal(await ana.post(TOKENS, json=body)) == (422, "input_invalid")
    assert (await ana.get(TOKENS)).json()["items"] == []


async def test_the_database_itself_refuses_the_scope_account(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    await _make(ana, "read")
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        async with system_session() as db:
            await db.execute(text("update api_token set scopes = array['read', 'account']"))


async def test_only_an_admin_makes_a_token_with_the_scope_admin(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    refused = await ben.post(TOKENS, json={"name": "x", "scopes": ["admin"]})
    assert refusal(refused) == (403, "scope_beyond_account")
    made = await _make(ana, "admin")
    async with system_session() as db:
        await db.execute(text("update account set is_admin = false"))
    answer = await program.get("/api/v1/admin/users", headers=bearer(made["token"]))
    assert refusal(answer) == (403, "scope_missing")


async def test_a_token_ends_on_its_day_and_when_it_is_revoked(
    sign_up: SignUp, program: httpx2.AsyncClient, move_clock: MoveClock
) -> None:
    ana = await sign_up("ana")
    short, long = await _make(ana, "read", expires_in_days=1), await _make(ana, "read", expires_in_days=20)
    await move_clock(timedelta(days=2))
    assert refusal(await program.get("/api/v1/me", headers=bearer(short["token"]))) == (401, "token_expired")
    assert (await program.get("/api/v1/me", headers=bearer(long["token"]))).status_code == 200
    (listed,) = (await ana.get(TOKENS)).json()["items"]
    assert listed["last_used_at"] is not None
    assert (await ana.delete(f"{TOKENS}/{long['id']}")).status_code == 204
    assert refusal(await program.get("/api/v1/me", headers=bearer(long["token"]))) == (401, "token_invalid")
    assert refusal(await ana.delete(f"{TOKENS}/{long['id']}")) == (404, "api_token_not_found")


async def test_somebody_elses_token_does_not_exist(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    ana, ben = await sign_up("ana"), await sign_up("ben")
    made = await _make(ana, "read")
    assert refusal(await ben.delete(f"{TOKENS}/{made['id']}")) == (404, "api_token_not_found")
    assert (await ben.get(TOKENS)).json()["items"] == []
    assert (await program.get("/api/v1/me", headers=bearer(made["token"]))).status_code == 200


async def test_there_is_an_end_to_tokens(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    for _ in range(50):
        await _make(ana, "read")
    refused = await ana.post(TOKENS, json={"name": "x", "scopes": ["read"]})
    assert refusal(refused) == (409, "too_many_tokens")
