"""The application's quota, in virtual time."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from paceline.sandbox.strava.filling.seeded import SeededAthlete
from paceline.sandbox.strava.settings import Limits
from tests.sandbox.conftest import ATHLETE_ID, Api, Open, Standing

SMALL = Limits(short=6, daily=20, read_short=4, read_daily=15)
MIDDAY = datetime(2026, 6, 1, 12, 7, 30, tzinfo=UTC)


@pytest.fixture
def limited(open_sandbox: Open) -> Standing:
    return open_sandbox(limits=SMALL, frozen_at_s=MIDDAY.timestamp())


def _read(api: Api, times: int) -> list[int]:
    return [api.get("/athlete").status_code for _ in range(times)]


def _usage(answer: httpx2.Response) -> tuple[str, str]:
    return answer.headers["x-ratelimit-usage"], answer.headers["x-readratelimit-usage"]


def _field(answer: httpx2.Response) -> str:
    assert answer.status_code == 429
    body: dict[str, Any] = answer.json()
    assert body["message"] == "Rate Limit Exceeded"
    assert (body["errors"][0]["resource"], body["errors"][0]["code"]) == ("Application", "exceeded")
    return body["errors"][0]["field"]


def test_headers_say_limits_and_usage_of_both_windows(limited: Standing) -> None:
    api = limited.api()
    _read(api, 2)
    answer = api.get("/athlete")
    assert answer.headers["x-ratelimit-limit"] == "6,20"
    assert answer.headers["x-readratelimit-limit"] == "4,15"
    assert _usage(answer) == ("3,3", "3,3")


def test_the_read_limit_is_met_first_and_the_refusal_has_no_retry_after(limited: Standing) -> None:
    api = limited.api()
    assert _read(api, 4) == [200] * 4
    answer = api.get("/athlete")
    assert _field(answer) == "rate limit"
    assert "retry-after" not in answer.headers


def test_writing_counts_to_the_overall_limit_only(limited: Standing) -> None:
    api = limited.api()
    form = {"name": "x", "sport_type": "Run", "start_date_local": "2026-05-01T07:00:00Z", "elapsed_time": "60"}
    answers = [api.post("/activities", form) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 6
    assert _field(api.post("/activities", form)) == "overall rate limit"
    assert _usage(api.get("/athlete"))[1].split(",")[0] == "0"


def test_a_write_s_read_usage_is_a_bare_comma(limited: Standing) -> None:
    form = {"name": "x", "sport_type": "Run", "start_date_local": "2026-05-01T07:00:00Z", "elapsed_time": "60"}
    assert limited.api().post("/activities", form).headers["x-readratelimit-usage"] == ","


def test_windows_begin_at_the_quarters_of_the_hour(limited: Standing) -> None:
    api = limited.api()
    assert _read(api, 5)[-1] == 429
    limited.strava.set_clock(MIDDAY.replace(minute=14, second=59))
    assert _read(api, 1) == [429]
    limited.strava.advance(1)
    assert _read(api, 1) == [200]


def test_refused_requests_count_to_the_day(limited: Standing) -> None:
    api = limited.api()
    _read(api, 4)
    refused = [api.get("/athlete") for _ in range(3)]
    assert _usage(refused[-1]) == ("4,7", "4,7")


def test_a_day_s_limit_ends_at_midnight_utc(limited: Standing) -> None:
    api = limited.api()
    _read(api, 15)
    limited.strava.advance(900)
    assert _field(api.get("/athlete")) == "rate limit"
    limited.strava.set_clock(MIDDAY.replace(hour=23, minute=59, second=59))
    # The access token of midday has expired meanwhile.
    assert _read(limited.api(), 1) == [429]
    limited.strava.advance(1)
    assert _read(limited.api(), 1) == [200]


def test_the_quota_is_the_application_s_and_not_the_athlete_s(open_sandbox: Open) -> None:
    sandbox = open_sandbox(SeededAthlete(1, athlete_id=1), SeededAthlete(1, athlete_id=2), limits=SMALL)
    _read(sandbox.api(athlete_id=1), 4)
    assert _read(sandbox.api(athlete_id=2), 1) == [429]


def test_headers_are_missing_from_401_and_404_and_from_some_stream_sets(open_sandbox: Open) -> None:
    sandbox = open_sandbox(activities=60)
    api = sandbox.api()
    assert "x-ratelimit-usage" not in sandbox.api_with("nothing").get("/athlete").headers
    assert "x-ratelimit-usage" not in api.get("/activities/1").headers
    recorded = [one["id"] for one in api.listed() if not one["manual"]]
    answers = [api.get(f"/activities/{one}/streams", keys="time", key_by_type="true") for one in recorded]
    with_headers = ["x-ratelimit-usage" in answer.headers for answer in answers]
    assert True in with_headers
    assert False in with_headers


def test_a_token_that_is_refused_uses_nothing_up(limited: Standing) -> None:
    _read(limited.api_with("nothing"), 10)
    assert _usage(limited.api().get("/athlete")) == ("1,1", "1,1")


def test_oauth_and_subscriptions_are_outside_of_the_quota(limited: Standing) -> None:
    browser = limited.browser()
    for _ in range(8):
        browser.post("/oauth/token", data={})
        browser.get("/api/v3/push_subscriptions")
    assert _usage(limited.api().get("/athlete")) == ("1,1", "1,1")


def test_a_test_can_begin_near_a_limit(limited: Standing) -> None:
    limited.strava.change("set_quota", short=5, daily=19, read_short=1, read_daily=1)
    api = limited.api()
    assert _read(api, 2) == [200, 429]
    assert _field(api.get("/athlete")) == "overall rate limit"


def test_the_ledger_counts_requests_and_refusals_by_endpoint(limited: Standing) -> None:
    api = limited.api()
    _read(api, 3)
    api.get("/athlete/activities")
    api.get("/athlete/activities")
    counts = limited.strava.counts()
    assert counts["requests"] == {"athlete": 3, "activities.list": 2}
    assert counts["rate_limited"] == {"activities.list": 1}
    assert counts["quota"]["refused"] == 1
    limited.strava.clear_ledger()
    assert limited.strava.counts()["requests"] == {}


def test_an_inactive_application_is_refused_before_anything_else(limited: Standing) -> None:
    limited.strava.change("set_app", is_active=False)
    answer = limited.api().get("/athlete")
    assert answer.status_code == 403
    assert answer.json() == {
        "message": "Forbidden",
        "errors": [{"resource": "Application", "field": "Status", "code": "Inactive"}],
    }
    limited.strava.change("set_app", is_active=True)
    assert limited.api(athlete_id=ATHLETE_ID).get("/athlete").status_code == 200
