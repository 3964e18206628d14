"""Messages as columns: one gather for each definition, then one strided view for each field that somebody asks for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Column, Flaw, UnreadableFileError
from paceline.connectors.files.fit.accumulate import accumulate
from paceline.connectors.files.fit.protocol import (
    BASE_TYPES,
    MAX_MESSAGES,
    MAX_PARTS,
    STRING,
    TIMESTAMP,
    checksum_flaw,
    read_header,
)
from paceline.connectors.files.fit.scan import FieldPlace, Runs, scan

_UINT32: Final = 6
_TIME_BITS: Final = 5


class Block:
    """All messages of one definition in one part of the file, in file order."""

    def __init__(self, data: bytes, runs: Runs) -> None:
        self._data = data
        self._runs = runs
        self.definition = runs.definition
        self.compressed = runs.compressed
        self.count = sum(runs.counts)
        self.seconds: Column | None = None
        """FIT seconds worked out from compressed timestamp headers."""

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Byte positions of the message headers: the order of the messages in the file."""
        starts = np.array(self._runs.starts, dtype=np.int64)
        if self.count == len(starts):
            return starts
        counts = np.array(self._runs.counts, dtype=np.int64)
        inside = np.arange(self.count) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(starts, counts) + inside * self.definition.size

    @cached_property
    def _rows(self) -> tuple[Any, int]:
        """A buffer with the messages side by side, and where in it the first begins."""
        if len(self._runs.starts) == 1:
            return self._data, self._runs.starts[0]
        size = self.definition.size
        # Every byte position seen as a message; indexing then copies whole messages.
        everywhere = np.ndarray((len(self._data) - size + 1,), dtype=f"V{size}", buffer=self._data, strides=(1,))
        return everywhere[self.offsets], 0

    def _view(self, place: FieldPlace, base: int) -> NDArray[Any]:
        kind = BASE_TYPES[base]
        buffer, first = self._rows
        order = ">" if self.definition.big_endian else "<"
        return np.ndarray(
            (self.count, place.size // kind.size),
            dtype=order + kind.code,
            buffer=buffer,
            offset=first + place.offset,
            strides=(self.definition.size, kind.size),
        )

    def numbers(self, key: int, base: int | None = None, width: int = 1) -> Column | None:
        """A field as float64 of shape (n,), or (n, k ≤ width) for `width` > 1; NaN where invalid. None: not a number here.

        `base` overrides the type, since the definition does not know that of a developer field.
        """
        place = self.definition.fields.get(key)
        if place is None:
            return None
        index = place.base if base is None else base
        kind = BASE_TYPES[index]
        if not kind.numeric or place.size % kind.size:
            return None
        raw = self._view(place, index)
        raw = raw[:, 0] if width == 1 else raw[:, :width]
        if kind.invalid is None:
            # A signalling NaN is as good as any other.
            with np.errstate(invalid="ignore"):
                values = raw.astype(np.float64)
            values[~np.isfinite(values)] = np.nan
            return values
        values = raw.astype(np.float64)
        values[raw == kind.invalid] = np.nan
        return values

    def raw_bytes(self, key: int, width: int) -> NDArray[np.uint8] | None:
        """The first bytes of a field, shape (n, k ≤ width); None when it is absent."""
        place = self.definition.fields.get(key)
        return None if place is None else self._view(place, STRING)[:, :width]

    def texts(self, key: int) -> list[str | None]:
        """A string field, cut at its first zero byte; None where it is empty."""
        place = self.definition.fields.get(key)
        if place is None or place.base != STRING:
            return [None] * self.count
        rows = self._view(place, STRING)
        heads = (row.tobytes().split(b"\0", 1)[0].decode("utf-8", "replace").strip() for row in rows)
        return [head or None for head in heads]

    def times(self) -> Column | None:
        """FIT seconds of every message, or None when this definition carries no time."""
        return self.seconds if self.compressed else self.numbers(TIMESTAMP)

    def header_time_bits(self) -> NDArray[np.uint8]:
        """The five time bits of compressed timestamp headers."""
        heads = np.frombuffer(self._data, dtype=np.uint8)[self.offsets]
        return heads & np.uint8(0x1F)


class Table:
    """All messages of one number, in file order, whatever definitions they came with."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        self.count = sum(block.count for block in blocks)

    def __len__(self) -> int:
        return self.count

    @cached_property
    def _places(self) -> list[NDArray[np.intp]]:
        """For every block, the rows its messages take."""
        order = np.argsort(np.concatenate([block.offsets for block in self._blocks]), kind="stable")
        rows = np.empty(self.count, dtype=np.intp)
        rows[order] = np.arange(self.count)
        return np.split(rows, np.cumsum([block.count for block in self._blocks])[:-1])

    @cached_property
    def keys(self) -> frozenset[int]:
        """The fields that occur in any of the messages."""
        return frozenset(chain.from_iterable(block.definition.fields for block in self._blocks))

    def column(self, key: int, scale: float = 1, offset: float = 0, base: int | None = None) -> Column:
        """A numeric field, shape (n,), as `raw / scale - offset`; NaN where a message lacks it. Of an array the first."""
        values = self._merged([block.numbers(key, base) for block in self._blocks] if key in self.keys else [])
        if scale != 1:
            values /= scale
        if offset:
            values -= offset
        return values

    def times(self) -> Column:
        """FIT seconds, shape (n,), compressed timestamp headers included; NaN where a message has no time."""
        return self._merged([block.times() for block in self._blocks])

    def _merged(self, parts: list[Column | None]) -> Column:
        if len(parts) == 1 and parts[0] is not None:
            return parts[0]
        values = np.full(self.count, np.nan)
        for index, part in enumerate(parts):
            if part is not None:
                values[self._places[index]] = part
        return values

    def matrix(self, key: int, width: int) -> Column:
        """An array field, shape (n, width), NaN where it is shorter."""
        values = np.full((self.count, width), np.nan)
        for index, block in enumerate(self._blocks):
            part = block.numbers(key, width=width)
            if part is not None:
                part = part.reshape(block.count, -1)
                values[self._places[index], : part.shape[1]] = part
        return values

    def raw_bytes(self, key: int, width: int) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
        """The first bytes of a field, shape (n, width), and how many of them each message has."""
        values = np.zeros((self.count, width), dtype=np.uint8)
        lengths = np.zeros(self.count, dtype=np.intp)
        for index, block in enumerate(self._blocks):
            part = block.raw_bytes(key, width)
            if part is not None:
                values[self._places[index], : part.shape[1]] = part
                lengths[self._places[index]] = part.shape[1]
        return values, lengths

    def texts(self, key: int) -> list[str | None]:
        """A string field of every message."""
        found: list[str | None] = [None] * self.count
        if key in self.keys:
            for block, places in zip(self._blocks, self._places, strict=True):
                for row, text in zip(places.tolist(), block.texts(key), strict=True):
                    found[row] = text
        return found


@dataclass(frozen=True, slots=True)
class MessageSet:
    """The messages of one part of a chained file, or of several that belong together, by message number."""

    blocks: dict[int, list[Block]]

    def table(self, message: int) -> Table:
        """All messages of a number; empty when there are none."""
        return Table(self.blocks.get(message, []))

    def count(self, message: int) -> int:
        """How many messages of a number there are."""
        return sum(block.count for block in self.blocks.get(message, []))

    @classmethod
    def joined(cls, sets: Iterable["MessageSet"]) -> "MessageSet":
        """Several parts as one."""
        blocks: defaultdict[int, list[Block]] = defaultdict(list)
        for one in sets:
            for message, found in one.blocks.items():
                blocks[message] += found
        return cls(dict(blocks))


@dataclass(frozen=True, slots=True)
class FitMessages:
    """The parts of a FIT file (several when it is chained) and what was wrong with it."""

    parts: tuple[MessageSet, ...]
    flaws: tuple[Flaw, ...]

    def count(self, message: int) -> int:
        """How many messages of a number the whole file holds."""
        return sum(part.count(message) for part in self.parts)


def read_messages(data: bytes) -> FitMessages:
    """Read the messages of a FIT file, all chained parts, as far as they can be followed.

    Raises:
        UnreadableFileError: `file_empty`, `fit_header_invalid`, or `fit_no_messages` when not one message is readable.
    """
    if not data:
        raise UnreadableFileError("file_empty", "The file is empty.")
    parts: list[MessageSet] = []
    flaws: list[Flaw] = []
    position, budget = 0, MAX_MESSAGES
    while position < len(data):
        header = read_header(data, position)
        if header is None:
            flaws.append(_unexpected_bytes(data, position))
            break
        if len(parts) >= MAX_PARTS:
            flaws.append(Flaw("fit_too_many_parts", f"Only the first {MAX_PARTS} chained parts were read."))
            break
        found = scan(data, header.first, header.end, budget)
        budget -= found.messages
        flaws += header.flaws
        # A cut message is what truncation looks like from inside: say it once.
        flaws += [flaw for flaw in found.flaws if not (header.truncated and flaw.code == "fit_message_cut")]
        wrong = checksum_flaw(data, header)
        flaws += [wrong] if wrong else []
        parts.append(_message_set(data, found.runs, flaws))
        position = header.following
    if not any(part.blocks for part in parts):
        raise UnreadableFileError("fit_no_messages", "The file is damaged: nothing behind its FIT header can be read.")
    return FitMessages(tuple(parts), tuple(dict.fromkeys(flaws)))


def _unexpected_bytes(data: bytes, position: int) -> Flaw:
    if position == 0:
        raise UnreadableFileError("fit_header_invalid", "The file does not begin with a FIT file header.")
    rest = len(data) - position
    if data[position] in (12, 14):
        return Flaw("fit_chained_header_invalid", f"The chained file at byte {position} has a damaged header.")
    return Flaw("fit_trailing_bytes", f"{rest} bytes behind the end of the file were ignored.")


def _message_set(data: bytes, used: list[Runs], flaws: list[Flaw]) -> MessageSet:
    blocks: defaultdict[int, list[Block]] = defaultdict(list)
    for runs in used:
        blocks[runs.definition.message].append(Block(data, runs))
    misfits = sum(runs.definition.misfits for runs in used)
    if misfits:
        flaws.append(
            Flaw("fit_field_size_mismatch", f"{misfits} field definitions have a size their type does not allow.")
        )
    if any(runs.compressed for runs in used):
        _apply_compressed_times([block for found in blocks.values() for block in found])
    return MessageSet(dict(blocks))


def _apply_compressed_times(blocks: list[Block]) -> None:
    """Work out the seconds of messages whose header holds only the low five bits of the time."""
    timed: list[tuple[Block, Column]] = []
    for block in blocks:
        place = block.definition.fields.get(TIMESTAMP)
        if block.compressed:
            timed.append((block, block.header_time_bits().astype(np.float64)))
        elif place is not None and place.base == _UINT32:
            seconds = block.numbers(TIMESTAMP)
            if seconds is not None:
                timed.append((block, seconds))
    order = np.argsort(np.concatenate([block.offsets for block, _ in timed]), kind="stable")
    values = np.concatenate([seconds for _, seconds in timed])
    full = np.concatenate([np.full(block.count, not block.compressed) for block, _ in timed])
    # An invalid full time is no reference for what follows.
    order = order[~np.isnan(values[order])]
    seconds = np.full(len(values), np.nan)
    seconds[order] = accumulate(values[order], full[order], _TIME_BITS)
    start = 0
    for block, _ in timed:
        if block.compressed:
            block.seconds = seconds[start : start + block.count]
        start += block.count
