"""A connection is worked to the end: everything there is here, once, the newest first."""

from datetime import timedelta

from paceline.infra import clock
from paceline.infra.db.athlete import athlete_session
from paceline.sync.queries import items, sessions
from paceline.sync.schemas import ConnectionStatus, SessionKind, SessionStatus
from tests.conftest import MoveClock
from tests.sync.runs import PROVIDER_ATHLETE, Syncing


async def test_a_history_comes_in_whole(syncing: Syncing) -> None:
    syncing.put_history(30)
    session_id = await syncing.begin()
    await syncing.run()
    assert await syncing.names() == [f"Ride {number}" for number in range(30)]
    session = await syncing.session(session_id)
    assert (session.status, session.outcome) == (SessionStatus.COMPLETED, "ok")
    assert {name: count for name, count in session.counts.items() if count} == {
        "fetched": 30,
        "stored": 30,
        "detailed": 30,
        "request": 62,
    }
    rows = await syncing.rows("select sample_count, permission from activity")
    assert {(row["sample_count"], row["permission"]) for row in rows} == {(60, "restricted")}
    connection = await syncing.connection()
    assert connection.is_history_complete
    assert connection.next_run_at is not None
    assert connection.next_run_at > clock.utc_now() + timedelta(minutes=10)


async def test_nothing_is_fetched_twice(syncing: Syncing) -> None:
    syncing.put_history(12)
    await syncing.begin()
    await syncing.run()
    asked = len(syncing.service.requests)
    await syncing.begin(SessionKind.RECONCILE)
    await syncing.run()
    # The list and its end.
    assert [endpoint for endpoint, _ in syncing.service.requests[asked:]] == ["list", "list"]


async def test_a_new_upload_and_an_edit_come_with_the_next_list(syncing: Syncing) -> None:
    syncing.put_history(3)
    await syncing.begin()
    await syncing.run()
    syncing.service.put(PROVIDER_ATHLETE, 50, syncing.service.now - timedelta(hours=3), name="Late upload")
    syncing.service.put(PROVIDER_ATHLETE, 1001, syncing.service.now - timedelta(days=2), name="Renamed there")
    asked = len(syncing.service.requests)
    await syncing.begin(SessionKind.INCREMENTAL, after_at=clock.utc_now() - timedelta(days=30))
    await syncing.run()
    assert await syncing.names() == ["Late upload", "Ride 0", "Renamed there", "Ride 2"]
    # The words of the one that was renamed, all of the new one.
    assert sorted(syncing.service.requests[asked:], key=str) == [
        ("detail", 1001),
        ("detail", 50),
        ("list", None),
        ("list", None),
        ("streams", 50),
    ]


async def test_what_a_webhook_says_comes_before_the_history(syncing: Syncing) -> None:
    syncing.put_history(40)
    await syncing.begin()
    await syncing.slice(slice_s=0.0)
    syncing.service.put(PROVIDER_ATHLETE, 7, syncing.service.now - timedelta(minutes=30), name="Just now")
    await syncing.event(7, "create", syncing.service.now)
    asked = len(syncing.service.requests)
    await syncing.run()
    assert syncing.service.requests[asked : asked + 2] == [("detail", 7), ("streams", 7)]
    assert (await syncing.names())[0] == "Just now"
    assert len(await syncing.names()) == 41


async def test_duplicated_and_reordered_events_change_nothing(syncing: Syncing) -> None:
    syncing.put_history(2)
    await syncing.begin()
    await syncing.run()
    now = syncing.service.now
    syncing.service.put(PROVIDER_ATHLETE, 1000, now - timedelta(days=1), name="Last title")
    kept = [await syncing.event(1000, "update", now + timedelta(seconds=9), title="Last title") for _ in range(5)]
    assert kept == [True, False, False, False, False]
    await syncing.run()
    asked = len(syncing.service.requests)
    await syncing.event(1000, "update", now + timedelta(seconds=1), title="First title")
    await syncing.event(1000, "create", now - timedelta(days=1))
    await syncing.run()
    assert syncing.service.requests[asked:] == []
    assert (await syncing.names())[0] == "Last title"


async def test_a_forged_deletion_finds_the_activity_alive(syncing: Syncing) -> None:
    syncing.put_history(2)
    await syncing.begin()
    await syncing.run()
    await syncing.event(1000, "delete", syncing.service.now)
    await syncing.run()
    assert len(await syncing.names()) == 2


async def test_a_deletion_is_carried_through_and_a_late_event_does_not_resurrect(syncing: Syncing) -> None:
    syncing.put_history(2)
    await syncing.begin()
    await syncing.run()
    syncing.service.delete(PROVIDER_ATHLETE, 1000)
    await syncing.event(1000, "delete", syncing.service.now)
    await syncing.run()
    assert await syncing.names() == ["Ride 1"]
    await syncing.event(1000, "update", syncing.service.now - timedelta(minutes=1), title="Late")
    await syncing.event(1000, "update", syncing.service.now + timedelta(minutes=1), title="Lost")
    await syncing.run()
    assert await syncing.names() == ["Ride 1"]
    left = await syncing.rows("select count(*) as n from source_payload where provider_id = 1000")
    assert left == [{"n": 0}]


async def test_what_a_full_list_leaves_out_is_asked_for_before_it_is_gone(syncing: Syncing) -> None:
    syncing.put_history(5)
    await syncing.begin()
    await syncing.run()
    syncing.service.delete(PROVIDER_ATHLETE, 1002)
    await syncing.begin(SessionKind.RECONCILE)
    await syncing.run()
    # Not believed the first time.
    assert len(await syncing.names()) == 5
    asked = [one for one in syncing.service.requests if one == ("detail", 1002)]
    assert len(asked) == 2


async def test_a_list_that_leaves_out_nearly_everything_is_not_believed(syncing: Syncing) -> None:
    syncing.put_history(60)
    await syncing.begin()
    for _ in range(3):
        await syncing.run()
    asked = len(syncing.service.requests)
    for number in range(60):
        syncing.service.delete(PROVIDER_ATHLETE, 1000 + number)
    await syncing.begin(SessionKind.RECONCILE)
    await syncing.run()
    assert {endpoint for endpoint, _ in syncing.service.requests[asked:]} == {"list"}
    assert len(await syncing.names()) == 60


async def test_a_quick_look_brings_the_newest_only(syncing: Syncing) -> None:
    syncing.put_history(30)
    await syncing.begin(max_activities=5, batch_size=5)
    await syncing.run()
    assert await syncing.names() == [f"Ride {number}" for number in range(5)]
    assert not (await syncing.connection()).is_history_complete


async def test_a_cancelled_sync_keeps_what_it_brought_and_asks_no_more(syncing: Syncing) -> None:
    syncing.put_history(30)
    session_id = await syncing.begin()
    await syncing.slice(slice_s=0.5)
    async with athlete_session(syncing.athlete_id) as db:
        assert await sessions.request_cancel(db, session_id)
    brought, asked = await syncing.names(), len(syncing.service.requests)
    await syncing.run()
    assert (await syncing.session(session_id)).status is SessionStatus.CANCELLED
    assert await syncing.names() == brought
    assert len(syncing.service.requests) == asked


async def test_one_activity_that_cannot_be_read_does_not_stop_the_others(
    syncing: Syncing, move_clock: MoveClock
) -> None:
    syncing.put_history(4)
    syncing.service.trouble("detail", "invalid")
    session_id = await syncing.begin()
    await syncing.run()
    # What the list said of it is here.
    assert len(await syncing.names()) == 4
    failed = await syncing.rows("select provider_id, attempts from sync_item where error_code = 'invalid_data'")
    assert failed == [{"provider_id": 1000, "attempts": 1}]
    session = await syncing.session(session_id)
    assert (session.status, session.counts["detailed"]) == (SessionStatus.RETRYING, 3)
    await move_clock(timedelta(minutes=2))
    await syncing.run()
    session = await syncing.session(session_id)
    assert (session.status, session.outcome, session.counts["detailed"]) == (SessionStatus.COMPLETED, "ok", 4)


async def test_what_fails_again_and_again_is_set_aside_until_somebody_asks(
    syncing: Syncing, move_clock: MoveClock
) -> None:
    syncing.put_history(1)
    syncing.service.trouble("streams", "invalid", times=5)
    session_id = await syncing.begin()
    for hours in range(1, 8):
        await syncing.run()
        await move_clock(timedelta(hours=hours))
        syncing.service.now += timedelta(hours=1)
    await syncing.run()
    session = await syncing.session(session_id)
    assert (session.status, session.outcome, session.counts["failed"]) == (SessionStatus.COMPLETED, "partial", 1)
    async with athlete_session(syncing.athlete_id) as db:
        (failed,) = await items.list_failed(db, syncing.connection_id, limit=10)
        assert (failed.is_quarantined, failed.attempts, failed.code) == (True, 5, "invalid_data")
        assert await items.retry_failed(db, syncing.connection_id, [failed.provider_id]) == 1
    await syncing.run()
    async with athlete_session(syncing.athlete_id) as db:
        assert await items.list_failed(db, syncing.connection_id, limit=10) == []


async def test_a_service_in_trouble_is_left_alone_and_asked_again(syncing: Syncing, move_clock: MoveClock) -> None:
    syncing.put_history(3)
    session_id = await syncing.begin()
    syncing.service.trouble("list", "down", times=3)
    await syncing.run()
    session = await syncing.session(session_id)
    assert (session.status, session.error_code) == (SessionStatus.INITIATED, "temporary_api_error")
    connection = await syncing.connection()
    assert connection.status is ConnectionStatus.CONNECTED
    assert connection.next_run_at is not None
    await move_clock(timedelta(minutes=2))
    await syncing.run()
    assert len(await syncing.names()) == 3


async def test_a_token_is_asked_for_once_when_it_is_out_of_date(syncing: Syncing, move_clock: MoveClock) -> None:
    syncing.put_history(3)
    await move_clock(timedelta(hours=7))
    syncing.service.now += timedelta(hours=7)
    await syncing.begin()
    await syncing.run()
    assert [endpoint for endpoint, _ in syncing.service.requests].count("token") == 1
    assert len(await syncing.names()) == 3


async def test_a_withdrawn_consent_needs_the_athlete_and_connecting_again_heals(syncing: Syncing) -> None:
    syncing.put_history(3)
    session_id = await syncing.begin()
    # Whoever joins anew has other tokens.
    syncing.service.join(PROVIDER_ATHLETE)
    await syncing.run()
    connection = await syncing.connection()
    assert (connection.status, connection.status_code) == (ConnectionStatus.NEEDS_YOU, "needs_reauth")
    assert connection.next_run_at is None
    assert (await syncing.session(session_id)).status is not SessionStatus.FAILED
    await syncing.connect()
    syncing.put_history(3)
    await syncing.run()
    assert len(await syncing.names()) == 3
    assert (await syncing.session(session_id)).status is SessionStatus.COMPLETED


async def test_an_application_that_is_switched_off_needs_its_owner(syncing: Syncing) -> None:
    syncing.put_history(3)
    await syncing.begin()
    syncing.service.trouble("list", "inactive")
    await syncing.run()
    connection = await syncing.connection()
    assert (connection.status, connection.status_code) == (ConnectionStatus.NEEDS_YOU, "app_inactive")
