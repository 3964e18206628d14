"""Headers, checksums, truncation, chaining: what is kept and what is said about it."""

import pytest

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.fit import messages as messages_module
from paceline.connectors.files.fit import scan as scan_module
from paceline.connectors.files.fit.decode import decode_fit
from paceline.connectors.files.fit.messages import read_messages
from paceline.connectors.files.fit.profile import RECORD
from tests.builders.fit import Field, FitBuilder, crc16

NOON = 1_000_000_000
"""A FIT time in 2021."""


def recording(seconds: int = 5, *, first: int = NOON, serial: int = 7) -> FitBuilder:
    builder = FitBuilder().add(0, {0: ("enum", 4), 1: ("uint16", 1), 3: ("uint32z", serial), 4: ("uint32", first)})
    builder.define(1, RECORD, [Field(253, "uint32"), Field(7, "uint16")])
    for second in range(seconds):
        builder.data(1, first + second, 200 + second)
    return builder


def codes(data: bytes) -> list[str]:
    return [flaw.code for flaw in decode_fit(data).flaws]


def powers(data: bytes) -> list[float]:
    return [
        value
        for activity in decode_fit(data).activities
        for leg in activity.legs
        for value in leg.samples.channels["power_w"].tolist()
    ]


def test_a_sound_file_has_no_flaws() -> None:
    assert codes(recording().build()) == []
    assert powers(recording().build()) == [200, 201, 202, 203, 204]


def test_the_builders_checksum_is_the_published_check_value() -> None:
    # CRC-16/ARC of "123456789" is 0xBB3D in every catalogue; the decoder's own checksum agrees or every file is flawed.
    assert crc16(b"123456789") == 0xBB3D


@pytest.mark.parametrize("header_bytes", [12, 14, 20])
def test_short_long_and_longer_headers_are_read(header_bytes: int) -> None:
    data = recording().build(header_bytes=header_bytes)
    assert codes(data) == []
    assert len(powers(data)) == 5


def test_a_header_checksum_of_zero_is_legal() -> None:
    assert codes(recording().build(header_crc=0)) == []


def test_a_wrong_header_checksum_is_a_flaw_not_a_refusal() -> None:
    data = recording().build(header_crc=0x1234)
    assert codes(data) == ["fit_header_crc"]
    assert len(powers(data)) == 5


def test_a_wrong_file_checksum_is_a_flaw_not_a_refusal() -> None:
    data = recording().build(crc=0x1234)
    assert codes(data) == ["fit_crc"]
    assert len(powers(data)) == 5


@pytest.mark.parametrize("missing", range(1, 38))
def test_a_truncated_file_keeps_every_complete_message(missing: int) -> None:
    whole = recording().build()
    data = whole[:-missing]
    assert codes(data) == ["fit_truncated"]
    lost = -(-max(missing - 2, 0) // 7)
    assert powers(data) == [200, 201, 202, 203, 204][: 5 - lost]


def test_a_message_that_overruns_the_declared_data_is_left_out() -> None:
    builder = recording()
    data = builder.build(data_bytes=len(builder.body) - 3)
    assert "fit_message_cut" in codes(data)
    assert powers(data) == [200, 201, 202, 203]


def test_a_data_size_of_zero_means_the_device_died_and_the_file_is_read_to_its_end() -> None:
    data = recording().build(data_bytes=0, crc=0)[:-2]
    assert codes(data) == ["fit_data_size_missing"]
    assert len(powers(data)) == 5


def test_an_empty_file_cannot_be_read() -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        decode_fit(b"")
    assert refusal.value.code == "file_empty"


@pytest.mark.parametrize(
    "data", [b"<?xml version='1.0'?><gpx/>", b"\x0e", b"\x0e\x20\x00\x00\x00\x00\x00\x00.FIX\x00\x00"]
)
def test_what_has_no_fit_header_cannot_be_read(data: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        decode_fit(data)
    assert refusal.value.code == "fit_header_invalid"


def test_a_header_that_claims_to_be_too_short_cannot_be_read() -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        decode_fit(b"\x05" + recording().build()[1:])
    assert refusal.value.code == "fit_header_invalid"


@pytest.mark.parametrize("data", [FitBuilder().build(), FitBuilder().raw(b"\x00\x01\x02\x03").build()])
def test_a_header_without_any_message_cannot_be_read(data: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        decode_fit(data)
    assert refusal.value.code == "fit_no_messages"


def test_an_undefined_message_ends_the_reading_and_keeps_what_came_before() -> None:
    data = recording().raw(b"\x0b\x01\x02\x03").data(1, NOON + 9, 999).build()
    assert codes(data) == ["fit_undefined_message"]
    assert powers(data) == [200, 201, 202, 203, 204]


def test_chained_files_of_different_devices_are_separate_activities() -> None:
    data = recording(3, serial=7).build() + recording(2, first=NOON + 100_000, serial=8).build()
    decoded = decode_fit(data)
    assert [len(activity.legs[0].samples) for activity in decoded.activities] == [3, 2]
    assert decoded.device.serial == "7"
    assert decoded.flaws == ()


def test_the_same_file_chained_twice_is_one_activity() -> None:
    once = recording(3).build()
    activities = decode_fit(once + once).activities
    assert [len(activity.legs[0].samples) for activity in activities] == [3]


def test_a_chained_settings_file_does_not_hide_the_activity() -> None:
    settings = FitBuilder().add(0, {0: ("enum", 2)}).build()
    for data in (recording().build() + settings, settings + recording().build()):
        decoded = decode_fit(data)
        assert len(decoded.activities) == 1
        assert decoded.skip_code is None


def test_a_damaged_second_header_is_a_flaw_and_the_first_file_is_kept() -> None:
    second = recording(2, serial=8).build()
    data = recording().build() + second[:8] + b".GIT" + second[12:]
    assert codes(data) == ["fit_chained_header_invalid"]
    assert len(powers(data)) == 5


def test_bytes_behind_the_end_are_ignored_and_named() -> None:
    data = recording().build() + b"\x00" * 37
    assert codes(data) == ["fit_trailing_bytes"]
    assert len(powers(data)) == 5


def test_a_chained_header_without_data_is_only_a_truncation() -> None:
    data = recording().build() + FitBuilder().add(0, {0: ("enum", 2)}).build()[:14]
    assert codes(data) == ["fit_truncated"]
    assert len(powers(data)) == 5


def test_no_more_messages_than_the_bound_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages_module, "MAX_MESSAGES", 4)
    found = read_messages(recording(50).build())
    assert found.count(RECORD) == 3
    assert [flaw.code for flaw in found.flaws] == ["fit_too_many_messages"]


def test_no_more_definitions_than_the_bound_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_module, "MAX_DEFINITIONS", 3)
    builder = FitBuilder()
    for message in range(10):
        builder.add(message, {0: ("uint8", 1)})
    found = read_messages(builder.build())
    assert [found.count(message) for message in range(10)] == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert [flaw.code for flaw in found.flaws] == ["fit_too_many_definitions"]


def test_no_more_chained_parts_than_the_bound_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages_module, "MAX_PARTS", 2)
    found = read_messages(recording(1).build() * 5)
    assert found.count(RECORD) == 2
    assert [flaw.code for flaw in found.flaws] == ["fit_too_many_parts"]


def test_an_endless_chain_of_empty_headers_ends() -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        decode_fit(FitBuilder().build(header_bytes=12) * 100_000)
    assert refusal.value.code == "fit_no_messages"
