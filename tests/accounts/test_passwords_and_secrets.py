"""What a password must be (SEC-6), and where secrets never turn up (SEC-8, SEC-21)."""

import logging
import unicodedata

import httpx2
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from paceline.accounts import service
from paceline.accounts.rules.common_passwords import COMMON_PASSWORDS
from paceline.accounts.rules.passwords import LONGEST, SHORTEST, check_new_password
from paceline.accounts.service import Actor
from paceline.infra.db.system import system_session
from paceline.infra.errors import AppError
from tests.accounts.conftest import bearer, refusal
from tests.accounts.tables import ACCOUNT_TABLES
from tests.conftest import SignUp


def _code(password: str, username: str = "ana") -> str:
    with pytest.raises(AppError) as refused:
        check_new_password(password, username)
    return refused.value.code


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short12", "password_too_short"),
        ("", "password_too_short"),
        ("x" * 64 + "y" * 65, "password_too_long"),
        ("password1", "password_too_common"),
        ("PassWord1", "password_too_common"),
        ("ｐａｓｓｗｏｒｄ１", "password_too_common"),
        ("zzzzzzzzzzzz", "password_too_common"),
    ],
)
def test_short_long_and_common_passwords_are_refused(password: str, code: str) -> None:
    assert _code(password) == code


def test_the_own_name_is_no_password() -> None:
    assert _code("Anastasia", "anastasia") == "password_too_common"


@pytest.mark.parametrize(
    "password", ["all lower case words", "        a", "пароль на русском", "12121213", "🚴🏃🚴🏃🚴🏃🚴🏃"]
)
def test_any_kind_of_character_will_do(password: str) -> None:
    assert check_new_password(password, "ana")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200))
def test_a_password_is_judged_in_its_normal_form(password: str) -> None:
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < SHORTEST:
        assert _code(password) == "password_too_short"
    elif len(normal) > LONGEST:
        assert _code(password) == "password_too_long"
    elif normal.casefold() in COMMON_PASSWORDS or len(set(normal.casefold())) == 1:
        assert _code(password) == "password_too_common"
    else:
        assert check_new_password(password, "ana") == normal


def test_the_list_of_common_passwords_holds_only_what_the_length_lets_through() -> None:
    assert len(COMMON_PASSWORDS) >= 200
    assert all(len(password) >= SHORTEST and password == password.casefold() for password in COMMON_PASSWORDS)


async def test_one_password_typed_on_two_keyboards_is_one(client: httpx2.AsyncClient) -> None:
    composed, decomposed = "caf\u00e9 au lait", "cafe\u0301 au lait"
    who = {"username": "ana"}
    assert (await client.post("/api/v1/auth/setup", json={**who, "password": composed})).status_code == 204
    assert (await client.post("/api/v1/auth/login", json={**who, "password": decomposed})).status_code == 204


async def test_a_password_of_128_characters_counts_to_its_last(client: httpx2.AsyncClient) -> None:
    long = "ab" * 63 + "cd"
    who = {"username": "ana"}
    assert (await client.post("/api/v1/auth/setup", json={**who, "password": long})).status_code == 204
    for wrong in (long[:-1], long[:-1] + "e", long + "d"):
        answer = await client.post("/api/v1/auth/login", json={**who, "password": wrong})
        assert refusal(answer) == (401, "credentials_wrong")
    assert (await client.post("/api/v1/auth/login", json={**who, "password": long})).status_code == 204


@pytest.mark.parametrize("password", ["short12", "password1", "y" * 64 + "x" * 65])
async def test_a_refused_password_makes_no_account(client: httpx2.AsyncClient, password: str) -> None:
    answer = await client.post("/api/v1/auth/setup", json={"username": "ana", "password": password})
    assert answer.status_code == 422
    assert password not in answer.text
    assert (await client.get("/api/v1/auth/setup")).json()["state"] == "open"


async def test_passwords_are_kept_as_argon2id(real_hashes: None, sign_up: SignUp) -> None:
    await sign_up("ana")
    async with system_session() as db:
        kept = (await db.execute(text("select password_hash from account"))).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def _every_secret(sign_up: SignUp, client: httpx2.AsyncClient) -> list[str]:
    """Walk every way a secret takes, right and wrong; the secrets that were on it."""
    ana = await sign_up("ana")
    canary = "canary-of-this-test"
    secrets = [f"{canary}-{n}" for n in range(6)]
    me = (await ana.get("/api/v1/me")).json()
    invite = (await ana.post("/api/v1/auth/invites", json={})).json()["code"]
    who = {"username": "ben", "email": f"{canary}@example.org"}
    await client.post("/api/v1/auth/register", json={**who, "invite": invite, "password": secrets[0]})
    secrets += [client.cookies["__Host-paceline"], ana.cookies["__Host-paceline"], invite]
    await client.post("/api/v1/auth/login", json={"username": "ben", "password": secrets[1]})
    await client.post("/api/v1/auth/login", json={"username": secrets[2], "password": "x"})
    login = {"username": "ben", "password": secrets[0]}
    tokens = (await client.post("/api/v1/auth/token", json=login)).json()
    newer = (await client.post("/api/v1/auth/token/refresh", json={"refresh_token": tokens["refresh_token"]})).json()
    secrets += [pair[kind] for pair in (tokens, newer) for kind in ("access_token", "refresh_token")]
    made = (await ana.post("/api/v1/auth/tokens", json={"name": "x", "scopes": ["read"]})).json()
    secrets.append(made["token"])
    await client.get("/api/v1/me", headers=bearer(made["token"]))
    await client.get("/api/v1/me", headers=bearer(secrets[3]))
    await client.post("/api/v1/auth/token/refresh", json={"refresh_token": secrets[4]})
    link = (await ana.post(f"/api/v1/admin/users/{me['account_id']}/reset-link")).json()["link"]
    token = link.split("#token=")[1]
    await client.post("/api/v1/auth/reset", json={"token": token, "new_password": secrets[5]})
    await client.post("/api/v1/auth/reset", json={"token": token, "new_password": secrets[5], "extra": secrets[5]})
    return [*secrets, token]


async def test_no_secret_reaches_a_log(
    sign_up: SignUp,
    client: httpx2.AsyncClient,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    await service.make_setup_link("https://coach.example")
    with structlog.testing.capture_logs() as lines:
        secrets = await _every_secret(sign_up, client)
    kinds = {line.get("kind") for line in lines}
    assert {"signed_in", "sign_in_failed", "tokens_issued", "api_token_made", "password_reset"} <= kinds
    logged = repr(lines) + caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in [*secrets, "canary"] if secret in logged] == []


async def test_no_secret_is_kept_in_the_database(sign_up: SignUp, client: httpx2.AsyncClient) -> None:
    secrets = await _every_secret(sign_up, client)
    kept = ""
    async with system_session() as db:
        for table in ACCOUNT_TABLES:
            rows = await db.execute(text(f"select row_to_json(t)::text from {table} t"))
            kept += "".join(rows.scalars())
    assert len(kept) > 1000
    assert [secret for secret in secrets if secret in kept] == []


async def test_what_comes_back_over_http_holds_no_hash(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    await service.make_reset_link(Actor(), (await service.get_user("ana")).id, "https://coach.example")
    for path in ("me", "auth/sessions", "auth/tokens", "auth/invites", "admin/users"):
        answer = await ana.get(f"/api/v1/{path}")
        assert answer.headers["cache-control"] == "no-store"
        assert "hash" not in answer.text
        assert "argon2" not in answer.text
