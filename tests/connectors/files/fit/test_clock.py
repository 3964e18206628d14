"""A clock that was not set counts from power-up: what such a file says of the true time is used, and nothing is made up."""

from paceline.connectors.base import DecodedFile, Recording
from paceline.connectors.files.fit.decode import decode_fit
from tests.builders.fit import FIT_EPOCH_S, Field, FitBuilder
from tests.connectors.files.decoded import codes

NOON = 1_000_000_000
UNSET = 16_441_241
"""Seconds since power-up, as real watches write them: July 1990 if taken for a date."""


def activity(created: int | None = UNSET) -> FitBuilder:
    builder = FitBuilder().add(0, {0: ("enum", 4), 1: ("uint16", 1), 4: ("uint32", created)})
    return builder.define(1, 20, [Field(253, "uint32"), Field(7, "uint16")])


def recorded(builder: FitBuilder, first: int = UNSET, seconds: int = 5) -> FitBuilder:
    for second in range(seconds):
        builder.data(1, first + second, second)
    return builder


def leg(file: DecodedFile) -> Recording:
    ((one,),) = (activity.legs for activity in file.activities)
    return one


def start(file: DecodedFile) -> int:
    """FIT seconds of the start."""
    return leg(file).started_at_ms // 1000 - FIT_EPOCH_S


def test_a_clock_that_was_never_set_keeps_the_recording_and_says_so() -> None:
    builder = recorded(activity()).add(19, {253: ("uint32", UNSET + 4), 2: ("uint32", UNSET), 7: ("uint32", 4000)})
    file = decode_fit(builder.build())
    assert (len(leg(file).samples), len(leg(file).laps), start(file)) == (5, 1, UNSET)
    assert codes(file) == ["fit_clock_not_set"]


def test_the_devices_own_comparison_of_its_clocks_dates_everything() -> None:
    builder = recorded(activity(created=NOON + 9_999_999))
    builder.add(162, {253: ("uint32", NOON + 100), 1: ("uint32", UNSET + 100)})
    builder.add(21, {253: ("uint32", UNSET + 1), 0: ("enum", 0), 1: ("enum", 4)})
    builder.add(21, {253: ("uint32", UNSET + 3), 0: ("enum", 0), 1: ("enum", 0)})
    builder.add(19, {253: ("uint32", UNSET + 4), 2: ("uint32", UNSET), 7: ("uint32", 4000)})
    builder.add(18, {253: ("uint32", UNSET + 4), 2: ("uint32", UNSET), 7: ("uint32", 4000), 5: ("enum", 2)})
    file = decode_fit(builder.build())
    assert (start(file), leg(file).elapsed_s, codes(file)) == (NOON, 4, ["fit_clock_corrected"])
    assert [lap.started_at_ms for lap in leg(file).laps] == [leg(file).started_at_ms]
    (pause,) = leg(file).pauses
    assert (pause.from_ms - leg(file).started_at_ms, pause.to_ms - pause.from_ms) == (1000, 2000)


def test_a_clock_set_during_the_recording_dates_what_lies_before() -> None:
    # More of it before than after: the middle of all times would be in 1990.
    builder = recorded(recorded(activity(created=None), UNSET, 10), NOON, 4)
    file = decode_fit(builder.build())
    assert (start(file), leg(file).elapsed_s, len(leg(file).samples)) == (NOON - 10, 13, 14)
    assert leg(file).samples.channels["power_w"].tolist() == [*range(10), *range(4)]
    assert codes(file) == ["fit_clock_corrected"]


def test_the_files_making_dates_the_start_where_nothing_better_is_known() -> None:
    file = decode_fit(recorded(activity(created=NOON)).build())
    assert (start(file), len(leg(file).samples), codes(file)) == (NOON, 5, ["fit_clock_corrected"])


def test_the_sessions_start_dates_the_recording() -> None:
    builder = recorded(activity()).add(18, {2: ("uint32", NOON), 7: ("uint32", 4000), 5: ("enum", 2)})
    file = decode_fit(builder.build())
    assert (start(file), leg(file).elapsed_s, codes(file)) == (NOON, 4, ["fit_clock_corrected"])


def test_a_local_time_alone_dates_nothing() -> None:
    builder = recorded(activity()).add(34, {253: ("uint32", UNSET + 4), 5: ("uint32", 698_070_063)})
    file = decode_fit(builder.build())
    assert (start(file), codes(file), leg(file).utc_offset_s) == (UNSET, ["fit_clock_not_set"], None)


def test_a_damaged_time_in_a_dated_recording_is_left_out() -> None:
    builder = recorded(recorded(activity(), NOON).data(1, 42, 9), NOON + 5)
    file = decode_fit(builder.build())
    assert (start(file), leg(file).elapsed_s, codes(file)) == (NOON, 9, ["fit_time_implausible"])
