"""What every client of a service promises, whichever service it is."""

from datetime import datetime, timedelta

import pytest

from paceline.connectors.base import Channel
from paceline.connectors.services.errors import ServiceError, TurnRefusedError
from paceline.connectors.services.records import ListedActivity, ListFrom, TokenPair
from paceline.connectors.services.turns import Access
from paceline.infra.gate.words import Outcome
from tests.builders.turns import NotedTurns
from tests.contracts.services import ATHLETE_ID, NOW, OLDEST, Service


def access(service: Service, tokens: TokenPair | None = None, turns: NotedTurns | None = None) -> Access:
    return Access((tokens or service.tokens()).access, turns or NotedTurns())


async def refusal(service: Service, of: Access) -> ServiceError:
    with pytest.raises(ServiceError) as refused:
        await service.connector.list_page(of, ListFrom())
    return refused.value


def ids(activities: tuple[ListedActivity, ...]) -> list[int]:
    return [activity.id for activity in activities]


class TestTokens:
    async def test_a_consent_becomes_tokens_of_that_athlete(self, service: Service) -> None:
        grant = await service.connector.exchange_code(service.consent())
        assert grant.athlete is not None
        assert grant.athlete.id == ATHLETE_ID
        assert grant.tokens.scopes == {"read", "activity:read_all"}
        assert timedelta(hours=5) < grant.tokens.expires_at - NOW <= timedelta(hours=6)
        athlete = await service.connector.read_athlete(access(service, grant.tokens))
        assert athlete.id == ATHLETE_ID
        assert athlete.display_name

    async def test_a_code_is_good_once(self, service: Service) -> None:
        consent = service.consent()
        await service.connector.exchange_code(consent)
        with pytest.raises(ServiceError) as refused:
            await service.connector.exchange_code(consent)
        assert (refused.value.code, refused.value.error_class) == ("authentication_error", "final")

    async def test_tokens_out_of_date_are_refused_and_a_refresh_follows_them(self, service: Service) -> None:
        tokens = service.tokens()
        service.expire()
        assert (await refusal(service, access(service, tokens))).code == "authentication_error"
        after = await service.connector.refresh(tokens)
        assert after.scopes == tokens.scopes
        assert (await service.connector.read_athlete(access(service, after))).id == ATHLETE_ID

    async def test_a_pair_that_was_followed_is_dead(self, service: Service) -> None:
        tokens = service.tokens()
        service.expire()
        await service.connector.refresh(tokens)
        with pytest.raises(ServiceError) as refused:
            await service.connector.refresh(tokens)
        assert refused.value.code == "authentication_error"

    async def test_a_refresh_too_early_gives_what_is_still_good(self, service: Service) -> None:
        tokens = service.tokens()
        after = await service.connector.refresh(tokens)
        assert (await service.connector.read_athlete(access(service, after))).id == ATHLETE_ID

    async def test_what_was_revoked_is_dead_and_may_be_revoked_again(self, service: Service) -> None:
        tokens = service.tokens()
        await service.connector.revoke(tokens)
        assert (await refusal(service, access(service, tokens))).code == "authentication_error"
        await service.connector.revoke(tokens)

    def test_the_page_of_consent_is_told_where_to_send_the_browser_back(self, service: Service) -> None:
        address = service.connector.authorize_url(redirect_uri="http://localhost/x", state="a-state")
        assert "a-state" in address
        assert "localhost" in address


class TestLists:
    async def test_without_a_beginning_a_list_goes_from_new_to_old(self, service: Service) -> None:
        added = [service.add(OLDEST + timedelta(hours=hour)) for hour in (5, 1, 9)]
        page = await service.connector.list_page(access(service), ListFrom())
        assert ids(page.activities) == [added[2], added[0], added[1]]
        assert [one.started_at for one in page.activities] == sorted(
            (one.started_at for one in page.activities), reverse=True
        )

    async def test_before_includes_its_second(self, service: Service) -> None:
        added = [service.add(OLDEST + timedelta(seconds=second)) for second in range(4)]
        before = OLDEST + timedelta(seconds=2)
        page = await service.connector.list_page(access(service), ListFrom(before=before))
        assert ids(page.activities) == [added[2], added[1], added[0]]

    async def test_after_alone_includes_its_second_and_goes_from_old_to_new(self, service: Service) -> None:
        added = [service.add(OLDEST + timedelta(seconds=second)) for second in range(4)]
        after = OLDEST + timedelta(seconds=2)
        page = await service.connector.list_page(access(service), ListFrom(after=after))
        assert ids(page.activities) == [added[2], added[3]]

    async def test_both_ends_go_from_new_to_old(self, service: Service) -> None:
        added = [service.add(OLDEST + timedelta(seconds=second)) for second in range(5)]
        page = await service.connector.list_page(
            access(service), ListFrom(before=OLDEST + timedelta(seconds=3), after=OLDEST + timedelta(seconds=1))
        )
        assert ids(page.activities) == [added[3], added[2], added[1]]

    async def test_many_of_one_second_go_on_by_page_until_one_is_empty(self, service: Service) -> None:
        added = {service.add(OLDEST) for _ in range(5)}
        found: list[int] = []
        for page_no in range(1, 4):
            page = await service.connector.list_page(access(service), ListFrom(before=OLDEST), page=page_no, per_page=2)
            assert not page.is_end
            found += ids(page.activities)
        assert sorted(found) == sorted(added)
        assert (await service.connector.list_page(access(service), ListFrom(before=OLDEST), page=4, per_page=2)).is_end

    async def test_a_walk_by_start_misses_nothing_of_what_was_there_while_more_is_added(self, service: Service) -> None:
        there = {service.add(OLDEST + timedelta(seconds=place // 2)) for place in range(9)}
        found: set[int] = set()
        before: datetime | None = None
        page_no = 1
        for step in range(30):
            page = await service.connector.list_page(access(service), ListFrom(before=before), page=page_no, per_page=2)
            if page.is_end:
                break
            fresh = set(ids(page.activities)) - found
            found |= fresh
            before, page_no = (page.activities[-1].started_at, 1) if fresh else (before, page_no + 1)
            service.add(NOW - timedelta(hours=1, minutes=step))
        assert page.is_end
        assert there <= found

    async def test_an_edit_shows_in_the_list_and_nothing_else_does(self, service: Service) -> None:
        changed, same = service.add(OLDEST), service.add(OLDEST + timedelta(hours=1))
        before = {one.id: one for one in (await service.connector.list_page(access(service), ListFrom())).activities}
        service.rename(changed, "Another name")
        after = {one.id: one for one in (await service.connector.list_page(access(service), ListFrom())).activities}
        assert before[changed].sha256 != after[changed].sha256
        assert after[changed].name == "Another name"
        assert before[same].sha256 == after[same].sha256
        assert before[same].payload == after[same].payload

    async def test_what_was_deleted_is_in_no_list(self, service: Service) -> None:
        gone, kept = service.add(OLDEST), service.add(OLDEST + timedelta(hours=1))
        service.delete(gone)
        assert ids((await service.connector.list_page(access(service), ListFrom())).activities) == [kept]


class TestActivities:
    async def test_payloads_make_an_activity_with_samples(self, service: Service) -> None:
        activity_id = service.add(OLDEST)
        detail = await service.connector.fetch_detail(access(service), activity_id)
        streams = await service.connector.fetch_streams(access(service), activity_id)
        assert detail is not None
        assert streams is not None
        activity = service.connector.reader(detail.content, streams.content)
        assert activity.id == activity_id
        assert activity.recording.started_at_ms == OLDEST.timestamp() * 1000
        assert len(activity.recording.samples) > 50
        assert Channel.HEART_RATE in activity.recording.samples.channels

    async def test_a_summary_alone_makes_one_too(self, service: Service) -> None:
        activity_id = service.add(OLDEST)
        (listed,) = (await service.connector.list_page(access(service), ListFrom())).activities
        activity = service.connector.reader(listed.payload, None)
        assert (activity.id, activity.sport, len(activity.recording.samples)) == (activity_id, listed.sport, 0)
        assert activity.recording.elapsed_s > 0

    async def test_the_same_again_is_the_same_to_the_byte(self, service: Service) -> None:
        activity_id = service.add(OLDEST)
        first, second = [await service.connector.fetch_detail(access(service), activity_id) for _ in range(2)]
        assert first is not None
        assert first == second

    async def test_a_manual_entry_has_no_streams(self, service: Service) -> None:
        activity_id = service.add(OLDEST, is_manual=True)
        (listed,) = (await service.connector.list_page(access(service), ListFrom())).activities
        assert not listed.has_streams
        assert await service.connector.fetch_streams(access(service), activity_id) is None

    async def test_what_is_not_there_is_an_answer_and_no_error(self, service: Service) -> None:
        turns = NotedTurns()
        of = access(service, turns=turns)
        assert await service.connector.fetch_detail(of, 7) is None
        assert await service.connector.fetch_streams(of, 7) is None
        assert turns.outcomes == [Outcome.ANSWERED] * 2


class TestTrouble:
    @pytest.mark.parametrize("kind", ["down", "reset", "unreadable"])
    async def test_a_passing_trouble_is_asked_through_with_a_turn_each_time(self, service: Service, kind: str) -> None:
        service.add(OLDEST)
        turns = NotedTurns()
        service.trouble("list", kind, times=2)
        page = await service.connector.list_page(access(service, turns=turns), ListFrom())
        assert len(page.activities) == 1
        assert turns.outcomes == [Outcome.FAILED, Outcome.FAILED, Outcome.ANSWERED]

    @pytest.mark.parametrize(
        ("kind", "code", "outcome", "attempts"),
        [
            ("down", "temporary_api_error", Outcome.FAILED, 3),
            ("reset", "network_error", Outcome.FAILED, 3),
            ("unreadable", "temporary_api_error", Outcome.FAILED, 3),
            ("limited", "rate_limit", Outcome.LIMITED, 3),
            ("inactive", "app_inactive", Outcome.BLOCKED, 1),
            ("forbidden", "permission_denied", Outcome.ANSWERED, 1),
            ("invalid", "invalid_data", Outcome.ANSWERED, 1),
        ],
    )
    async def test_a_lasting_one_has_its_code(
        self, service: Service, kind: str, code: str, outcome: Outcome, attempts: int
    ) -> None:
        turns = NotedTurns()
        service.trouble("list", kind, times=9)
        assert (await refusal(service, access(service, turns=turns))).code == code
        assert turns.outcomes == [outcome] * attempts
        assert {ending.blocked_code for ending in turns.endings} == {code if outcome is Outcome.BLOCKED else None}

    async def test_without_a_turn_the_service_is_not_asked(self, service: Service) -> None:
        before = service.request_count()
        refused = await refusal(service, access(service, turns=NotedTurns(left=0)))
        assert isinstance(refused, TurnRefusedError)
        assert service.request_count() == before

    async def test_a_refused_turn_ends_the_attempts(self, service: Service) -> None:
        turns = NotedTurns(left=2)
        service.trouble("list", "down", times=9)
        assert isinstance(await refusal(service, access(service, turns=turns)), TurnRefusedError)
        assert turns.outcomes == [Outcome.FAILED] * 2

    async def test_what_met_a_limit_is_told_by_the_gate_until_when_to_wait(self, service: Service) -> None:
        turns = NotedTurns(left=1)
        service.trouble("list", "limited", times=9)
        assert isinstance(await refusal(service, access(service, turns=turns)), TurnRefusedError)
        assert turns.outcomes == [Outcome.LIMITED]

    async def test_every_request_for_an_athletes_data_counts_as_a_read(self, service: Service) -> None:
        turns = NotedTurns()
        of = access(service, turns=turns)
        activity_id = service.add(OLDEST)
        await service.connector.read_athlete(of)
        await service.connector.list_page(of, ListFrom())
        await service.connector.fetch_detail(of, activity_id)
        await service.connector.fetch_streams(of, activity_id)
        assert turns.taken == [("overall", "read")] * 4
