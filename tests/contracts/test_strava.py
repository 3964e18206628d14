"""Strava's client against the stand-in, over HTTP: what only Strava does, faults of the line, and that no secret ever shows."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest
import structlog
from pydantic import SecretStr

from paceline.connectors.base import Channel
from paceline.connectors.services.contract import ServiceConnector
from paceline.connectors.services.errors import ServiceError
from paceline.connectors.services.records import ListFrom, TokenPair
from paceline.connectors.services.turns import Access
from paceline.infra.gate.words import Outcome, WindowUse
from tests.builders.turns import NotedTurns
from tests.contracts.services import NOW, OLDEST, StravaService, strava_service


def access(service: StravaService, *scopes: str, turns: NotedTurns | None = None) -> Access:
    return Access(service.tokens(*scopes).access, turns or NotedTurns())


async def refusal(service: StravaService, endpoint: str, turns: NotedTurns | None = None) -> ServiceError:
    of, activity_id = access(service, turns=turns), service.add(OLDEST)
    calls = {
        "list": lambda: service.connector.list_page(of, ListFrom()),
        "detail": lambda: service.connector.fetch_detail(of, activity_id),
        "streams": lambda: service.connector.fetch_streams(of, activity_id),
    }
    with pytest.raises(ServiceError) as refused:
        await calls[endpoint]()
    return refused.value


class TestOauth:
    async def test_a_code_too_fresh_is_tried_once_more(self, strava: StravaService) -> None:
        strava.trouble("token", "code_not_ready", times=9)
        grant = await strava.connector.exchange_code(strava.consent())
        assert grant.tokens.access.get_secret_value()
        assert strava.naps_s == [2.5]

    async def test_a_wrong_secret_is_the_owners_matter_and_not_the_athletes(self, strava: StravaService) -> None:
        connector = strava.connector_to(strava.running.strava_api_url, client_secret="wrong")
        for ask in (connector.exchange_code(strava.consent()), connector.revoke(strava.tokens())):
            with pytest.raises(ServiceError) as refused:
                await ask
            assert refused.value.code == "permission_denied"
        await connector.aclose()

    async def test_a_pair_whose_answer_was_lost_is_found_out_in_one_call(self, strava: StravaService) -> None:
        tokens = strava.tokens()
        strava.expire()
        strava.trouble("token", "reset", is_handled=True)
        with pytest.raises(ServiceError) as refused:
            await strava.connector.refresh(tokens)
        assert refused.value.code == "authentication_error"

    async def test_a_scope_that_was_taken_away_is_no_reason_to_doubt_the_token(self, strava: StravaService) -> None:
        with pytest.raises(ServiceError) as refused:
            await strava.connector.list_page(access(strava, "read"), ListFrom())
        assert refused.value.code == "permission_denied"


class TestTheLine:
    @pytest.mark.parametrize(
        ("kind", "fields", "code"),
        [
            ("cut_json", {}, "temporary_api_error"),
            ("cut_gzip", {}, "temporary_api_error"),
            ("cut_gzip", {"kept": 0.99}, "temporary_api_error"),
            ("html", {}, "temporary_api_error"),
            ("short_body", {}, "network_error"),
            ("drip", {"chunk_bytes": 1, "every_s": 0.1}, "network_error"),
            ("hang", {}, "network_error"),
        ],
    )
    @pytest.mark.parametrize("endpoint", ["detail", "streams"])
    async def test_an_answer_that_does_not_come_whole_is_asked_for_again(
        self, strava: StravaService, endpoint: str, kind: str, fields: dict[str, Any], code: str
    ) -> None:
        turns = NotedTurns()
        strava.trouble(endpoint, kind, times=9, **fields)
        assert (await refusal(strava, endpoint, turns)).code == code
        assert turns.outcomes == [Outcome.FAILED] * 3

    async def test_the_host_to_come_has_no_prefix(self, strava: StravaService) -> None:
        activity_id = strava.add(OLDEST)
        strava.control.change("set_app", api_prefixes=[""])
        connector = strava.connector_to(strava.running.strava_url)
        assert await connector.fetch_detail(access(strava), activity_id) is not None
        await connector.aclose()

    async def test_what_headers_say_of_the_quota_reaches_the_gate(self, strava: StravaService) -> None:
        turns = NotedTurns()
        await strava.connector.list_page(access(strava, turns=turns), ListFrom())
        (ending,) = turns.endings
        assert list(ending.uses) == [
            WindowUse("overall", 900, 1, 200),
            WindowUse("overall", 86_400, 1, 2_000),
            WindowUse("read", 900, 1, 100),
            WindowUse("read", 86_400, 1, 1_000),
        ]
        assert ending.served_at is not None

    @pytest.mark.parametrize(
        ("headers", "used"),
        [("true", [1, 1, 100, 1]), ("missing", []), ("commas", [None] * 4), ("new_window", [1, 1, 0, 1])],
    )
    async def test_a_refusal_says_of_the_quota_what_its_headers_say(
        self, strava: StravaService, headers: str, used: list[int | None]
    ) -> None:
        await strava.connector.list_page(access(strava), ListFrom())
        turns = NotedTurns()
        strava.trouble("list", "rate_limited", times=9, limit="read", headers=headers)
        assert (await refusal(strava, "list", turns)).code == "rate_limit"
        ending = turns.endings[0]
        assert (ending.outcome, [use.used for use in ending.uses]) == (Outcome.LIMITED, used)

    async def test_an_application_that_was_switched_off_blocks(self, strava: StravaService) -> None:
        turns = NotedTurns()
        strava.control.change("set_app", is_active=False)
        assert (await refusal(strava, "list", turns)).code == "app_inactive"
        assert [ending.blocked_code for ending in turns.endings] == ["app_inactive"]


class TestOddAnswers:
    @pytest.mark.parametrize(
        ("field", "value", "unreadable"),
        [
            ("id", "missing", True),
            ("id", "huge_integer", True),
            ("id", "wrong_type", True),
            ("start_date", "null", True),
            ("distance", "nan", False),
            ("distance", "huge_integer", False),
            ("map", "null", False),
            ("sport_type", "wrong_type", False),
        ],
    )
    async def test_a_bad_member_of_a_page_costs_nothing_but_itself(
        self, strava: StravaService, field: str, value: str, unreadable: bool
    ) -> None:
        added = [strava.add(OLDEST.replace(hour=hour)) for hour in (9, 8, 7)]
        strava.trouble("list", "value", field=field, value=value, item=1)
        page = await strava.connector.list_page(access(strava), ListFrom())
        assert [one.id for one in page.activities] == [one for one in added if one != added[1] or not unreadable]
        assert [one.id for one in page.unreadable] == ([None if field == "id" else added[1]] if unreadable else [])

    @pytest.mark.parametrize("value", ["missing", "null", "nan", "huge_integer", "wrong_type"])
    async def test_a_detail_of_another_id_is_refused(self, strava: StravaService, value: str) -> None:
        strava.trouble("detail", "value", field="id", value=value)
        assert (await refusal(strava, "detail")).code == "invalid_data"

    @pytest.mark.parametrize("body", ["full", "no_errors", "older", "empty"])
    async def test_not_found_has_many_forms(self, strava: StravaService, body: str) -> None:
        activity_id = strava.add(OLDEST)
        strava.trouble("detail", "not_found", body=body)
        assert await strava.connector.fetch_detail(access(strava), activity_id) is None
        assert await strava.connector.fetch_detail(access(strava), activity_id) is not None

    @pytest.mark.parametrize("kind", ["stream_nulls", "streams_unequal", "streams_empty", "streams_partial"])
    async def test_odd_streams_are_read_all_the_same(self, strava: StravaService, kind: str) -> None:
        activity_id = strava.add(OLDEST)
        strava.trouble("streams", kind)
        detail = await strava.connector.fetch_detail(access(strava), activity_id)
        streams = await strava.connector.fetch_streams(access(strava), activity_id)
        assert detail is not None
        assert streams is not None
        activity = strava.connector.reader(detail.content, streams.content)
        samples = activity.recording.samples
        # Without times nobody knows when a point was.
        assert (len(samples) == 0) == (kind in ("streams_empty", "streams_partial"))
        assert ("streams_without_time" in {flaw.code for flaw in activity.flaws}) == (kind == "streams_partial")
        assert {len(column) for column in samples.channels.values()} <= {len(samples)}

    async def test_every_activity_of_a_long_history_is_read(self) -> None:
        async with strava_service(activities=150) as strava:
            of = access(strava)
            page = await strava.connector.list_page(of, ListFrom())
            assert (len(page.activities), page.unreadable) == (150, ())
            known = {one["id"]: one for one in strava.control.ledger()["athletes"][0]["activities"]}
            for listed in page.activities:
                truth = known[listed.id]
                assert listed.started_at.strftime("%Y-%m-%dT%H:%M:%SZ") == truth["start_date"]
                summary = strava.connector.reader(listed.payload, None)
                assert summary.recording.distance_m == (truth["distance"] or None)
                assert summary.moving_s == truth["moving_time"]
                assert summary.is_manual == truth["manual"]
            for listed in page.activities[:25]:
                detail = await strava.connector.fetch_detail(of, listed.id)
                streams = await strava.connector.fetch_streams(of, listed.id)
                assert detail is not None
                activity = strava.connector.reader(detail.content, streams and streams.content)
                assert (streams is None) == (len(activity.recording.samples) == 0)
                assert listed.has_streams or streams is None

    async def test_power_that_was_not_measured_is_no_channel(self) -> None:
        async with strava_service(activities=60) as strava:
            of = access(strava)
            page = await strava.connector.list_page(of, ListFrom())
            estimated = [one for one in page.activities if orjson.loads(one.payload).get("device_watts") is False]
            assert estimated
            detail = await strava.connector.fetch_detail(of, estimated[0].id)
            streams = await strava.connector.fetch_streams(of, estimated[0].id)
            assert detail is not None
            activity = strava.connector.reader(detail.content, streams and streams.content)
            assert Channel.POWER not in activity.recording.samples.channels
            assert "avg_power_w" not in activity.recording.summary


@asynccontextmanager
async def callback_of(connector: ServiceConnector, verify_token: SecretStr) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Our side of a webhook: an address that answers challenges as the connector says, and what was posted to it."""
    posted: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split(" ", 2)
        length = next((line for line in head.lower().splitlines() if line.startswith("content-length:")), ":0")
        posted.append(await reader.readexactly(int(length.partition(":")[2])))
        said = connector.answer_challenge(dict(parse_qsl(urlsplit(target).query)), verify_token)
        body = orjson.dumps(said)
        status = 200 if said is not None or method == "POST" else 403
        writer.write(b"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hooks/secret", posted


class TestWebhooks:
    async def test_a_subscription_is_made_listed_told_and_ended(self, strava: StravaService) -> None:
        turns, token = NotedTurns(), SecretStr("verify-me")
        strava.tokens()
        async with callback_of(strava.connector, token) as (address, posted):
            number = await strava.connector.subscribe(turns, callback_url=address, verify_token=token)
            (listed,) = await strava.connector.subscriptions(turns)
            assert (listed.id, listed.callback_url) == (number, address)
            posted.clear()
            activity_id = strava.add(OLDEST)
            await asyncio.to_thread(strava.control.deliver)
            event = strava.connector.read_event(posted[0])
        assert (event.subscription_id, event.object_id, event.aspect) == (number, activity_id, "create")
        await strava.connector.unsubscribe(turns, number)
        await strava.connector.unsubscribe(turns, number)
        assert await strava.connector.subscriptions(turns) == ()
        assert len(turns.taken) == len(turns.endings) == 5

    async def test_an_address_that_does_not_answer_as_it_should_gets_none(self, strava: StravaService) -> None:
        async with callback_of(strava.connector, SecretStr("another")) as (address, _):
            with pytest.raises(ServiceError) as refused:
                await strava.connector.subscribe(NotedTurns(), callback_url=address, verify_token=SecretStr("one"))
        assert refused.value.code == "invalid_data"


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("down", {}),
    ("reset", {}),
    ("hang", {}),
    ("unreadable", {}),
    ("cut_json", {}),
    ("short_body", {}),
    ("limited", {}),
    ("forbidden", {}),
    ("inactive", {}),
]


@pytest.mark.parametrize(("kind", "fields"), FAULTS)
async def test_no_token_code_or_secret_is_in_a_failure_or_in_a_log_line(
    strava: StravaService, caplog: pytest.LogCaptureFixture, kind: str, fields: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens, consent, activity_id = strava.tokens(), strava.consent(), strava.add(OLDEST)
    of = Access(tokens.access, NotedTurns())
    service = strava.connector
    calls = {
        "list": lambda: service.list_page(of, ListFrom(before=NOW)),
        "detail": lambda: service.fetch_detail(of, activity_id),
        "streams": lambda: service.fetch_streams(of, activity_id),
        "token": lambda: service.exchange_code(consent),
        "oauth.revoke": lambda: service.revoke(tokens),
        "push_subscriptions": lambda: service.subscriptions(of.turns),
    }
    spoken = [repr(one) for one in (tokens, consent, of, service)]
    with structlog.testing.capture_logs() as lines:
        for endpoint, call in calls.items():
            strava.trouble(endpoint, kind, times=9, **fields)
            try:
                await call()
            except ServiceError as problem:
                spoken += [repr(problem), "".join(traceback.format_exception(problem)), str(vars(problem))]
    # The stand-in runs in this process; its own lines are the other side's.
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    spoken += [str(lines), *(f"{record.getMessage()} {vars(record)}" for record in ours)]
    assert len(spoken) >= 2 * len(calls)
    assert [secret for secret in strava.secrets if any(secret in text for text in spoken)] == []
    assert not any("before=" in text or str(activity_id) in text for text in spoken)


async def test_tokens_go_in_the_header_and_nowhere_else(strava: StravaService) -> None:
    """The stand-in reads none from a query or a form; that it lets us in says where they were."""
    pair: TokenPair = strava.tokens()
    assert (await strava.connector.read_athlete(Access(pair.access, NotedTurns()))).id
