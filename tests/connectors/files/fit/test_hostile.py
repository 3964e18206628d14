"""Bytes that mean harm: the decoder answers or refuses, in bounded time, and raises nothing else."""

import subprocess
import sys
import time
from datetime import UTC, datetime

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from paceline.connectors.base import DecodedFile, UnreadableFileError
from paceline.connectors.files.fit.decode import decode_fit
from paceline.connectors.files.fit.messages import read_messages
from paceline.connectors.files.fit.protocol import MAX_CELLS
from tests.builders.fit import DeveloperField, Extra, Field, FitBuilder, build_activity_fit

SECONDS_ENOUGH = 5.0
"""Half of what a reader has; each of these takes a fraction, and quadratic behaviour would take minutes."""


def whole_file() -> bytes:
    data = build_activity_fit(
        datetime(2024, 5, 1, tzinfo=UTC),
        {"power_w": [200] * 30, "latitude_deg": [1.0] * 30, "longitude_deg": [2.0] * 30, "distance_m": [5.0] * 30},
        laps=[(0, 10), (10, 29)],
        pauses=[(3, 5)],
        utc_offset_s=3600,
        name="Intervals",
        developer={"Form Power": Extra("W", [60.0] * 30)},
    )
    strap = FitBuilder().define(
        2, 132, [Field(253, "uint32"), Field(0, "uint16"), Field(6, "uint8"), Field(9, "uint32")]
    )
    strap.data(2, 1_083_628_800, 0, 100, 5000).define(3, 132, [Field(6, "uint8", 8), Field(10, "byte", 12)])
    strap.data(3, [100] * 8, bytes(range(12))).define(1, 20, [Field(3, "uint8"), Field(8, "byte", 3)])
    return data + strap.compressed(1, 7, 100, b"\x01\x02\x03").build()


WHOLE = whole_file()


def survives(data: bytes) -> None:
    try:
        decoded = decode_fit(data)
    except UnreadableFileError as error:
        refusal = error.code
    else:
        refusal = None
        check(decoded)
    assert refusal in {None, "file_empty", "fit_header_invalid", "fit_no_messages"}


def check(decoded: DecodedFile) -> None:
    assert decoded.activities or (decoded.skip_code and decoded.skip_reason)
    for activity in decoded.activities:
        for leg in activity.legs:
            assert (np.diff(leg.samples.at_ms) > 0).all()
            assert np.isfinite(leg.elapsed_s)
            assert all(len(column) == len(leg.samples) for column in leg.samples.channels.values())
            assert not any(np.isinf(extra.values).any() for extra in leg.samples.extras)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
@example(b"")
def test_random_bytes_behind_a_header_are_survived(body: bytes) -> None:
    survives(FitBuilder().raw(body).build())
    survives(body)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_valid_file_with_spoilt_bytes_is_survived(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for position, value in changes:
        data[position] = value
    survives(bytes(data))


@settings(deadline=None)
@given(st.integers(0, len(WHOLE)), st.binary(max_size=40), st.integers(0, 60))
def test_a_valid_file_with_bytes_cut_out_or_pushed_in_is_survived(position: int, pushed: bytes, cut: int) -> None:
    survives(WHOLE[:position] + pushed + WHOLE[position + cut :])


messages = st.tuples(
    st.sampled_from([0, 12, 18, 19, 20, 21, 23, 26, 34, 101, 132, 206, 207]),
    st.lists(st.tuples(st.integers(0, 255), st.integers(0, 16), st.integers(0, 20)), max_size=8),
    st.binary(max_size=300),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(messages, min_size=1, max_size=12))
def test_messages_we_read_with_fields_of_any_type_and_size_are_survived(
    wanted: list[tuple[int, list[tuple[int, int, int]], bytes]],
) -> None:
    builder = FitBuilder().add(0, {0: ("enum", 4)})
    for message, fields, content in wanted:
        definition = bytes([0x40, 0, 0]) + message.to_bytes(2, "little") + bytes([len(fields)])
        builder.raw(definition + b"".join(bytes([number, size, base]) for number, base, size in fields))
        size = sum(size for _, _, size in fields)
        builder.raw(b"\x00" + content[:size].ljust(size, b"\x07"))
    survives(builder.build())


def seconds_for(data: bytes) -> float:
    # Of this process: what else the machine does takes none of it, and it is what a reader is bounded by.
    started = time.process_time()
    survives(data)
    return time.process_time() - started


def test_a_million_messages_of_one_byte_are_no_burden() -> None:
    builder = FitBuilder().add(0, {0: ("enum", 4)}).define(0, 20, []).raw(bytes(1_500_000))
    assert seconds_for(builder.build()) < SECONDS_ENOUGH


def test_message_types_in_turn_cost_no_more_than_their_number() -> None:
    builder = FitBuilder().define(0, 20, []).define(1, 21, []).raw(b"\x00\x01" * 700_000)
    assert seconds_for(builder.build()) < SECONDS_ENOUGH


def test_a_definition_repeated_without_end_is_no_burden() -> None:
    once = FitBuilder().define(0, 20, [Field(7, "uint16")]).data(0, 200)
    assert seconds_for(FitBuilder().raw(bytes(once.body) * 60_000).build()) < SECONDS_ENOUGH


def test_thousands_of_different_definitions_are_no_burden() -> None:
    builder = FitBuilder().add(0, {0: ("enum", 4)})
    for number in range(6000):
        builder.define(1, 20, [Field(253, "uint32"), Field(number % 256, "uint8"), Field(number // 256, "uint8")])
        builder.data(1, 1_000_000_000 + number, 1, 2)
    assert seconds_for(builder.build()) < SECONDS_ENOUGH


def test_hundreds_of_developer_fields_on_many_records_stay_within_memory() -> None:
    builder = FitBuilder().add(0, {0: ("enum", 4)})
    for number in range(255):
        builder.add(206, {0: ("uint8", 0), 1: ("uint8", number), 2: ("uint8", 2), 3: ("string", "x")})
    developer = [DeveloperField(number, 0, "uint8") for number in range(255)]
    builder.define(1, 20, [Field(253, "uint32")], developer)
    row = b"\x01" + (1_000_000_000).to_bytes(4, "little") + b"\x05" * 255
    file = decode_fit(builder.raw(row * 100_000).build(crc=0))
    assert len(file.activities[0].legs[0].samples.extras) * 100_000 <= MAX_CELLS
    assert "fit_too_many_fields" in [flaw.code for flaw in file.flaws]


def test_more_stored_heart_beats_than_anyone_has_are_cut_off() -> None:
    builder = FitBuilder().add(0, {0: ("enum", 4)}).define(1, 20, [Field(253, "uint32")]).data(1, 1_000_000_000)
    builder.define(2, 132, [Field(253, "uint32"), Field(6, "uint8"), Field(9, "uint32")]).data(2, 1_000_000_000, 90, 0)
    builder.define(3, 132, [Field(6, "uint8", 8), Field(10, "byte", 12)]).data(3, [90] * 8, bytes(range(12)))
    builder.raw(bytes(builder.body[-21:]) * 50_000)
    decoded = decode_fit(builder.build())
    assert "fit_too_many_heart_rates" in [flaw.code for flaw in decoded.flaws]


def test_a_length_in_the_header_is_never_trusted() -> None:
    for claimed in (2**32 - 1, 2**31, 10_000_000):
        found = read_messages(FitBuilder().add(0, {0: ("enum", 4)}).build(data_bytes=claimed))
        assert [flaw.code for flaw in found.flaws] == ["fit_truncated"]


def test_importing_the_connectors_does_not_load_the_decoder() -> None:
    program = (
        "import sys, paceline.connectors.files, paceline.connectors.files.fit; "
        "assert not [name for name in sys.modules if name.startswith('paceline.connectors.files.fit.')]; "
        "import paceline.connectors.files.fit.decode; "
        "assert not {'lxml', 'sqlalchemy', 'pydantic', 'scipy', 'fitdecode', 'garmin_fit_sdk'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
