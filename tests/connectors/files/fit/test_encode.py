"""What we write as FIT, our reader and another one read back."""

import io
from collections import Counter
from dataclasses import replace
from typing import Any

import fitdecode
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from paceline.connectors.base import Channel, Lap, Pause, Recording, Samples
from paceline.connectors.files.fit.decode import decode_fit
from paceline.connectors.files.fit.encode import FitDevice, encode_fit
from tests.builders.fit import crc16
from tests.connectors.files.decoded import only_leg

START_MS = 1_714_545_000_000
WATCH = FitDevice("Sample watch", serial=4_000_000_001, software=7.25)
RESOLUTION = {
    Channel.DISTANCE: 0.01,
    Channel.LATITUDE: 180 / 2**31,
    Channel.LONGITUDE: 180 / 2**31,
    Channel.ALTITUDE: 0.2,
    Channel.SPEED: 0.001,
    Channel.HEART_RATE: 1.0,
    Channel.CADENCE: 1.0,
    Channel.POWER: 1.0,
    Channel.TEMPERATURE: 1.0,
    Channel.GRADE: 0.01,
}
RANGES = {
    Channel.DISTANCE: (0.0, 1e6),
    Channel.LATITUDE: (-80.0, 80.0),
    Channel.LONGITUDE: (1.0, 179.0),
    Channel.ALTITUDE: (-400.0, 8000.0),
    Channel.SPEED: (0.0, 60.0),
    Channel.HEART_RATE: (1.0, 250.0),
    Channel.CADENCE: (0.0, 250.0),
    Channel.POWER: (0.0, 3000.0),
    Channel.TEMPERATURE: (-60.0, 100.0),
    Channel.GRADE: (-300.0, 300.0),
}


def recording(seconds: NDArray[np.int64], channels: dict[Channel, NDArray[np.float64]], **more: Any) -> Recording:
    values: dict[str, Any] = {"elapsed_s": float(seconds[-1]), "sport_raw": "cycling/road"} | more
    return Recording(START_MS, samples=Samples(START_MS + seconds * 1000, channels), **values)


def full() -> Recording:
    """An hour with everything a watch writes, and a pause."""
    seconds = np.concatenate([np.arange(600), np.arange(700, 3601)])
    at = seconds.astype(np.float64)
    channels = {
        Channel.DISTANCE: 8 * at,
        Channel.LATITUDE: 53 + at * 1e-5,
        Channel.LONGITUDE: 9.9 - at * 1e-5,
        Channel.ALTITUDE: 80 + 30 * np.sin(at / 200),
        Channel.SPEED: 8 + np.sin(at / 30),
        Channel.HEART_RATE: np.where(at < 900, np.nan, 140.0),
        Channel.CADENCE: np.full(len(at), 88.0),
        Channel.POWER: 200 + 50 * np.sin(at / 10),
        Channel.TEMPERATURE: np.full(len(at), -3.0),
    }
    laps = (
        Lap(
            START_MS, 1800.0, 1700.0, 13_600.0, "manual", "warmup", {"avg_heart_rate_bpm": 140.0, "avg_power_w": 201.0}
        ),
        Lap(START_MS + 1_800_000, 1800.0, 1800.0, 14_400.0, "session_end", "active", {"max_speed_mps": 9.0}),
    )
    return recording(
        seconds,
        channels,
        laps=laps,
        pauses=(Pause(START_MS + 599_000, START_MS + 700_000),),
        timer_s=3499.0,
        distance_m=28_800.0,
        utc_offset_s=7200,
        summary={
            "avg_power_w": 200.0,
            "total_ascent_m": 90.0,
            "max_heart_rate_bpm": 140.0,
            "total_calories_kcal": 650.0,
        },
    )


def test_our_reader_finds_what_was_written() -> None:
    written = full()
    decoded = decode_fit(encode_fit(written, WATCH))
    read = only_leg(decoded)
    assert decoded.flaws == ()
    assert (decoded.device.product, decoded.device.serial, decoded.device.software) == (
        "Sample watch",
        "4000000001",
        "7.25",
    )
    assert decoded.created_at_ms == START_MS
    assert replace(read, samples=written.samples) == written
    assert read.samples.at_ms.tolist() == written.samples.at_ms.tolist()
    for channel, values in written.samples.channels.items():
        found = read.samples.channels[channel]
        assert np.array_equal(np.isnan(found), np.isnan(values)), channel
        assert np.nanmax(np.abs(found - values)) <= RESOLUTION[channel] / 2 + 1e-9, channel


def test_another_reader_finds_every_message() -> None:
    written = full()
    with fitdecode.FitReader(io.BytesIO(encode_fit(written, WATCH)), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        messages = [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]
    counts = Counter(message.name for message in messages)
    assert counts == {
        "file_id": 1, "device_info": 1, "event": 4, "record": len(written.samples), "lap": 2, "session": 1, "activity": 1,
    }  # fmt: skip
    events = [message.get_value("event_type") for message in messages if message.name == "event"]
    assert events == ["start", "stop_all", "start", "stop_all"]
    session = next(message for message in messages if message.name == "session")
    assert (session.get_value("sport"), session.get_value("sub_sport")) == ("cycling", "road")
    assert session.get_value("total_timer_time") == 3499.0
    record = [message for message in messages if message.name == "record"][1000]
    assert record.get_value("power") == round(float(written.samples.channels[Channel.POWER][1000]))
    assert record.get_value("temperature") == -3


def test_header_and_file_carry_their_checksums() -> None:
    data = encode_fit(full(), WATCH)
    assert int.from_bytes(data[12:14], "little") == crc16(data[:12])
    assert int.from_bytes(data[-2:], "little") == crc16(data[:-2])


def test_what_does_not_fit_a_field_is_missing_and_not_wrapped() -> None:
    seconds = np.arange(3)
    written = recording(seconds, {Channel.POWER: np.array([70_000.0, -1.0, 250.0])})
    power = only_leg(decode_fit(encode_fit(written, WATCH))).samples.channels[Channel.POWER]
    assert np.array_equal(power, [np.nan, np.nan, 250.0], equal_nan=True)


def test_a_recording_without_samples_keeps_its_summary() -> None:
    empty = Recording(START_MS, 1800.0, "training/strength_training", Samples(np.empty(0, np.int64), {}))
    read = only_leg(decode_fit(encode_fit(empty, WATCH)))
    assert (read.elapsed_s, read.sport_raw, len(read.samples)) == (1800.0, "training/strength_training", 0)


def test_a_sport_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="FIT knows no sport quidditch/indoor"):
        encode_fit(replace(full(), sport_raw="quidditch/indoor"), WATCH)


@st.composite
def _recordings(draw: st.DrawFn) -> Recording:
    gaps = draw(st.lists(st.integers(1, 200), min_size=1, max_size=40))
    seconds = np.cumsum([0, *gaps])
    channels: dict[Channel, NDArray[np.float64]] = {}
    for channel in draw(st.sets(st.sampled_from(sorted(RANGES)), min_size=1)):
        low, high = RANGES[channel]
        value = st.none() | st.floats(low, high)
        drawn = draw(st.lists(value, min_size=len(seconds), max_size=len(seconds)))
        channels[channel] = np.array([np.nan if one is None else one for one in drawn])
    return recording(seconds, channels)


@given(_recordings())
def test_any_recording_comes_back_within_the_resolution(written: Recording) -> None:
    read = only_leg(decode_fit(encode_fit(written, WATCH))).samples
    assert read.at_ms.tolist() == written.samples.at_ms.tolist()
    places = {Channel.LATITUDE, Channel.LONGITUDE}
    for channel, values in written.samples.channels.items():
        # Half a position is none, and a channel without a value is left out.
        if channel in places and not places <= written.samples.channels.keys():
            continue
        lost = np.isnan(values)
        if channel in places:
            lost = np.isnan(written.samples.channels[Channel.LATITUDE]) | np.isnan(
                written.samples.channels[Channel.LONGITUDE]
            )
        found = read.channels.get(channel, np.full(len(values), np.nan))
        assert np.array_equal(np.isnan(found), lost), channel
        assert np.abs(found - values)[~lost].max(initial=0) <= RESOLUTION[channel] / 2 + 1e-9, channel
