"""Answering over a real connection, and spoiling it.

ASGI knows no reset and no promise left unkept, so the server puts the connection's transport into the scope (`serving`). Called without a
server, such a fault raises ConnectionResetError, which an in-process client sees as it would a reset.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from paceline.sandbox.faults.base import Answer

TRANSPORT = "paceline.transport"
"""Under `extensions` of the scope: the asyncio.Transport a request came by."""
_RESET_AT_ONCE = struct.pack("ii", 1, 0)


class AsgiExchange:
    """One request's connection under an ASGI server."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, now: Callable[[], datetime]) -> None:
        self._receive, self._send, self._now = receive, send, now
        self._transport: asyncio.Transport | None = scope.get("extensions", {}).get(TRANSPORT)

    async def send(self, answer: Answer) -> None:
        """Answer as one does."""
        await self._start(answer)
        await self._send({"type": "http.response.body", "body": answer.body})

    async def send_slowly(self, answer: Answer, chunk_bytes: int, every_s: float) -> None:
        """Answer in pieces with pauses between them, until the client has it or has had enough."""
        await self._start(answer)
        for at in range(0, len(answer.body), chunk_bytes):
            if at and await self.client_left(every_s):
                return
            more = at + chunk_bytes < len(answer.body)
            await self._send(
                {"type": "http.response.body", "body": answer.body[at : at + chunk_bytes], "more_body": more}
            )

    async def send_cut(self, answer: Answer, kept_bytes: int) -> None:
        """Promise the whole body, send its beginning, and hang up."""
        transport = self._raw()
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}".encode()]
        lines += [name + b": " + value for name, value in self._headers(answer)]
        transport.write(b"\r\n".join([*lines, b"", answer.body[:kept_bytes]]))
        transport.close()
        await self._gone()

    async def reset(self) -> None:
        """Drop the connection as a crashed machine does (RST)."""
        transport = self._raw()
        raw: socket.socket = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_ONCE)
        transport.abort()
        await self._gone()

    async def client_left(self, within_s: float) -> bool:
        """Wait that long; whether the client hung up meanwhile."""
        try:
            async with asyncio.timeout(within_s):
                await self._gone()
        except TimeoutError:
            return False
        return True

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _start(self, answer: Answer) -> None:
        await self._send(
            {"type": "http.response.start", "status": answer.status, "headers": list(self._headers(answer))}
        )

    def _headers(self, answer: Answer) -> list[tuple[bytes, bytes]]:
        date = format_datetime(self._now(), usegmt=True).encode()
        headers = [*answer.headers, (b"date", date)]
        if answer.status != HTTPStatus.NO_CONTENT:
            headers.append((b"content-length", str(len(answer.body)).encode()))
        return headers

    def _raw(self) -> asyncio.Transport:
        if self._transport is None:
            raise ConnectionResetError
        return self._transport
