"""The gate as clients of services meet it: refusals are errors with the codes of sync, and history leaves room."""

import pytest

from paceline.connectors.services.errors import TurnRefusedError
from paceline.infra.gate.turns import gate_state
from paceline.infra.gate.words import Ending, Outcome, Quota, RefusalReason, Window
from paceline.sync.queries.gate import ServiceTurns
from paceline.sync.rules.quota import STRAVA, Work

SCOPES = ("overall", "read")
TEN = Quota("strava", (Window("read", 86_400, 10),))


async def _refusal(turns: ServiceTurns, scopes: tuple[str, ...] = ("read",)) -> TurnRefusedError:
    with pytest.raises(TurnRefusedError) as refused:
        await turns.take(scopes)
    return refused.value


async def test_history_leaves_a_fifth_to_people_and_to_what_is_new(database: str) -> None:
    history, new, person = (ServiceTurns(TEN, work) for work in (Work.HISTORY, Work.NEW, Work.INTERACTIVE))
    for _ in range(8):
        await history.take(("read",))
    assert (await _refusal(history)).code == "rate_limit"
    await new.take(("read",))
    await person.take(("read",))
    assert (await _refusal(new)).reason is RefusalReason.QUOTA
    assert (history.taken, new.taken, person.taken) == (8, 1, 1)


async def test_a_service_that_is_left_alone_is_a_passing_trouble(database: str) -> None:
    turns = ServiceTurns(STRAVA, Work.NEW)
    turn = await turns.take(SCOPES)
    await turns.settle(turn, Ending(Outcome.FAILED, retry_after_s=60))
    refusal = await _refusal(turns, SCOPES)
    assert (refusal.code, refusal.error_class) == ("temporary_api_error", "retryable")
    assert (refusal.reason, refusal.http_status) == (RefusalReason.OUTAGE, None)


async def test_an_application_that_was_switched_off_needs_its_owner(database: str) -> None:
    turns = ServiceTurns(STRAVA, Work.NEW)
    await turns.settle(await turns.take(SCOPES), Ending(Outcome.BLOCKED, blocked_code="app_inactive"))
    refusal = await _refusal(turns, SCOPES)
    assert (refusal.code, refusal.error_class, refusal.reason) == ("app_inactive", "final", RefusalReason.BLOCKED)


async def test_strava_counts_in_quarters_of_an_hour_and_days_of_all_and_of_reads(database: str) -> None:
    assert await gate_state(STRAVA) is None
    await ServiceTurns(STRAVA, Work.NEW).take(SCOPES)
    state = await gate_state(STRAVA)
    assert state is not None
    assert {(one.scope, one.span_s, one.used, one.most) for one in state.windows} == {
        ("overall", 900, 1, 200),
        ("overall", 86_400, 1, 2_000),
        ("read", 900, 1, 100),
        ("read", 86_400, 1, 1_000),
    }
