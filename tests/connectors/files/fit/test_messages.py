"""Definitions and base types: every value comes out as it was written, invalid ones as NaN."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paceline.connectors.files.fit.accumulate import accumulate
from paceline.connectors.files.fit.messages import Table, read_messages
from tests.builders.fit import DeveloperField, Field, FitBuilder

INTEGERS = {
    "enum": (0, 0xFE), "sint8": (-0x80, 0x7E), "uint8": (0, 0xFE), "sint16": (-0x8000, 0x7FFE), "uint16": (0, 0xFFFE),
    "sint32": (-0x80000000, 0x7FFFFFFE), "uint32": (0, 0xFFFFFFFE), "uint8z": (1, 0xFF), "uint16z": (1, 0xFFFF),
    "uint32z": (1, 0xFFFFFFFF), "byte": (0, 0xFE), "sint64": (-(2**53), 2**53), "uint64": (0, 2**53),
    "uint64z": (1, 2**53),
}  # fmt: skip
"""The valid range of each base type, 64-bit ones as far as a float64 is exact."""


def table(builder: FitBuilder, message: int) -> Table:
    (part,) = read_messages(builder.build()).parts
    return part.table(message)


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("base", INTEGERS)
def test_integers_of_every_base_type_and_byte_order_come_out_as_written(base: str, big_endian: bool) -> None:
    least, most = INTEGERS[base]
    builder = FitBuilder(big_endian=big_endian).define(0, 20, [Field(1, "uint8"), Field(7, base)])
    for value in (least, most, (least + most) // 2 or 1, None):
        builder.data(0, 1, value)
    column = table(builder, 20).column(7)
    assert column[:3].tolist() == [least, most, (least + most) // 2 or 1]
    assert math.isnan(column[3])


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("base", ["float32", "float64"])
def test_floats_come_out_as_written_and_infinity_is_no_value(base: str, big_endian: bool) -> None:
    builder = FitBuilder(big_endian=big_endian).define(0, 20, [Field(7, base)])
    for value in (-1.5, 0.0, None, math.inf):
        builder.data(0, value)
    np.testing.assert_array_equal(table(builder, 20).column(7), [-1.5, 0.0, np.nan, np.nan])


def test_a_signalling_nan_is_no_value() -> None:
    builder = FitBuilder().define(0, 20, [Field(7, "float32")]).data(0, b"\x01\x00\x80\x7f")
    assert math.isnan(table(builder, 20).column(7)[0])


def test_both_byte_orders_may_stand_in_one_file() -> None:
    builder = FitBuilder().define(0, 20, [Field(7, "uint16")]).define(1, 20, [Field(7, "uint16")], big_endian=True)
    builder.data(0, 300).data(1, 400).data(0, 500)
    assert table(builder, 20).column(7).tolist() == [300, 400, 500]


def test_of_an_array_the_column_is_the_first_value_and_the_matrix_all() -> None:
    builder = FitBuilder().define(0, 132, [Field(6, "uint8", count=4)]).data(0, [60, 61, None, 63])
    assert table(builder, 132).column(6).tolist() == [60]
    np.testing.assert_array_equal(table(builder, 132).matrix(6, 5), [[60, 61, np.nan, 63, np.nan]])


def test_texts_end_at_their_first_zero_byte_and_bad_utf8_does_not_break() -> None:
    builder = FitBuilder().define(0, 26, [Field(8, "string", count=12)])
    builder.data(0, "Tempo\0junk").data(0, "Über").data(0, b"\xff\xfeA\0").data(0, None)
    assert table(builder, 26).texts(8) == ["Tempo", "Über", "\ufffd\ufffdA", None]


def test_a_text_field_read_as_a_number_is_no_number() -> None:
    builder = FitBuilder().define(0, 20, [Field(7, "string", count=4)]).data(0, "12")
    assert math.isnan(table(builder, 20).column(7)[0])


def test_messages_of_several_definitions_come_in_file_order() -> None:
    builder = FitBuilder().define(0, 20, [Field(7, "uint16")]).define(1, 20, [Field(3, "uint8"), Field(7, "uint16")])
    builder.data(0, 1).data(1, 60, 2).data(1, 61, 3).data(0, 4).define(0, 20, [Field(3, "uint8")]).data(0, 62)
    found = table(builder, 20)
    np.testing.assert_array_equal(found.column(7), [1, 2, 3, 4, np.nan])
    np.testing.assert_array_equal(found.column(3), [np.nan, 60, 61, np.nan, 62])


def test_redefining_a_local_type_as_before_changes_nothing() -> None:
    builder = FitBuilder()
    for value in range(20):
        builder.define(3, 20, [Field(7, "uint16")]).data(3, value)
    assert table(builder, 20).column(7).tolist() == list(range(20))


def test_a_size_the_base_type_does_not_divide_is_named_and_the_field_ignored() -> None:
    # The COROS Pace 2 declares a uint32 of one byte.
    builder = FitBuilder().define(0, 20, [Field(3, "uint32", size=1), Field(7, "uint16")]).data(0, 9, 250)
    found = read_messages(builder.build())
    assert [flaw.code for flaw in found.flaws] == ["fit_field_size_mismatch"]
    assert found.parts[0].table(20).column(7).tolist() == [250]


def test_an_unknown_base_type_is_passed_over() -> None:
    builder = FitBuilder().raw(bytes([0x40, 0, 0, 20, 0, 2, 3, 2, 0x1E, 7, 2, 0x84])).raw(b"\x00\xaa\xbb\x2c\x01")
    assert table(builder, 20).column(7).tolist() == [300]


def test_a_message_without_fields_and_a_field_without_bytes_are_counted_and_passed_over() -> None:
    builder = (
        FitBuilder().define(0, 99, []).raw(b"\x00\x00\x00").define(1, 98, [Field(1, "uint8", size=0)]).raw(b"\x01")
    )
    found = read_messages(builder.build())
    assert (found.count(99), found.count(98)) == (3, 1)
    assert math.isnan(found.parts[0].table(98).column(1)[0])


def test_developer_fields_take_their_bytes_even_when_nobody_describes_them() -> None:
    builder = FitBuilder().define(0, 20, [Field(7, "uint16")], [DeveloperField(5, 9, "uint32")])
    builder.data(0, 200, 77).data(0, 201, 78)
    assert table(builder, 20).column(7).tolist() == [200, 201]


def compressed(*steps: int, first: int = 1_000_000_000) -> list[float]:
    builder = FitBuilder().define(0, 21, [Field(253, "uint32")]).define(2, 20, [Field(3, "uint8")])
    builder.data(0, first)
    at = first
    for step in steps:
        at += step
        builder.compressed(2, at, 100)
    return (table(builder, 20).times() - first).tolist()


def test_compressed_timestamps_count_on_from_the_last_full_time() -> None:
    assert compressed(0, 1, 1, 3) == [0, 1, 2, 5]


@settings(deadline=None)
@given(st.lists(st.integers(0, 31), max_size=200), st.integers(0x20000000, 0x20000100))
def test_compressed_timestamps_roll_over_every_32_seconds(steps: list[int], first: int) -> None:
    assert compressed(*steps, first=first) == np.cumsum(steps).tolist()


def test_a_full_time_between_compressed_ones_sets_the_count_anew() -> None:
    builder = FitBuilder().define(0, 20, [Field(253, "uint32"), Field(3, "uint8")]).define(1, 20, [Field(3, "uint8")])
    builder.data(0, 1_000_000_000, 60).compressed(1, 1_000_000_001, 61)
    builder.data(0, 1_000_005_000, 62).compressed(1, 1_000_005_002, 63)
    times = table(builder, 20).times() - 1_000_000_000
    assert times.tolist() == [0, 1, 5000, 5002]


def test_a_compressed_timestamp_without_any_full_time_is_unknown() -> None:
    builder = FitBuilder().define(0, 20, [Field(253, "uint32")]).define(1, 20, [Field(3, "uint8")])
    builder.compressed(1, 5, 60).data(0, None).compressed(1, 6, 61)
    assert np.isnan(table(builder, 20).times()).all()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4095), st.booleans()), min_size=1, max_size=60), st.integers(0, 10**6))
def test_accumulated_values_are_restored_whatever_is_cut_from_them(steps: list[tuple[int, bool]], first: int) -> None:
    true = first + np.cumsum([step for step, _ in steps])
    full = np.array([True, *(given_full for _, given_full in steps[1:])])
    written = np.where(full, true, true % 4096).astype(np.float64)
    assert accumulate(written, full, 12).tolist() == true.tolist()


def test_message_columns_cost_no_python_object_a_field() -> None:
    builder = FitBuilder().define(0, 20, [Field(253, "uint32"), Field(7, "uint16")])
    for second in range(1000):
        builder.data(0, 1_000_000_000 + second, second)
    found: Any = table(builder, 20).column(7)
    assert isinstance(found, np.ndarray)
    assert found.dtype == np.float64
