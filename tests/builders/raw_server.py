"""A server on this machine that says byte for byte what a test wants: to stand for a service that misbehaves below HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Act = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class RawServer:
    """Where it listens, and what it was asked: the request lines with their headers, in lower case, and their bodies."""

    port: int = 0
    heads: list[str] = field(default_factory=list[str])
    bodies: list[bytes] = field(default_factory=list[bytes])
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def say(status: int, body: bytes = b"{}", *headers: str) -> Act:
    """A well-formed answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers, "", ""]
    return write("\r\n".join(lines).encode() + body)


def write(*pieces: bytes) -> Act:
    """These bytes, and nothing more for now."""

    async def act(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return act


def hang_up(*first: bytes) -> Act:
    """A connection that ends after these bytes."""

    async def act(writer: asyncio.StreamWriter) -> None:
        await write(*first)(writer)
        writer.close()

    return act


def drip(piece: bytes, every_s: float) -> Act:
    """A body of which a little comes again and again, and never the end."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 1000000\r\n\r\n")
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every_s)

    return act


async def silence(_: asyncio.StreamWriter) -> None:
    """Nothing."""


@asynccontextmanager
async def raw_server(*acts: Act) -> AsyncIterator[RawServer]:
    """A server that meets each request with the next act; the last one goes on."""
    seen = RawServer()
    left = list(acts)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                seen.heads.append(head)
                length = next((line for line in head.splitlines() if line.startswith("content-length:")), ":0")
                seen.bodies.append(await reader.readexactly(int(length.partition(":")[2])))
                await (left.pop(0) if len(left) > 1 else left[0])(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
