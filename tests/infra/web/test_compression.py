"""What is read comes compressed where the caller takes it, and nothing else does."""

import zlib
from collections.abc import AsyncIterator

import httpx2
import pytest
import zstandard
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

from paceline.infra.web.compression import LEAST_BYTES, Compression, encoding_of
from tests.conftest import SignUp

LARGE = b'{"values":[' + b",".join(b"%d" % (n % 300) for n in range(60_000)) + b"]}"
SMALL = b'{"value":1}'


async def _pieces() -> AsyncIterator[bytes]:
    yield LARGE[:1000]
    yield LARGE[1000:]


def _app() -> FastAPI:
    app = FastAPI()
    app.add_middleware(Compression)

    @app.api_route("/{kind}", methods=["GET", "POST", "HEAD"])
    async def answer(kind: str) -> Response:
        made = {
            "json": Response(LARGE, media_type="application/json", headers={"etag": 'W/"7"', "vary": "Cookie"}),
            "large": Response(LARGE * 2, media_type="application/json"),
            "small": Response(SMALL, media_type="application/json"),
            "secret": Response(LARGE, media_type="application/json", headers={"cache-control": "no-store"}),
            "file": Response(LARGE, media_type="application/octet-stream"),
            "packed": Response(LARGE, media_type="application/json", headers={"content-encoding": "br"}),
            "pieces": StreamingResponse(_pieces(), media_type="application/json"),
            "events": StreamingResponse(_pieces(), media_type="text/event-stream"),
            "unchanged": Response(status_code=304, headers={"etag": 'W/"7"', "vary": "Cookie"}),
            "refused": Response(LARGE, 422, media_type="application/json"),
        }
        return made[kind]

    _ = answer
    return app


async def _raw(path: str, accepted: str, method: str = "GET") -> tuple[httpx2.Headers, bytes]:
    """An answer as it goes over the wire."""
    transport = httpx2.ASGITransport(app=_app())
    async with (
        httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
        client.stream(method, path, headers={"accept-encoding": accepted}) as answer,
    ):
        return answer.headers, b"".join([piece async for piece in answer.aiter_raw()])


def _unpacked(body: bytes, encoding: str | None) -> bytes:
    if encoding is None:
        return body
    return zstandard.decompress(body) if encoding == "zstd" else zlib.decompress(body, 31)


@pytest.mark.parametrize("path", ["/json", "/large"])
async def test_a_large_answer_comes_in_the_best_encoding_that_is_taken(path: str) -> None:
    whole = LARGE * (2 if path == "/large" else 1)
    for accepted, encoding in (("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate", "gzip"), ("br", None)):
        headers, body = await _raw(path, accepted)
        assert headers.get("content-encoding") == encoding
        assert int(headers["content-length"]) == len(body)
        assert _unpacked(body, encoding) == whole
        assert "Accept-Encoding" in headers["vary"]
        if encoding:
            assert len(body) < len(whole) / 3


@pytest.mark.parametrize("path", ["/small", "/secret", "/file", "/packed", "/pieces", "/events", "/refused"])
async def test_what_is_small_secret_packed_or_no_whole_document_stays_as_it_is(path: str) -> None:
    headers, body = await _raw(path, "gzip, zstd")
    assert headers.get("content-encoding") == ("br" if path == "/packed" else None)
    assert body == (SMALL if path == "/small" else LARGE)
    assert len(SMALL) < LEAST_BYTES < len(LARGE)


async def test_what_answers_a_change_stays_as_it_is() -> None:
    headers, body = await _raw("/json", "gzip, zstd", "POST")
    assert ("content-encoding" in headers, body) == (False, LARGE)


async def test_an_unchanged_answer_varies_as_the_whole_one_does() -> None:
    whole, unchanged = (await _raw("/json", "gzip"))[0], (await _raw("/unchanged", "gzip"))[0]
    assert whole["vary"] == unchanged["vary"] == "Cookie, Accept-Encoding"
    assert whole["etag"] == unchanged["etag"] == 'W/"7"'


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("br", None),
        ("gzip;q=1.0, zstd;q=0", "gzip"),
        ("gzip;q=0.000", None),
        ("GZIP ; q=0.1", "gzip"),
        ("*", None),
    ],
)
def test_an_encoding_is_taken_where_it_is_named_and_not_refused(accepted: str, encoding: str | None) -> None:
    assert encoding_of(accepted) == encoding


async def test_a_tag_holds_for_each_encoding_of_an_answer(sign_up: SignUp) -> None:
    ana = await sign_up("ana")
    packed = await ana.get("/api/openapi.json", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    zones = {
        encoding: await ana.get("/api/v1/profile/zones", headers={"accept-encoding": encoding})
        for encoding in ("gzip", "identity")
    }
    assert zones["gzip"].headers["content-encoding"] == "gzip"
    assert "content-encoding" not in zones["identity"].headers
    assert zones["gzip"].json() == zones["identity"].json()
    tag = zones["gzip"].headers["etag"]
    assert tag == zones["identity"].headers["etag"]
    assert tag.startswith("W/")
    again = await ana.get("/api/v1/profile/zones", headers={"accept-encoding": "identity", "if-none-match": tag})
    assert again.status_code == 304
    assert again.headers["vary"] == zones["gzip"].headers["vary"]
