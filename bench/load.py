"""A load of GET requests over connections that stay open, with as little of its own as Python can."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for: an address, a key, and the path of the n-th request."""

    host: str
    port: int
    path: Callable[[int], str]
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """How long each answer took, and how long all of them together."""

    seconds: list[float]
    took_s: float

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.took_s

    def percentile(self, share: float) -> float:
        """The duration below which this share of the answers lies."""
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)]


class RefusedError(Exception):
    """An answer was not a 200."""


async def load(target: Target, *, connections: int, seconds: float, first: int = 0) -> Answers:
    """Ask as fast as the answers come. `first`: the number of the first request, so that no path comes twice."""
    numbers = iter(range(first, first + 10_000_000))
    found: list[float] = []
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_ask(target, numbers, found, started + seconds))
    return Answers(found, time.perf_counter() - started)


async def _ask(target: Target, numbers: Iterator[int], found: list[float], until: float) -> None:
    reader, writer = await asyncio.open_connection(target.host, target.port)
    key = f"authorization: Bearer {target.token}\r\n" if target.token else ""
    try:
        while (asked := time.perf_counter()) < until:
            writer.write(f"GET {target.path(next(numbers))} HTTP/1.1\r\nhost: bench\r\n{key}\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            lowered = head.lower()
            length = int(lowered.partition(b"content-length:")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            if not head.startswith(b"HTTP/1.1 200"):
                raise RefusedError(f"{head[:60]!r} {body[:200]!r}")
            found.append(time.perf_counter() - asked)
    finally:
        writer.close()
        await writer.wait_closed()
