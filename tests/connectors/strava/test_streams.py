"""Streams become samples over their own times, whatever is odd about them."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.base import Channel, Pause
from paceline.connectors.services.records import RemoteActivity
from paceline.connectors.strava.activity import read_activity
from tests.builders.strava import payload, stream_set

START_MS = 1531752774000


def read(**streams: list[Any]) -> RemoteActivity:
    return read_activity(payload(), stream_set(**streams))


def channel(activity: RemoteActivity, name: Channel) -> list[Any]:
    values = activity.recording.samples.channels[name]
    return [None if np.isnan(value) else value for value in values.tolist()]


def seconds(activity: RemoteActivity) -> list[float]:
    return ((activity.recording.samples.at_ms - START_MS) / 1000).tolist()


def codes(activity: RemoteActivity) -> list[str]:
    return [flaw.code for flaw in activity.flaws]


def test_every_stream_has_its_channel() -> None:
    activity = read(
        time=[0, 1, 3],
        distance=[0.0, 5.1, 15],
        latlng=[[37.83, -122.26], [37.831, -122.26], [37.832, -122.26]],
        altitude=[100, 100.2, 100.4],
        velocity_smooth=[0.0, 5.1, 5],
        heartrate=[90, 91, 95],
        cadence=[0, 80, 82],
        watts=[0, 250, 260],
        temp=[-2, -2, -2],
        moving=[False, True, True],
        grade_smooth=[0.0, -1.5, 2],
    )
    assert seconds(activity) == [0, 1, 3]
    assert set(activity.recording.samples.channels) == set(Channel)
    assert channel(activity, Channel.POWER) == [0, 250, 260]
    assert channel(activity, Channel.GRADE) == [0, -1.5, 2]
    assert channel(activity, Channel.LONGITUDE) == [-122.26] * 3
    assert activity.flaws == ()


def test_the_cadence_of_a_runner_is_of_one_leg_here_and_there() -> None:
    run = read_activity(payload(sport_type="Run", average_cadence=88.2), stream_set(time=[0, 1], cadence=[88, 89]))
    assert channel(run, Channel.CADENCE) == [88, 89]
    assert run.recording.summary["avg_cadence_rpm"] == 88.2


def test_streams_in_a_list_are_the_same() -> None:
    listed = b'[{"type":"time","data":[0,1]},{"type":"heartrate","data":[90,91]},{"type":"new","data":[1,2]},7]'
    assert channel(read_activity(payload(), listed), Channel.HEART_RATE) == [90, 91]


@pytest.mark.parametrize("streams", [None, b"{}", b"[]", b'{"time":{"data":[]}}', b'{"time":null}'])
def test_no_streams_are_no_samples_and_no_flaw(streams: bytes | None) -> None:
    activity = read_activity(payload(), streams)
    assert (len(activity.recording.samples), activity.flaws, activity.recording.elapsed_s) == (0, (), 4410)


def test_without_times_nobody_knows_when_a_point_was() -> None:
    activity = read(heartrate=[90, 91])
    assert (len(activity.recording.samples), codes(activity)) == (0, ["streams_without_time"])


def test_positions_without_a_distance_and_the_reverse() -> None:
    assert set(read(time=[0, 1], latlng=[[1, 2], [1, 2.1]]).recording.samples.channels) == {
        Channel.LATITUDE,
        Channel.LONGITUDE,
    }
    assert set(read(time=[0, 1], distance=[0, 3]).recording.samples.channels) == {Channel.DISTANCE}


def test_nulls_and_not_numbers_inside_are_gaps() -> None:
    activity = read_activity(
        payload(),
        b'{"time":{"data":[0,1,2,3,4]},"heartrate":{"data":[90,null,NaN,"93",1e999]},'
        b'"latlng":{"data":[[1,2],null,[],[1,null],[1,2.1]]}}',
    )
    assert channel(activity, Channel.HEART_RATE) == [90, None, None, 93, None]
    assert channel(activity, Channel.LATITUDE) == [1, None, None, None, 1]
    assert channel(activity, Channel.LONGITUDE) == [2, None, None, None, 2.1]


def test_a_point_without_a_time_is_left_out() -> None:
    activity = read(time=[0, None, 2], heartrate=[90, 91, 92])
    assert (seconds(activity), channel(activity, Channel.HEART_RATE)) == ([0, 2], [90, 92])
    assert codes(activity) == ["time_missing"]


def test_streams_of_other_lengths_are_fitted_to_the_times() -> None:
    activity = read(time=[0, 1, 2], heartrate=[90, 91], watts=[1, 2, 3, 4])
    assert channel(activity, Channel.HEART_RATE) == [90, 91, None]
    assert channel(activity, Channel.POWER) == [1, 2, 3]
    assert codes(activity) == ["stream_length_differs"]


def test_times_that_step_back_or_repeat_are_put_right() -> None:
    activity = read(time=[0, 1, 1, 2], heartrate=[90, 91, 95, 92])
    assert (seconds(activity), channel(activity, Channel.HEART_RATE)) == ([0, 1, 2], [90, 91, 92])
    assert codes(activity) == ["time_repeated"]


def test_a_gap_over_which_nobody_moved_is_a_pause() -> None:
    activity = read(
        time=[0, 1, 2, 302, 303, 400, 401, 409],
        distance=[0, 5, 10, 12, 17, 600, 605, 606],
        moving=[True, True, True, False, True, True, True, False],
    )
    assert activity.recording.pauses == (Pause(START_MS + 2000, START_MS + 302_000),)


def test_without_the_flag_the_distance_says_who_stood() -> None:
    activity = read(time=[0, 1, 2, 302, 303, 403], distance=[0, 5, 10, 12, 17, 617])
    assert activity.recording.pauses == (Pause(START_MS + 2000, START_MS + 302_000),)
    assert read(time=[0, 100], heartrate=[90, 91]).recording.pauses == ()


def test_who_stands_while_the_recording_goes_on_is_not_paused() -> None:
    standing = read(time=list(range(60)), distance=[0] * 60, moving=[False] * 60, heartrate=[100] * 60)
    assert standing.recording.pauses == ()
    assert len(standing.recording.samples) == 60


def test_samples_after_the_end_lengthen_the_activity() -> None:
    assert read(time=[0, 5000], heartrate=[90, 91]).recording.elapsed_s == 5000


ANYTHING = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=3)
VALUES = st.lists(ANYTHING | st.lists(ANYTHING, max_size=3), max_size=12)


@given(st.dictionaries(st.sampled_from(["time", "latlng", "heartrate", "distance", "moving", "watts"]), VALUES))
def test_any_streams_are_samples_with_rising_times(streams: dict[str, list[Any]]) -> None:
    body = json.dumps({name: {"data": data} for name, data in streams.items()}).encode()
    samples = read_activity(payload(), body).recording.samples
    assert (np.diff(samples.at_ms) > 0).all()
    assert {len(column) for column in samples.channels.values()} <= {len(samples)}
    assert all(np.isfinite(column[~np.isnan(column)]).all() for column in samples.channels.values())
