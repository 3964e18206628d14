"""What refusals, headers and events of Strava mean."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from paceline.connectors.services.errors import CLASS_OF, ServiceError
from paceline.connectors.services.turns import retry_after_s, served_at
from paceline.connectors.strava import webhooks
from paceline.connectors.strava.failures import problem_of
from paceline.connectors.strava.oauth import read_consent
from paceline.connectors.strava.usage import read_uses
from paceline.infra.outbound.client import Answer

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("GET /x", status, named, body, NOW, NOW)


def fault(resource: str, field: str, code: str, message: str = "Bad Request") -> bytes:
    return orjson.dumps({"message": message, "errors": [{"resource": resource, "field": field, "code": code}]})


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, fault("Athlete", "access_token", "invalid"), "authentication_error"),
        (401, fault("Application", "", "invalid"), "authentication_error"),
        (401, b"", "authentication_error"),
        (401, fault("AccessToken", "activity:read_permission", "missing"), "permission_denied"),
        (403, fault("Application", "Status", "Inactive"), "app_inactive"),
        (403, b"<p>Limit of connected athletes exceeded</p>", "quota_exceeded"),
        (403, b"", "permission_denied"),
        (429, fault("Application", "overall rate limit", "exceeded"), "rate_limit"),
        (429, b"<html>", "rate_limit"),
        (400, fault("AuthorizationCode", "code", "invalid"), "authentication_error"),
        (400, fault("AuthorizationCode", "", "expired"), "authentication_error"),
        (400, fault("RefreshToken", "refresh_token", "invalid"), "authentication_error"),
        (400, fault("Application", "client_id", "invalid"), "permission_denied"),
        (401, fault("Application", "client_secret", "invalid"), "permission_denied"),
        (400, fault("Application", "after", "future"), "invalid_data"),
        (404, b'{"message":"Record Not Found","errors":[]}', "invalid_data"),
        (422, b"[]", "invalid_data"),
        (302, b"", "temporary_api_error"),
        (408, b"", "temporary_api_error"),
        (500, b"<html>", "temporary_api_error"),
        (503, b"", "temporary_api_error"),
        (597, b"", "temporary_api_error"),
    ],
)
def test_each_refusal_has_its_code(status: int, body: bytes, code: str) -> None:
    problem = problem_of(answer(status, body))
    assert problem is not None
    assert (problem.code, problem.http_status, problem.endpoint) == (code, status, "GET /x")
    assert problem.is_transient == (code in ("temporary_api_error", "rate_limit"))


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_success_is_no_problem(status: int) -> None:
    assert problem_of(answer(status)) is None


def test_a_limit_may_say_how_long_to_wait() -> None:
    problem = problem_of(answer(429, retry_after="7"))
    assert problem is not None
    assert problem.retry_after_s == 7


def test_every_code_is_of_one_class() -> None:
    assert len(CLASS_OF) == 12
    assert [CLASS_OF[code] for code in ("rate_limit", "app_inactive", "memory_limit")] == [
        "retryable",
        "final",
        "system",
    ]


def test_a_refusal_repeats_words_and_nothing_that_could_be_a_secret() -> None:
    problem = problem_of(answer(422, fault("Upload", "8f2a91c07de4", "52.516275,13.377704")))
    assert problem is not None
    assert problem.message == "Strava refuses this request (422: upload)."


@pytest.mark.parametrize(
    ("written", "wait_s"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("Fri, 01 May 2026 12:00:30 GMT", 30.0),
        ("Fri, 01 May 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("9" * 30, None),
    ],
)
def test_how_long_to_wait_is_read_in_both_forms(written: str, wait_s: float | None) -> None:
    assert retry_after_s(answer(429, retry_after=written)) == wait_s


def test_a_wait_until_a_date_is_measured_by_the_services_own_clock() -> None:
    late = answer(429, date="Fri, 01 May 2026 12:10:00 GMT", retry_after="Fri, 01 May 2026 12:10:05 GMT")
    assert served_at(late) == NOW + timedelta(minutes=10)
    assert retry_after_s(late) == 5


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 99 May 2026 12:00:00 GMT"])
def test_without_a_readable_date_nobody_knows_the_services_clock(date: str) -> None:
    assert served_at(answer(200, date=date)) is None


def _uses(**headers: str) -> list[tuple[str, int, int | None, int | None]]:
    return [(use.scope, use.span_s, use.used, use.most) for use in read_uses(answer(200, **headers))]


def test_headers_tell_both_windows_of_both_scopes() -> None:
    assert _uses(
        x_ratelimit_limit="200,2000",
        x_ratelimit_usage="79,222",
        x_readratelimit_limit="100,1000",
        x_readratelimit_usage="78,221",
    ) == [
        ("overall", 900, 79, 200),
        ("overall", 86400, 222, 2000),
        ("read", 900, 78, 100),
        ("read", 86400, 221, 1000),
    ]


@pytest.mark.parametrize(
    ("headers", "uses"),
    [
        ({}, []),
        ({"x_readratelimit_usage": ","}, []),
        ({"x_ratelimit_usage": "abc,-4"}, []),
        ({"x_ratelimit_usage": ",5"}, [("overall", 86400, 5, None)]),
        ({"x_readratelimit_limit": "100, 1000"}, [("read", 900, None, 100), ("read", 86400, None, 1000)]),
        ({"x_ratelimit_usage": "9" * 40}, []),
    ],
)
def test_headers_that_say_little_or_nonsense_say_what_they_say(headers: dict[str, str], uses: list[Any]) -> None:
    assert _uses(**headers) == uses


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"error": "access_denied", "state": "s"}, "permission_denied"),
        ({"state": "s"}, "invalid_data"),
        ({"code": "c", "scope": "read"}, "permission_denied"),
        ({"code": "c"}, "permission_denied"),
    ],
)
def test_a_consent_that_lacks_what_is_needed_is_refused(query: dict[str, str], code: str) -> None:
    with pytest.raises(ServiceError) as refused:
        read_consent(query)
    assert refused.value.code == code


def test_a_consent_says_what_was_granted_and_hides_its_code() -> None:
    consent = read_consent({"code": "canary", "scope": "read,activity:read", "state": "canary"})
    assert consent.scopes == {"read", "activity:read"}
    assert "canary" not in repr(consent)


EVENT = {
    "aspect_type": "update", "event_time": 1549560669, "object_id": 16185205521, "object_type": "activity", "owner_id": 134815,
    "subscription_id": 120475, "updates": {"title": "Messy", "private": "true"},
}  # fmt: skip


def event(**fields: Any) -> bytes:
    return orjson.dumps({**EVENT, **fields})


def test_an_event_says_what_happened_to_what() -> None:
    said = webhooks.read_event(event())
    assert (said.object_type, said.aspect, said.object_id, said.owner_id) == (
        "activity",
        "update",
        16185205521,
        134815,
    )
    assert (said.subscription_id, said.event_at) == (120475, datetime(2019, 2, 7, 17, 31, 9, tzinfo=UTC))
    assert said.updates == {"title": "Messy", "private": "true"}
    assert not said.is_deauthorization


@pytest.mark.parametrize("authorized", ["false", False])
def test_a_withdrawal_of_consent_is_known_as_such(authorized: object) -> None:
    assert webhooks.read_event(event(object_type="athlete", updates={"authorized": authorized})).is_deauthorization


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"x",
        event(object_type="club"),
        event(aspect_type="kudos"),
        event(object_id="x"),
        event(owner_id=None),
        event(event_time="now"),
        event(subscription_id=-1),
    ],
)
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(ServiceError) as refused:
        webhooks.read_event(body)
    assert refused.value.code == "invalid_data"


def test_a_challenge_is_answered_only_to_who_knows_the_token() -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "15f7d1a9", "hub.verify_token": "ours"}
    assert webhooks.answer_challenge(query, SecretStr("ours")) == {"hub.challenge": "15f7d1a9"}
    assert webhooks.answer_challenge(query, SecretStr("other")) is None
    assert webhooks.answer_challenge({**query, "hub.mode": "unsubscribe"}, SecretStr("ours")) is None
    assert webhooks.answer_challenge({**query, "hub.challenge": "x" * 5000}, SecretStr("ours")) is None
    assert webhooks.answer_challenge({}, SecretStr("")) is None
