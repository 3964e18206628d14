"""Asking services: whole answers within bounds or a typed failure, and nothing secret in any log line or message (SEC-21)."""

import asyncio
import gzip
import json
import logging
import socket
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from paceline.infra.outbound.backoff import Backoff
from paceline.infra.outbound.bodies import BodyError, parse_items, parse_json
from paceline.infra.outbound.client import Answer, Bounds, OutboundClient, Request
from paceline.infra.outbound.errors import NetworkError, OutboundError, UnreadableBodyError
from tests.builders.raw_server import Act, RawServer, drip, hang_up, raw_server, say, silence, write

QUICK = Bounds(connect_s=1.0, silence_s=0.2, total_s=0.4, most_bytes=100_000)
ASK = Request("GET", "/activities/{id}", values={"id": 7})


@asynccontextmanager
async def asking(*acts: Act, bounds: Bounds = QUICK) -> AsyncIterator[tuple[OutboundClient, RawServer]]:
    async with raw_server(*acts) as server:
        client = OutboundClient(server.url + "/api/v3", bounds=bounds)
        try:
            yield client, server
        finally:
            await client.aclose()


async def _ask(*acts: Act, bounds: Bounds = QUICK) -> Answer:
    async with asking(*acts, bounds=bounds) as (client, _):
        return await client.send(ASK)


async def _unreadable(act: Act) -> UnreadableBodyError:
    with pytest.raises(UnreadableBodyError) as failed:
        (await _ask(act)).json()
    return failed.value


async def _no_answer(*acts: Act, bounds: Bounds = QUICK) -> NetworkError:
    with pytest.raises(NetworkError) as failed:
        await _ask(*acts, bounds=bounds)
    return failed.value


async def test_an_answer_comes_whole_with_its_status_and_headers() -> None:
    answer = await _ask(say(404, b'{"message": "no"}', "X-RateLimit-Usage: 1,2"))
    assert (answer.status, answer.is_success, answer.json()) == (404, False, {"message": "no"})
    assert answer.headers["x-ratelimit-usage"] == "1,2"
    assert answer.sent_at <= answer.received_at


async def test_the_path_lies_below_the_base_and_its_values_are_escaped() -> None:
    async with asking(say(200)) as (client, server):
        await client.send(Request("GET", "/a/{x}", values={"x": "../b?c"}, query={"page": "2"}))
    assert server.heads[0].startswith("get /api/v3/a/..%2fb%3fc?page=2 http/1.1")


async def test_who_asks_is_said_and_a_connection_is_kept() -> None:
    async with asking(say(200)) as (client, server):
        for _ in range(3):
            await client.send(ASK)
    assert "user-agent: paceline/" in server.heads[0]
    assert server.connections == 1


async def test_cookies_of_a_service_never_come_back() -> None:
    async with asking(say(200, b"{}", "Set-Cookie: who=ana; Path=/")) as (client, server):
        for _ in range(2):
            await client.send(ASK)
    assert "cookie" not in server.heads[1]


async def test_redirects_are_not_followed() -> None:
    async with asking(say(302, b"", "Location: http://127.0.0.1:1/")) as (client, server):
        assert (await client.send(ASK)).status == 302
    assert len(server.heads) == 1


async def test_a_compressed_body_is_unpacked() -> None:
    assert (await _ask(say(200, gzip.compress(b'{"a": 1}', mtime=0), "Content-Encoding: gzip"))).json() == {"a": 1}


PACKED = gzip.compress(b"[" + b"1.5," * 5000 + b"0]", mtime=0)


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (b"<!doctype html><p>Sorry", "identity", "not_json"),
        (b'{"a": [1, 2', "identity", "not_json"),
        (b"", "identity", "not_json"),
        (b"[" * 100_000, "identity", "not_json"),
        (b"\xff\xfe{}", "identity", "not_json"),
        (PACKED[:-20], "gzip", "cut"),
        (PACKED[:-4], "gzip", "cut"),
        (b"no gzip", "gzip", "encoding"),
        (b"{}", "br", "encoding"),
        (b"[" + b"1," * 60_000 + b"1]", "identity", "too_large"),
        (zlib.compress(b" " * 50_000_000, wbits=31), "gzip", "too_large"),
    ],
)
async def test_a_body_that_is_not_what_it_says_is_a_typed_failure(body: bytes, encoding: str, reason: str) -> None:
    failed = await _unreadable(say(200, body, f"Content-Encoding: {encoding}"))
    assert (failed.reason, failed.status) == (reason, 200)


@pytest.mark.parametrize(
    ("body", "means"),
    [
        (b'{"a": NaN}', "{'a': nan}"),
        (b"[1e999, -Infinity]", "[inf, -inf]"),
        (b"[%d]" % 10**30, "[1e+30]"),
    ],
)
def test_numbers_that_json_has_not_come_as_python_has_them(body: bytes, means: str) -> None:
    assert str(parse_json(body)) == means


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_a_typed_failure(body: bytes) -> None:
    with suppress(BodyError):
        parse_json(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=5), st.sampled_from(["", " ", "\n\t"]), st.booleans())
def test_members_of_an_array_come_with_the_bytes_they_were_written_in(
    values: list[object], space: str, is_ascii: bool
) -> None:
    texts = [json.dumps(value, ensure_ascii=is_ascii) for value in values]
    body = f"{space}[{space}{f'{space},{space}'.join(texts)}{space}]{space}".encode()
    assert parse_items(body) == [(value, text.encode()) for value, text in zip(values, texts, strict=True)]


@pytest.mark.parametrize("body", ["", "{}", "[1,]", "[,1]", "[1 2]", "[1", "[1]]", '["', "nul", "[" * 5000])
def test_what_is_no_array_has_no_members(body: str) -> None:
    with pytest.raises(BodyError):
        parse_items(body.encode())


@pytest.mark.parametrize(
    "act",
    [
        hang_up(),
        hang_up(b"HTTP/1.1 200 X\r\nContent-Le"),
        hang_up(b'HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\n{"a": 1'),
        hang_up(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2,\r\n"),
        write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    ],
)
async def test_an_answer_that_breaks_off_is_no_answer(act: Act) -> None:
    failed = await _no_answer(act)
    assert (failed.reason, failed.was_sent) == ("reset", True)


@pytest.mark.parametrize("act", [silence, drip(b" ", 0.05)])
async def test_neither_silence_nor_a_slow_drip_holds_a_request_for_long(act: Act) -> None:
    assert (await _no_answer(act)).reason == "timeout"


async def test_a_host_that_refuses_was_never_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = OutboundClient(f"http://127.0.0.1:{port}", bounds=QUICK)
    with pytest.raises(NetworkError) as failed:
        await client.send(ASK)
    await client.aclose()
    assert (failed.value.reason, failed.value.was_sent) == ("connect", False)


async def test_a_host_without_tls_is_never_told_anything() -> None:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(5))
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        client = OutboundClient(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", bounds=QUICK)
        with pytest.raises(NetworkError) as failed:
            await client.send(ASK)
        await client.aclose()
    assert (failed.value.reason, failed.value.was_sent) == ("tls", False)
    assert [piece[:1] for piece in heard] == [b"\x16"]  # a TLS handshake


async def test_a_name_that_resolves_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    client = OutboundClient("http://service.example", bounds=QUICK)
    with pytest.raises(NetworkError) as failed:
        await client.send(ASK)
    await client.aclose()
    assert (failed.value.reason, failed.value.was_sent) == ("dns", False)


CANARY = "canary-4be1"
SECRETS = Request(
    "POST",
    "/tokens/{id}",
    values={"id": CANARY},
    query={"code": CANARY},
    form={"client_secret": CANARY},
    headers={"Authorization": f"Bearer {CANARY}"},
)


@pytest.mark.parametrize("act", [say(200, b"<html>"), hang_up(), silence, say(200, b"{}", "Content-Encoding: br")])
async def test_no_secret_of_a_request_is_in_its_failure_or_in_any_log_line(
    act: Act, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        async with asking(act) as (client, server):
            with pytest.raises(OutboundError) as failed:
                (await client.send(SECRETS)).json()
    assert CANARY in server.heads[0] + server.bodies[0].decode()
    spoken = [repr(failed.value), repr(failed.value.__cause__), repr(SECRETS), caplog.text, str(lines)]
    assert [one for one in spoken if CANARY in one] == []
    assert failed.value.endpoint == "POST /tokens/{id}"


async def test_an_answer_keeps_its_body_and_headers_to_itself() -> None:
    answer = await _ask(say(200, CANARY.encode(), f"X-Token: {CANARY}"))
    assert CANARY not in repr(answer)


class FlakyError(Exception):
    """Fails again, or asks to be left alone for a while."""

    def __init__(self, wait_s: float | None) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


def _wait_asked_s(failure: Exception) -> float | None:
    assert isinstance(failure, FlakyError)
    return failure.wait_s


async def _attempts(backoff: Backoff, *waits_s: float | None) -> tuple[int, bool]:
    """How often it was tried, and whether it succeeded in the end."""
    left = list(waits_s)
    tried = 0

    async def attempt() -> None:
        nonlocal tried
        tried += 1
        if left:
            raise FlakyError(left.pop(0))

    try:
        await backoff.run(attempt, FlakyError, _wait_asked_s)
    except FlakyError:
        return tried, False
    return tried, True


def _backoff(naps_s: list[float], jitter: float = 0.0) -> Backoff:
    async def nap(seconds: float) -> None:
        naps_s.append(seconds)

    return Backoff(sleep=nap, jitter=lambda: jitter, seconds=lambda: sum(naps_s))


@pytest.mark.parametrize(
    ("failures", "outcome"),
    [
        ((), (1, True)),
        ((0.0,), (2, True)),
        ((0.0, 0.0), (3, True)),
        ((0.0, 0.0, 0.0), (3, False)),
        ((None,), (1, False)),
        ((0.0, None), (2, False)),
        ((600.0,), (1, False)),
        ((9.0, 9.9), (2, False)),
    ],
)
async def test_only_what_may_succeed_is_tried_again_three_times_in_all(
    failures: tuple[float | None, ...], outcome: tuple[int, bool]
) -> None:
    assert await _attempts(_backoff([]), *failures) == outcome


async def test_waits_double_and_are_never_shorter_than_asked() -> None:
    naps_s: list[float] = []
    await _attempts(_backoff(naps_s), 0.0, 3.0)
    assert naps_s == [0.5, 4.0]


@given(st.integers(1, 40), st.floats(0, 1, exclude_max=True), st.floats(0, 10))
def test_a_wait_is_between_half_and_all_of_the_step_after_what_was_asked(
    failures: int, jitter: float, asked_s: float
) -> None:
    backoff = Backoff(jitter=lambda: jitter)
    step_s = min(backoff.first_s * 2 ** (failures - 1), backoff.most_s)
    assert asked_s + step_s / 2 <= backoff.wait_s(failures, asked_s) <= asked_s + step_s


async def test_a_cancelled_request_is_not_tried_again() -> None:
    tried = 0

    async def attempt() -> None:
        nonlocal tried
        tried += 1
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await _backoff([]).run(attempt, FlakyError, _wait_asked_s)
    assert tried == 1
