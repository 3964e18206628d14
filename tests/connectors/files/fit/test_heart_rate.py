"""Heart rates a strap stored and sent later are merged into the records."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paceline.connectors.base import Channel
from paceline.connectors.files.fit.decode import decode_fit
from paceline.connectors.files.fit.heart_rate import TICKS, HeartRates, rates_of_records
from tests.builders.fit import Field, FitBuilder

NOON = 1_000_000_000


def records(seconds: int) -> FitBuilder:
    builder = FitBuilder().add(0, {0: ("enum", 4), 1: ("uint16", 1), 4: ("uint32", NOON)})
    builder.define(1, 20, [Field(253, "uint32"), Field(5, "uint32")])
    for second in range(seconds):
        builder.data(1, NOON + second, second * 100)
    return builder


def pack12(values: list[int]) -> bytes:
    packed = bytearray()
    for low, high in zip(values[::2], values[1::2], strict=True):
        packed += bytes((low & 0xFF, low >> 8 & 0x0F | (high & 0x0F) << 4, high >> 4 & 0xFF))
    return bytes(packed)


def strap(builder: FitBuilder, anchor_s: float, first_event: int, gaps: list[int], bpm: list[int]) -> FitBuilder:
    """An anchor message, then eight beats a message in packed event time of 1/1024 s."""
    whole, fraction = divmod(anchor_s, 1)
    builder.define(2, 132, [Field(253, "uint32"), Field(0, "uint16"), Field(6, "uint8"), Field(9, "uint32")])
    builder.data(2, int(whole), round(fraction * 32768), bpm[0], first_event % 2**32)
    builder.define(3, 132, [Field(6, "uint8", 8), Field(10, "byte", 12)])
    events = (first_event + np.cumsum(gaps)).tolist()
    for start in range(0, len(gaps), 8):
        builder.data(3, bpm[1 + start : 9 + start], pack12([event % 4096 for event in events[start : start + 8]]))
    return builder


def rates(data: bytes) -> list[float]:
    return decode_fit(data).activities[0].legs[0].samples.channels[Channel.HEART_RATE].tolist()


def test_stored_beats_reach_the_records_they_belong_to() -> None:
    # One beat a second on the second: every record takes the beat of its own second and what is carried up to it.
    builder = strap(records(10), NOON, 5000, [1024] * 16, [100] * 9 + [140] * 8)
    assert rates(builder.build())[:8] == [100] * 8
    assert 100 < rates(builder.build())[9] < 140


def test_the_event_clock_may_roll_over() -> None:
    builder = strap(records(6), NOON, 2**32 - 2000, [1024] * 16, [123] * 17)
    assert rates(builder.build()) == [123] * 6


def test_beats_in_a_chained_part_without_a_file_id_belong_to_the_file_before() -> None:
    data = records(6).build() + strap(FitBuilder(), NOON, 0, [1024] * 16, [111] * 17).build()
    assert len(decode_fit(data).activities) == 1
    assert rates(data) == [111] * 6


def test_beats_without_an_anchor_are_of_no_use() -> None:
    builder = records(3).define(3, 132, [Field(6, "uint8", 8), Field(10, "byte", 12)])
    builder.data(3, [100] * 8, pack12([1024 * beat % 4096 for beat in range(8)]))
    decoded = decode_fit(builder.build())
    assert Channel.HEART_RATE not in decoded.activities[0].legs[0].samples.channels


def by_definition(beats: list[tuple[int, int]], at: list[int]) -> list[float]:
    """The merge written out beat by beat; times in ticks, never stepping back."""
    step = TICKS // 4
    filled = beats[:1]
    for (before, rate), (after, own) in pairwise(beats):
        filled += [(before + step * turn, rate) for turn in range(1, 21) if before + step * turn < after]
        filled.append((after, own))
    merged = []
    position, since = 0, at[0] - TICKS
    for until in at:
        if since == until:
            position, since = max(position - 1, 0), since - TICKS
        span: list[int] = []
        while position < len(filled) and filled[position][0] <= until:
            tick, rate = filled[position]
            span += [rate] if tick > since else []
            position += 1
        closed = position < len(filled)
        merged.append(float(int(sum(span) / len(span) + 0.5)) if span and closed else np.nan)
        since = until
    return merged


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 8 * TICKS), st.integers(30, 220)), min_size=1, max_size=40),
    st.lists(st.integers(0, 9), min_size=1, max_size=30),
)
def test_the_columns_give_what_the_rule_gives_beat_by_beat(beats: list[tuple[int, int]], steps: list[int]) -> None:
    ticks = (NOON * TICKS + np.cumsum([gap for gap, _ in beats])).tolist()
    pairs = list(zip(ticks, [bpm for _, bpm in beats], strict=True))
    seconds = NOON + np.cumsum(steps).astype(np.float64)
    found = rates_of_records(HeartRates(np.array(ticks), np.array([float(bpm) for _, bpm in beats])), seconds)
    np.testing.assert_array_equal(found, by_definition(pairs, (seconds.astype(np.int64) * TICKS).tolist()))
