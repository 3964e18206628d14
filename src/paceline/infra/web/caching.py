"""What may be kept, and for how long: `private, no-cache` with an ETag of the athlete's data revision."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID
from zlib import crc32

import orjson
from fastapi import Request, Response

from paceline import __version__
from paceline.infra.web.principal import Principal

_KEPT_ANSWERS = 512
_KEPT_BYTES = 32 * 1024 * 1024
# Instants in UTC as pydantic writes them.
_WRITING = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_UTC_Z


class _Answers:
    """The answers of this process by athlete, address and revision; the least recently used go first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[UUID, str, str], bytes] = OrderedDict()
        self._bytes = 0

    def find(self, key: tuple[UUID, str, str]) -> bytes | None:
        body = self._answers.get(key)
        if body is not None:
            self._answers.move_to_end(key)
        return body

    def keep(self, key: tuple[UUID, str, str], body: bytes) -> None:
        if len(body) > _KEPT_BYTES // 8:
            return
        self._bytes += len(body) - len(self._answers.pop(key, b""))
        self._answers[key] = body
        while len(self._answers) > _KEPT_ANSWERS or self._bytes > _KEPT_BYTES:
            _, dropped = self._answers.popitem(last=False)
            self._bytes -= len(dropped)


_answers = _Answers()


def etag_of(request: Request, principal: Principal, extra: str = "") -> str:
    """Changes with the athlete and the athlete's data, the address, the program, and `extra` (today's date where an answer depends on it).

    A browser may send what an earlier person's answer was stored under, so two athletes at the same revision never share one.
    """
    address = crc32(f"{principal.athlete_id}{_address(request)}".encode())
    return f'W/"{principal.data_rev}-{address:08x}-{__version__}{"-" + extra if extra else ""}"'


def _address(request: Request) -> str:
    # As it came: `request.url` takes an address apart only to put it together.
    return f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"


async def cached(
    request: Request, principal: Principal, compute: Callable[[], Awaitable[Any]], *, extra: str = ""
) -> Response:
    """Answer a read: 304 without any computation when the caller has it, else from this process's memory, else computed.

    `X-Cache` says whether we computed. The key begins with the athlete and holds the full address, so nothing is ever shared.
    """
    etag = etag_of(request, principal, extra)
    headers = {"etag": etag, "cache-control": "private, no-cache", "vary": "Cookie, Authorization"}
    if etag in {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers={**headers, "x-cache": "HIT"})
    key = (principal.athlete_id, _address(request), etag)
    body = _answers.find(key)
    hit = body is not None
    if body is None:
        body = orjson.dumps(await compute(), option=_WRITING, default=_plain)
        _answers.keep(key, body)
    return Response(body, media_type="application/json", headers={**headers, "x-cache": "HIT" if hit else "MISS"})


def _plain(value: object) -> object:
    dump = getattr(value, "model_dump", None)
    if dump is None:
        raise TypeError(type(value).__name__)
    return dump(mode="json")
