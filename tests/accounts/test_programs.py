"""Tokens for programs (SEC-5): one algorithm, one type, one key; refresh tokens that work once; ends that act at once."""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import text

from paceline.accounts.service.access_tokens import instance_keys
from paceline.infra.clock import utc_now
from paceline.infra.db.system import system_session
from paceline.infra.settings import Settings
from tests.accounts.conftest import bearer, facts, issue, refusal
from tests.conftest import MoveClock, SignUp

REFRESH = "/api/v1/auth/token/refresh"


def _part(token: str, index: int) -> dict[str, Any]:
    piece = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)))


def _b64(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def _me(program: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await program.get("/api/v1/me", headers=bearer(token))


async def test_an_access_token_says_whose_it_is_and_nothing_private(
    sign_up: SignUp, program: httpx2.AsyncClient
) -> None:
    ana = await sign_up("ana")
    tokens = await issue(program, "ana")
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert set(_part(tokens["access_token"], 0)) == {"alg", "typ", "kid"}
    claims = _part(tokens["access_token"], 1)
    assert set(claims) == {"iss", "aud", "sub", "role", "family", "iat", "exp", "jti"}
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["role"] == "admin"
    me = (await _me(program, tokens["access_token"])).json()
    assert me["athlete_id"] == claims["sub"] == (await ana.get("/api/v1/me")).json()["athlete_id"]
    assert me["session"]["kind"] == "access_token"
    assert "account" not in me["scopes"]


async def test_a_program_cannot_manage_credentials(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    await sign_up("ana")
    headers = bearer((await issue(program, "ana"))["access_token"])
    for method, path, body in (
        ("GET", "auth/sessions", None),
        ("POST", "auth/tokens", {"name": "x", "scopes": ["read"]}),
        ("DELETE", "auth/sessions", None),
        ("POST", "auth/password", {"current_password": "x", "new_password": "another long password"}),
    ):
        answer = await program.request(method, f"/api/v1/{path}", json=body, headers=headers)
        assert refusal(answer) == (403, "scope_missing"), path
    assert (await facts()).count("access_denied") == 4


async def test_an_access_token_ends_after_an_hour(
    sign_up: SignUp, program: httpx2.AsyncClient, move_clock: MoveClock
) -> None:
    await sign_up("ana")
    token = (await issue(program, "ana"))["access_token"]
    await move_clock(timedelta(minutes=59))
    assert (await _me(program, token)).status_code == 200
    await move_clock(timedelta(minutes=2))
    assert refusal(await _me(program, token)) == (401, "token_expired")


Forge = Callable[[str, bytes, str], str]


def _signed(header: dict[str, Any], claims: dict[str, Any], key: bytes) -> str:
    """Signed by hand: a library would refuse to write most of these."""
    signed = f"{_b64(header)}.{_b64(claims)}"
    digest = "sha512" if header.get("alg") == "HS512" else "sha256"
    signature = hmac.digest(key, signed.encode(), digest)
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


async def test_a_token_signed_by_hand_is_as_good_as_ours(
    sign_up: SignUp, program: httpx2.AsyncClient, settings: Settings
) -> None:
    """Without this, every forgery below might fail for a slip of this file."""
    await sign_up("ana")
    token = (await issue(program, "ana"))["access_token"]
    again = _forge(jti="another")(token, instance_keys(settings).access, "")
    assert again != token
    assert (await _me(program, again)).status_code == 200


def _forge(header: dict[str, Any] | None = None, **claims: Any) -> Forge:
    """A token of ours with some of its header or claims exchanged, signed with our own key. `None` leaves a part out."""

    def forge(token: str, key: bytes, _: str) -> str:
        new_header = {**_part(token, 0), **(header or {})}
        new_claims = {**_part(token, 1), **claims}
        return _signed(
            {name: value for name, value in new_header.items() if value is not None},
            {name: value for name, value in new_claims.items() if value is not None},
            key,
        )

    return forge


def _unsigned(alg: str) -> Forge:
    return lambda token, key, other: f"{_b64({**_part(token, 0), 'alg': alg})}.{token.split('.')[1]}."


def _rsa(token: str, key: bytes, other: str) -> str:
    rsa = RSAKey.generate_key(2048)
    return jwt.encode({**_part(token, 0), "alg": "RS256"}, _part(token, 1), rsa, algorithms=["RS256"])


FORGERIES: dict[str, Forge] = {
    "alg-none": _unsigned("none"),
    "alg-None": _unsigned("None"),
    "signature-cut-off": lambda token, key, other: token.rsplit(".", 1)[0] + ".",
    "hs512": _forge({"alg": "HS512"}),
    "rs256": _rsa,
    "foreign-key": lambda token, key, other: _signed(_part(token, 0), _part(token, 1), b"k" * 32),
    "kid-path": _forge({"kid": "../../secrets/secret.key"}),
    "kid-sql": _forge({"kid": "' or 1=1 --"}),
    "kid-missing": _forge({"kid": None}),
    "jku": _forge({"jku": "https://evil.example/keys"}),
    "jwk": _forge({"jwk": {"kty": "oct", "k": "AAAA"}}),
    "x5u": _forge({"x5u": "https://evil.example/cert"}),
    "crit": _forge({"crit": ["exp"]}),
    "crit-b64": _forge({"crit": ["b64"], "b64": True}),
    "other-type": _forge({"typ": "JWT"}),
    "no-type": _forge({"typ": None}),
    "wrong-audience": _forge(aud="another-api"),
    "no-audience": _forge(aud=None),
    "wrong-issuer": _forge(iss="https://evil.example"),
    "no-expiry": _forge(exp=None),
    "expiry-no-number": _forge(exp="tomorrow"),
    "from-the-future": _forge(iat=4102444800, exp=4102448400),
    "no-subject": _forge(sub=None),
    "subject-no-id": _forge(sub="x"),
    "other-subject": lambda token, key, other: _forge(sub=other)(token, key, other),
    "no-family": _forge(family=None),
    "family-no-id": _forge(family=7),
    "unknown-family": _forge(family="01890000-0000-7000-8000-000000000000"),
    "very-long": _forge(jti="x" * 9000),
    "no-token-at-all": lambda token, key, other: "x",
    "five-parts": lambda token, key, other: token + ".a.b",
    "not-ascii": lambda token, key, other: token + "\u00e9",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
async def test_a_forged_token_opens_nothing(
    sign_up: SignUp, program: httpx2.AsyncClient, settings: Settings, forge: Forge
) -> None:
    await sign_up("ana")
    ben = (await (await sign_up("ben")).get("/api/v1/me")).json()["athlete_id"]
    token = (await issue(program, "ana"))["access_token"]
    forged = forge(token, instance_keys(settings).access, ben)
    answer = await program.get("/api/v1/me", headers={"authorization": f"Bearer {forged}".encode()})
    assert refusal(answer) == (401, "token_invalid")
    assert (await _me(program, token)).status_code == 200


async def test_an_old_date_is_told_apart_from_a_forgery(
    sign_up: SignUp, program: httpx2.AsyncClient, settings: Settings
) -> None:
    await sign_up("ana")
    token = (await issue(program, "ana"))["access_token"]
    past = int(utc_now().timestamp()) - 7200
    old = _forge(iat=past, exp=past + 3600)(token, instance_keys(settings).access, "")
    assert refusal(await _me(program, old)) == (401, "token_expired")


async def test_no_kind_of_token_passes_for_another(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    ana = await sign_up("ana")
    tokens = await issue(program, "ana")
    made = await ana.post("/api/v1/auth/tokens", json={"name": "x", "scopes": ["read"]})
    cookie, api_token = ana.cookies["__Host-paceline"], made.json()["token"]
    for token in (tokens["refresh_token"], cookie):
        assert refusal(await _me(program, token)) == (401, "token_invalid")
    for token in (tokens["access_token"], tokens["refresh_token"], api_token):
        answer = await program.get("/api/v1/me", headers={"cookie": f"__Host-paceline={token}"})
        assert refusal(answer) == (401, "session_invalid")
    for token in (cookie, api_token):
        assert refusal(await program.post(REFRESH, json={"refresh_token": token})) == (401, "token_invalid")
    too_long = await program.post(REFRESH, json={"refresh_token": tokens["access_token"]})
    assert refusal(too_long) == (422, "input_invalid")


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic YW5hOng=", "bearer", "Token x", ""])
async def test_another_kind_of_authorization_is_refused_even_beside_a_good_cookie(sign_up: SignUp, header: str) -> None:
    ana = await sign_up("ana")
    assert refusal(await ana.get("/api/v1/me", headers={"authorization": header})) == (401, "token_invalid")


async def test_a_refresh_gives_new_tokens_and_the_old_one_works_once(
    sign_up: SignUp, program: httpx2.AsyncClient
) -> None:
    await sign_up("ana")
    tokens = await issue(program, "ana")
    answer = await program.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    newer = answer.json()
    assert newer["refresh_token"] != tokens["refresh_token"]
    assert (await _me(program, newer["access_token"])).status_code == 200
    assert (await program.post(REFRESH, json={"refresh_token": newer["refresh_token"]})).status_code == 200


async def test_twenty_refreshes_at_once_lead_to_one_successor(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    await sign_up("ana")
    token = (await issue(program, "ana"))["refresh_token"]
    answers = await asyncio.gather(*(program.post(REFRESH, json={"refresh_token": token}) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    async with system_session() as db:
        assert (await db.execute(text("select count(*) from refresh_token"))).scalar_one() == 2


async def test_a_repeat_within_ten_seconds_gets_the_same_successor_and_a_later_one_ends_the_family(
    sign_up: SignUp, program: httpx2.AsyncClient, move_clock: MoveClock
) -> None:
    await sign_up("ana")
    tokens = await issue(program, "ana")
    first = (await program.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})).json()
    await move_clock(timedelta(seconds=5))
    repeat = (await program.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})).json()
    assert repeat["refresh_token"] == first["refresh_token"]
    await move_clock(timedelta(seconds=10))
    stolen = await program.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})
    assert refusal(stolen) == (401, "refresh_reused")
    for token in (first["access_token"], repeat["access_token"], tokens["access_token"]):
        assert refusal(await _me(program, token)) == (401, "token_invalid")
    assert refusal(await program.post(REFRESH, json={"refresh_token": first["refresh_token"]})) == (
        401,
        "token_invalid",
    )
    assert (await facts()).count("refresh_reused") == 1


async def test_an_unused_refresh_token_ends_after_thirty_days(
    sign_up: SignUp, program: httpx2.AsyncClient, move_clock: MoveClock
) -> None:
    await sign_up("ana")
    token = (await issue(program, "ana"))["refresh_token"]
    await move_clock(timedelta(days=31))
    assert refusal(await program.post(REFRESH, json={"refresh_token": token})) == (401, "token_expired")


async def test_a_family_ends_after_half_a_year_however_often_it_refreshes(
    sign_up: SignUp, program: httpx2.AsyncClient, move_clock: MoveClock
) -> None:
    await sign_up("ana")
    token = (await issue(program, "ana"))["refresh_token"]
    for _ in range(7):
        await move_clock(timedelta(days=25))
        token = (await program.post(REFRESH, json={"refresh_token": token})).json()["refresh_token"]
    await move_clock(timedelta(days=6))
    assert refusal(await program.post(REFRESH, json={"refresh_token": token})) == (401, "token_invalid")


async def test_revoking_acts_on_the_next_request_and_says_nothing_about_unknown_tokens(
    sign_up: SignUp, program: httpx2.AsyncClient
) -> None:
    await sign_up("ana")
    tokens = await issue(program, "ana")
    revoke = "/api/v1/auth/token/revoke"
    assert (await program.post(revoke, json={"refresh_token": "pl_refresh_unknown"})).status_code == 204
    assert (await program.post(revoke, json={"refresh_token": tokens["refresh_token"]})).status_code == 204
    assert refusal(await _me(program, tokens["access_token"])) == (401, "token_invalid")
    assert (await program.post(revoke, json={"refresh_token": tokens["refresh_token"]})).status_code == 204


async def test_the_database_keeps_no_token_of_a_program(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    await sign_up("ana")
    tokens = await issue(program, "ana")
    newer = (await program.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})).json()
    async with system_session() as db:
        kept = (
            await db.execute(
                text(
                    "select string_agg(row_to_json(r)::text, '') from (select f.*, r.* from refresh_token r, token_family f) r"
                )
            )
        ).scalar_one()
    for pair in (tokens, newer):
        assert pair["refresh_token"] not in kept
        assert pair["access_token"] not in kept
