"""Strava's client behind the real gate, against the stand-in's real quota: never a refusal of our own making (REL-P5)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from paceline.connectors.services.errors import TurnRefusedError
from paceline.connectors.services.records import ListFrom
from paceline.connectors.services.turns import Access
from paceline.infra.clock import utc_now
from paceline.infra.gate.turns import gate_state
from paceline.infra.gate.words import Quota, RefusalReason, Window
from paceline.sandbox.strava.settings import Limits
from paceline.sync.queries.gate import ServiceTurns
from paceline.sync.rules.quota import STRAVA, Work
from tests.conftest import MoveClock
from tests.contracts.services import StravaService, strava_service

ROUNDS = 70
GENEROUS = Quota("strava", tuple(Window(one.scope, one.span_s, 100_000) for one in STRAVA.windows))
"""What we would do if headers were not listened to."""


@pytest.fixture
async def strava() -> AsyncIterator[StravaService]:
    """With a small quota, of which we know nothing beforehand."""
    async with strava_service(limits=Limits(40, 200, 10, 50)) as service:
        yield service


class Clocks:
    """Ours and the stand-in's, the latter some seconds ahead; they move together."""

    def __init__(self, strava: StravaService, move_clock: MoveClock, ahead_s: float) -> None:
        self._strava, self._move_clock = strava, move_clock
        strava.control.set_clock(utc_now() + timedelta(seconds=ahead_s), frozen=False)

    async def move(self, by: timedelta) -> None:
        await self._move_clock(by)
        self._strava.advance(by)


@pytest.mark.parametrize("ahead_s", [0.0, 7.0, -7.0, 400.0])
async def test_a_long_history_meets_no_refusal_once_the_quota_and_the_clock_are_known(
    database: str, move_clock: MoveClock, strava: StravaService, ahead_s: float
) -> None:
    now = utc_now()
    await move_clock(now.replace(hour=12, minute=1, second=0, microsecond=0) + timedelta(days=1) - now)
    clocks = Clocks(strava, move_clock, ahead_s)
    tokens = strava.tokens()
    turns = ServiceTurns(GENEROUS, Work.HISTORY)
    waits: list[RefusalReason] = []
    asked = 0
    while asked < ROUNDS:
        try:
            await strava.connector.list_page(Access(tokens.access, turns), ListFrom())
        except TurnRefusedError as refusal:
            waits.append(refusal.reason)
            await clocks.move(max(refusal.until - utc_now(), timedelta(seconds=1)))
            tokens = strava.tokens()
            continue
        asked += 1
    ledger = strava.control.counts()
    assert ledger["quota"]["refused"] == 0
    # Eight of ten reads a quarter, forty of fifty a day: seventy need two days and never more quarters than that.
    assert 8 <= len(waits) <= 10
    assert set(waits) == {RefusalReason.QUOTA}
    state = await gate_state(GENEROUS)
    assert state is not None
    assert abs(state.clock_ahead_s - ahead_s) <= 1.5
    assert {one.most for one in state.windows} == {40, 200, 10, 50}


async def test_what_is_new_finds_room_when_history_waits(
    database: str, move_clock: MoveClock, strava: StravaService
) -> None:
    Clocks(strava, move_clock, 0.0)
    tokens = strava.tokens()
    history = Access(tokens.access, ServiceTurns(GENEROUS, Work.HISTORY))
    new = Access(tokens.access, ServiceTurns(GENEROUS, Work.NEW))
    for _ in range(8):
        await strava.connector.list_page(history, ListFrom())
    with pytest.raises(TurnRefusedError):
        await strava.connector.list_page(history, ListFrom())
    for _ in range(2):
        await strava.connector.list_page(new, ListFrom())
    with pytest.raises(TurnRefusedError):
        await strava.connector.list_page(new, ListFrom())
    assert strava.control.counts()["quota"]["refused"] == 0
