"""Bodies of answers: read whole within a bound, and made JSON of.

Compression is undone here and not by the HTTP library, which takes a gzip stream that breaks off for one that ended.
"""

import json
import re
import zlib
from collections.abc import AsyncIterator
from typing import Any

import orjson

from paceline.infra.outbound.errors import BodyReason

_PIECE_BYTES = 1 << 18


class BodyError(Exception):
    """A body that cannot be read; the client says of which request."""

    def __init__(self, reason: BodyReason) -> None:
        super().__init__(reason)
        self.reason: BodyReason = reason


async def read_body(pieces: AsyncIterator[bytes], encoding: str, most_bytes: int) -> bytes:
    """The body in full, unpacked, at most `most_bytes` of it on the wire and unpacked alike. Raises `BodyError`."""
    coding = encoding.strip().lower()
    if coding in ("gzip", "x-gzip"):
        return await _gunzip(pieces, most_bytes)
    if coding not in ("", "identity"):
        raise BodyError("encoding")
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > most_bytes:
            raise BodyError("too_large")
    return bytes(body)


async def _gunzip(pieces: AsyncIterator[bytes], most_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    body = bytearray()
    received = 0
    async for piece in pieces:
        received += len(piece)
        rest = piece
        try:
            while rest and not unpacker.eof:
                # In pieces: a few bytes of input may stand for megabytes.
                body += unpacker.decompress(rest, _PIECE_BYTES)
                rest = unpacker.unconsumed_tail
                if len(body) > most_bytes:
                    raise BodyError("too_large")
        except zlib.error:
            raise BodyError("encoding") from None
        if received > most_bytes:
            raise BodyError("too_large")
    body += unpacker.flush()
    if received and not unpacker.eof:
        raise BodyError("cut")
    return bytes(body)


def parse_json(body: bytes) -> Any:
    """What a JSON text says. Raises `BodyError`.

    Services write `NaN` and infinities, which JSON has not: they come as floats. So does a whole number beyond 64 bits.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BodyError("not_json") from None


def parse_items(body: bytes) -> list[tuple[Any, bytes]]:
    """The members of a JSON array, each with the bytes it was written in. Raises `BodyError`, also for anything but an array.

    A member is kept as it came, so that what a service said stays readable when we understand it better.
    """
    items: list[tuple[Any, bytes]] = []
    try:
        text = body.decode()
        place = _past_space(text, 0)
        if text[place : place + 1] != "[":
            raise BodyError("not_json")
        place = _past_space(text, place + 1)
        while text[place : place + 1] != "]":
            value, end = _DECODER.raw_decode(text, place)
            items.append((value, text[place:end].encode()))
            place = _past_space(text, end)
            if text[place : place + 1] == ",":
                place = _past_space(text, place + 1)
                if text[place : place + 1] == "]":
                    raise BodyError("not_json")
            elif text[place : place + 1] != "]":
                raise BodyError("not_json")
    except (ValueError, RecursionError):
        raise BodyError("not_json") from None
    if _past_space(text, place + 1) != len(text):
        raise BodyError("not_json")
    return items


_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


def _past_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return place if found is None else found.end()
