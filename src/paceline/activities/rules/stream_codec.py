"""How one channel is stored: fixed point, differences, zigzag, byte planes, zstd.

    header  magic, version, kind, order of differences, bytes per value, scale, number of samples, seeds, checksum
    body    zstd( a bit per sample where values are missing | byte plane 0 | byte plane 1 | … )

Integers at the device's own resolution (`RESOLUTIONS`) change little from sample to sample, so their differences (or second
differences, whichever are smaller) are small, and their high byte planes are nearly all zero. Missing samples repeat the last
value and are marked in the mask. What does not fit fixed point (a developer field of arbitrary floats) is stored as floats.
A round trip is exact at the stated resolution. Idea and figures: the project's own measurement of ten storage forms.
"""

import struct
import threading
import zlib
from dataclasses import dataclass

import numpy as np
import zstandard
from numpy.typing import NDArray

from paceline.activities.schemas import EncodedStream, EncodedStreams, storable_text
from paceline.connectors.base import Channel, ExtraChannel, Samples

Column = NDArray[np.float64]

TIME = "at"
EXTRA_PREFIX = "extra:"

# Steps per unit, the coarsest first; the first that holds every value exactly is taken, else the last, to which values are rounded.
RESOLUTIONS: dict[str, tuple[int, ...]] = {
    TIME: (1,),
    Channel.DISTANCE: (100,),
    Channel.LATITUDE: (10_000_000,),
    Channel.LONGITUDE: (10_000_000,),
    Channel.ALTITUDE: (1, 10),
    Channel.SPEED: (1000,),
    Channel.HEART_RATE: (1, 10),
    Channel.CADENCE: (1, 10, 100),
    Channel.POWER: (1, 10),
    Channel.TEMPERATURE: (1, 10, 100),
    Channel.GRADE: (1, 10, 100),
}
_EXTRA_RESOLUTIONS = (1, 2, 5, 10, 100, 128, 1000, 10_000)
UNITS: dict[str, str | None] = {
    TIME: "ms",
    Channel.DISTANCE: "m",
    Channel.LATITUDE: "deg",
    Channel.LONGITUDE: "deg",
    Channel.ALTITUDE: "m",
    Channel.SPEED: "m/s",
    Channel.HEART_RATE: "bpm",
    Channel.CADENCE: "rpm",
    Channel.POWER: "W",
    Channel.TEMPERATURE: "°C",
    Channel.GRADE: "%",
}

LEVEL = 3
MOST_SAMPLES = 20_000_000
_LARGEST_INTEGER = 2.0**52

_HEADER = struct.Struct("<2sBBBBIIqq")
_CHECKSUM = struct.Struct("<I")
_MAGIC = b"Pl"
_VERSION = 1
_FIXED, _FLOAT = 0, 1
_FORMS = {(_FLOAT, 0), (_FIXED, 1), (_FIXED, 2)}
_MASKED = 0x80

_packers = threading.local()


class CorruptStreamError(ValueError):
    """Stored bytes that are not a stream, or not the one that was written."""


@dataclass(frozen=True, slots=True)
class _Header:
    kind: int
    order: int
    width: int
    scale: int
    count: int
    first: int
    slope: int
    is_masked: bool

    @property
    def length(self) -> int:
        """How many values the planes hold."""
        return max(self.count - self.order, 0)

    @property
    def mask_bytes(self) -> int:
        return (self.count + 7) // 8 if self.is_masked else 0

    @property
    def body_bytes(self) -> int:
        return self.mask_bytes + self.width * self.length


def encode(values: Column, resolutions: tuple[int, ...]) -> bytes:
    """One channel as bytes. `resolutions`: steps per unit to try, as in `RESOLUTIONS`; empty asks for floats."""
    return _stored(values, resolutions)[0]


def _stored(values: Column, resolutions: tuple[int, ...]) -> tuple[bytes, Column]:
    """A channel as bytes, and the values that `decode` makes of them."""
    missing = ~np.isfinite(values)
    for scale in resolutions:
        is_last = scale == resolutions[-1]
        steps = _steps(values, missing, scale, must_be_exact=not is_last)
        if steps is not None:
            return _encode_fixed(steps, missing, scale), np.where(missing, np.nan, steps / scale) if is_last else values
    return _encode_float(values), values


def encode_exact(values: Column) -> bytes:
    """A channel of unknown resolution: fixed point where one of the usual resolutions holds every value, else floats."""
    missing = ~np.isfinite(values)
    if not bool(np.isinf(values).any()):
        for scale in _EXTRA_RESOLUTIONS:
            steps = _steps(values, missing, scale, must_be_exact=True)
            if steps is not None:
                return _encode_fixed(steps, missing, scale)
    return _encode_float(values)


def _steps(values: Column, missing: NDArray[np.bool_], scale: int, *, must_be_exact: bool) -> NDArray[np.int64] | None:
    """Values in whole steps, the missing ones repeating the last before; `None` where they do not fit."""
    has_gaps = bool(missing.any())
    known = values[~missing] if has_gaps else values
    if len(known) and not float(np.abs(known).max()) * scale < _LARGEST_INTEGER:
        return None
    scaled = np.rint(known * scale)
    if must_be_exact and not np.array_equal(scaled / scale, known):
        return None
    steps = scaled.astype(np.int64)
    if not has_gaps:
        return steps
    # Before the first known value the first one stands in, so that the column starts flat.
    behind = np.maximum(np.cumsum(~missing) - 1, 0)
    return steps[behind] if len(steps) else np.zeros(len(values), dtype=np.int64)


def _encode_fixed(steps: NDArray[np.int64], missing: NDArray[np.bool_], scale: int) -> bytes:
    count = len(steps)
    first = int(steps[0]) if count else 0
    differences = np.diff(steps)
    slope, order = 0, 1
    if count > 2:
        second = np.diff(differences)
        if int(np.abs(second).sum()) < int(np.abs(differences).sum()):
            slope, order, differences = int(differences[0]), 2, second
    zigzag = ((differences << 1) ^ (differences >> 63)).view(np.uint64)
    largest = int(zigzag.max()) if len(zigzag) else 0
    width = (largest.bit_length() + 7) // 8
    planes = zigzag.view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()
    header = _Header(_FIXED, order, width, scale, count, first, slope, bool(missing.any()))
    mask = np.packbits(missing).tobytes() if header.is_masked else b""
    return _pack(header, mask + planes)


def _encode_float(values: Column) -> bytes:
    planes = np.ascontiguousarray(values).view(np.uint8).reshape(-1, 8).T.tobytes()
    return _pack(_Header(_FLOAT, 0, 8, 1, len(values), 0, 0, is_masked=False), planes)


def _pack(header: _Header, body: bytes) -> bytes:
    packer: zstandard.ZstdCompressor | None = getattr(_packers, "zstd", None)
    if packer is None:
        packer = _packers.zstd = zstandard.ZstdCompressor(level=LEVEL)
    head = _HEADER.pack(
        _MAGIC,
        _VERSION,
        header.kind | (_MASKED if header.is_masked else 0),
        header.order,
        header.width,
        header.scale,
        header.count,
        header.first,
        header.slope,
    )
    packed = packer.compress(body)
    return head + _CHECKSUM.pack(zlib.crc32(packed, zlib.crc32(head))) + packed


def decode(content: bytes) -> Column:
    """The column, NaN where a value is missing. Raises `CorruptStreamError` before it allocates for damaged bytes."""
    header, body = _unpack(content)
    if header.kind == _FLOAT:
        planes = np.frombuffer(body, np.uint8).reshape(8, header.count)
        return np.ascontiguousarray(planes.T).view(np.float64).reshape(-1)
    column = _restored(header, body[header.mask_bytes :]).astype(np.float64)
    if header.scale != 1:
        column /= header.scale
    if header.is_masked:
        missing = np.unpackbits(np.frombuffer(body, np.uint8, header.mask_bytes), count=header.count)
        column[missing.view(np.bool_)] = np.nan
    return column


def decode_times(content: bytes) -> NDArray[np.int64]:
    """The time base in Unix milliseconds UTC. Raises `CorruptStreamError`."""
    header, body = _unpack(content)
    if header.kind != _FIXED or header.is_masked or header.scale != 1:
        raise CorruptStreamError("these bytes are not a time base")
    return _restored(header, body)


def _unpack(content: bytes) -> tuple[_Header, bytes]:
    start = _HEADER.size + _CHECKSUM.size
    if len(content) < start or content[:2] != _MAGIC or content[2] != _VERSION:
        raise CorruptStreamError("these bytes are not a stream of a version we know")
    (checksum,) = _CHECKSUM.unpack_from(content, _HEADER.size)
    packed = memoryview(content)[start:]
    if checksum != zlib.crc32(packed, zlib.crc32(content[: _HEADER.size])):
        raise CorruptStreamError("the checksum does not match")
    _, _, kind, order, width, scale, count, first, slope = _HEADER.unpack_from(content)
    header = _Header(kind & ~_MASKED, order, width, scale, count, first, slope, bool(kind & _MASKED))
    if count > MOST_SAMPLES or width > 8 or scale == 0 or (header.kind, order) not in _FORMS or count < 3 <= order + 1:
        raise CorruptStreamError("the header is impossible")
    try:
        # A frame states its size, and zstandard would allocate whatever it says.
        if zstandard.frame_content_size(packed) != header.body_bytes:
            raise CorruptStreamError("the body has another length than the header says")
        return header, zstandard.decompress(packed, max_output_size=header.body_bytes or 1)
    except zstandard.ZstdError as error:
        raise CorruptStreamError("the body cannot be unpacked") from error


def _restored(header: _Header, planes: bytes) -> NDArray[np.int64]:
    steps = np.empty(header.count, dtype=np.int64)
    if header.count == 0:
        return steps
    length = header.length
    zigzag = np.zeros((length, 8), dtype=np.uint8)
    if header.width:
        zigzag[:, : header.width] = np.frombuffer(planes, np.uint8, header.width * length).reshape(header.width, -1).T
    unsigned = zigzag.view(np.uint64).reshape(-1)
    differences = (unsigned >> np.uint64(1)).view(np.int64) ^ -(unsigned & np.uint64(1)).view(np.int64)
    if header.order == 2:
        slopes = np.empty(length + 1, dtype=np.int64)
        slopes[0] = header.slope
        slopes[1:] = differences
        differences = np.cumsum(slopes)
    steps[0] = header.first
    steps[1:] = differences
    return np.cumsum(steps, out=steps)


def encode_samples(samples: Samples) -> EncodedStreams:
    """All channels of a recording as they are stored; none for a recording without samples. A channel without any value is left out."""
    return store_samples(samples)[0]


def store_samples(samples: Samples) -> tuple[EncodedStreams, Samples]:
    """`encode_samples`, and the samples as they will be read back, so that what is computed now is what will be computed then."""
    count = len(samples)
    if count == 0:
        return {}, samples
    streams = {TIME: EncodedStream(UNITS[TIME], count, encode(samples.at_ms.astype(np.float64), RESOLUTIONS[TIME]))}
    stored: dict[Channel, Column] = {}
    for channel, values in samples.channels.items():
        if bool(np.isfinite(values).any()):
            content, stored[channel] = _stored(values, RESOLUTIONS[channel])
            streams[channel.value] = EncodedStream(UNITS[channel], count, content)
    for extra in samples.extras:
        if bool(np.isfinite(extra.values).any()):
            content = encode_exact(extra.values)
            unit = storable_text(extra.unit) if extra.unit else None
            streams[_extra_name(extra.name, streams)] = EncodedStream(unit, count, content)
    return streams, Samples(samples.at_ms, stored, samples.extras)


def _extra_name(name: str, taken: EncodedStreams) -> str:
    """Two sensors may write a field of the same name; the second becomes `name 2`."""
    plain = EXTRA_PREFIX + storable_text(name)
    unique, number = plain, 1
    while unique in taken:
        number += 1
        unique = f"{plain} {number}"
    return unique


def decode_samples(streams: EncodedStreams) -> Samples:
    """What `encode_samples` wrote, or a part of its channels that has the time base. Raises `CorruptStreamError`."""
    if TIME not in streams:
        return Samples(np.empty(0, dtype=np.int64), {})
    at_ms = decode_times(streams[TIME].content)
    channels: dict[Channel, Column] = {}
    extras: list[ExtraChannel] = []
    for name, stored in streams.items():
        if name == TIME:
            continue
        values = decode(stored.content)
        if len(values) != len(at_ms):
            raise CorruptStreamError(f"{name} has another length than the time base")
        if name.startswith(EXTRA_PREFIX):
            extras.append(ExtraChannel(name.removeprefix(EXTRA_PREFIX), stored.unit, values))
        else:
            channels[Channel(name)] = values
    return Samples(at_ms, channels, tuple(extras))
