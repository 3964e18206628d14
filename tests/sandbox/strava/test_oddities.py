"""What a long seeded history holds of the oddities seen in 3,622 real activities."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from paceline.sandbox.serving.request import SandboxRequest
from paceline.sandbox.serving.running import sandbox_in_thread
from paceline.sandbox.strava.filling.seeded import SeededAthlete
from paceline.sandbox.strava.settings import StravaSettings
from tests.sandbox.conftest import ATHLETE_ID, NOW, PLENTY, Api, Open, Standing

Summary = dict[str, Any]


@contextmanager
def _long_history() -> Iterator[Api]:
    settings = StravaSettings(limits=PLENTY, frozen_at_s=NOW.timestamp(), delivers_by_itself=False)
    athlete = SeededAthlete(1000, athlete_id=ATHLETE_ID, ends_at=NOW)
    with sandbox_in_thread(SandboxRequest(strava=settings, athletes=(athlete,))) as running:
        api = Api(running.strava_api_url, running.strava.grant(ATHLETE_ID)["access_token"])
        try:
            yield api
        finally:
            api.close()


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with _long_history() as api:
        yield api


@pytest.fixture(scope="module")
def history(api: Api) -> list[Summary]:
    return api.listed(per_page=200)


def test_what_was_not_measured_is_absent_and_not_null(history: list[Summary]) -> None:
    optional = (
        "workout_type", "average_cadence", "average_temp", "average_heartrate", "max_heartrate", "elev_high", "elev_low", "suffer_score",
        "device_name", "upload_id_str", "device_watts", "average_watts", "max_watts", "weighted_average_watts", "kilojoules",
    )  # fmt: skip
    for name in optional:
        has = [name in one for one in history]
        assert True in has, name
        assert False in has, name
        assert all(one[name] is not None for one in history if name in one), name
    assert all(one["has_heartrate"] == ("average_heartrate" in one) for one in history)


@pytest.mark.parametrize("name", ["distance", "total_elevation_gain", "utc_offset", "average_heartrate"])
def test_numbers_are_integers_in_some_activities_and_floats_in_others(history: list[Summary], name: str) -> None:
    assert {type(one[name]) for one in history if name in one} == {int, float}


def test_what_has_no_position_has_empty_coordinates_and_an_empty_line(history: list[Summary]) -> None:
    indoors = [one for one in history if one["sport_type"] in {"Swim", "WeightTraining"}]
    assert indoors
    for one in indoors:
        assert (one["start_latlng"], one["end_latlng"], one["map"]["summary_polyline"]) == ([], [], "")


def test_a_start_can_be_hidden_while_the_line_is_there(history: list[Summary]) -> None:
    assert any(one["start_latlng"] == [] and one["map"]["summary_polyline"] for one in history)


def test_local_times_end_in_z_and_differ_by_the_offset(history: list[Summary]) -> None:
    for one in history:
        assert one["start_date_local"].endswith("Z")
        local, utc = (datetime.fromisoformat(one[name]) for name in ("start_date_local", "start_date"))
        assert (local - utc).total_seconds() == one["utc_offset"]


def test_the_offset_of_a_zone_is_wrong_in_summer(history: list[Summary]) -> None:
    wrong = 0
    for one in history:
        written, name = one["timezone"].split(" ")
        hours, minutes = written[5:-1].split(":")
        offset_s = (int(hours) * 3600 + int(minutes) * 60) * (-1 if written[4] == "-" else 1)
        real = datetime.fromisoformat(one["start_date"]).astimezone(ZoneInfo(name)).utcoffset()
        assert real == timedelta(seconds=one["utc_offset"])
        wrong += offset_s != one["utc_offset"]
    assert 0.3 < wrong / len(history) < 0.7


def test_zones_have_odd_names_in_places(history: list[Summary]) -> None:
    names = {one["timezone"].split(" ")[1] for one in history}
    assert {"EST", "EST5EDT", "Cuba", "US/Eastern", "Brazil/West", "Etc/GMT+5", "Etc/GMT-1", "Asia/Kathmandu"} <= names


def test_ways_cross_the_date_line(history: list[Summary], api: Api) -> None:
    there = [one for one in history if "Fiji" in one["timezone"] and one["start_latlng"]]
    crossing = 0
    for one in there:
        streams = api.document(f"/activities/{one['id']}/streams", keys="latlng", key_by_type="true")
        longitudes = [position[1] for position in streams["latlng"]["data"]]
        assert all(-180 <= longitude <= 180 for longitude in longitudes)
        crossing += min(longitudes) < -179 and max(longitudes) > 179
    assert crossing


def test_a_hidden_start_time_is_a_second_after_midnight(history: list[Summary]) -> None:
    hidden = [one for one in history if one["start_date_local"].endswith("T00:00:01Z")]
    assert len(hidden) >= 5


def test_manual_entries_have_no_upload_no_recording_and_no_streams(history: list[Summary], api: Api) -> None:
    manual = [one for one in history if one["manual"]]
    assert manual
    for one in manual:
        assert one["upload_id"] is one["external_id"] is None
        assert "elev_high" not in one
    answer = api.get(f"/activities/{manual[0]['id']}/streams", keys="time", key_by_type="true")
    assert answer.status_code == 404
    assert answer.json() == {"message": "Resource Not Found", "errors": []}


def test_estimated_power_has_an_average_only_and_a_meter_s_has_everything(history: list[Summary]) -> None:
    with_power = [one for one in history if "average_watts" in one]
    assert {one["device_watts"] for one in with_power} == {True, False}
    for one in with_power:
        assert one["device_watts"] == ("weighted_average_watts" in one) == ("max_watts" in one)


def test_the_cadence_of_runs_is_that_of_one_leg(history: list[Summary]) -> None:
    cadences = [one["average_cadence"] for one in history if "average_cadence" in one and "Run" in one["type"]]
    assert cadences
    assert max(cadences) < 105


def test_workout_types_are_those_of_runs_and_rides(history: list[Summary]) -> None:
    of_runs = {one["workout_type"] for one in history if "workout_type" in one and one["type"] == "Run"}
    of_rides = {one["workout_type"] for one in history if "workout_type" in one and "Ride" in one["type"]}
    assert of_runs == {0, 1, 2, 3}
    assert of_rides == {10, 11}


def test_uploads_are_named_as_their_recorders_name_them(history: list[Summary]) -> None:
    names = [one["external_id"] for one in history if one["external_id"]]
    for beginning in ("garmin_ping_", "garmin_push_", "zwift-activity-"):
        assert any(name.startswith(beginning) for name in names), beginning
    assert any(len(name.split("-")) >= 5 for name in names)


def test_older_types_stand_beside_newer_ones(history: list[Summary]) -> None:
    pairs = {(one["sport_type"], one["type"]) for one in history}
    assert {("TrailRun", "Run"), ("MountainBikeRide", "Ride"), ("GravelRide", "Ride")} <= pairs


def test_there_is_dirt(history: list[Summary]) -> None:
    assert any(one["moving_time"] > one["elapsed_time"] for one in history)
    assert any(one["elapsed_time"] > 86_400 for one in history)
    assert any(one.get("max_heartrate", 0) > 205 for one in history)
    assert any(one["flagged"] for one in history)
    starts = [one["start_date"] for one in history]
    assert len(set(starts)) < len(starts)


def test_ground_below_the_sea_is_negative(open_sandbox: Open) -> None:
    # 4713 lives in Flanders.
    low = open_sandbox(SeededAthlete(30, athlete_id=4_713, ends_at=NOW)).api(athlete_id=4_713).listed()
    assert any(one.get("elev_low", 0) < 0 for one in low)


def test_old_activities_were_imported_in_one_go(history: list[Summary]) -> None:
    oldest_first = [one["id"] for one in reversed(history)]
    falling = sum(after < before for before, after in pairwise(oldest_first[:40]))
    assert falling >= 38
    assert max(oldest_first[:40]) - min(oldest_first[:40]) < 10_000


def test_the_same_seed_makes_the_same_history_and_another_seed_another(open_sandbox: Open) -> None:
    def first(seed: int) -> Any:
        sandbox: Standing = open_sandbox(SeededAthlete(20, seed=seed, athlete_id=ATHLETE_ID))
        return sandbox.strava.ledger()["athletes"][0]["activities"]

    assert first(1) == first(1)
    assert first(1) != first(2)


def test_a_start_on_the_night_the_clocks_change_keeps_its_offset(sandbox: Standing) -> None:
    api = sandbox.api()
    # 01:30 came twice in London on 26 October 2025.
    starts = [datetime(2025, 10, 26, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    added = [
        sandbox.strava.change(
            "add", athlete_id=ATHLETE_ID, started_at=start.isoformat(), time_zone="Europe/London", duration_s=1800
        )
        for start in starts
    ]
    details = [api.document(f"/activities/{one}") for one in added]
    assert {detail["start_date_local"] for detail in details} == {"2025-10-26T01:30:00Z"}
    assert [detail["utc_offset"] for detail in details] == [3600, 0]
