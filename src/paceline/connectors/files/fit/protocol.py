"""The envelope of a FIT file: base types, file headers, checksums, the bounds on what one file may hold.

Source: the FIT protocol as Garmin publishes it ("FIT Protocol", developer.garmin.com/fit/protocol).
"""

import struct
from dataclasses import dataclass
from typing import Final

from fastcrc import crc16

from paceline.connectors.base import Flaw

EPOCH_S: Final = 631_065_600
"""Unix time of 1989-12-31T00:00:00Z, the zero of every FIT `date_time`."""

TIMESTAMP: Final = 253
"""The field number of `timestamp` in every message."""

MAX_MESSAGES: Final = 2_000_000
MAX_DEFINITIONS: Final = 4_096
"""Different definitions in one chained part; devices write some dozens, each costs one gather."""
MAX_PARTS: Final = 1_000
MAX_CELLS: Final = 16_000_000
"""Rows times additional columns; an hour at 1 Hz with 40 extras takes 144,000."""

SHORT_HEADER_BYTES: Final = 12
CRC_BYTES: Final = 2
_MAGIC = b".FIT"


@dataclass(frozen=True, slots=True)
class BaseType:
    """How one base type lies in the bytes. `code` is numpy's, `invalid` the value that stands for "nothing" (None: NaN)."""

    code: str
    size: int
    invalid: int | None
    numeric: bool = True


STRING: Final = 7
BYTE: Final = 13

BASE_TYPES: Final[tuple[BaseType, ...]] = (
    BaseType("u1", 1, 0xFF),
    BaseType("i1", 1, 0x7F),
    BaseType("u1", 1, 0xFF),
    BaseType("i2", 2, 0x7FFF),
    BaseType("u2", 2, 0xFFFF),
    BaseType("i4", 4, 0x7FFF_FFFF),
    BaseType("u4", 4, 0xFFFF_FFFF),
    BaseType("u1", 1, 0, numeric=False),
    BaseType("f4", 4, None),
    BaseType("f8", 8, None),
    BaseType("u1", 1, 0),
    BaseType("u2", 2, 0),
    BaseType("u4", 4, 0),
    BaseType("u1", 1, 0xFF),
    BaseType("i8", 8, 0x7FFF_FFFF_FFFF_FFFF),
    BaseType("u8", 8, 0xFFFF_FFFF_FFFF_FFFF),
    BaseType("u8", 8, 0),
)
"""By the low five bits of the base type number; the high bits repeat the size and are often written wrong."""


def base_type_index(number: int, size: int) -> int:
    """The entry of `BASE_TYPES` for a field of `size` bytes; a type that is unknown or does not fit is plain bytes."""
    index = number & 0x1F
    if index >= len(BASE_TYPES) or size % BASE_TYPES[index].size:
        return BYTE
    return index


@dataclass(frozen=True, slots=True)
class FileHeader:
    """One file header inside the data: messages lie in `data[first:end]`, the checksum behind `end`.

    `end` never exceeds the data; `truncated` says that the header promised more.
    """

    start: int
    first: int
    end: int
    truncated: bool
    flaws: tuple[Flaw, ...]

    @property
    def following(self) -> int:
        """Where a chained file would begin."""
        return self.end + CRC_BYTES


def read_header(data: bytes, start: int) -> FileHeader | None:
    """The file header at `start`, or None when there is none."""
    if len(data) - start < SHORT_HEADER_BYTES or data[start + 8 : start + 12] != _MAGIC:
        return None
    header_bytes = data[start]
    if header_bytes < SHORT_HEADER_BYTES:
        return None
    (data_bytes,) = struct.unpack_from("<I", data, start + 4)
    flaws: list[Flaw] = []
    if header_bytes >= SHORT_HEADER_BYTES + CRC_BYTES and len(data) >= start + SHORT_HEADER_BYTES + CRC_BYTES:
        (stored,) = struct.unpack_from("<H", data, start + SHORT_HEADER_BYTES)
        # A header checksum of zero means "not computed" and is legal.
        if stored and stored != crc16.arc(data[start : start + SHORT_HEADER_BYTES]):
            flaws.append(Flaw("fit_header_crc", "The checksum of the file header is wrong."))
    first = min(start + header_bytes, len(data))
    rest = len(data) - first
    if data_bytes == 0 and rest > CRC_BYTES and data[first] & 0xC0 == 0x40:
        # The device died before it wrote the length; the messages are there all the same.
        flaws.append(Flaw("fit_data_size_missing", "The file header gives no length; the file was read to its end."))
        return FileHeader(start, first, len(data), truncated=True, flaws=tuple(flaws))
    end = first + data_bytes
    if end + CRC_BYTES <= len(data):
        return FileHeader(start, first, end, truncated=False, flaws=tuple(flaws))
    missing = end + CRC_BYTES - len(data)
    flaws.append(Flaw("fit_truncated", f"The file ends {missing} bytes early; all complete messages were kept."))
    return FileHeader(start, first, min(end, len(data)), truncated=True, flaws=tuple(flaws))


def checksum_flaw(data: bytes, header: FileHeader) -> Flaw | None:
    """A flaw when the file checksum does not match; nothing to compare in a truncated file."""
    if header.truncated:
        return None
    (stored,) = struct.unpack_from("<H", data, header.end)
    if stored == crc16.arc(memoryview(data)[header.start : header.end]):
        return None
    return Flaw("fit_crc", "The checksum of the file is wrong; it may be damaged.")
