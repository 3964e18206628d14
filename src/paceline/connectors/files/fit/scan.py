"""One pass over the record headers of a FIT file: where every message lies and which definition describes it.

No field is looked at here. The pass remembers runs (start, count) of messages that follow one another under the same
header byte, so that a plain recording costs a handful of steps and a mixed one a fraction of a microsecond a message.
"""

import struct
from dataclasses import dataclass, field
from typing import Final

from paceline.connectors.base import Flaw
from paceline.connectors.files.fit.protocol import BASE_TYPES, BYTE, MAX_DEFINITIONS, MAX_MESSAGES, base_type_index

_DEFINITION = 0x40
_COMPRESSED = 0x80
_DEVELOPER = 0x20
_FIRST_WINDOW: Final = 64
_LAST_WINDOW: Final = 65_536
_KINDS: Final = tuple(bytes((header,)) for header in range(256))


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a field lies in its message, counted from the header byte, and the index of its base type."""

    offset: int
    size: int
    base: int


@dataclass(frozen=True, slots=True)
class Definition:
    """The layout of a message. `size` counts the header byte; `misfits` fields have a size their type does not divide."""

    message: int
    big_endian: bool
    size: int
    fields: dict[int, FieldPlace]
    misfits: int


@dataclass(slots=True)
class Runs:
    """All messages of one definition: `counts[i]` of them lie side by side from `starts[i]`."""

    definition: Definition
    compressed: bool
    size: int
    starts: list[int] = field(default_factory=list[int])
    counts: list[int] = field(default_factory=list[int])


@dataclass(frozen=True, slots=True)
class Scan:
    """What a pass found: the runs of every definition in use, the number of messages, and why it ended early."""

    runs: list[Runs]
    messages: int
    flaws: list[Flaw]


def developer_key(index: int, number: int) -> int:
    """The key of a developer field, apart from the 256 numbers of the protocol's own fields."""
    return 0x10000 | index << 8 | number


def scan(data: bytes, first: int, end: int, budget: int) -> Scan:
    """Walk `data[first:end]` and note up to `budget` messages; stops with a flaw at what cannot be followed."""
    layouts: dict[bytes, tuple[Runs, Runs]] = {}
    by_header: list[Runs | None] = [None] * 256
    position, left, flaws = first, budget, list[Flaw]()
    while position < end and left:
        header = data[position]
        runs = by_header[header]
        if runs is None:
            stop = _define(data, position, end, layouts, by_header)
            if isinstance(stop, Flaw):
                flaws.append(stop)
                break
            position = stop
            continue
        size = runs.size
        following = position + size
        if following > end:
            flaws.append(_cut(position))
            break
        count = 1
        if following < end and data[following] == header:
            count = _run_length(data, position, min((end - position) // size, left), size, header)
        left -= count
        runs.starts.append(position)
        runs.counts.append(count)
        position += size * count
    if position < end and not left:
        flaws.append(Flaw("fit_too_many_messages", f"The file holds more than the {MAX_MESSAGES} messages we read."))
    used = [runs for pair in layouts.values() for runs in pair if runs.starts]
    return Scan(used, budget - left, flaws)


def _cut(position: int) -> Flaw:
    return Flaw("fit_message_cut", f"The message at byte {position} is incomplete; everything before it was kept.")


def _run_length(data: bytes, position: int, room: int, size: int, header: int) -> int:
    """How many messages in a row begin with `header`, at most `room`; every `size`-th byte is compared in C."""
    length, window, kind = 0, _FIRST_WINDOW, _KINDS[header]
    while True:
        looked = min(room - length, window)
        begin = position + length * size
        heads = data[begin : begin + looked * size : size]
        matched = looked - len(heads.lstrip(kind))
        length += matched
        if matched < looked or length == room:
            return length
        window = min(window * 4, _LAST_WINDOW)


def _definition_end(data: bytes, position: int, end: int) -> int | None:
    """Where the definition message at `position` ends, or None when it is cut."""
    stop = position + 6
    if stop > end:
        return None
    stop += 3 * data[position + 5]
    if data[position] & _DEVELOPER:
        if stop >= end:
            return None
        stop += 1 + 3 * data[stop]
    return stop if stop <= end else None


def _define(
    data: bytes, position: int, end: int, layouts: dict[bytes, tuple[Runs, Runs]], by_header: list[Runs | None]
) -> int | Flaw:
    """Enter the definition at `position` for its local type and return where it ends, or why reading cannot go on.

    Devices repeat the same definition often, so equal bytes share their runs.
    """
    header = data[position]
    if header & (_COMPRESSED | _DEFINITION) != _DEFINITION:
        local = header >> 5 & 0x03 if header & _COMPRESSED else header & 0x0F
        return Flaw(
            "fit_undefined_message", f"Message type {local} at byte {position} was never defined; reading ends."
        )
    stop = _definition_end(data, position, end)
    if stop is None:
        return _cut(position)
    content = data[position + 2 : stop]
    pair = layouts.get(content)
    if pair is None:
        if len(layouts) >= MAX_DEFINITIONS:
            return Flaw("fit_too_many_definitions", "The file redefines its messages without end.")
        definition = _parse(data, position, bool(header & _DEVELOPER))
        pair = (Runs(definition, False, definition.size), Runs(definition, True, definition.size))
        layouts[content] = pair
    local = header & 0x0F
    for reserved in (0x00, 0x10, 0x20, 0x30):
        by_header[local | reserved] = pair[0]
    if local < 4:
        base = _COMPRESSED | local << 5
        by_header[base : base + 32] = [pair[1]] * 32
    return stop


def _parse(data: bytes, position: int, developer: bool) -> Definition:
    big_endian = bool(data[position + 2] & 1)
    (message,) = struct.unpack_from(">H" if big_endian else "<H", data, position + 3)
    fields: dict[int, FieldPlace] = {}
    offset, misfits = 1, 0
    cursor = position + 6
    for number, size, base_number in struct.iter_unpack("3B", data[cursor : cursor + 3 * data[position + 5]]):
        base = base_type_index(base_number, size)
        misfits += base == BYTE and base_number & 0x1F < len(BASE_TYPES) and base_number & 0x1F != BYTE
        if size:
            fields.setdefault(number, FieldPlace(offset, size, base))
        offset += size
    if developer:
        cursor += 3 * data[position + 5]
        for number, size, index in struct.iter_unpack("3B", data[cursor + 1 : cursor + 1 + 3 * data[cursor]]):
            if size:
                fields.setdefault(developer_key(index, number), FieldPlace(offset, size, BYTE))
            offset += size
    return Definition(message, big_endian, offset, fields, misfits)
