"""Where a cookie counts (SEC-4): never for another origin, never unasked, and over plain http only where the owner said so."""

import httpx2
import pytest

from paceline.infra.settings import Settings
from tests.accounts.conftest import bearer, issue, refusal
from tests.conftest import TEST_PASSWORD, SignUp, browser_of

ANA = {"username": "ana", "password": TEST_PASSWORD}
LAN = "http://192.0.2.10:8000"


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://localhost:8000", "https://coach.example"])
async def test_loopback_and_https_get_the_host_bound_cookie(sign_up: SignUp, settings: Settings, base_url: str) -> None:
    await sign_up("ana")
    async with browser_of(settings, base_url) as browser:
        answer = await browser.post("/api/v1/auth/login", json=ANA)
        assert answer.headers["set-cookie"].startswith("__Host-paceline=")
        cookie = answer.headers["set-cookie"].split(";")[0]
        assert (await browser.get("/api/v1/me", headers={"cookie": cookie})).status_code == 200


async def test_plain_http_from_another_machine_refuses_every_way_in(sign_up: SignUp, settings: Settings) -> None:
    ana = await sign_up("ana")
    invite = (await ana.post("/api/v1/auth/invites", json={})).json()["code"]
    async with browser_of(settings, LAN) as browser:
        assert (await browser.get("/api/v1/auth/setup")).json()["transport"] == "insecure_refused"
        for path, body in {
            "login": ANA,
            "setup": ANA,
            "register": {**ANA, "invite": invite},
            "token": ANA,
            "token/refresh": {"refresh_token": "pl_refresh_x"},
            "reset": {"token": "pl_reset_x", "new_password": "another long password"},
        }.items():
            answer = await browser.post(f"/api/v1/auth/{path}", json=body)
            assert refusal(answer) == (403, "insecure_http_refused"), path
            assert "set-cookie" not in answer.headers
        stolen = f"__Host-paceline={ana.cookies['__Host-paceline']}"
        assert refusal(await browser.get("/api/v1/me", headers={"cookie": stolen})) == (401, "auth_header_missing")


async def test_who_accepts_the_risk_of_plain_http_gets_a_cookie_of_another_name(
    sign_up: SignUp, settings: Settings
) -> None:
    await sign_up("ana")
    async with browser_of(settings.model_copy(update={"allow_insecure_http": True}), LAN) as browser:
        assert (await browser.get("/api/v1/auth/setup")).json()["transport"] == "insecure_allowed"
        answer = await browser.post("/api/v1/auth/login", json=ANA)
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith("paceline_insecure=")
        assert "secure" not in [part.strip() for part in cookie.split(";")]
        assert "httponly" in cookie
        assert (await browser.get("/api/v1/me")).status_code == 200
        token = browser.cookies["paceline_insecure"]
    async with browser_of(settings, "https://coach.example") as browser:
        planted = await browser.get("/api/v1/me", headers={"cookie": f"paceline_insecure={token}"})
        assert refusal(planted) == (401, "auth_header_missing")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://sub.127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": "https://127.0.0.1:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_another_sites_change_is_refused_even_with_the_header(sign_up: SignUp, headers: dict[str, str]) -> None:
    ana = await sign_up("ana")
    refused = await ana.post("/api/v1/auth/logout", headers=headers)
    assert refusal(refused) == (403, "cross_site_refused")
    assert (await ana.get("/api/v1/me")).status_code == 200


async def test_a_change_by_cookie_needs_the_header(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    del ana.headers["x-paceline-request"]
    for method, path in (
        ("POST", "auth/logout"),
        ("POST", "auth/tokens"),
        ("POST", "auth/invites"),
        ("DELETE", "auth/sessions"),
    ):
        answer = await ana.request(method, f"/api/v1/{path}", headers={"sec-fetch-site": "same-origin"})
        assert refusal(answer) == (403, "csrf_header_missing"), path
    assert (await ana.get("/api/v1/me")).status_code == 200


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_form_can_send_is_no_json(client: httpx2.AsyncClient, media_type: str) -> None:
    body = f'{{"username": "ana", "password": "{TEST_PASSWORD}"}}'
    answer = await client.post("/api/v1/auth/setup", content=body, headers={"content-type": media_type})
    assert answer.status_code == 422
    assert (await client.get("/api/v1/auth/setup")).json()["state"] == "open"


async def test_reading_never_changes_anything(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    for path in ("auth/logout", "auth/login", "auth/password", "auth/token"):
        assert (await ana.get(f"/api/v1/{path}")).status_code in {404, 405}
    assert (await ana.get("/api/v1/me")).status_code == 200


async def test_an_allowed_origin_calls_with_a_token_and_never_with_a_cookie(
    sign_up: SignUp, settings: Settings, program: httpx2.AsyncClient
) -> None:
    ana = await sign_up("ana")
    cookie = f"__Host-paceline={ana.cookies['__Host-paceline']}"
    tokens = await issue(program, "ana")
    origin = {"origin": "https://app.example"}
    async with browser_of(settings.model_copy(update={"allowed_origins": ("https://app.example",)})) as page:
        with_cookie = await page.get("/api/v1/me", headers={**origin, "cookie": cookie})
        assert refusal(with_cookie) == (401, "auth_header_missing")
        with_token = await page.get("/api/v1/me", headers={**origin, **bearer(tokens["access_token"])})
        assert with_token.status_code == 200
        assert with_token.headers["access-control-allow-origin"] == "https://app.example"
        assert "access-control-allow-credentials" not in with_token.headers
        assert "Origin" in with_token.headers["vary"]
        asked = await page.options("/api/v1/me", headers={**origin, "access-control-request-method": "GET"})
        assert asked.status_code == 204
        assert "Authorization" in asked.headers["access-control-allow-headers"]


@pytest.mark.parametrize("origin", ["https://evil.example", "https://app.example.evil", "null", "HTTPS://APP.EXAMPLE/"])
async def test_no_other_origin_is_ever_named_back(settings: Settings, origin: str) -> None:
    async with browser_of(settings.model_copy(update={"allowed_origins": ("https://app.example",)})) as page:
        answer = await page.get("/api/v1/auth/setup", headers={"origin": origin})
        assert "access-control-allow-origin" not in answer.headers


async def test_a_link_followed_from_elsewhere_keeps_its_cookie_but_a_script_elsewhere_does_not(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert (await ana.get("/api/v1/me", headers=link)).status_code == 200
    script = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
    assert refusal(await ana.get("/api/v1/me", headers=script)) == (401, "auth_header_missing")
