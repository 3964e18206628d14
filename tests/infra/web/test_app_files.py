"""The built web app as it is served: addresses, caching, encodings, and the policy of its page."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from paceline.entrypoints.web import create_app
from paceline.infra.settings import Settings

_SCRIPT = "\n  start();\n"
_PAGE = f'<!doctype html><title>Paceline</title><script>{_SCRIPT}</script><script src="/x.js"></script>'


@pytest.fixture
def built(tmp_path: Path) -> Path:
    files = {
        "index.html": _PAGE.encode(),
        "index.html.br": b"brotli",
        "service-worker.js": b"self",
        "manifest.webmanifest": b"{}",
        "_app/immutable/start.abc.js": b"start()",
        "_app/immutable/start.abc.js.gz": b"gzip",
    }
    for name, body in files.items():
        path = tmp_path / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    (tmp_path / "secret.txt").write_text("outside")
    return tmp_path / "web"


def browser(settings: Settings, web_app: Path) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=create_app(settings, web_app))
    return httpx2.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8000", headers={"accept-encoding": "identity"}
    )


@pytest.mark.parametrize(
    "path", ["/", "/activities", "/activities/0199?tab=laps", "/settings/zones", "/sign-in?next=%2Ffitness"]
)
async def test_every_screen_has_an_address_of_its_own(settings: Settings, built: Path, path: str) -> None:
    async with browser(settings, built) as client:
        page = await client.get(path)
    assert (page.status_code, page.text) == (200, _PAGE)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api", "/_app/immutable/old.js", "/favicon.ico", "/s/unknown", "/metrics"]
)
async def test_an_unknown_address_that_is_no_screen_is_an_error(settings: Settings, built: Path, path: str) -> None:
    async with browser(settings, built) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/_app/../../secret.txt", "/..%2fsecret.txt"])
async def test_no_name_leads_out_of_the_folder(settings: Settings, built: Path, path: str) -> None:
    async with browser(settings, built) as client:
        answer = await client.get(path)
    assert "outside" not in answer.text


async def test_only_a_read_gets_the_page(settings: Settings, built: Path) -> None:
    async with browser(settings, built) as client:
        assert (await client.post("/activities")).status_code == 404
        head = await client.head("/activities")
    assert (head.status_code, head.content) == (200, b"")


async def test_what_carries_its_hash_is_kept_for_ever_and_the_rest_is_asked_for_anew(
    settings: Settings, built: Path
) -> None:
    async with browser(settings, built) as client:
        hashed = await client.get("/_app/immutable/start.abc.js")
        worker = await client.get("/service-worker.js")
        again = await client.get("/service-worker.js", headers={"if-none-match": worker.headers["etag"]})
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert worker.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


async def test_a_compressed_file_is_sent_to_who_takes_it(settings: Settings, built: Path) -> None:
    async with browser(settings, built) as client:
        async with client.stream("GET", "/", headers={"accept-encoding": "gzip, br;q=1.0"}) as page:
            assert page.headers["content-encoding"] == "br"
        async with client.stream(
            "GET", "/_app/immutable/start.abc.js", headers={"accept-encoding": "br, gzip"}
        ) as script:
            assert (script.headers["content-encoding"], script.headers["content-type"]) == (
                "gzip",
                "text/javascript; charset=utf-8",
            )
        plain = await client.get("/manifest.webmanifest")
    assert "content-encoding" not in plain.headers
    assert plain.headers["content-type"] == "application/manifest+json"


async def test_the_page_runs_its_own_scripts_and_speaks_to_its_own_server(settings: Settings, built: Path) -> None:
    async with browser(settings, built) as client:
        policy = (await client.get("/")).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    digest = b64encode(sha256(_SCRIPT.encode()).digest()).decode()
    assert rules["script-src"] == f"'self' 'sha256-{digest}'"
    assert rules["default-src"] == "'none'"
    assert rules["connect-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_a_tile_server_of_the_settings_is_let_in_and_no_other(settings: Settings, built: Path) -> None:
    with_tiles = settings.model_copy(update={"tile_url": "https://tiles.example:8443/{z}/{x}/{y}.png?key=k"})
    async with browser(with_tiles, built) as client:
        policy = (await client.get("/")).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["connect-src"] == "'self' https://tiles.example:8443"
    assert rules["img-src"].endswith(" https://tiles.example:8443")


async def test_a_worker_may_speak_to_its_own_server(settings: Settings, built: Path) -> None:
    async with browser(settings, built) as client:
        policy = (await client.get("/service-worker.js")).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert (rules["default-src"], rules["connect-src"]) == ("'none'", "'self'")


async def test_without_a_build_the_page_says_how_to_get_one(settings: Settings, tmp_path: Path) -> None:
    async with browser(settings, tmp_path / "nothing") as client:
        page = await client.get("/activities")
    assert "/api/docs" in page.text
    assert "make web" in page.text


async def test_what_a_newer_build_took_away_is_not_found(settings: Settings, built: Path) -> None:
    async with browser(settings, built) as client:
        (built / "_app/immutable/start.abc.js").unlink()
        answer = await client.get("/_app/immutable/start.abc.js")
    assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")
