"""Streams made of parts of sources."""

from dataclasses import replace
from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from paceline.activities.rules.composition import compose, composed_facts
from paceline.activities.schemas import Part, SourceFacts
from paceline.connectors.base import Channel, ExtraChannel, Lap, Pause, Samples
from tests.activities.builders import START_MS, samples

ONE, OTHER = UUID(int=1), UUID(int=2)


@given(st.integers(0, 98))
def test_split_parts_put_together_are_the_whole(second: int) -> None:
    whole = samples(100)
    at_ms = START_MS + second * 1000
    before, after = Part(ONE, None, at_ms), Part(ONE, at_ms + 1, None)
    both = compose((before, after), {ONE: whole})
    np.testing.assert_array_equal(both.at_ms, whole.at_ms)
    for channel, values in whole.channels.items():
        np.testing.assert_array_equal(both.channels[channel], values)
    assert len(compose((before,), {ONE: whole})) + len(compose((after,), {ONE: whole})) == 100


def test_another_devices_heart_rate_joins_by_the_nearest_time() -> None:
    ride = samples(100)
    without = Samples(ride.at_ms, {name: v for name, v in ride.channels.items() if name is not Channel.HEART_RATE})
    strap = Samples(
        START_MS + 10_400 + np.arange(50) * 1000,
        {Channel.HEART_RATE: np.arange(50.0) + 100, Channel.POWER: np.zeros(50)},
    )
    both = compose((Part(ONE), Part(OTHER, channels=("heart_rate_bpm",))), {ONE: without, OTHER: strap})
    np.testing.assert_array_equal(both.at_ms, ride.at_ms)
    np.testing.assert_array_equal(both.channels[Channel.POWER], ride.channels[Channel.POWER])
    heart_rate = both.channels[Channel.HEART_RATE]
    assert heart_rate[10] == 100.0
    assert heart_rate[40] == 130.0
    assert np.isnan(heart_rate[:9]).all()
    assert np.isnan(heart_rate[62:]).all()


def test_a_wrong_clock_is_shifted_right() -> None:
    late = samples(100, start_ms=START_MS + 3_600_000)
    both = compose((Part(ONE), Part(OTHER, shift_ms=-3_600_000)), {ONE: samples(100), OTHER: late})
    assert len(both) == 100


def test_joined_recordings_go_on_counting_distance_and_keep_extra_fields() -> None:
    first = replace(samples(100), extras=(ExtraChannel("form", None, np.ones(100)),))
    both = compose((Part(OTHER), Part(ONE)), {ONE: first, OTHER: samples(100, start_ms=START_MS + 500_000)})
    distance = both.channels[Channel.DISTANCE]
    assert np.all(np.diff(distance) >= 0)
    assert distance[-1] > 1.9 * 100 * 8
    assert np.isnan(both.extras[0].values[100:]).all()
    assert len(both) == 200


def test_a_source_that_is_gone_adds_nothing() -> None:
    assert len(compose((Part(ONE), Part(OTHER)), {ONE: samples(10)})) == 10
    assert len(compose((Part(OTHER),), {})) == 0


def test_a_cut_keeps_what_lies_in_it_and_drops_totals() -> None:
    facts = SourceFacts(
        START_MS, 99.0, "ride", distance_m=800.0, timer_s=90.0, summary={"total_ascent_m": 5.0}, calories_kcal=50.0,
        laps=(Lap(START_MS, 50.0), Lap(START_MS + 50_000, 49.0)), pauses=(Pause(START_MS + 20_000, START_MS + 45_000),),
    )  # fmt: skip
    cut = (Part(ONE, START_MS + 40_000, START_MS + 80_000),)
    found = composed_facts(facts, cut, compose(cut, {ONE: samples(100)}))
    assert (found.started_at_ms, found.elapsed_s, found.timer_s) == (START_MS + 40_000, 40.0, 35.0)
    assert (found.distance_m, found.summary, found.calories_kcal) == (None, {}, None)
    assert found.laps == (Lap(START_MS + 50_000, 49.0),)
    assert found.pauses == (Pause(START_MS + 40_000, START_MS + 45_000),)
    whole = (Part(ONE), Part(OTHER, channels=("power_w",)))
    assert composed_facts(facts, whole, samples(100)) == facts
