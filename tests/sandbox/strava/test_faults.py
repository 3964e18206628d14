"""Every fault that can be scripted does what it says, once and no longer."""

import json
import math
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from paceline.sandbox.serving.control import ControlError
from tests.sandbox.conftest import ATHLETE_ID, Api, Standing

LIST = "/athlete/activities"


@pytest.fixture
def api(sandbox: Standing) -> Api:
    return sandbox.api()


def _script(sandbox: Standing, fault: dict[str, Any], **rule: Any) -> None:
    sandbox.strava.script_faults([{"fault": fault, **rule}])


def _outdoors(api: Api) -> dict[str, Any]:
    return next(one for one in api.listed() if one["start_latlng"] and one["has_heartrate"])


@pytest.mark.parametrize("status", [500, 502, 503, 504, 597])
def test_a_status_comes_with_a_page_instead_of_json(sandbox: Standing, api: Api, status: int) -> None:
    _script(sandbox, {"kind": "status", "status": status})
    answer = api.get(LIST)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert api.get(LIST).status_code == 200


def test_a_status_can_have_any_body_and_headers(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "status", "status": 503, "body": "", "headers": {"Retry-After": "120"}})
    answer = api.get(LIST)
    assert (answer.content, answer.headers["retry-after"]) == (b"", "120")


def test_a_page_can_say_200(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "html"})
    answer = api.get(LIST)
    assert answer.status_code == 200
    assert "<html>" in answer.text


def test_an_answer_can_be_late(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "delay", "seconds": 300})
    with api.impatient(), pytest.raises(httpx2.ReadTimeout):
        api.get(LIST)
    _script(sandbox, {"kind": "delay", "seconds": 0.01})
    assert api.get(LIST).status_code == 200


@pytest.mark.parametrize("is_handled", [True, False])
def test_an_answer_can_never_come_though_the_request_had_its_effect(
    sandbox: Standing, api: Api, is_handled: bool
) -> None:
    _script(sandbox, {"kind": "hang", "is_handled": is_handled}, match={"endpoint": "activities.create"})
    form = {"name": "Ghost", "sport_type": "Run", "start_date_local": "2026-05-31T07:00:00Z", "elapsed_time": "60"}
    with api.impatient(), pytest.raises(httpx2.ReadTimeout):
        api.post("/activities", form)
    assert ("Ghost" in [one["name"] for one in api.listed()]) == is_handled


@pytest.mark.parametrize("is_handled", [True, False])
def test_a_connection_can_be_reset_before_or_after_the_effect(sandbox: Standing, api: Api, is_handled: bool) -> None:
    _script(sandbox, {"kind": "reset", "is_handled": is_handled}, match={"endpoint": "activities.create"})
    form = {"name": "Ghost", "sport_type": "Run", "start_date_local": "2026-05-31T07:00:00Z", "elapsed_time": "60"}
    with pytest.raises(httpx2.ReadError):
        api.post("/activities", form)
    assert ("Ghost" in [one["name"] for one in api.listed()]) == is_handled


def test_a_body_can_end_before_its_length(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "short_body"})
    with pytest.raises(httpx2.RemoteProtocolError):
        api.get(LIST)
    assert api.get(LIST).status_code == 200


def test_a_body_can_drip(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "drip", "chunk_bytes": 4000, "every_s": 0.001})
    assert len(api.document(LIST)) == 30
    _script(sandbox, {"kind": "drip", "chunk_bytes": 1, "every_s": 200})
    with api.impatient(), pytest.raises(httpx2.ReadTimeout):
        api.get(LIST)


def test_json_can_be_cut_under_a_length_that_fits(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "cut_json", "kept": 0.9})
    answer = api.get(LIST)
    assert int(answer.headers["content-length"]) == len(answer.content)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_gzip_can_be_cut(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "cut_gzip", "kept": 1.0})
    assert len(api.get(LIST).json()) == 30
    _script(sandbox, {"kind": "cut_gzip", "kept": 0.5})
    with pytest.raises((httpx2.DecodingError, json.JSONDecodeError)):
        api.get(LIST).json()


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("missing", lambda one: "distance" not in one),
        ("null", lambda one: one["distance"] is None),
        ("nan", lambda one: math.isnan(one["distance"])),
        ("huge_integer", lambda one: one["distance"] > 2**64),
        ("wrong_type", lambda one: isinstance(one["distance"], dict)),
    ],
)
def test_a_value_can_be_wrong_in_one_item_of_a_list(
    sandbox: Standing, api: Api, value: str, holds: Callable[[dict[str, Any]], bool]
) -> None:
    good = api.document(LIST)
    _script(sandbox, {"kind": "value", "field": "distance", "value": value, "item": 3})
    items = json.loads(api.get(LIST).content)
    assert holds(items[3])
    assert [one for place, one in enumerate(items) if place != 3] == [
        one for place, one in enumerate(good) if place != 3
    ]


def test_a_value_can_be_anything_and_lie_deeper(sandbox: Standing, api: Api) -> None:
    activity = _outdoors(api)
    _script(sandbox, {"kind": "value", "field": "map.polyline", "as_json": ["not", "a", "line"]})
    assert api.document(f"/activities/{activity['id']}")["map"]["polyline"] == ["not", "a", "line"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "full",
            {"message": "Resource Not Found", "errors": [{"resource": "Activity", "field": "", "code": "not found"}]},
        ),
        ("no_errors", {"message": "Resource Not Found", "errors": []}),
        (
            "older",
            {"message": "Record Not Found", "errors": [{"resource": "Activity", "field": "id", "code": "invalid"}]},
        ),
        ("empty", None),
    ],
)
def test_an_activity_can_be_not_found_at_first(
    sandbox: Standing, api: Api, body: str, said: dict[str, Any] | None
) -> None:
    activity = _outdoors(api)
    _script(sandbox, {"kind": "not_found", "body": body}, match={"activity_id": activity["id"]}, times=2)
    for _ in range(2):
        answer = api.get(f"/activities/{activity['id']}")
        assert answer.status_code == 404
        assert (answer.json() if answer.content else None) == said
    assert api.get(f"/activities/{activity['id']}").status_code == 200


@pytest.mark.parametrize(
    ("fault", "field", "usage"),
    [
        ({}, "overall rate limit", ("100000,1", "1,1")),
        ({"limit": "read"}, "rate limit", ("1,1", "100000,1")),
        ({"window": "daily"}, "overall rate limit", ("1,1000000", "1,1")),
        ({"headers": "commas"}, "overall rate limit", (",", ",")),
        ({"headers": "new_window"}, "overall rate limit", ("0,1", "1,1")),
        ({"headers": "missing"}, "overall rate limit", None),
    ],
)
def test_a_429_can_come_with_all_sorts_of_headers(
    sandbox: Standing, api: Api, fault: dict[str, Any], field: str, usage: tuple[str, str] | None
) -> None:
    api.get("/athlete")
    _script(sandbox, {"kind": "rate_limited", **fault})
    answer = api.get(LIST)
    assert answer.status_code == 429
    assert answer.json()["errors"][0]["field"] == field
    said = tuple(answer.headers.get(name) for name in ("x-ratelimit-usage", "x-readratelimit-usage"))
    assert said == (usage or (None, None))
    assert sandbox.strava.counts()["rate_limited"] == {"activities.list": 1}


def test_pages_can_be_empty_partial_repeated_and_doubled(sandbox: Standing, api: Api) -> None:
    def ids(page: int) -> list[int]:
        return [one["id"] for one in api.document(LIST, page=page, per_page=10)]

    good = {page: ids(page) for page in (1, 2)}
    for fault, expected in (
        ({"kind": "empty_page"}, []),
        ({"kind": "partial_page", "kept": 4}, good[2][:4]),
        ({"kind": "repeated_page"}, good[1]),
        ({"kind": "doubled_item", "item": 9}, [*good[2], good[2][9]]),
    ):
        _script(sandbox, fault, match={"page": 2})
        assert ids(1) == good[1]
        assert ids(2) == expected
        assert ids(2) == good[2]


def test_streams_can_hold_nulls_differ_in_length_be_empty_or_missing(sandbox: Standing, api: Api) -> None:
    activity = _outdoors(api)

    def streams() -> dict[str, list[Any]]:
        path = f"/activities/{activity['id']}/streams"
        answer = api.document(path, keys="time,heartrate", key_by_type="true")
        return {key: stream["data"] for key, stream in answer.items()}

    good = streams()
    _script(sandbox, {"kind": "stream_nulls", "every": 10})
    assert streams()["heartrate"].count(None) == math.ceil(len(good["time"]) / 10)
    _script(sandbox, {"kind": "streams_unequal", "missing": 5})
    assert {key: len(good[key]) - len(data) for key, data in streams().items()} == {"time": 0, "heartrate": 5}
    _script(sandbox, {"kind": "streams_empty"})
    assert streams() == {"time": [], "heartrate": []}
    _script(sandbox, {"kind": "streams_partial", "keys": ["time"]})
    assert set(streams()) == {"heartrate"}
    assert streams() == good


@pytest.mark.parametrize("when", ["before", "after"])
def test_something_can_happen_just_as_a_page_is_asked_for(sandbox: Standing, api: Api, when: str) -> None:
    newest = api.document(LIST)[0]["id"]
    gone = {"kind": "meanwhile", "what": {"change": "delete", "activity_id": newest}, "when": when}
    _script(sandbox, gone, match={"endpoint": "activities.list"}, nth=2)
    pages = [[one["id"] for one in api.document(LIST)] for _ in range(3)]
    assert [newest in page for page in pages] == [True, when == "after", False]


def test_what_has_happened_already_does_not_happen_again(sandbox: Standing, api: Api) -> None:
    newest = api.document(LIST)[0]["id"]
    _script(sandbox, {"kind": "meanwhile", "what": {"change": "delete", "activity_id": newest}}, times=None)
    assert [api.get(LIST).status_code for _ in range(3)] == [200] * 3


def test_an_item_can_appear_while_paging(sandbox: Standing, api: Api) -> None:
    new = {"kind": "meanwhile", "what": {"change": "add", "athlete_id": ATHLETE_ID}}
    _script(sandbox, new, match={"endpoint": "activities.list", "page": 2})
    first, second = (api.document(LIST, page=page) for page in (1, 2))
    assert first[-1]["id"] == second[0]["id"]


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ({"change": "set_app", "is_active": False}, 403),
        ({"change": "revoke_tokens", "athlete_id": ATHLETE_ID}, 401),
        ({"change": "expire_tokens", "athlete_id": ATHLETE_ID}, 401),
        ({"change": "reduce_scope", "athlete_id": ATHLETE_ID, "scope": ["read"]}, 401),
        ({"change": "move_clock", "by_s": 21_600}, 401),
        ({"change": "set_quota", "short": 100_000}, 429),
    ],
)
def test_tokens_application_quota_and_clock_can_turn_in_the_middle_of_a_list(
    sandbox: Standing, api: Api, what: dict[str, Any], status: int
) -> None:
    _script(sandbox, {"kind": "meanwhile", "what": what}, match={"endpoint": "activities.list"}, nth=2)
    assert [api.get(LIST, page=page).status_code for page in (1, 2, 3)] == [200, status, status]


def test_a_clock_may_go_wrong_by_minutes(sandbox: Standing, api: Api) -> None:
    before = sandbox.strava.now()
    _script(sandbox, {"kind": "meanwhile", "what": {"change": "move_clock", "by_s": -600}})
    assert api.get("/athlete").headers["date"] == "Mon, 01 Jun 2026 11:50:00 GMT"
    assert (sandbox.strava.now() - before).total_seconds() == -600


def test_a_rule_is_about_an_endpoint_an_athlete_or_a_page_and_counts_for_itself(sandbox: Standing, api: Api) -> None:
    sandbox.strava.script_faults(
        [
            {"fault": {"kind": "status", "status": 500}, "match": {"endpoint": "activities"}, "nth": 2},
            {"fault": {"kind": "status", "status": 502}, "match": {"athlete_id": 1}, "times": None},
            {"fault": {"kind": "status", "status": 503}, "match": {"endpoint": "athlete"}, "times": None},
        ]
    )
    assert [api.get(LIST).status_code for _ in range(3)] == [200, 500, 200]
    assert [api.get("/athlete").status_code for _ in range(2)] == [503, 503]
    rules = sandbox.strava.faults()
    assert [(rule["matched"], rule["applied"]) for rule in rules] == [(3, 1), (0, 0), (2, 2)]
    assert sandbox.strava.counts()["faults"] == {"status": 3}


def test_rules_can_be_added_to_those_there_are(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "status", "status": 500})
    added = sandbox.strava.add_faults([{"fault": {"kind": "status", "status": 502}, "nth": 2}])
    assert [rule["fault"]["status"] for rule in added] == [500, 502]
    assert [api.get(LIST).status_code for _ in range(3)] == [500, 502, 200]


def test_when_the_script_is_empty_all_is_well_again(sandbox: Standing, api: Api) -> None:
    _script(sandbox, {"kind": "status", "status": 500}, times=None)
    assert api.get(LIST).status_code == 500
    sandbox.strava.script_faults([])
    assert api.get(LIST).status_code == 200


@pytest.mark.parametrize(
    "rule",
    [
        {"fault": {"kind": "meteorite"}},
        {"fault": {"kind": "status", "status": 5}},
        {"fault": {"kind": "html"}, "nth": 0},
        {"fault": {"kind": "html"}, "match": {"colour": "red"}},
        {"kind": "html"},
    ],
)
def test_a_script_that_makes_no_sense_is_refused_and_the_old_one_stays(
    sandbox: Standing, api: Api, rule: dict[str, Any]
) -> None:
    _script(sandbox, {"kind": "status", "status": 500}, times=None)
    with pytest.raises(ControlError, match="422"):
        sandbox.strava.script_faults([rule])
    assert api.get(LIST).status_code == 500


def test_a_plan_from_a_seed_is_the_same_each_time_and_can_be_given_as_json(sandbox: Standing, api: Api) -> None:
    plan = sandbox.strava.seed_faults(7, 0.2, requests=300)
    assert plan == sandbox.strava.seed_faults(7, 0.2, requests=300)
    assert plan != sandbox.strava.seed_faults(8, 0.2, requests=300)
    by_endpoint = [rule["match"]["endpoint"] for rule in plan]
    assert set(by_endpoint) == {"oauth.token", "activities.list", "activities.detail", "activities.streams"}
    assert len(plan) == pytest.approx(0.2 * 300 * 4, rel=0.25)
    bare = [{name: rule[name] for name in ("match", "nth", "fault")} for rule in plan]
    assert [rule["fault"] for rule in sandbox.strava.script_faults(bare)] == [rule["fault"] for rule in plan]


def test_a_client_that_tries_again_gets_through_a_plan_from_a_seed(sandbox: Standing, api: Api) -> None:
    good = api.listed()
    sandbox.strava.seed_faults(3, 0.3, requests=60)
    failures = 0
    for activity in good:
        while True:
            try:
                answer = api.get(f"/activities/{activity['id']}")
                detail = json.loads(answer.content) if answer.status_code == 200 else None
            except (httpx2.TransportError, httpx2.DecodingError, ValueError):
                detail = None
            if detail is not None and detail.get("id") == activity["id"] and "map" in detail:
                break
            failures += 1
    assert failures > 5
    assert sum(sandbox.strava.counts()["faults"].values()) >= failures


def test_requests_are_kept_with_what_became_of_them(sandbox: Standing, api: Api) -> None:
    activity = api.document(LIST)[0]["id"]
    _script(sandbox, {"kind": "html"}, match={"activity_id": activity})
    api.get(f"/activities/{activity}")
    last = sandbox.strava.requests()[-1]
    assert {name: last[name] for name in ("method", "endpoint", "status", "athlete_id", "activity_id", "fault")} == {
        "method": "GET",
        "endpoint": "activities.detail",
        "status": 200,
        "athlete_id": ATHLETE_ID,
        "activity_id": activity,
        "fault": "html",
    }
