"""One stream of server-sent events an athlete: that something changed, and how far long work is.

    event: revision   the athlete's data has another revision: what was read before may be out of date
    event: <feed>     one thing under way, told whenever it reads differently, and once more when it is over
    event: end        the stream is over and why; a browser comes back by itself

Each look is the statement that checks the credential and reads the revision, so a stream ends with its credential. Only when the revision
moved are the feeds asked. Nothing is held open in between: a stream costs no database connection.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError, ErrorKind
from paceline.infra.web.principal import Principal, Scope, resolve_only, signed_in
from paceline.infra.web.routing import api_router


@dataclass(frozen=True, slots=True)
class LiveItem:
    """Something under way, or just over."""

    id: str
    is_over: bool
    data: Mapping[str, Any]


Feed = Callable[[AsyncConnection, frozenset[str]], Awaitable[Sequence[LiveItem]]]
"""What is under way now, and of the ids known from before also what is over."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to look, how long to stay silent at most, how long a stream lasts, how many an athlete may have."""

    look_every_s: float = 1.0
    heartbeat_s: float = 15.0
    lasts_s: float = 3600.0
    most_streams: int = 8


_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def events_router(feeds: Mapping[str, Feed], pace: Pace | None = None) -> APIRouter:
    """The route `events` over these feeds."""
    chosen = pace or Pace()
    open_streams: Counter[UUID] = Counter()
    router = api_router(tags=["events"])

    @router.get("/events", response_class=StreamingResponse)
    async def events(request: Request, principal: Annotated[Principal, signed_in(Scope.READ)]) -> StreamingResponse:
        """Server-sent events: revisions of the athlete's data, and the progress of what is under way."""
        if open_streams[principal.athlete_id] >= chosen.most_streams:
            raise AppError(
                "too_many_streams", "Too many pages are open at once.", ErrorKind.RATE_LIMITED, retry_after_s=60
            )
        stream = _counted(open_streams, principal.athlete_id, stream_of(request, feeds, chosen))
        return StreamingResponse(stream, media_type="text/event-stream", headers=_HEADERS)

    _ = events
    return router


async def _counted(
    open_streams: Counter[UUID], athlete_id: UUID, stream: AsyncIterator[bytes]
) -> AsyncGenerator[bytes]:
    open_streams[athlete_id] += 1
    try:
        async for piece in stream:
            yield piece
    finally:
        open_streams[athlete_id] -= 1
        if not open_streams[athlete_id]:
            del open_streams[athlete_id]


@dataclass(slots=True)
class _Told:
    """What a stream has said so far."""

    revision: int | None = None
    items: dict[str, dict[str, bytes]] = field(default_factory=dict[str, dict[str, bytes]])


async def stream_of(request: Request, feeds: Mapping[str, Feed], pace: Pace) -> AsyncGenerator[bytes]:
    """The pieces of one stream, until its time is over or its credential is."""
    told = _Told()
    began_s = spoke_s = time.monotonic()
    yield b"retry: 3000\n\n"
    while (now_s := time.monotonic()) - began_s < pace.lasts_s:
        try:
            pieces = await _look(request, feeds, told)
        except AppError as problem:
            yield _event("end", {"code": problem.code})
            return
        except (DBAPIError, PoolTimeout):
            # The database is away for a moment; the stream outlives that.
            pieces = []
        if pieces:
            yield b"".join(pieces)
            spoke_s = now_s
        elif now_s - spoke_s >= pace.heartbeat_s:
            yield b": \n\n"
            spoke_s = now_s
        await asyncio.sleep(pace.look_every_s)
    yield _event("end", {"code": "stream_over"})


async def _look(request: Request, feeds: Mapping[str, Feed], told: _Told) -> list[bytes]:
    principal = await resolve_only(request, Scope.READ)
    if principal.data_rev == told.revision:
        return []
    pieces = [_event("revision", {"revision": principal.data_rev}, event_id=str(principal.data_rev))]
    async with athlete_session(principal.athlete_id, read_only=True) as db:
        for name, feed in feeds.items():
            pieces += await _ask(db, name, feed, told.items.setdefault(name, {}))
    told.revision = principal.data_rev
    return pieces


async def _ask(db: AsyncConnection, name: str, feed: Feed, known: dict[str, bytes]) -> list[bytes]:
    pieces: list[bytes] = []
    for item in await feed(db, frozenset(known)):
        said = orjson.dumps(item.data)
        if known.get(item.id) != said:
            pieces.append(_event(name, item.data))
        known[item.id] = said
        if item.is_over:
            del known[item.id]
    return pieces


def _event(name: str, data: Mapping[str, Any], *, event_id: str | None = None) -> bytes:
    head = f"id: {event_id}\n" if event_id else ""
    return f"event: {name}\n{head}data: ".encode() + orjson.dumps(data) + b"\n\n"
