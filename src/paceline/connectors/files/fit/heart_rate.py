"""Heart rates that a strap stored by itself and sent later, merged into the records they belong to.

Swimmers' watches write them as `hr` messages: an anchor with a wall-clock time, then beats in event time of which only the
low twelve bits are kept. Each record takes the mean of the rates since the record before it, a rate being carried forward
in steps of 250 ms for at most 5 s, so that a long interval weighs more than a short one. Source: "Plugin Heart Rate" in
the FIT Cookbook (developer.garmin.com/fit/cookbook); files decoded by Garmin's own SDK give the same rates.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Column, Flaw
from paceline.connectors.files.fit.accumulate import accumulate
from paceline.connectors.files.fit.messages import Table
from paceline.connectors.files.fit.profile import HR_FIELDS

TICKS: Final = 32_768
"""Ticks a second: the finest unit that occurs, that of `fractional_timestamp`."""

_FRACTIONAL, _FILTERED_BPM, _EVENT_TIME = (spec.number for spec in HR_FIELDS)
_PACKED_EVENT_TIME: Final = 10
_PACKED_BITS: Final = 12
_VALUES: Final = 8
_EVENT_TICKS: Final = TICKS // 1024
_STEP: Final = TICKS // 4
_MAX_STEPS: Final = 20
_MAX_BEATS: Final = 300_000


@dataclass(frozen=True, slots=True)
class HeartRates:
    """Heart rates at FIT instants, in ticks, in time order."""

    at_ticks: NDArray[np.int64]
    bpm: Column


def read_heart_rates(table: Table) -> tuple[HeartRates, tuple[Flaw, ...]]:
    """The heart rates of all `hr` messages, shape (beats,), with the flaw when there were too many to keep."""
    events, whole, valid = _event_times(table)
    flat = np.flatnonzero(valid.ravel())
    rows = flat // _VALUES
    ticks = np.full(valid.shape, np.nan)
    ticks.ravel()[flat] = accumulate(events.ravel()[flat], whole.ravel()[flat], _PACKED_BITS)
    seconds = table.times()
    fraction = np.nan_to_num(table.column(_FRACTIONAL))
    anchors = ~np.isnan(seconds) & whole[:, 0]
    anchor = np.maximum.accumulate(np.where(anchors, np.arange(len(table)), -1))[rows] if len(rows) else rows
    since = (ticks.ravel()[flat] - ticks[anchor, 0]) % 2.0**32
    bpm = table.matrix(_FILTERED_BPM, _VALUES).ravel()[flat]
    # More than half of the range ahead is a step back, which no strap can mean.
    good = (anchor >= 0) & ~np.isnan(bpm) & (since < 2.0**31)
    anchor, since, bpm = anchor[good], since[good], bpm[good]
    at_ticks = (seconds[anchor] * TICKS + fraction[anchor] + since * _EVENT_TICKS).astype(np.int64)
    order = np.argsort(at_ticks, kind="stable")[:_MAX_BEATS]
    flaws = (Flaw("fit_too_many_heart_rates", f"Only the first {_MAX_BEATS} stored heart rates were used."),)
    return HeartRates(at_ticks[order], bpm[order]), flaws if len(at_ticks) > _MAX_BEATS else ()


def _event_times(table: Table) -> tuple[Column, NDArray[np.bool_], NDArray[np.bool_]]:
    """Event times in 1/1024 s, shape (n, 8): the values, which of them are complete, which exist at all."""
    full = table.matrix(_EVENT_TIME, _VALUES)
    whole = ~np.isnan(full)
    packed, lengths = table.raw_bytes(_PACKED_EVENT_TIME, _VALUES * _PACKED_BITS // 8)
    triples = packed.reshape(len(table), _VALUES // 2, 3).astype(np.int64)
    pairs = np.stack(
        (triples[:, :, 0] | (triples[:, :, 1] & 0x0F) << 8, triples[:, :, 1] >> 4 | triples[:, :, 2] << 4), axis=2
    ).reshape(len(table), _VALUES)
    present = np.arange(_VALUES) < (lengths * 8 // _PACKED_BITS)[:, None]
    return np.where(whole, full, pairs), whole, whole | present


def _carried_forward(rates: HeartRates) -> HeartRates:
    """The rates with the gaps between them filled in steps of 250 ms, for 5 s at most."""
    gaps = np.diff(rates.at_ticks, prepend=rates.at_ticks[:1])
    steps = np.clip((gaps + _STEP - 1) // _STEP - 1, 0, _MAX_STEPS)
    copies = steps + 1
    source = np.repeat(np.arange(len(gaps)), copies)
    step = np.arange(len(source)) - np.repeat(np.cumsum(copies) - copies, copies)
    carried = step < steps[source]
    source -= carried
    return HeartRates(rates.at_ticks[source] + np.where(carried, _STEP * (step + 1), 0), rates.bpm[source])


def rates_of_records(rates: HeartRates, seconds: Column) -> Column:
    """The mean rate, in whole beats, of each record at FIT `seconds`, shape (n,), in file order; NaN without any.

    A record takes what came after the record before it; of two records of one second the later takes the last rate
    again. A record counts only once a rate beyond it shows that its span is complete.
    """
    merged = np.full(len(seconds), np.nan)
    timed = np.flatnonzero(~np.isnan(seconds))
    if not len(rates.at_ticks) or not len(timed):
        return merged
    filled = _carried_forward(rates)
    at = (seconds[timed] * TICKS).astype(np.int64)
    until = np.searchsorted(filled.at_ticks, np.maximum.accumulate(at), side="right")
    since = np.concatenate((np.searchsorted(filled.at_ticks, at[:1] - TICKS, side="right"), until[:-1]))
    again = np.flatnonzero(at[1:] == at[:-1]) + 1
    last = np.maximum(since[again] - 1, 0)
    usable = (filled.at_ticks[last] > at[again] - TICKS) & (filled.at_ticks[last] <= at[again])
    since[again[usable]] = last[usable]
    sums = np.concatenate(([0.0], np.cumsum(filled.bpm)))
    taken = (until > since) & (until < len(filled.at_ticks))
    means = (sums[until[taken]] - sums[since[taken]]) / (until[taken] - since[taken])
    merged[timed[taken]] = np.floor(means + 0.5)
    return merged
