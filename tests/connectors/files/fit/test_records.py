"""Records to samples: scales, packed fields, positions, developer fields, times that repeat or step back."""

from datetime import UTC, datetime

import numpy as np
import pytest

from paceline.connectors.base import Channel, DecodedFile, ExtraChannel, Samples
from paceline.connectors.files.fit import records as records_module
from paceline.connectors.files.fit.decode import decode_fit
from tests.builders.fit import BASE_NUMBERS, DeveloperField, Extra, Field, FitBuilder, build_activity_fit, semicircles

START = datetime(2024, 5, 1, 6, 30, tzinfo=UTC)
NOON = 1_000_000_000


def activity() -> FitBuilder:
    return FitBuilder().add(0, {0: ("enum", 4), 1: ("uint16", 1), 4: ("uint32", NOON)})


def decoded(builder: FitBuilder) -> DecodedFile:
    return decode_fit(builder.build())


def samples(builder: FitBuilder) -> Samples:
    (one,) = decoded(builder).activities
    (leg,) = one.legs
    return leg.samples


def extra(found: Samples, name: str) -> ExtraChannel:
    return next(one for one in found.extras if one.name == name)


def test_every_channel_has_its_unit() -> None:
    columns = {
        "latitude_deg": [48.1, 48.2],
        "longitude_deg": [-11.5, -11.6],
        "altitude_m": [520.2, -3.0],
        "heart_rate_bpm": [120, 121],
        "cadence_rpm": [80, 0],
        "distance_m": [0.0, 7.25],
        "speed_mps": [7.2, 7.251],
        "power_w": [0, 1200],
        "temperature_c": [-8, 21],
    }
    (one,) = decode_fit(build_activity_fit(START, columns)).activities
    found = one.legs[0].samples
    assert found.at_ms.tolist() == [START.timestamp() * 1000, START.timestamp() * 1000 + 1000]
    assert set(found.channels) == set(columns)
    for name, values in columns.items():
        np.testing.assert_allclose(found.channels[Channel(name)], values, atol=1e-7)


def test_what_a_device_did_not_write_is_nan_and_an_empty_channel_is_left_out() -> None:
    (one,) = decode_fit(build_activity_fit(START, {"power_w": [200, None, 0], "heart_rate_bpm": [None] * 3})).activities
    found = one.legs[0].samples
    np.testing.assert_array_equal(found.channels[Channel.POWER], [200, np.nan, 0])
    assert Channel.HEART_RATE not in found.channels


def test_a_heart_rate_of_zero_is_no_heart_rate() -> None:
    (one,) = decode_fit(build_activity_fit(START, {"heart_rate_bpm": [0, 120], "power_w": [0, 200]})).activities
    found = one.legs[0].samples
    np.testing.assert_array_equal(found.channels[Channel.HEART_RATE], [np.nan, 120])
    assert found.channels[Channel.POWER].tolist() == [0, 200]


def test_enhanced_speed_and_altitude_win_over_the_plain_ones_and_leave_no_gap() -> None:
    builder = activity().define(
        1, 20, [Field(253, "uint32"), Field(2, "uint16"), Field(78, "uint32"), Field(6, "uint16"), Field(73, "uint32")]
    )
    builder.data(1, NOON, 2500, 2600, 1000, 1100).data(1, NOON + 1, 2500, None, 1000, None)
    found = samples(builder)
    assert found.channels[Channel.ALTITUDE].tolist() == [20, 0]
    assert found.channels[Channel.SPEED].tolist() == [1.1, 1.0]


def test_fractional_cadence_is_added_and_cadence256_fills_in() -> None:
    builder = activity().define(
        1, 20, [Field(253, "uint32"), Field(4, "uint8"), Field(53, "uint8"), Field(52, "uint16")]
    )
    builder.data(1, NOON, 80, 64, None).data(1, NOON + 1, 81, None, None).data(1, NOON + 2, None, None, 82 * 256 + 128)
    assert samples(builder).channels[Channel.CADENCE].tolist() == [80.5, 81, 82.5]


def pack(speed_mps: float, distance_m: float) -> bytes:
    speed, distance = round(speed_mps * 100), round(distance_m * 16) % 4096
    return bytes((speed & 0xFF, speed >> 8 | (distance & 0x0F) << 4, distance >> 4))


def test_compressed_speed_and_distance_are_unpacked_and_the_distance_rolls_over() -> None:
    metres = [0.0, 100.0, 250.5, 300.0, 511.0, 520.0, 760.0]
    builder = activity().define(1, 20, [Field(253, "uint32"), Field(8, "byte", count=3)])
    for second, metre in enumerate(metres):
        builder.data(1, NOON + second, pack(3.21, metre))
    found = samples(builder)
    assert found.channels[Channel.DISTANCE].tolist() == metres
    np.testing.assert_allclose(found.channels[Channel.SPEED], 3.21)


def test_a_null_compressed_speed_and_distance_says_nothing() -> None:
    builder = activity().define(1, 20, [Field(253, "uint32"), Field(8, "byte", count=3), Field(3, "uint8")])
    builder.data(1, NOON, b"\xff\xff\xff", 99)
    assert set(samples(builder).channels) == {Channel.HEART_RATE}


def test_a_compressed_speed_and_distance_of_the_wrong_size_says_nothing() -> None:
    builder = activity().define(1, 20, [Field(253, "uint32"), Field(8, "byte", count=2), Field(3, "uint8")])
    builder.data(1, NOON, b"\x01\x02", 99)
    assert set(samples(builder).channels) == {Channel.HEART_RATE}


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0, 0), (semicircles(48.0), None), (None, semicircles(11.0)), (2**30 + 1, 5)]
)
def test_no_fix_is_no_position(latitude: int | None, longitude: int | None) -> None:
    builder = activity().define(1, 20, [Field(253, "uint32"), Field(0, "sint32"), Field(1, "sint32")])
    builder.data(1, NOON, latitude, longitude).data(1, NOON + 1, semicircles(48.0), semicircles(11.0))
    found = samples(builder)
    np.testing.assert_allclose(found.channels[Channel.LATITUDE], [np.nan, 48], atol=1e-7)
    np.testing.assert_allclose(found.channels[Channel.LONGITUDE], [np.nan, 11], atol=1e-7)


def test_records_of_one_second_are_merged_field_by_field() -> None:
    builder = activity().define(1, 20, [Field(253, "uint32"), Field(3, "uint8")])
    builder.define(2, 20, [Field(253, "uint32"), Field(7, "uint16")])
    for second in range(3):
        builder.data(1, NOON + second, 120 + second).data(2, NOON + second, 200 + second)
    found = samples(builder)
    assert len(found) == 3
    assert found.channels[Channel.HEART_RATE].tolist() == [120, 121, 122]
    assert found.channels[Channel.POWER].tolist() == [200, 201, 202]


def test_time_strictly_increases_even_when_the_file_steps_back() -> None:
    builder = activity().define(1, 20, [Field(253, "uint32"), Field(7, "uint16")])
    for second in (0, 3, 1, 2, 2, 5, 4):
        builder.data(1, NOON + second, second)
    file = decoded(builder)
    found = file.activities[0].legs[0].samples
    assert (np.diff(found.at_ms) > 0).all()
    seconds = (found.at_ms - found.at_ms[0]) / 1000
    assert found.channels[Channel.POWER].tolist() == seconds.tolist()
    assert {flaw.code for flaw in file.flaws} & {"time_out_of_order", "time_backwards"}


def test_records_without_a_time_are_left_out_and_counted() -> None:
    builder = activity().define(1, 20, [Field(253, "uint32"), Field(7, "uint16")])
    builder.data(1, NOON, 200).data(1, None, 201).data(1, NOON + 1, 202)
    file = decoded(builder)
    assert file.activities[0].legs[0].samples.channels[Channel.POWER].tolist() == [200, 202]
    assert [flaw.code for flaw in file.flaws] == ["fit_record_without_time"]


def test_further_numeric_fields_are_kept_as_extra_channels() -> None:
    builder = activity().define(
        1,
        20,
        [Field(253, "uint32"), Field(30, "uint8"), Field(39, "uint16"), Field(139, "uint16"), Field(250, "uint8")],
    )
    builder.data(1, NOON, 0x80 | 49, 86, 3805, 1)
    found = samples(builder)
    assert extra(found, "left_right_balance").values.tolist() == [0x80 | 49]
    assert (extra(found, "vertical_oscillation").unit, extra(found, "vertical_oscillation").values[0]) == ("mm", 8.6)
    assert (extra(found, "core_temperature").unit, extra(found, "core_temperature").values[0]) == ("°C", 38.05)
    assert len(found.extras) == 3


def test_developer_fields_are_kept_with_the_name_and_unit_the_file_gives_them() -> None:
    data = build_activity_fit(
        START,
        {"power_w": [1, 2]},
        developer={"Form Power": Extra("Watts", [70, None]), "LSS": Extra("kN/m", [9.5, 9.25])},
    )
    found = decode_fit(data).activities[0].legs[0].samples
    assert [(one.name, one.unit) for one in found.extras] == [("Form Power", "Watts"), ("LSS", "kN/m")]
    np.testing.assert_array_equal(extra(found, "Form Power").values, [70, np.nan])
    assert extra(found, "LSS").values.tolist() == [9.5, 9.25]


def described(
    *,
    index: int = 0,
    native: int | None = None,
    message: int = 20,
    unit: str = "W",
    application: bool = True,
    base: str = "uint16",
) -> FitBuilder:
    builder = activity()
    if application:
        builder.add(207, {3: ("uint8", index), 1: ("byte", bytes(16))})
    builder.add(206, {0: ("uint8", index), 1: ("uint8", 3), 2: ("uint8", BASE_NUMBERS[base]), 3: ("string", "Stick"),
                      8: ("string", unit), 14: ("uint16", message), 15: ("uint8", native)})  # fmt: skip
    return builder.define(1, 20, [Field(253, "uint32"), Field(3, "uint8")], [DeveloperField(3, index, base)])


@pytest.mark.parametrize("application", [True, False])
def test_a_developer_field_needs_no_application_id(application: bool) -> None:
    found = samples(described(application=application).data(1, NOON, 120, 250))
    assert extra(found, "Stick").values.tolist() == [250]


def test_a_developer_field_named_as_power_fills_the_power_the_device_lacks() -> None:
    found = samples(described(native=7).data(1, NOON, 120, 250))
    assert found.channels[Channel.POWER].tolist() == [250]


def test_a_developer_field_that_stands_for_a_field_of_another_message_fills_no_channel() -> None:
    found = samples(described(native=7, message=18).data(1, NOON, 120, 250))
    assert Channel.POWER not in found.channels


def test_a_developer_field_never_replaces_what_the_device_measured() -> None:
    found = samples(described(native=3, unit="bpm").data(1, NOON, 120, 250))
    assert found.channels[Channel.HEART_RATE].tolist() == [120]
    assert extra(found, "Stick").values.tolist() == [250]


def test_a_developer_field_in_another_unit_does_not_pass_for_a_channel() -> None:
    found = samples(described(native=7, unit="kg").data(1, NOON, 120, 250))
    assert Channel.POWER not in found.channels


def test_an_undescribed_developer_field_is_named_and_does_not_break_the_record() -> None:
    builder = activity().define(1, 20, [Field(253, "uint32"), Field(7, "uint16")], [DeveloperField(1, 4, "uint32")])
    file = decoded(builder.data(1, NOON, 200, 1))
    assert file.activities[0].legs[0].samples.channels[Channel.POWER].tolist() == [200]
    assert [flaw.code for flaw in file.flaws] == ["fit_developer_field_unknown"]


def test_a_developer_text_is_passed_over() -> None:
    builder = activity()
    builder.add(206, {0: ("uint8", 0), 1: ("uint8", 3), 2: ("uint8", 7), 3: ("string", "Note")})
    builder.define(1, 20, [Field(253, "uint32"), Field(7, "uint16")], [DeveloperField(3, 0, "string", 6)])
    assert samples(builder.data(1, NOON, 200, "hello")).extras == ()


def test_two_developer_fields_of_one_name_stay_apart() -> None:
    builder = activity()
    for index in (0, 1):
        builder.add(206, {0: ("uint8", index), 1: ("uint8", 0), 2: ("uint8", 2), 3: ("string", "Core")})
    builder.define(1, 20, [Field(253, "uint32")], [DeveloperField(0, 0, "uint8"), DeveloperField(0, 1, "uint8")])
    found = samples(builder.data(1, NOON, 37, 38))
    assert {one.name: one.values.tolist() for one in found.extras} == {"Core": [37], "Core (2)": [38]}


def test_no_more_extra_channels_are_kept_than_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_module, "MAX_CELLS", 5)
    data = build_activity_fit(
        START, {"power_w": [1, 2]}, developer={f"d{number}": Extra("x", [1, 2]) for number in range(9)}
    )
    file = decode_fit(data)
    assert len(file.activities[0].legs[0].samples.extras) == 2
    assert [flaw.code for flaw in file.flaws] == ["fit_too_many_fields"]
