"""The points of an XML activity file: how they look in each format, and their texts turned into columns."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import orjson
from numpy.typing import NDArray

from paceline.connectors.base import Column
from paceline.connectors.files.timeline import NO_TIME, parse_times

_SLICE_BYTES = 1 << 18
_MOST_SHAPES = 64
_MOST_TAGS = 200
_TAG = re.compile(rb"<[^>]*+>")
_ATTRIBUTE = re.compile(rb"""((?<=\s)([^\s=<>"']+)\s*=\s*)(["'])[^"'<]*\3""")


@dataclass(frozen=True, slots=True)
class PointGrammar:
    """How the points of a format look. Names are local names in lower case."""

    tags: frozenset[str]
    leaves: Mapping[str, str]
    """Name of an element that holds a value, to the column it fills; `time` is read as a time, the rest as numbers."""
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Numeric attributes of the point element itself, to the column each fills."""


@dataclass(frozen=True, slots=True)
class Points:
    """Columns over all points of a document in document order; `at_ms` is `NO_TIME` where a point has no readable time."""

    at_ms: NDArray[np.int64]
    columns: dict[str, Column]
    utc_offset_s: int | None
    zoneless: int


def number(text: str | bytes | None) -> float | None:
    """The finite number a text holds, or `None`."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def local_name(name: str) -> str:
    """The name without its prefix, in lower case."""
    return name.rpartition(":")[2].lower()


class NotPlainError(Exception):
    """The points are too irregular for `PointShapes`; read them by callbacks."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """The exact sequence of tags of a point, and the columns of the values in it."""

    columns: tuple[str, ...]
    values: re.Pattern[bytes]
    run: re.Pattern[bytes]


class PointShapes:
    """Reads runs of a proven document that hold nothing but whole points.

    A device writes the same tags in the same order for thousands of points, so the tags of one point make a pattern that reads
    all of its kind at once. What does not match gives the next pattern.
    """

    def __init__(self, grammar: PointGrammar, tag: bytes) -> None:
        self._grammar = grammar
        self._close = b"</" + tag
        self._shapes: dict[bytes, _Shape] = {}
        self._queue: list[bytes] = []
        self._queued_bytes = 0
        self.counted = 0

    def add(self, text: bytes, start: int, end: int) -> int:
        """Queue the run of points `text[start:end]` in slices between whole points; returns how many points it holds."""
        counted = text.count(self._close, start, end)
        self.counted += counted
        while start < end:
            found = text.find(self._close, min(start + _SLICE_BYTES, end), end)
            stop = end if found == -1 else text.index(b">", found) + 1
            self._queue.append(text[start:stop])
            self._queued_bytes += stop - start
            start = stop
        return counted

    def blocks(self, *, rest: bool = False) -> Iterator["Block"]:
        """Read what is queued once it is enough, or the `rest`. Small runs are read together: numpy likes long columns.

        Raises `NotPlainError`.
        """
        if not self._queue or (self._queued_bytes < _SLICE_BYTES and not rest):
            return
        parts = self._queue if self._queued_bytes > 2 * _SLICE_BYTES else [b"".join(self._queue)]
        for part in parts:
            yield self._read(part)
        self._queue.clear()
        self._queued_bytes = 0

    def _read(self, part: bytes) -> "Block":
        end = len(part.rstrip())
        shape, stop = self._match(part, 0)
        if stop >= end:
            rows = shape.values.findall(part)
            whole = slice(0, len(rows))
            return Block(len(rows), {name: (whole, texts) for name, texts in _by_column(shape, rows)})
        count = 0
        fields: defaultdict[str, tuple[list[int], list[bytes]]] = defaultdict(lambda: ([], []))
        position = 0
        while position < end:
            shape, stop = self._match(part, position)
            rows = shape.values.findall(part, position, stop)
            for name, texts in _by_column(shape, rows):
                fields[name][0].extend(range(count, count + len(rows)))
                fields[name][1].extend(texts)
            count += len(rows)
            position = stop
        return Block(count, dict(fields))

    def _match(self, part: bytes, position: int) -> tuple[_Shape, int]:
        """The shape of the point at a position, and how far points of this shape go."""
        for shape in self._shapes.values():
            found = shape.run.match(part, position)
            if found is not None:
                return shape, found.end()
        shape = self._learn(part, position)
        found = shape.run.match(part, position)
        if found is None:
            raise NotPlainError
        return shape, found.end()

    def _learn(self, part: bytes, position: int) -> _Shape:
        close = part.find(self._close, position)
        if close == -1 or len(self._shapes) >= _MOST_SHAPES:
            raise NotPlainError
        tags = _TAG.findall(part, position, part.index(b">", close) + 1)
        if len(tags) > _MOST_TAGS:
            raise NotPlainError
        columns: list[str] = []
        pattern = _attributes_pattern(tags[0], self._grammar.attributes, columns)
        for tag, after in pairwise(tags):
            column = None
            if after.startswith(b"</") and not tag.startswith(b"</") and not tag.endswith(b"/>"):
                name = tag[1:-1].split(None, 1)[0]
                column = self._grammar.leaves.get(local_name(name.decode("utf-8", errors="replace")))
            if column is not None:
                columns.append(column)
            pattern += (b"[^<]*+" if column is None else b"([^<]*+)") + re.escape(after)
        # The two empty groups make `findall` give tuples whatever the number of values.
        shape = _Shape(
            columns=tuple(columns),
            values=re.compile(pattern + b"()()"),
            run=re.compile(b"(?:[^<]*+%s)++[^<]*+" % pattern.replace(b"([^", b"(?:[^")),
        )
        self._shapes[pattern] = shape
        return shape


def _attributes_pattern(tag: bytes, names: Mapping[str, str], columns: list[str]) -> bytes:
    """A pattern for tags like this one with any values of its attributes; the known ones are added to the columns."""
    pattern = b""
    position = 0
    for found in _ATTRIBUTE.finditer(tag):
        column = names.get(local_name(found[2].decode("utf-8", errors="replace")))
        if column is not None:
            columns.append(column)
        quote = found[3]
        value = b"[^%s<]*+" % quote
        pattern += re.escape(tag[position : found.start()] + found[1]) + quote
        pattern += (b"(%s)" % value if column is not None else value) + quote
        position = found.end()
    return pattern + re.escape(tag[position:])


def _by_column(shape: _Shape, rows: list[tuple[bytes, ...]]) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """The texts of each column; the two empty groups at the end of each row fall away."""
    return zip(shape.columns, zip(*rows, strict=True), strict=False)


@dataclass(slots=True)
class Block:
    """Some consecutive points: for each column the indices in the block and the texts found there."""

    count: int
    fields: Mapping[str, tuple[Sequence[int] | slice, Sequence[bytes]]]


class PointColumns:
    """Blocks of points, turned into numbers as they come."""

    def __init__(self) -> None:
        self.count = 0
        self._counts: list[int] = []
        self._numbers: defaultdict[str, dict[int, Column]] = defaultdict(dict)
        self._times: list[NDArray[np.int64]] = []
        self._utc_offset_s: int | None = None
        self._zoneless = 0

    def append(self, block: Block) -> None:
        at_ms = np.full(block.count, NO_TIME, dtype=np.int64)
        for name, (indices, texts) in block.fields.items():
            if name == "time":
                parsed = parse_times(texts)
                at_ms[indices] = parsed.at_ms
                self._utc_offset_s = self._utc_offset_s or parsed.utc_offset_s
                self._zoneless += parsed.zoneless
            else:
                values = np.full(block.count, np.nan)
                values[indices] = _numbers(texts)
                self._numbers[name][len(self._counts)] = values
        self._times.append(at_ms)
        self._counts.append(block.count)
        self.count += block.count

    def points(self) -> Points:
        columns: dict[str, Column] = {}
        for name, blocks in self._numbers.items():
            parts = [blocks[at] if at in blocks else np.full(count, np.nan) for at, count in enumerate(self._counts)]
            column = np.concatenate(parts)
            if not np.isnan(column).all():
                columns[name] = column
        times = np.concatenate(self._times) if self._times else np.empty(0, dtype=np.int64)
        return Points(times, columns, self._utc_offset_s, self._zoneless)


def _numbers(texts: Sequence[bytes]) -> Column:
    """Finite numbers, `NaN` for everything else."""
    joined = b",".join(texts)
    values: Column | None = None
    # A JSON parser reads a list of numbers several times faster than `float` reads one by one.
    if not joined.translate(None, b"0123456789+-.eE, \t\r\n"):
        try:
            values = np.array(orjson.loads(b"[%s]" % joined), dtype=np.float64)
        except ValueError:
            values = None
    if values is None or len(values) != len(texts):
        values = np.array([value if (value := number(text)) is not None else np.nan for text in texts])
    values[~np.isfinite(values)] = np.nan
    return values
