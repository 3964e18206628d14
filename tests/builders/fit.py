"""FIT files for tests: `FitBuilder` puts single messages together, byte for byte; `build_activity_fit` makes whole activities.

Both write only what they are told, so that a test can leave out, spoil or misdeclare anything. Nothing of the decoder is used.
"""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

FIT_EPOCH_S = 631_065_600

BASE_NUMBERS = {
    "enum": 0x00, "sint8": 0x01, "uint8": 0x02, "sint16": 0x83, "uint16": 0x84, "sint32": 0x85, "uint32": 0x86,
    "string": 0x07, "float32": 0x88, "float64": 0x89, "uint8z": 0x0A, "uint16z": 0x8B, "uint32z": 0x8C, "byte": 0x0D,
    "sint64": 0x8E, "uint64": 0x8F, "uint64z": 0x90,
}  # fmt: skip
_CODES = {
    "enum": "B", "sint8": "b", "uint8": "B", "sint16": "h", "uint16": "H", "sint32": "i", "uint32": "I",
    "float32": "f", "float64": "d", "uint8z": "B", "uint16z": "H", "uint32z": "I", "byte": "B",
    "sint64": "q", "uint64": "Q", "uint64z": "Q",
}  # fmt: skip
_INVALID = {
    "enum": 0xFF, "sint8": 0x7F, "uint8": 0xFF, "sint16": 0x7FFF, "uint16": 0xFFFF, "sint32": 0x7FFFFFFF,
    "uint32": 0xFFFFFFFF, "float32": math.nan, "float64": math.nan, "uint8z": 0, "uint16z": 0, "uint32z": 0,
    "byte": 0xFF, "sint64": 0x7FFFFFFFFFFFFFFF, "uint64": 0xFFFFFFFFFFFFFFFF, "uint64z": 0,
}  # fmt: skip

Value = int | float | str | bytes | None | Sequence[int | float | None]


class Field(NamedTuple):
    """A field of a definition. `count` elements (bytes for a string); `size` overrides the declared bytes."""

    number: int
    base: str
    count: int = 1
    size: int | None = None

    @property
    def bytes(self) -> int:
        if self.size is not None:
            return self.size
        return self.count * (1 if self.base == "string" else struct.calcsize(_CODES[self.base]))


class DeveloperField(NamedTuple):
    """A developer field of a definition; `base` is how this builder writes it, the file says it elsewhere."""

    number: int
    index: int
    base: str
    count: int = 1

    @property
    def bytes(self) -> int:
        return Field(self.number, self.base, self.count).bytes


def crc16(data: bytes) -> int:
    """The FIT checksum, by the nibble table of the protocol document: independent of the decoder's."""
    table = (0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
             0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400)  # fmt: skip
    crc = 0
    for byte in data:
        for nibble in (byte & 0xF, byte >> 4):
            crc = (crc >> 4 & 0x0FFF) ^ table[crc & 0xF] ^ table[nibble]
    return crc


def fit_seconds(at: datetime) -> int:
    """A moment as FIT seconds."""
    return round(at.timestamp()) - FIT_EPOCH_S


def semicircles(degrees: float | None) -> int | None:
    """Degrees as FIT writes positions."""
    return None if degrees is None else round(degrees * 2**31 / 180)


@dataclass
class FitBuilder:
    """One FIT file (or one part of a chained one), message by message.

    `define` and `data` give full control of local types; `add` defines on the fly whenever the layout changes.
    """

    big_endian: bool = False
    body: bytearray = field(default_factory=bytearray)
    _layouts: dict[int, tuple[bool, tuple[Field, ...], tuple[DeveloperField, ...]]] = field(default_factory=dict)
    _added: dict[int, tuple[int, tuple[tuple[int, str, int], ...]]] = field(default_factory=dict)

    def define(
        self,
        local: int,
        message: int,
        fields: Sequence[Field],
        developer: Sequence[DeveloperField] = (),
        *,
        big_endian: bool | None = None,
    ) -> "FitBuilder":
        """Write a definition message."""
        big = self.big_endian if big_endian is None else big_endian
        self.body += struct.pack(">BBBHB" if big else "<BBBHB", 0x40 | local | (0x20 if developer else 0), 0, big, message,
                                 len(fields))  # fmt: skip
        for one in fields:
            self.body += bytes((one.number, one.bytes, BASE_NUMBERS[one.base]))
        if developer:
            self.body.append(len(developer))
            for one in developer:
                self.body += bytes((one.number, one.bytes, one.index))
        self._layouts[local] = (big, tuple(fields), tuple(developer))
        return self

    def data(self, local: int, *values: Value, header: int | None = None) -> "FitBuilder":
        """Write a data message; None is the base type's invalid value. `header` overrides the header byte."""
        big, fields, developer = self._layouts[local]
        self.body.append(local if header is None else header)
        for one, value in zip((*fields, *developer), values, strict=True):
            self.body += _encode(one, value, big)
        return self

    def compressed(self, local: int, seconds: int, *values: Value) -> "FitBuilder":
        """Write a data message whose header holds the low five bits of `seconds`."""
        return self.data(local, *values, header=0x80 | local << 5 | seconds & 0x1F)

    def add(self, message: int, values: Mapping[int, tuple[str, Value]], local: int = 0) -> "FitBuilder":
        """Write a message from `{field: (base type, value)}`, with a definition when the layout is new."""
        fields = tuple(Field(number, base, _count(base, value)) for number, (base, value) in values.items())
        key = (message, tuple((one.number, one.base, one.count) for one in fields))
        if self._added.get(local) != key:
            self.define(local, message, fields)
            self._added[local] = key
        return self.data(local, *(value for _, value in values.values()))

    def raw(self, data: bytes) -> "FitBuilder":
        """Write bytes as they are."""
        self.body += data
        return self

    def build(
        self,
        *,
        header_bytes: int = 14,
        data_bytes: int | None = None,
        header_crc: int | None = None,
        crc: int | None = None,
    ) -> bytes:
        """The finished file. Sizes and checksums are right unless given."""
        size = len(self.body) if data_bytes is None else data_bytes
        header = struct.pack("<BBHI4s", header_bytes, 0x20, 2184, size, b".FIT")
        if header_bytes >= 14:
            header += struct.pack("<H", crc16(header) if header_crc is None else header_crc)
            header += bytes(header_bytes - 14)
        content = header + bytes(self.body)
        return content + struct.pack("<H", crc16(content) if crc is None else crc)


def _count(base: str, value: Value) -> int:
    if base == "string":
        return len(str(value).encode()) + 1
    return len(value) if isinstance(value, (list, tuple, bytes)) else 1


def _encode(one: Field | DeveloperField, value: Value, big: bool) -> bytes:
    if isinstance(value, bytes):
        encoded = value
    elif one.base == "string":
        encoded = b"" if value is None else str(value).encode()
    else:
        elements = value if isinstance(value, (list, tuple)) else [value] * (one.count if value is None else 1)
        filled = [_INVALID[one.base] if element is None else element for element in elements]
        filled += [_INVALID[one.base]] * (one.count - len(filled))
        encoded = struct.pack((">" if big else "<") + f"{len(filled)}{_CODES[one.base]}", *filled)
    return encoded[: one.bytes].ljust(one.bytes, b"\0")


class _Channel(NamedTuple):
    number: int
    base: str
    scale: float = 1
    offset: float = 0


CHANNELS = {
    "latitude_deg": _Channel(0, "sint32", 2**31 / 180),
    "longitude_deg": _Channel(1, "sint32", 2**31 / 180),
    "altitude_m": _Channel(2, "uint16", 5, 500),
    "heart_rate_bpm": _Channel(3, "uint8"),
    "cadence_rpm": _Channel(4, "uint8"),
    "distance_m": _Channel(5, "uint32", 100),
    "speed_mps": _Channel(6, "uint16", 1000),
    "power_w": _Channel(7, "uint16"),
    "temperature_c": _Channel(13, "sint8"),
}
"""What `build_activity_fit` can write into records."""


@dataclass(frozen=True)
class Extra:
    """A developer field for `build_activity_fit`: float32, one value a record."""

    unit: str
    values: Sequence[float | None]


def build_activity_fit(
    started_at: datetime,
    samples: Mapping[str, Sequence[float | None]] | None = None,
    *,
    at_s: Sequence[int] | None = None,
    sport: int = 2,
    sub_sport: int = 0,
    manufacturer: int = 1,
    product: int = 3121,
    serial: int | None = 123_456_789,
    laps: Sequence[tuple[int, int]] = (),
    pauses: Sequence[tuple[int, int]] = (),
    elapsed_s: float | None = None,
    distance_m: float | None = None,
    utc_offset_s: int | None = None,
    name: str | None = None,
    developer: Mapping[str, Extra] | None = None,
    session: bool = True,
    file_type: int = 4,
) -> bytes:
    """A whole activity as a watch would write it.

    `samples` are columns by the names in `CHANNELS`, None where nothing was measured; `at_s` are whole seconds after
    `started_at`, one a second unless given. `laps` and `pauses` are (from, to) in the same seconds. Elapsed time and
    distance come from the samples unless given. Without `session` the file ends as after a flat battery: no summary.
    """
    columns = dict(samples or {})
    offsets = range(max(map(len, columns.values()), default=0)) if at_s is None else at_s
    start = fit_seconds(started_at)
    elapsed = elapsed_s if elapsed_s is not None else float(offsets[-1] if offsets else 0)
    builder = FitBuilder()
    _write_opening(builder, start, file_type, (manufacturer, product, serial), name)
    _write_records(builder, start, offsets, columns, pauses, developer or {})
    if not session:
        return builder.build()
    paused_s = sum(to - since for since, to in pauses)
    known = [metres for metres in columns.get("distance_m", ()) if metres is not None]
    distance = distance_m if distance_m is not None else (known[-1] if known else None)
    _write_summary(builder, start, (elapsed, elapsed - paused_s), distance, (sport, sub_sport), laps, utc_offset_s)
    return builder.build()


def _write_opening(
    builder: FitBuilder, start: int, file_type: int, device: tuple[int, int, int | None], name: str | None
) -> None:
    manufacturer, product, serial = device
    builder.add(0, {0: ("enum", file_type), 1: ("uint16", manufacturer), 2: ("uint16", product), 3: ("uint32z", serial),
                    4: ("uint32", start)})  # fmt: skip
    builder.add(23, {253: ("uint32", start), 0: ("uint8", 0), 2: ("uint16", manufacturer), 5: ("uint16", 1234)})
    if name is not None:
        builder.add(26, {8: ("string", name)})
    builder.add(21, {253: ("uint32", start), 0: ("enum", 0), 1: ("enum", 0)})


def _write_summary(
    builder: FitBuilder,
    start: int,
    elapsed_and_timer_s: tuple[float, float],
    distance_m: float | None,
    sport: tuple[int, int],
    laps: Sequence[tuple[int, int]],
    utc_offset_s: int | None,
) -> None:
    elapsed_s, timer_s = elapsed_and_timer_s
    end = start + math.ceil(elapsed_s)
    builder.add(21, {253: ("uint32", end), 0: ("enum", 0), 1: ("enum", 4)})
    for since, to in laps:
        builder.add(19, {253: ("uint32", start + to), 2: ("uint32", start + since), 7: ("uint32", (to - since) * 1000),
                         8: ("uint32", (to - since) * 1000), 24: ("enum", 0)})  # fmt: skip
    builder.add(18, {253: ("uint32", end), 2: ("uint32", start), 5: ("enum", sport[0]), 6: ("enum", sport[1]),
                     7: ("uint32", round(elapsed_s * 1000)), 8: ("uint32", round(timer_s * 1000)),
                     9: ("uint32", None if distance_m is None else round(distance_m * 100))})  # fmt: skip
    local_s = None if utc_offset_s is None else end + utc_offset_s
    builder.add(34, {253: ("uint32", end), 1: ("uint16", 1), 2: ("enum", 0), 5: ("uint32", local_s)})


def _write_records(
    builder: FitBuilder,
    start: int,
    offsets: Sequence[int],
    columns: Mapping[str, Sequence[float | None]],
    pauses: Sequence[tuple[int, int]],
    developer: Mapping[str, Extra],
) -> None:
    extras = [DeveloperField(number, 0, "float32") for number in range(len(developer))]
    if developer:
        builder.add(207, {3: ("uint8", 0), 1: ("byte", bytes(16))})
        for number, (name, extra) in enumerate(developer.items()):
            builder.add(206, {0: ("uint8", 0), 1: ("uint8", number), 2: ("uint8", BASE_NUMBERS["float32"]),
                              3: ("string", name), 8: ("string", extra.unit)})  # fmt: skip
    channels = [CHANNELS[key] for key in columns]
    builder.define(1, 20, [Field(253, "uint32"), *(Field(one.number, one.base) for one in channels)], extras)
    waiting = sorted((at, kind) for since, to in pauses for at, kind in ((since, 4), (to, 0)))
    for row, offset in enumerate(offsets):
        while waiting and waiting[0][0] <= offset:
            at, kind = waiting.pop(0)
            builder.add(21, {253: ("uint32", start + at), 0: ("enum", 0), 1: ("enum", kind)})
        raw = [_raw(one, column[row]) for one, column in zip(channels, columns.values(), strict=True)]
        builder.data(1, start + offset, *raw, *(extra.values[row] for extra in developer.values()))


def _raw(channel: _Channel, value: float | None) -> int | None:
    return None if value is None else round((value + channel.offset) * channel.scale)
