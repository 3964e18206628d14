"""What Strava says of an activity means what it means there, oddities of the real service included; unknown is never zero."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.activities.rules.polyline import encode_points
from paceline.connectors.polyline import decode_polyline
from paceline.connectors.services.errors import ServiceError
from paceline.connectors.services.records import RemoteActivity
from paceline.connectors.sports import SportKind
from paceline.connectors.strava.activity import read_activity
from tests.builders.strava import ABSENT, RIDE, payload, stream_set


def read(streams: bytes | None = None, **fields: Any) -> RemoteActivity:
    return read_activity(payload(**fields), streams)


def test_an_ordinary_ride() -> None:
    ride = read()
    recording = ride.recording
    assert (ride.id, ride.sport.kind, recording.sport_raw) == (
        16185205521,
        SportKind.MOUNTAIN_RIDE,
        "MountainBikeRide",
    )
    assert recording.started_at_ms == 1531752774000
    assert (recording.elapsed_s, ride.moving_s, recording.distance_m) == (4410, 4207, 28099)
    assert (ride.time_zone, recording.utc_offset_s) == ("America/Los_Angeles", -25200)
    assert (ride.upload_id, ride.external_id) == (17180000001, "garmin_push_12345678987654321")
    assert (ride.is_trainer, ride.is_manual, ride.is_race, ride.workout_type) == (False, False, False, None)
    assert recording.summary == {
        "avg_speed_mps": 6.679,
        "max_speed_mps": 18.5,
        "avg_heart_rate_bpm": 140.3,
        "max_heart_rate_bpm": 178,
        "avg_cadence_rpm": 78.5,
        "relative_effort": 82,
        "min_altitude_m": 17.2,
        "max_altitude_m": 446.6,
        "avg_temperature_c": 4,
        "total_ascent_m": 516,
        "avg_power_w": 185.5,
        "max_power_w": 743,
        "weighted_power_w": 230,
        "total_work_j": 780_500,
    }


def test_a_detail_adds_what_people_wrote_gear_calories_device_and_laps() -> None:
    lap = {
        "name": "Lap 1", "elapsed_time": 1573, "moving_time": 1569, "start_date": "2018-07-16T14:52:54Z", "distance": 8046.72,
        "average_speed": 5.12, "max_speed": 9.5, "average_cadence": 78.6, "device_watts": True, "average_watts": 233.1,
        "total_elevation_gain": 276,
    }  # fmt: skip
    ride = read(
        description="With Ana",
        private_note="knee",
        perceived_exertion=None,
        calories=870.2,
        device_name="Garmin Edge 1030",
        gear={"id": "b12345678987654321", "primary": True, "name": "Tarmac", "distance": 32547610},
        laps=[lap, {"name": "no start"}, None],
    )
    assert (ride.recording.description, ride.private_note, ride.perceived_exertion) == ("With Ana", "knee", None)
    assert (ride.calories_kcal, ride.device.product) == (870.2, "Garmin Edge 1030")
    assert ride.gear is not None
    assert (ride.gear.id, ride.gear.name, ride.gear.kind) == ("b12345678987654321", "Tarmac", "bike")
    (only,) = ride.recording.laps
    assert (only.started_at_ms, only.elapsed_s, only.distance_m) == (1531752774000, 1573, 8046.72)
    assert only.summary["avg_power_w"] == 233.1
    assert only.summary["total_moving_time_s"] == 1569


@pytest.mark.parametrize("nothing", [ABSENT, None, "", [], {}, "x"])
@pytest.mark.parametrize("field", sorted(RIDE.keys() - {"id", "start_date"}))
def test_a_field_that_says_nothing_is_unknown_and_the_rest_stays(field: str, nothing: Any) -> None:
    ride = read(**{field: nothing})
    assert ride.id == 16185205521
    assert len(ride.recording.summary) >= 9
    assert None not in ride.recording.summary.values()


@pytest.mark.parametrize("start", [ABSENT, None, "yesterday", 1531752774, "0001-01-01T00:00:00+14:00"])
def test_without_a_start_it_is_no_activity(start: Any) -> None:
    with pytest.raises(ServiceError) as refused:
        read(start_date=start)
    assert (refused.value.code, refused.value.error_class) == ("invalid_data", "final")


@pytest.mark.parametrize("written", ["null", "0", "-5", "1.5", "true", '"x"', str(2**63), str(10**30), '"9e9"', "[1]"])
def test_without_an_id_of_64_bits_it_is_no_activity(written: str) -> None:
    with pytest.raises(ServiceError):
        read_activity(payload().replace(b"16185205521,", f"{written},".encode(), 1), None)


@pytest.mark.parametrize("written", ["1", str(2**63 - 1), f'"{2**63 - 1}"'])
def test_ids_have_up_to_64_bits(written: str) -> None:
    activity = read_activity(payload().replace(b"16185205521,", f"{written},".encode(), 1), None)
    assert str(activity.id) == written.strip('"')


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'"x"', b'{"id": 1'])
def test_what_is_no_object_is_no_activity(body: bytes) -> None:
    with pytest.raises(ServiceError) as refused:
        read_activity(body, None)
    assert refused.value.code == "invalid_data"


def test_not_a_number_is_unknown() -> None:
    ride = read_activity(payload().replace(b"6.679", b"NaN").replace(b"18.5", b"1e999"), None)
    assert "avg_speed_mps" not in ride.recording.summary
    assert "max_speed_mps" not in ride.recording.summary
    assert ride.recording.summary["avg_power_w"] == 185.5


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("(GMT-05:00) America/New_York", "America/New_York"),
        ("(GMT+00:00) Europe/London", "Europe/London"),
        ("(GMT-05:00) EST", "EST"),
        ("(GMT+05:00) Etc/GMT-5", "Etc/GMT-5"),
        ("Europe/Paris", "Europe/Paris"),
        ("(GMT-05:00)", None),
        (None, None),
    ],
)
def test_of_a_zone_only_the_name_counts(zone: str | None, name: str | None) -> None:
    assert read(timezone=zone).time_zone == name


def test_without_an_offset_the_local_start_tells_it() -> None:
    assert read(utc_offset=ABSENT).recording.utc_offset_s == -25200
    assert read(utc_offset=ABSENT, start_date_local=None).recording.utc_offset_s is None


def test_a_hidden_start_is_known_as_such_and_tells_no_offset() -> None:
    ride = read(start_date_local="2018-07-16T00:00:01Z", utc_offset=ABSENT)
    assert ride.is_start_hidden
    assert ride.recording.utc_offset_s is None
    assert not read().is_start_hidden


def test_an_estimate_of_power_is_not_power() -> None:
    summary = read(device_watts=False, weighted_average_watts=ABSENT, max_watts=ABSENT).recording.summary
    assert {name for name in summary if "power" in name or "work" in name} == {
        "estimated_avg_power_w",
        "estimated_work_j",
    }
    estimated = read(stream_set(time=[0, 1], watts=[200, 210]), device_watts=False)
    assert estimated.recording.samples.channels == {}
    assert [flaw.code for flaw in estimated.flaws] == ["power_estimated"]


@pytest.mark.parametrize(
    ("sport", "number", "word", "is_race"),
    [
        ("Run", 0, None, False),
        ("Run", 1, "race", True),
        ("Run", 2, "long_run", False),
        ("Run", 3, "workout", False),
        ("Ride", 10, None, False),
        ("Ride", 11, "race", True),
        ("Ride", 12, "workout", False),
        ("Run", 30, None, False),
        ("Run", None, None, None),
        ("Run", ABSENT, None, None),
        ("Run", True, None, None),
    ],
)
def test_kinds_of_workout_have_our_words(sport: str, number: Any, word: str | None, is_race: bool | None) -> None:
    activity = read(sport_type=sport, workout_type=number)
    assert (activity.workout_type, activity.is_race) == (word, is_race)


def test_a_manual_entry_has_no_upload_no_place_and_no_ascent_of_zero() -> None:
    manual = read(
        manual=True, upload_id=None, external_id=None, start_latlng=[], end_latlng=[], map={"summary_polyline": ""},
        total_elevation_gain=0, elev_high=ABSENT, elev_low=ABSENT, average_heartrate=ABSENT, max_heartrate=ABSENT,
    )  # fmt: skip
    assert manual.is_manual
    assert (manual.upload_id, manual.external_id, manual.start_position, manual.polyline) == (None, None, None, None)
    assert not manual.recording.summary.keys() & {"total_ascent_m", "avg_heart_rate_bpm", "max_altitude_m"}


def test_who_moved_for_longer_than_it_took_took_as_long() -> None:
    activity = read(elapsed_time=4000, moving_time=4207)
    assert (activity.recording.elapsed_s, activity.moving_s) == (4207, 4207)


@pytest.mark.parametrize(
    ("fields", "visibility"),
    [
        ({}, "everyone"),
        ({"visibility": "followers_only"}, "followers"),
        ({"visibility": "only_me", "private": True}, "only_me"),
        ({"visibility": ABSENT, "private": True}, "only_me"),
        ({"visibility": ABSENT}, None),
        ({"visibility": "new_word"}, None),
    ],
)
def test_who_may_see_it(fields: dict[str, Any], visibility: str | None) -> None:
    assert read(**fields).visibility == visibility


def test_an_unknown_sport_is_other_and_its_word_is_kept() -> None:
    activity = read(sport_type="Quidditch")
    assert (activity.sport.kind, activity.recording.sport_raw) == (SportKind.OTHER, "Quidditch")
    assert read(sport_type=ABSENT).sport.kind is SportKind.RIDE


def test_a_track_without_times_serves_where_no_samples_have_a_place() -> None:
    encoded = "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    assert read().polyline == encoded
    assert read(map={"polyline": encoded, "summary_polyline": "?"}).polyline == encoded
    assert read(stream_set(time=[0, 1], latlng=[[1, 2], [1, 2.1]])).polyline is None
    broken = read(map={"summary_polyline": "\x7f\x7f"})
    assert (broken.polyline, [flaw.code for flaw in broken.flaws]) == (None, ["track_unreadable"])


def test_the_published_example_of_a_polyline() -> None:
    latitude, longitude = decode_polyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@")
    assert latitude.tolist() == pytest.approx([38.5, 40.7, 43.252])
    assert longitude.tolist() == pytest.approx([-120.2, -120.95, -126.453])


POINTS = st.lists(st.tuples(st.integers(-9_000_000, 9_000_000), st.integers(-18_000_000, 18_000_000)), max_size=40)


@given(POINTS)
def test_a_polyline_gives_back_what_was_encoded(points: list[tuple[int, int]]) -> None:
    latitude, longitude = np.array(points, dtype=np.float64).reshape(-1, 2).T / 100_000
    again = decode_polyline(encode_points(latitude, longitude))
    assert again[0].tolist() == pytest.approx(latitude.tolist())
    assert again[1].tolist() == pytest.approx(longitude.tolist())


@given(st.text(max_size=30))
def test_any_text_is_a_polyline_or_none(encoded: str) -> None:
    assert read(map={"polyline": encoded}).id == 16185205521


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*sorted(RIDE), "laps", "gear", "calories", "description"]), JUNK, max_size=6))
def test_any_field_may_hold_anything(fields: dict[str, Any]) -> None:
    try:
        activity = read(**fields)
    except ServiceError:
        assert fields.keys() & {"id", "start_date"}
    else:
        assert None not in activity.recording.summary.values()
