"""Calling the application. A client of its own, so that nothing of the client under test stands on both sides."""

import asyncio
import ssl
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlsplit

import orjson

_DEFAULT_PORTS = {"http": 80, "https": 443}


class CallbackError(Exception):
    """The application could not be reached, was too slow, or answered something that is no HTTP."""


async def call_back(method: str, url: str, document: Any | None, within_s: float) -> tuple[int, bytes]:
    """Status and body of a request to the callback. Raises `CallbackError`."""
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or parts.hostname is None:
        raise CallbackError(f"no address to call: {url}")
    body = b"" if document is None else orjson.dumps(document)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = (
        f"{method} {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: Strava webhooks (sandbox)\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    context = ssl.create_default_context() if parts.scheme == "https" else None
    try:
        async with asyncio.timeout(within_s):
            port = parts.port or _DEFAULT_PORTS[parts.scheme]
            reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=context)
            try:
                writer.write(head.encode() + body)
                return _read(await reader.read())
            finally:
                writer.close()
    except (OSError, HTTPException, ValueError) as failure:
        # A timeout is an OSError, too.
        raise CallbackError(str(failure) or type(failure).__name__) from failure


class _Received:
    """What `HTTPResponse` takes for a socket."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, *_: object) -> BytesIO:
        return BytesIO(self._raw)


def _read(raw: bytes) -> tuple[int, bytes]:
    response = HTTPResponse(cast("Any", _Received(raw)))
    response.begin()
    return response.status, response.read()
