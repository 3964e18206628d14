"""Streams, and that a recording agrees with what its summary says."""

from itertools import pairwise
from typing import Any

import pytest

from tests.sandbox.conftest import Api, Open, Standing

ALL = "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp,moving,grade_smooth"


@pytest.fixture
def api(open_sandbox: Open) -> Api:
    return open_sandbox(activities=120).api()


def _streams(api: Api, activity: dict[str, Any], keys: str = ALL) -> dict[str, Any]:
    return api.document(f"/activities/{activity['id']}/streams", keys=keys, key_by_type="true")


def _recorded(api: Api) -> list[dict[str, Any]]:
    return [one for one in api.listed(per_page=200) if not one["manual"]]


def test_only_the_asked_streams_come(api: Api) -> None:
    outdoors = next(one for one in _recorded(api) if one["start_latlng"] and one["has_heartrate"])
    assert set(_streams(api, outdoors, "time,heartrate")) == {"time", "heartrate"}
    assert set(_streams(api, outdoors, "heartrate,power,watts_calc")) == {"heartrate"}


@pytest.mark.parametrize("keys", ["", "power,gps"])
def test_without_keys_or_with_unknown_ones_distance_comes_alone(api: Api, keys: str) -> None:
    outdoors = next(one for one in _recorded(api) if one["start_latlng"])
    assert set(_streams(api, outdoors, keys)) == {"distance"}


def test_without_key_by_type_streams_come_as_a_list(api: Api) -> None:
    outdoors = next(one for one in _recorded(api) if one["start_latlng"])
    listed = api.document(f"/activities/{outdoors['id']}/streams", keys="time,distance")
    assert [one["type"] for one in listed] == ["time", "distance"]


def test_resolution_and_series_type_are_said_and_not_heard(api: Api) -> None:
    outdoors = next(one for one in _recorded(api) if one["start_latlng"])
    path = f"/activities/{outdoors['id']}/streams"
    asked = api.document(path, keys="time", key_by_type="true", resolution="low", series_type="time")
    assert asked == _streams(api, outdoors, "time")
    assert (asked["time"]["resolution"], asked["time"]["series_type"]) == ("high", "distance")
    assert asked["time"]["original_size"] == len(asked["time"]["data"])


def test_all_streams_of_an_activity_have_one_length_and_times_rise(api: Api) -> None:
    for activity in _recorded(api)[:25]:
        streams = _streams(api, activity)
        assert len({len(stream["data"]) for stream in streams.values()}) == 1
        times = streams["time"]["data"]
        assert times[0] == 0
        assert all(before < after for before, after in pairwise(times))


def test_a_recording_has_the_totals_means_and_peaks_of_its_summary(api: Api) -> None:
    for activity in _recorded(api)[:40]:
        streams = _streams(api, activity)
        assert streams["time"]["data"][-1] == max(activity["elapsed_time"], activity["moving_time"])
        if activity["distance"]:
            assert streams["distance"]["data"][-1] == pytest.approx(activity["distance"], abs=0.1)
        if activity["has_heartrate"]:
            beats = streams["heartrate"]["data"]
            assert max(beats) == activity["max_heartrate"]
            assert sum(beats) / len(beats) == pytest.approx(activity["average_heartrate"], abs=1.5)
        if "elev_high" in activity:
            heights = streams["altitude"]["data"]
            assert min(heights) == pytest.approx(activity["elev_low"], abs=0.2)
            assert max(heights) == pytest.approx(activity["elev_high"], abs=0.6)


def test_phones_write_every_second_and_jump_over_pauses(api: Api) -> None:
    paused = [
        one
        for one in _recorded(api)
        if not one["device_name"].startswith("Garmin") and one["elapsed_time"] > one["moving_time"]
    ]
    assert paused
    for activity in paused[:10]:
        times = _streams(api, activity, "time")["time"]["data"]
        steps = [after - before for before, after in pairwise(times)]
        assert len(times) < activity["elapsed_time"] + 1
        assert max(steps) > 5
        assert sum(step != 1 for step in steps) <= 3


def test_garmins_write_fewer_points_than_seconds(api: Api) -> None:
    garmins = [one for one in _recorded(api) if one["device_name"].startswith("Garmin")]
    assert garmins
    for activity in garmins[:10]:
        assert len(_streams(api, activity, "time")["time"]["data"]) < 0.5 * activity["moving_time"]


def test_what_was_not_recorded_has_no_stream(api: Api) -> None:
    recorded = _recorded(api)
    gym = next(one for one in recorded if one["sport_type"] == "WeightTraining" and one["has_heartrate"])
    assert set(_streams(api, gym)) - {"temp"} == {"time", "heartrate", "moving"}
    treadmill = next(one for one in recorded if one["trainer"] and one["type"] == "Run")
    assert not {"latlng", "altitude", "grade_smooth"} & set(_streams(api, treadmill))
    estimated = next(one for one in recorded if one.get("device_watts") is False)
    assert "watts" not in _streams(api, estimated)


def test_a_recording_of_nothing_but_time_has_no_streams(api: Api) -> None:
    bare = [one for one in _recorded(api) if not one["has_heartrate"] and not one["distance"]]
    without = [one for one in bare if "average_temp" not in one]
    assert without
    answer = api.get(f"/activities/{without[0]['id']}/streams", keys=ALL, key_by_type="true")
    assert answer.status_code == 404


def test_a_recording_is_the_same_each_time_and_the_same_in_another_run(open_sandbox: Open) -> None:
    first, second = (open_sandbox(activities=10).api() for _ in range(2))
    activity = _recorded(first)[0]
    assert _streams(first, activity) == _streams(first, activity) == _streams(second, activity)


def test_a_privacy_zone_is_cut_from_what_a_token_without_read_all_sees(open_sandbox: Open) -> None:
    sandbox: Standing = open_sandbox(activities=120)
    whole, cut = sandbox.api("activity:read_all"), sandbox.api("activity:read")
    hidden = next(
        one
        for one in _recorded(whole)
        if one["start_latlng"] == [] and one["map"]["summary_polyline"] and not one["private"]
    )
    streams, seen = _streams(whole, hidden), _streams(cut, hidden)
    assert seen["distance"]["data"][0] >= 200
    assert seen["distance"]["data"][-1] <= hidden["distance"] - 200
    assert set(map(tuple, seen["latlng"]["data"])) < set(map(tuple, streams["latlng"]["data"]))
    summary = next(one for one in cut.listed(per_page=200) if one["id"] == hidden["id"])
    assert 0 < len(summary["map"]["summary_polyline"]) < len(hidden["map"]["summary_polyline"])
    detail = cut.document(f"/activities/{hidden['id']}")
    assert 0 < len(detail["map"]["polyline"]) < len(whole.document(f"/activities/{hidden['id']}")["map"]["polyline"])


def test_detail_has_laps_that_make_up_the_whole(api: Api) -> None:
    run = next(one for one in _recorded(api) if one["type"] == "Run" and one["start_latlng"])
    detail = api.document(f"/activities/{run['id']}")
    laps = detail["laps"]
    assert laps == api.document(f"/activities/{run['id']}/laps")
    assert sum(lap["distance"] for lap in laps) == pytest.approx(run["distance"], abs=1)
    assert sum(lap["elapsed_time"] for lap in laps) == run["elapsed_time"]
    assert [lap["lap_index"] for lap in laps] == list(range(1, len(laps) + 1))
    assert sum(split["distance"] for split in detail["splits_metric"]) == pytest.approx(run["distance"], abs=1)
    assert len(detail["splits_standard"]) < len(detail["splits_metric"])


def test_best_efforts_grow_with_their_distance_and_fit_into_the_run(api: Api) -> None:
    run = next(one for one in _recorded(api) if one["type"] == "Run" and one["distance"] > 11_000)
    efforts = api.document(f"/activities/{run['id']}")["best_efforts"]
    assert [effort["name"] for effort in efforts][:3] == ["400m", "1/2 mile", "1K"]
    assert "10K" in [effort["name"] for effort in efforts]
    times = [effort["elapsed_time"] for effort in efforts]
    assert times == sorted(times)
    assert times[-1] <= run["elapsed_time"]


def test_times_in_zones_make_up_the_whole_and_the_last_zone_is_open(api: Api) -> None:
    run = next(one for one in _recorded(api) if one["type"] == "Run" and one["has_heartrate"] and one["start_latlng"])
    zones = {zone["type"]: zone for zone in api.document(f"/activities/{run['id']}/zones")}
    assert set(zones) == {"heartrate", "pace"}
    for zone in zones.values():
        buckets = zone["distribution_buckets"]
        assert buckets[-1]["max"] == -1
        assert sum(bucket["time"] for bucket in buckets) == run["elapsed_time"]
