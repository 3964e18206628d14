"""The one way to ask a service over HTTP.

HTTP/1.1 with a small pool of kept connections; no redirects, no cookies; bounded in time and in size. The library's own log lines hold
whole addresses, so they are silenced: what is logged here is a request's template, its status and how long it took.
"""

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import httpx2
import structlog

from paceline import __version__
from paceline.infra.clock import utc_now
from paceline.infra.outbound.bodies import BodyError, parse_json, read_body
from paceline.infra.outbound.errors import NetworkError, NetworkReason, UnreadableBodyError

for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)

log = structlog.get_logger("paceline.outbound")

_USER_AGENT = f"Paceline/{__version__} (self-hosted training log)"
_LOOPBACK = ("all://127.0.0.1", "all://[::1]", "all://localhost")
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request may cost: seconds to connect, seconds of silence, seconds in all, bytes of the answer."""

    connect_s: float = 5.0
    silence_s: float = 10.0
    total_s: float = 20.0
    most_bytes: int = 32_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `path` is a template: what stands in its braces comes from `values`, so that it can be named in logs as it is."""

    method: str
    path: str
    values: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    query: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    @property
    def endpoint(self) -> str:
        """What it is called where it may be seen."""
        return f"{self.method} {self.path}"

    @property
    def filled_path(self) -> str:
        """The path as it is sent."""
        return self.path.format_map({name: quote(str(value), safe="") for name, value in self.values.items()})


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, whatever its status. Names of `headers` are in lower case."""

    endpoint: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    sent_at: datetime
    received_at: datetime

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """What the body says. Raises `UnreadableBodyError`."""
        try:
            return parse_json(self.body)
        except BodyError as problem:
            raise UnreadableBodyError(self.endpoint, problem.reason, self.status) from None


class OutboundClient:
    """Asks one service. Opened once a process and shared; close it with `aclose`."""

    def __init__(self, base_url: str, *, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._client = httpx2.AsyncClient(
            base_url=base_url,
            timeout=httpx2.Timeout(self._bounds.silence_s, connect=self._bounds.connect_s, pool=self._bounds.connect_s),
            limits=httpx2.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=30.0),
            headers={"User-Agent": _USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
            # One client speaks for many athletes: what a service sets for one must not come back with another.
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
            # A machine behind a proxy, or with authorities of its own, says so in the environment; this machine is never behind one.
            trust_env=True,
            mounts=dict.fromkeys(_LOOPBACK),
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def send(self, request: Request) -> Answer:
        """The answer, of whatever status. Raises `NetworkError` or `UnreadableBodyError`; does not ask again."""
        began_s = time.monotonic()
        outcome = "failed"
        try:
            async with asyncio.timeout(self._bounds.total_s):
                answer = await self._exchange(request)
            outcome = str(answer.status)
            return answer
        except TimeoutError:
            raise NetworkError(request.endpoint, "timeout", was_sent=True) from None
        finally:
            took_ms = round((time.monotonic() - began_s) * 1000)
            log.debug("outbound.asked", endpoint=request.endpoint, outcome=outcome, took_ms=took_ms)

    async def _exchange(self, request: Request) -> Answer:
        sent_at = utc_now()
        try:
            async with self._client.stream(
                request.method,
                request.filled_path,
                params=request.query or None,
                data=request.form,
                headers=request.headers,
            ) as response:
                body = await self._read(request, response)
        except httpx2.TransportError as problem:
            # The library's error holds the whole request.
            raise NetworkError(
                request.endpoint, _reason(problem), was_sent=not isinstance(problem, _NEVER_SENT)
            ) from None
        headers = dict(response.headers.items())
        return Answer(request.endpoint, response.status_code, headers, body, sent_at, utc_now())

    async def _read(self, request: Request, response: httpx2.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "")
        try:
            return await read_body(response.aiter_raw(), encoding, self._bounds.most_bytes)
        except BodyError as problem:
            raise UnreadableBodyError(request.endpoint, problem.reason, response.status_code) from None


def _reason(problem: httpx2.TransportError) -> NetworkReason:
    if isinstance(problem, httpx2.TimeoutException):
        return "timeout"
    for cause in _causes(problem):
        if isinstance(cause, socket.gaierror):
            return "dns"
        if isinstance(cause, ssl.SSLError):
            return "tls"
    return "connect" if isinstance(problem, _NEVER_SENT) else "reset"


def _causes(problem: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = problem
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
