"""ISO 8601 times of whole columns, and a time base that only ever moves forward."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Column, Flaw

NO_TIME = np.iinfo(np.int64).min
"""Stands in an integer column of instants where no time could be read."""

CLOCK_SET_MS = 631_152_000_000
"""1990: what claims to be earlier comes of a clock that was not set."""
_EARLIEST_MS = 0
_LATEST_MS = 4_102_444_800_000
"""1970 to 2100: devices without a fix write 1901 or worse."""
_LATECOMERS_SHARE = 0.05
_HEAD_BYTES = 19
_SEPARATORS = {4: b"-", 7: b"-", 10: b"T", 13: b":", 16: b":"}
_DIGIT_SLOTS = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_TAIL = re.compile(rb"(?:[.,](\d{1,12}))?\s*(?:([Zz])|([+-])(\d\d):?(\d\d)?)?\s*")
_LOOSE = re.compile(rb"\s*(\d{4})-(\d\d?)-(\d\d?)[T ](\d\d?):(\d\d)(?::(\d\d))?((?:[.,]\d+)?.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParsedTimes:
    """Instants of a column of ISO texts.

    `at_ms` holds Unix milliseconds UTC or `NO_TIME`. `utc_offset_s` is the first offset written out other than zero (a
    plain `Z` or `+00:00` says nothing about where the athlete was). `zoneless` counts the times without any zone: UTC was assumed.
    """

    at_ms: NDArray[np.int64]
    utc_offset_s: int | None
    zoneless: int


class _Tails(dict[bytes, tuple[int, int | None] | None]):
    """What follows the seconds, read once for each spelling: milliseconds to add, and the offset in seconds."""

    def __missing__(self, tail: bytes) -> tuple[int, int | None] | None:
        found = _TAIL.fullmatch(tail)
        if found is None:
            parsed = None
        else:
            fraction, zulu, sign, hours, minutes = found.groups()
            add_ms = int(fraction.ljust(3, b"0")[:3]) if fraction else 0
            offset_s = 0 if zulu else None
            if sign:
                offset_s = (int(hours) * 3600 + int(minutes or 0) * 60) * (-1 if sign == b"-" else 1)
            parsed = None if offset_s is not None and abs(offset_s) > 18 * 3600 else (add_ms, offset_s)
        self[tail] = parsed
        return parsed


def parse_times(texts: Sequence[bytes]) -> ParsedTimes:
    """Read ISO 8601 texts, shape (n,), all at once; what cannot be read or cannot be true becomes `NO_TIME`."""
    count = len(texts)
    at_ms = np.full(count, NO_TIME, dtype=np.int64)
    if not count:
        return ParsedTimes(at_ms, None, 0)
    seconds, valid = _seconds([text[:_HEAD_BYTES] for text in texts])
    tails = _Tails()
    parsed = [tails[text[_HEAD_BYTES:]] for text in texts]
    for index in np.flatnonzero(~valid).tolist():
        rescued = _rescue(texts[index], tails)
        if rescued is not None:
            seconds[index], parsed[index] = rescued
            valid[index] = True
    offset_s: int | None = None
    zoneless = 0
    shift_ms = np.zeros(count, dtype=np.int64)
    if len(tails) == 1 and parsed[0] is not None:
        add_ms, offset_s = parsed[0]
        shift_ms[:] = add_ms - (offset_s or 0) * 1000
        zoneless = int(valid.sum()) if offset_s is None else 0
    else:
        for index, entry in enumerate(parsed):
            if entry is None:
                valid[index] = False
                continue
            add_ms, own_offset_s = entry
            shift_ms[index] = add_ms - (own_offset_s or 0) * 1000
            zoneless += own_offset_s is None and bool(valid[index])
            offset_s = offset_s or own_offset_s
    instants = seconds * 1000 + shift_ms
    valid &= (instants >= _EARLIEST_MS) & (instants < _LATEST_MS)
    at_ms[valid] = instants[valid]
    return ParsedTimes(at_ms, offset_s or None, zoneless)


def parse_time(text: str | None) -> int | None:
    """One ISO 8601 time as Unix milliseconds UTC (UTC assumed without a zone); `None` also where the clock was not set."""
    if not text:
        return None
    at_ms = int(parse_times([text.strip().encode()]).at_ms[0])
    return None if at_ms < CLOCK_SET_MS else at_ms


def _seconds(heads: list[bytes]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Unix seconds of `YYYY-MM-DDTHH:MM:SS` texts by slot arithmetic, and which of them have exactly that form."""
    slots = np.array(heads, dtype=f"S{_HEAD_BYTES}").view(np.uint8).reshape(len(heads), _HEAD_BYTES)
    valid = np.ones(len(heads), dtype=np.bool_)
    for position, separator in _SEPARATORS.items():
        valid &= slots[:, position] == separator[0]
    digits = slots.astype(np.int64) - ord("0")
    numbers = digits[:, _DIGIT_SLOTS]
    valid &= ((numbers >= 0) & (numbers <= 9)).all(axis=1)
    year = numbers[:, 0] * 1000 + numbers[:, 1] * 100 + numbers[:, 2] * 10 + numbers[:, 3]
    month, day, hour, minute, second = (numbers[:, at] * 10 + numbers[:, at + 1] for at in range(4, 14, 2))
    valid &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (hour <= 24) & (minute <= 59) & (second <= 60)
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first_days = months.astype("datetime64[D]").astype(np.int64)
    month_days = (months + 1).astype("datetime64[D]").astype(np.int64) - first_days
    valid &= day <= month_days
    return (first_days + day - 1) * 86_400 + hour * 3600 + minute * 60 + second, valid


def _rescue(text: bytes, tails: _Tails) -> tuple[int, tuple[int, int | None] | None] | None:
    """Other spellings: surrounding white space, a blank for the T, missing seconds or leading zeros."""
    found = _LOOSE.fullmatch(text[:64])
    if found is None:
        return None
    year, month, day, hour, minute, second, tail = found.groups()
    head = b"%s-%s-%sT%s:%s:%s" % (year, month.zfill(2), day.zfill(2), hour.zfill(2), minute, second or b"00")
    seconds, valid = _seconds([head])
    return (int(seconds[0]), tails[tail]) if valid[0] else None


def forward_order(at_ms: NDArray[np.int64]) -> tuple[NDArray[np.intp], tuple[Flaw, ...]]:
    """Which samples to keep, in which order, so that time strictly increases.

    A few samples that step back (a clock set back, a repeated point at a lap's end) are dropped; when many would be
    lost the file is out of order rather than wrong, and the samples are sorted instead. Of equal times the first stays.
    """
    if len(at_ms) < 2 or bool((at_ms[1:] > at_ms[:-1]).all()):
        return np.arange(len(at_ms)), ()
    late = np.zeros(len(at_ms), dtype=np.bool_)
    late[1:] = at_ms[1:] < np.maximum.accumulate(at_ms)[:-1]
    order = np.arange(len(at_ms))
    flaws: list[Flaw] = []
    if late.mean() > _LATECOMERS_SHARE:
        order = np.argsort(at_ms, kind="stable")
        flaws.append(Flaw("time_out_of_order", f"{late.sum()} samples were out of order and have been sorted by time"))
    elif late.any():
        order = order[~late]
        flaws.append(Flaw("time_backwards", f"{late.sum()} samples stepped back in time and were left out"))
    ordered = at_ms[order]
    fresh = np.ones(len(ordered), dtype=np.bool_)
    fresh[1:] = ordered[1:] > ordered[:-1]
    if not fresh.all():
        flaws.append(Flaw("time_repeated", f"{(~fresh).sum()} samples repeated a time and were merged into the first"))
    return order[fresh], tuple(flaws)


def fill_from_repeats(at_ms: NDArray[np.int64], kept: NDArray[np.intp], column: Column) -> Column:
    """The kept samples of a column, a gap filled from a dropped sample of the very same time."""
    chosen = column[kept]
    if len(kept) == len(at_ms) or not np.isnan(chosen).any():
        return chosen
    filled = np.flatnonzero(~np.isnan(column))
    if not len(filled):
        return chosen
    filled = filled[np.argsort(at_ms[filled], kind="stable")]
    times = at_ms[filled]
    spots = np.minimum(np.searchsorted(times, at_ms[kept]), len(times) - 1)
    usable = np.isnan(chosen) & (times[spots] == at_ms[kept])
    chosen[usable] = column[filled[spots[usable]]]
    return chosen
