"""Bodies of answers: read whole within a bound, and made JSON of.

Compression is undone here and not by the HTTP library, which takes a gzip stream that breaks off for one that ended.
"""

import json
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
