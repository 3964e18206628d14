"""A body over the cap is refused the same way whether its length was declared or not."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from paceline.entrypoints.web import create_app
from paceline.imports.routes import uploads
from paceline.infra.settings import Settings
from tests.conftest import SignUp

_FORM = {"content-type": "multipart/form-data; boundary=b"}
_FILE = b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.fit"\r\n\r\n'


async def _pieces(first: bytes, count: int) -> AsyncIterator[bytes]:
    yield first
    for _ in range(count):
        yield b"0" * 100_000


def _refused(answer: httpx2.Response) -> tuple[int, str, str, str]:
    return (
        answer.status_code,
        answer.headers["content-type"],
        answer.json()["code"],
        answer.headers["x-content-type-options"],
    )


REFUSED = (413, "application/problem+json", "body_too_large", "nosniff")


@pytest.mark.parametrize(
    ("path", "first", "headers"),
    [
        ("/api/v1/gear", b'{"name": "', {"content-type": "application/json"}),
        ("/api/v1/gear", b"", {"content-type": "text/plain"}),
        ("/api/v1/imports", b'{"path": "', {"content-type": "application/json"}),
        ("/api/v1/auth/login", b'{"username": "', {"content-type": "application/json"}),
    ],
)
async def test_a_body_of_unknown_length_is_cut_off_at_the_cap(
    sign_up: SignUp, path: str, first: bytes, headers: dict[str, str]
) -> None:
    ana = await sign_up("ana")
    assert _refused(await ana.post(path, content=_pieces(first, 11), headers=headers)) == REFUSED


async def test_an_upload_of_unknown_length_is_cut_off_at_its_own_cap(
    sign_up: SignUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOAD_LIMIT_BYTES", 3_000_000)
    ana = await sign_up("ana")
    assert _refused(await ana.post("/api/v1/imports", content=_pieces(_FILE, 40), headers=_FORM)) == REFUSED
    assert (await ana.get("/api/v1/imports")).json()["imports"] == []


async def test_a_body_of_unknown_length_below_the_cap_is_taken(sign_up: SignUp) -> None:
    ana = await sign_up("ana")

    async def body() -> AsyncIterator[bytes]:
        yield b'{"name": "Blue shoes", '
        yield b'"kind": "shoes"}'

    answer = await ana.post("/api/v1/gear", content=body(), headers={"content-type": "application/json"})
    assert answer.status_code == 201, answer.text


async def test_who_is_not_signed_in_is_told_so_before_the_body_is_read(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/imports", content=_pieces(_FILE, 40), headers=_FORM)
    assert answer.status_code == 401


async def test_who_hangs_up_in_the_middle_of_an_upload_is_no_fault_of_ours(sign_up: SignUp, settings: Settings) -> None:
    ana = await sign_up("ana")
    messages = iter([{"type": "http.request", "body": _FILE, "more_body": True}])
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        sent.append(message)

    request = ana.build_request("POST", "/api/v1/imports", content=_FILE, headers=_FORM)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in request.headers.raw if name.lower() != b"content-length"],
        "client": ("127.0.0.1", 50000),
    }
    # Raises what the server would log as a fault.
    await create_app(settings)(scope, receive, send)
    assert sent[0]["status"] == 400
    assert (await ana.get("/api/v1/imports")).json()["imports"] == []
