"""Streams come back exact to their resolution, gaps and times included, and damage is noticed."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from paceline.activities.rules.stream_codec import (
    RESOLUTIONS,
    CorruptStreamError,
    decode,
    decode_samples,
    decode_times,
    encode,
    encode_exact,
    encode_samples,
)
from paceline.activities.schemas import EncodedStream
from paceline.connectors.base import Channel, ExtraChannel, Samples
from tests.activities.builders import samples

_ANY_FLOATS = arrays(np.float64, st.integers(0, 200), elements=st.floats(allow_nan=True, allow_infinity=True))


@st.composite
def _channel(draw: st.DrawFn) -> tuple[Channel, np.ndarray[Any, Any]]:
    channel = draw(st.sampled_from(list(Channel)))
    scale = RESOLUTIONS[channel][-1]
    count = draw(st.integers(1, 300))
    steps = draw(arrays(np.int64, count, elements=st.integers(-(2**40), 2**40)))
    missing = draw(arrays(np.bool_, count))
    return channel, np.where(missing, np.nan, steps / scale)


@given(_channel())
def test_values_at_the_channels_resolution_come_back_exactly(drawn: tuple[Channel, np.ndarray[Any, Any]]) -> None:
    channel, values = drawn
    np.testing.assert_array_equal(decode(encode(values, RESOLUTIONS[channel])), values)


@given(
    st.sampled_from(list(Channel)),
    arrays(np.float64, st.integers(0, 200), elements=st.floats(-1e6, 1e6) | st.just(float("nan"))),
)
def test_finer_values_come_back_within_half_a_step(channel: Channel, values: np.ndarray[Any, Any]) -> None:
    back = decode(encode(values, RESOLUTIONS[channel]))
    np.testing.assert_array_equal(np.isnan(back), np.isnan(values))
    known = ~np.isnan(values)
    half_step = 0.5 / RESOLUTIONS[channel][-1]
    assert np.all(np.abs(back[known] - values[known]) <= half_step * (1 + 1e-6) + np.spacing(np.abs(values[known])))


@given(_ANY_FLOATS)
def test_a_field_of_unknown_resolution_comes_back_exactly(values: np.ndarray[Any, Any]) -> None:
    np.testing.assert_array_equal(decode(encode_exact(values)), values)


@given(st.lists(st.integers(1, 2**40), min_size=1, max_size=200), st.integers(-(2**45), 2**45))
def test_times_come_back_with_their_gaps(steps: list[int], start_ms: int) -> None:
    at_ms = start_ms + np.cumsum(np.array(steps, dtype=np.int64))
    back = decode_times(encode(at_ms.astype(np.float64), (1,)))
    np.testing.assert_array_equal(back, at_ms)


def test_a_recording_comes_back_with_its_developer_fields() -> None:
    recorded = samples(500)
    extras = (
        ExtraChannel("Form Power", "W", np.where(np.arange(500) % 7 == 0, np.nan, np.arange(500.0))),
        ExtraChannel("Form Power", None, np.sqrt(np.arange(500.0))),
        ExtraChannel("empty", None, np.full(500, np.nan)),
    )
    back = decode_samples(encode_samples(Samples(recorded.at_ms, recorded.channels, extras)))
    np.testing.assert_array_equal(back.at_ms, recorded.at_ms)
    assert back.channels.keys() == recorded.channels.keys()
    for channel, values in recorded.channels.items():
        np.testing.assert_array_equal(back.channels[channel], values)
    assert [(extra.name, extra.unit) for extra in back.extras] == [("Form Power", "W"), ("Form Power 2", None)]
    np.testing.assert_array_equal(back.extras[0].values, extras[0].values)
    np.testing.assert_array_equal(back.extras[1].values, extras[1].values)


def test_a_recording_without_samples_has_no_streams() -> None:
    nothing = Samples(np.empty(0, dtype=np.int64), {})
    assert encode_samples(nothing) == {}
    assert len(decode_samples({})) == 0


def test_a_slow_recorder_keeps_its_gaps() -> None:
    at_ms = np.array([0, 1000, 7000, 7500, 3_600_000], dtype=np.int64)
    heart_rate = np.array([np.nan, 120.0, np.nan, 130.0, np.nan])
    back = decode_samples(encode_samples(Samples(at_ms, {Channel.HEART_RATE: heart_rate})))
    np.testing.assert_array_equal(back.at_ms, at_ms)
    np.testing.assert_array_equal(back.channels[Channel.HEART_RATE], heart_rate)


def test_a_five_hour_ride_takes_few_bytes() -> None:
    streams = encode_samples(samples(18_000))
    assert sum(len(stream.content) for stream in streams.values()) < 8 * 18_000


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused_by_name(content: bytes) -> None:
    with pytest.raises(CorruptStreamError):
        decode(content)


@settings(max_examples=300)
@given(st.data())
def test_one_flipped_bit_is_noticed(data: st.DataObject) -> None:
    content = bytearray(encode(np.arange(100.0), (1,)))
    at = data.draw(st.integers(0, len(content) * 8 - 1))
    content[at // 8] ^= 1 << at % 8
    with pytest.raises(CorruptStreamError):
        decode(bytes(content))


def test_a_cut_stream_is_refused() -> None:
    content = encode(np.arange(1000.0) ** 2, (1,))
    for length in (0, 1, 20, len(content) - 1):
        with pytest.raises(CorruptStreamError):
            decode(content[:length])


def test_a_channel_of_another_length_than_the_time_base_is_refused() -> None:
    streams = encode_samples(samples(100))
    streams["power_w"] = EncodedStream("W", 50, encode(np.arange(50.0), (1,)))
    with pytest.raises(CorruptStreamError, match="power_w"):
        decode_samples(streams)
