"""Answers that are read go out compressed where the caller takes it: JSON shrinks to a third or less.

Only what answers a GET and may be kept. What shows a secret once answers a POST and is `no-store`, so that no secret ever stands in a
compressed body beside what a request made it say (the BREACH attack: Gluck, Harris and Prado, Black Hat 2013); and a script of another site
has no cookie here to ask with (`security.takes_cookies`). Events and files go out piece by piece, and as they are. The ETags of the API are
weak, so they hold for every encoding of an answer.
"""

import asyncio
import re
import zlib
from collections.abc import Callable

import zstandard
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST_BYTES = 1000
"""Below, a packet more or less is all there is to win."""
_LARGE_BYTES = 100_000
"""Above, it takes milliseconds, and other requests would wait for them."""


def _zstd(body: bytes) -> bytes:
    return zstandard.compress(body, level=1)


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(level=1, wbits=31)
    return packer.compress(body) + packer.flush()


# The lightest level of each. The streams of ten hours, 2.4 MB: zstd 9 ms to 0.63 MB, gzip 17 ms to 0.78 MB; gzip 6 took 121 ms to 0.67 MB.
_ENCODERS: dict[str, Callable[[bytes], bytes]] = {"zstd": _zstd, "gzip": _gzip}


class Compression:
    """Compresses whole JSON answers to GET by what the caller accepts, and says in `Vary` that it does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, encoding_of(Headers(scope=scope).get("accept-encoding", "")))
        await self.app(scope, receive, answer.send)


def encoding_of(accepted: str) -> str | None:
    """The best encoding that an `Accept-Encoding` names; `None` when it names none of ours, or refuses them by `q=0`."""
    named = {name.strip().lower(): weight for name, _, weight in (part.partition(";") for part in accepted.split(","))}
    return next((name for name in _ENCODERS if name in named and not _REFUSED.fullmatch(named[name])), None)


_REFUSED = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*", re.IGNORECASE)


class _Answer:
    """One answer on its way: its head is held back until its body shows whether it is whole."""

    def __init__(self, send: Send, encoding: str | None) -> None:
        self._send = send
        self._encoding = encoding
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            may_shrink = _may_shrink(message["status"], headers)
            if (may_shrink or message["status"] == 304) and "accept-encoding" not in headers.get("vary", "").lower():
                headers.add_vary_header("Accept-Encoding")
            if may_shrink and self._encoding is not None:
                self._head = message
                return
        elif self._head is not None:
            head, self._head = self._head, None
            if not message.get("more_body", False):
                message = {**message, "body": await self._shrunk(head, message.get("body", b""))}
            await self._send(head)
        await self._send(message)

    async def _shrunk(self, head: Message, body: bytes) -> bytes:
        if self._encoding is None or len(body) < LEAST_BYTES:
            return body
        encode = _ENCODERS[self._encoding]
        small = await asyncio.to_thread(encode, body) if len(body) > _LARGE_BYTES else encode(body)
        headers = MutableHeaders(scope=head)
        headers["content-encoding"] = self._encoding
        headers["content-length"] = str(len(small))
        return small


def _may_shrink(status: int, headers: Headers) -> bool:
    is_json = headers.get("content-type", "").startswith("application/json")
    is_secret = "no-store" in headers.get("cache-control", "")
    return status == 200 and is_json and not is_secret and "content-encoding" not in headers
