"""Subscription, events and their way to the callback, in virtual time."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.sandbox.conftest import ATHLETE_ID, NOW, Open, Standing
from tests.sandbox.receiver import Receiver, receiver

CLIENT = {"client_id": "12345", "client_secret": "sandbox-client-secret"}
PATH = "/api/v3/push_subscriptions"


@pytest.fixture
def callback() -> Iterator[Receiver]:
    with receiver() as one:
        yield one


@pytest.fixture
def waiting(open_sandbox: Open) -> Standing:
    """A sandbox whose callbacks have a fifth of a second."""
    return open_sandbox(callback_timeout_s=0.2)


def _subscribe(sandbox: Standing, callback: Receiver, **changed: str) -> httpx2.Response:
    form = {**CLIENT, "callback_url": callback.url, "verify_token": "abc", **changed}
    return sandbox.browser().post(PATH, data=form)


@pytest.fixture
def connected(waiting: Standing, callback: Receiver) -> Standing:
    """With a subscription, and an athlete who granted everything."""
    assert _subscribe(waiting, callback).status_code == 201
    waiting.strava.grant(ATHLETE_ID)
    return waiting


def _add(sandbox: Standing, **said: Any) -> int:
    added = sandbox.strava.change("add", athlete_id=ATHLETE_ID, **said)
    assert added is not None
    return added


def _told(callback: Receiver) -> list[tuple[str, int, dict[str, str]]]:
    return [(event["aspect_type"], event["object_id"], event["updates"]) for event in callback.events]


def test_a_subscription_is_made_by_a_handshake_and_can_be_listed_and_deleted(
    waiting: Standing, callback: Receiver
) -> None:
    made = _subscribe(waiting, callback)
    assert made.json() == {"id": 1}
    assert callback.verify_tokens == ["abc"]
    browser = waiting.browser()
    listed = browser.get(PATH, params=CLIENT).json()
    assert [(one["id"], one["callback_url"]) for one in listed] == [(1, callback.url)]
    assert browser.delete(f"{PATH}/2", params=CLIENT).status_code == 404
    assert browser.delete(f"{PATH}/1", params=CLIENT).status_code == 204
    assert browser.get(PATH, params=CLIENT).json() == []


def test_an_application_has_one_subscription(connected: Standing, callback: Receiver) -> None:
    answer = _subscribe(connected, callback)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "already exists"


def test_a_callback_that_does_not_shake_hands_gets_no_subscription(waiting: Standing, callback: Receiver) -> None:
    callback.echoes_challenge = False
    assert _subscribe(waiting, callback).status_code == 400
    for url in ("http://127.0.0.1:1/nobody", "ftp://127.0.0.1/x", "", f"{callback.url}?{'x' * 255}"):
        assert _subscribe(waiting, callback, callback_url=url).status_code == 400


def test_the_application_s_secret_is_asked_for(waiting: Standing, callback: Receiver) -> None:
    assert _subscribe(waiting, callback, client_secret="wrong").status_code == 403
    assert waiting.browser().get(PATH, params={"client_id": "12345"}).status_code == 403


def test_an_event_carries_ids_and_nothing_of_the_activity(connected: Standing, callback: Receiver) -> None:
    added = _add(connected)
    connected.strava.deliver()
    assert callback.events == [
        {
            "aspect_type": "create",
            "event_time": int(NOW.timestamp()),
            "object_id": added,
            "object_type": "activity",
            "owner_id": ATHLETE_ID,
            "subscription_id": 1,
            "updates": {},
        }
    ]


def test_edits_are_told_by_title_and_type_and_a_crop_not_at_all(connected: Standing, callback: Receiver) -> None:
    added = _add(connected)
    connected.strava.change("edit", activity_id=added, name="Messy")
    connected.strava.change("edit", activity_id=added, sport_type="TrailRun")
    connected.strava.change("edit", activity_id=added, description="rain", gear_id="g1")
    connected.strava.change("crop", activity_id=added, from_s=60, to_s=600)
    connected.strava.change("delete", activity_id=added)
    connected.strava.deliver()
    assert _told(callback) == [
        ("create", added, {}),
        ("update", added, {"title": "Messy"}),
        ("update", added, {"type": "Run"}),
        ("delete", added, {}),
    ]


def test_only_you_is_an_update_for_a_token_that_reads_all(connected: Standing, callback: Receiver) -> None:
    added = _add(connected)
    for visibility in ("only_me", "followers_only", "everyone"):
        connected.strava.change("set_visibility", activity_id=added, visibility=visibility)
    connected.strava.deliver()
    assert _told(callback)[1:] == [("update", added, {"private": "true"}), ("update", added, {"private": "false"})]


def test_only_you_is_deletion_and_creation_for_a_token_that_does_not(connected: Standing, callback: Receiver) -> None:
    connected.strava.grant(ATHLETE_ID, "read", "activity:read")
    added = _add(connected)
    for visibility in ("only_me", "everyone"):
        connected.strava.change("set_visibility", activity_id=added, visibility=visibility)
    connected.strava.deliver()
    assert [told[0] for told in _told(callback)] == ["create", "delete", "create"]


def test_what_only_the_athlete_sees_makes_no_events(connected: Standing, callback: Receiver) -> None:
    connected.strava.grant(ATHLETE_ID, "read", "activity:read")
    added = _add(connected, visibility="only_me")
    connected.strava.change("edit", activity_id=added, name="Secret")
    connected.strava.change("delete", activity_id=added)
    assert connected.strava.deliver() == []
    assert callback.events == []


def test_withdrawal_is_told_of_the_athlete_and_ends_all_events(connected: Standing, callback: Receiver) -> None:
    connected.strava.change("deauthorize", athlete_id=ATHLETE_ID)
    _add(connected)
    connected.strava.deliver()
    event = callback.events[0]
    assert len(callback.events) == 1
    assert (event["object_type"], event["object_id"], event["owner_id"]) == ("athlete", ATHLETE_ID, ATHLETE_ID)
    assert event["updates"] == {"authorized": "false"}


def test_a_callback_that_fails_is_called_three_times_two_minutes_apart(connected: Standing, callback: Receiver) -> None:
    callback.statuses = [500, 302, 503]
    _add(connected)
    outcomes = [attempt["outcome"] for attempt in connected.strava.deliver()]
    assert connected.strava.deliver() == []
    for _ in range(2):
        connected.strava.advance(119)
        assert connected.strava.deliver() == []
        connected.strava.advance(1)
        outcomes += [attempt["outcome"] for attempt in connected.strava.deliver()]
    assert outcomes == ["failed", "failed", "given_up"]
    connected.strava.advance(3600)
    assert connected.strava.deliver() == []
    assert len(callback.events) == 3


def test_a_callback_that_recovers_gets_the_event_once_more(connected: Standing, callback: Receiver) -> None:
    callback.statuses = [500]
    _add(connected)
    connected.strava.deliver()
    connected.strava.advance(120)
    assert [(one["attempt"], one["outcome"]) for one in connected.strava.deliver()] == [(2, "delivered")]
    assert connected.strava.counts()["webhooks"]["waiting"] == 0


def test_a_callback_that_is_too_slow_has_failed(connected: Standing, callback: Receiver) -> None:
    callback.statuses = [0]
    _add(connected)
    attempt = connected.strava.deliver()[0]
    assert (attempt["outcome"], attempt["status"]) == ("failed", None)


def test_events_can_come_twice_and_more_with_a_minute_between(connected: Standing, callback: Receiver) -> None:
    connected.strava.script_webhooks([{"aspect_type": "create", "copies": 3}])
    added = _add(connected)
    came: list[int] = []
    for _ in range(4):
        connected.strava.deliver()
        came.append(len(callback.events))
        connected.strava.advance(60)
    assert came == [1, 2, 3, 3]
    assert {told[1] for told in _told(callback)} == {added}


def test_events_can_overtake_each_other(connected: Standing, callback: Receiver) -> None:
    connected.strava.script_webhooks([{"aspect_type": "create", "delay_s": 300}])
    added = _add(connected)
    connected.strava.change("delete", activity_id=added)
    connected.strava.deliver()
    connected.strava.advance(300)
    connected.strava.deliver()
    assert [told[0] for told in _told(callback)] == ["delete", "create"]


def test_all_that_waits_can_be_delivered_at_once_in_reverse(connected: Standing, callback: Receiver) -> None:
    added = _add(connected)
    for name in ("a", "b"):
        connected.strava.change("edit", activity_id=added, name=name)
    connected.strava.deliver(even_if_not_due=True, in_order="reversed")
    assert [told[2].get("title") for told in _told(callback)] == ["b", "a", None]


def test_events_can_be_lost(connected: Standing, callback: Receiver) -> None:
    connected.strava.script_webhooks([{"nth": 2, "drop": True}])
    added = [_add(connected) for _ in range(3)]
    connected.strava.deliver()
    assert [told[1] for told in _told(callback)] == [added[0], added[2]]
    assert connected.strava.counts()["webhooks"]["lost"] == 1


def test_without_a_subscription_events_are_lost(waiting: Standing) -> None:
    waiting.strava.grant(ATHLETE_ID)
    _add(waiting)
    webhooks = waiting.strava.counts()["webhooks"]
    assert (webhooks["events"], webhooks["lost"], webhooks["waiting"]) == ([], 1, 0)


def test_anything_can_be_sent_as_an_event(connected: Standing, callback: Receiver) -> None:
    forged = {
        "object_type": "activity",
        "object_id": 1,
        "owner_id": 99,
        "subscription_id": 666,
        "aspect_type": "create",
    }
    attempts = connected.strava.send_event(forged, copies=25, parallel=5)
    assert callback.events == [forged] * 25
    assert {attempt["outcome"] for attempt in attempts} == {"delivered"}


def test_the_ledger_shows_events_and_every_attempt(connected: Standing, callback: Receiver) -> None:
    callback.statuses = [500]
    added = _add(connected)
    connected.strava.deliver()
    webhooks = connected.strava.counts()["webhooks"]
    assert [event["object_id"] for event in webhooks["events"]] == [added]
    assert [(one["attempt"], one["status"], one["outcome"]) for one in webhooks["attempts"]] == [(1, 500, "failed")]
    assert webhooks["waiting"] == 1


def test_by_itself_the_stand_in_delivers_what_is_due(open_sandbox: Open, callback: Receiver) -> None:
    sandbox = open_sandbox(delivers_by_itself=True)
    _subscribe(sandbox, callback)
    sandbox.strava.grant(ATHLETE_ID)
    sandbox.strava.script_webhooks([{"delay_s": 0.01}])
    arrived = callback.arrival()
    _add(sandbox)
    sandbox.strava.advance(1)
    assert arrived.wait(10)
    assert len(callback.events) == 1
