"""The list of activities: order, bounds, pages, and what a scope sees."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sandbox.conftest import ATHLETE_ID, NOW, Open, Standing

NOW_S = int(NOW.timestamp())
DAY_S = 86_400


def _starts(activities: list[dict[str, Any]]) -> list[str]:
    return [activity["start_date"] for activity in activities]


def _start_s(activity: dict[str, Any]) -> float:
    return datetime.fromisoformat(activity["start_date"]).timestamp()


def test_a_list_without_bounds_is_newest_first(sandbox: Standing) -> None:
    starts = _starts(sandbox.api().listed())
    assert len(starts) == 50
    assert starts == sorted(starts, reverse=True)


def test_after_alone_turns_the_order_round(sandbox: Standing) -> None:
    starts = _starts(sandbox.api().listed(after=NOW_S - 30 * DAY_S))
    assert 10 < len(starts) < 50
    assert starts == sorted(starts)


def test_after_with_before_stays_newest_first(sandbox: Standing) -> None:
    starts = _starts(sandbox.api().listed(after=NOW_S - 30 * DAY_S, before=NOW_S - 5 * DAY_S))
    assert len(starts) > 10
    assert starts == sorted(starts, reverse=True)


def test_bounds_leave_out_what_starts_at_their_very_second(sandbox: Standing) -> None:
    api = sandbox.api()
    start_s = int(_start_s(api.document("/athlete/activities")[3]))
    assert all(_start_s(one) > start_s for one in api.listed(after=start_s))
    assert all(_start_s(one) < start_s for one in api.listed(before=start_s))
    assert len(api.listed(after=start_s)) + len(api.listed(before=start_s)) == 49


def test_an_after_to_come_is_refused_as_that_of_milliseconds_is(sandbox: Standing) -> None:
    answer = sandbox.api().get("/athlete/activities", after=NOW_S * 1000)
    assert answer.status_code == 400
    assert answer.json() == {
        "message": "Bad Request",
        "errors": [{"resource": "Application", "field": "after", "code": "future"}],
    }


@pytest.mark.parametrize(("asked", "given"), [(None, 30), (7, 7), (200, 200), (500, 200)])
def test_a_page_has_thirty_items_and_at_most_two_hundred(open_sandbox: Open, asked: int | None, given: int) -> None:
    api = open_sandbox(activities=230).api()
    query = {} if asked is None else {"per_page": asked}
    assert len(api.document("/athlete/activities", **query)) == given


def test_an_empty_page_is_the_end_and_nothing_else_says_how_many_there_are(sandbox: Standing) -> None:
    answer = sandbox.api().get("/athlete/activities", page=3)
    assert answer.json() == []
    assert not [name for name in answer.headers if "link" in name or "total" in name]


@pytest.mark.parametrize("query", [{"page": 0}, {"per_page": 0}, {"before": "yesterday"}, {"page": "x"}])
def test_parameters_that_are_no_numbers_are_refused(sandbox: Standing, query: dict[str, Any]) -> None:
    assert sandbox.api().get("/athlete/activities", **query).status_code == 400


def test_equal_starts_keep_one_order_over_the_edge_of_a_page(sandbox: Standing) -> None:
    api = sandbox.api()
    listed = api.document("/athlete/activities")
    place = next(place for place, one in enumerate(listed) if not one["manual"])
    twin = sandbox.strava.change("duplicate", activity_id=listed[place]["id"])
    ids = [one["id"] for one in api.listed(per_page=place + 1)]
    assert len(ids) == len(set(ids)) == 51
    assert sorted(ids[place : place + 2]) == sorted([twin, listed[place]["id"]])


def test_an_activity_that_comes_between_two_pages_pushes_one_over_the_edge(sandbox: Standing) -> None:
    api = sandbox.api()
    before = [one["id"] for one in api.document("/athlete/activities", per_page=10)]
    sandbox.strava.change("add", athlete_id=ATHLETE_ID)
    after = [one["id"] for one in api.document("/athlete/activities", per_page=10, page=2)]
    assert after[0] == before[-1]


def test_an_activity_that_goes_between_two_pages_hides_one(sandbox: Standing) -> None:
    api = sandbox.api()
    whole = [one["id"] for one in api.listed()]
    first = [one["id"] for one in api.document("/athlete/activities", per_page=10)]
    sandbox.strava.change("delete", activity_id=first[0])
    second = [one["id"] for one in api.document("/athlete/activities", per_page=10, page=2)]
    assert whole[10] not in first + second


def test_ids_do_not_follow_starts_and_need_more_than_32_bits(open_sandbox: Open) -> None:
    ids = [one["id"] for one in open_sandbox(activities=300).api().listed(after=1, per_page=200)]
    assert min(ids) > 2**31
    later_uploads = sum(one > min(ids[place:]) for place, one in enumerate(ids))
    assert 15 < later_uploads < 150


def test_a_late_upload_enters_the_list_where_it_started(sandbox: Standing) -> None:
    api = sandbox.api()
    started_at = datetime(2026, 5, 1, 8, 0, 7, tzinfo=UTC)
    new = sandbox.strava.change("add", athlete_id=ATHLETE_ID, started_at=started_at.isoformat())
    listed = api.listed()
    assert max(one["id"] for one in listed) == new
    place = next(place for place, one in enumerate(listed) if one["id"] == new)
    assert place > 10
    assert _starts(listed) == sorted(_starts(listed), reverse=True)


def test_only_you_is_not_in_the_list_of_a_token_that_reads_activities_only(open_sandbox: Open) -> None:
    sandbox = open_sandbox(activities=120)
    everything, some = sandbox.api().listed(), sandbox.api("read", "activity:read").listed()
    hidden = {one["id"] for one in everything} - {one["id"] for one in some}
    assert hidden == {one["id"] for one in everything if one["visibility"] == "only_me"}
    assert hidden
    assert all(one["private"] for one in everything if one["id"] in hidden)


def test_a_short_page_may_have_others_behind_it(open_sandbox: Open) -> None:
    sandbox = open_sandbox()
    sandbox.strava.script_faults([{"match": {"page": 1}, "fault": {"kind": "partial_page", "kept": 12}}])
    pages = [len(sandbox.api().document("/athlete/activities", page=page)) for page in (1, 2)]
    assert pages == [12, 20]


@pytest.mark.parametrize("scope", [("read",), ("read", "profile:read_all")])
def test_a_token_without_a_scope_for_activities_is_refused(sandbox: Standing, scope: tuple[str, ...]) -> None:
    answer = sandbox.api(*scope).get("/athlete/activities")
    assert answer.status_code == 401
    assert answer.json()["errors"] == [
        {"resource": "AccessToken", "field": "activity:read_permission", "code": "missing"}
    ]


@pytest.mark.parametrize("part", ["", "/laps", "/zones", "/streams?keys=time&key_by_type=true"])
def test_what_a_token_may_not_see_is_not_found(open_sandbox: Open, part: str) -> None:
    sandbox = open_sandbox(activities=120)
    api = sandbox.api("activity:read_all")
    hidden = next(one["id"] for one in api.listed() if one["private"] and not one["manual"])
    assert api.get(f"/activities/{hidden}{part}").status_code == 200
    answer = sandbox.api("activity:read").get(f"/activities/{hidden}{part}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0] == {"resource": "Activity", "field": "", "code": "not found"}


def test_the_activities_of_another_athlete_are_not_found(open_sandbox: Open) -> None:
    from paceline.sandbox.strava.filling.seeded import SeededAthlete

    sandbox = open_sandbox(SeededAthlete(3, athlete_id=1), SeededAthlete(3, athlete_id=2))
    theirs = sandbox.api(athlete_id=2).document("/athlete/activities")[0]["id"]
    assert sandbox.api(athlete_id=1).get(f"/activities/{theirs}").status_code == 404


@pytest.mark.parametrize(
    ("authorization", "query"),
    [("", ""), ("Bearer nothing", ""), ("Basic {token}", ""), ("", "?access_token={token}")],
)
def test_only_a_bearer_header_lets_in(sandbox: Standing, authorization: str, query: str) -> None:
    token = sandbox.strava.grant(ATHLETE_ID)["access_token"]
    headers = {"authorization": authorization.format(token=token)} if authorization else {}
    answer = sandbox.browser().get(f"/api/v3/athlete{query.format(token=token)}", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {
        "message": "Authorization Error",
        "errors": [{"resource": "Athlete", "field": "access_token", "code": "invalid"}],
    }


def test_the_api_lies_under_the_old_prefix_and_at_the_root_until_one_is_closed(sandbox: Standing) -> None:
    headers = {"authorization": f"Bearer {sandbox.strava.grant(ATHLETE_ID)['access_token']}"}
    browser = sandbox.browser()

    def answers() -> list[int]:
        return [browser.get(path, headers=headers).status_code for path in ("/api/v3/athlete", "/athlete")]

    assert answers() == [200, 200]
    sandbox.strava.change("set_app", api_prefixes=[""])
    assert answers() == [404, 200]
    sandbox.strava.change("set_app", api_prefixes=["/api/v3"])
    assert answers() == [200, 404]
