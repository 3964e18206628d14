"""What the stand-in answers is what Strava's own document says, but for what was seen to depart from it."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.sandbox.conftest import Open, Standing
from tests.sandbox.swagger import Departure, departures, response_schema

KEYS = "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp,moving,grade_smooth"

# Fields of real answers that the document does not know.
EXTRAS = {
    "resource_state", "utc_offset", "location_city", "location_state", "location_country", "pr_count", "visibility", "has_heartrate",
    "heartrate_opt_out", "display_hide_heartrate_option", "average_heartrate", "max_heartrate", "average_cadence", "average_temp",
    "suffer_score", "from_accepted_tag", "perceived_exertion", "prefer_perceived_exertion", "stats_visibility", "available_zones",
    "private_note", "retired", "converted_distance", "nickname", "average_grade_adjusted_speed", "device_watts", "average_watts",
    "achievements", "username", "bio", "badge_type_id", "friend", "follower", "mutual_friend_count", "athlete_type", "date_preference",
    "weight",
}  # fmt: skip
# Where real answers hold null, or what the document does not allow.
SEEN = {
    ("external_id", "null"), ("upload_id", "null"), ("gear_id", "null"), ("description", "null"), ("photos.primary", "null"),
    ("start_latlng", "0 items"), ("end_latlng", "0 items"), ("best_efforts[].pr_rank", "null"), ("score", "not integer: float"),
    ("distribution_buckets[].time", "not integer: float"), ("distribution_buckets[].min", "not integer: float"),
    ("distribution_buckets[].max", "not integer: float"), ("type", "not one of the known: pace"),
    ("city", "null"), ("state", "null"), ("country", "null"),
}  # fmt: skip


def _unexpected(found: Iterable[Departure]) -> set[Departure]:
    """The departures that were never seen of the real service."""
    return {
        departure
        for departure in found
        if not (departure.what == "unknown" and departure.where.rpartition(".")[2].lstrip("[]") in EXTRAS)
        and (departure.where.removeprefix("[]").lstrip("."), departure.what) not in SEEN
    }


@pytest.fixture
def long_history(open_sandbox: Open) -> Standing:
    """Long enough to hold nearly every oddity."""
    return open_sandbox(activities=420)


def test_a_list_of_activities_is_as_the_document_says(long_history: Standing) -> None:
    activities = long_history.api().listed(per_page=200)
    assert len(activities) == 420
    assert _unexpected(departures(activities, response_schema("/athlete/activities"))) == set()


def test_activities_by_themselves_are_as_the_document_says(long_history: Standing) -> None:
    api = long_history.api()
    for activity in api.document("/athlete/activities", per_page=40):
        detail = api.document(f"/activities/{activity['id']}")
        assert _unexpected(departures(detail, response_schema("/activities/{id}"))) == set()


@pytest.mark.parametrize("part", ["laps", "zones"])
def test_parts_of_activities_are_as_the_document_says(long_history: Standing, part: str) -> None:
    api = long_history.api()
    schema = response_schema(f"/activities/{{id}}/{part}")
    answers = [
        api.document(f"/activities/{activity['id']}/{part}")
        for activity in api.document("/athlete/activities", per_page=40)
    ]
    assert any(answers)
    for answer in answers:
        assert _unexpected(departures(answer, schema)) == set()


def test_stream_sets_are_as_the_document_says(long_history: Standing) -> None:
    api = long_history.api()
    seen: set[str] = set()
    for activity in api.document("/athlete/activities", per_page=30):
        answer = api.get(f"/activities/{activity['id']}/streams", keys=KEYS, key_by_type="true")
        if answer.status_code == 404:
            continue
        # Of each stream the beginning: an hour has 3,600 points of one kind.
        streams = {key: {**stream, "data": stream["data"][:100]} for key, stream in answer.json().items()}
        seen |= set(streams)
        assert _unexpected(departures(streams, response_schema("/activities/{id}/streams"))) == set()
    assert seen == set(KEYS.split(","))


@pytest.mark.parametrize(
    ("path", "schema_path"), [("/athlete", "/athlete"), ("/athlete/zones", "/athlete/zones"), ("/gear", "/gear/{id}")]
)
def test_athlete_zones_and_gear_are_as_the_document_says(sandbox: Standing, path: str, schema_path: str) -> None:
    api = sandbox.api()
    athlete = api.document("/athlete")
    paths = [f"/gear/{one['id']}" for one in athlete["bikes"] + athlete["shoes"]] if path == "/gear" else [path]
    for one in paths:
        assert _unexpected(departures(api.document(one), response_schema(schema_path))) == set()


def test_a_created_activity_is_as_the_document_says(sandbox: Standing) -> None:
    form = {
        "name": "Gym",
        "sport_type": "WeightTraining",
        "start_date_local": "2026-05-31T18:00:00Z",
        "elapsed_time": "3000",
    }
    answer = sandbox.api().post("/activities", form)
    assert answer.status_code == 201
    assert _unexpected(departures(answer.json(), response_schema("/activities", "post", "201"))) == set()


@pytest.mark.parametrize(
    ("path", "status"), [("/activities/1", 404), ("/athlete/activities?after=1780315201", 400), ("/activities/x", 404)]
)
def test_refusals_are_faults_of_the_document(sandbox: Standing, path: str, status: int) -> None:
    answer = sandbox.api().get(path)
    assert answer.status_code == status
    if path == "/activities/x":
        return
    fault: Any = {"$ref": "#/definitions/Fault"}
    assert set(departures(answer.json(), fault)) == set()
