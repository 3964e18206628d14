"""A service in trouble is left alone: by all processes, for longer each time, and one finds out for all whether it is over."""

import asyncio
from datetime import timedelta

import pytest

from paceline.infra.clock import utc_now
from paceline.infra.gate.learning import FAILURES_ALLOWED, FIRST_PAUSE_S, LONGEST_HOLD_S, PROBE_S
from paceline.infra.gate.turns import gate_state, settle_turn, unblock
from paceline.infra.gate.words import Ending, Granted, Outcome, Quota, RefusalReason, Refused, Window
from tests.conftest import MoveClock
from tests.infra.gate.asking import SMALL, granted, take

WIDE = Quota("strava", tuple(Window(one.scope, one.span_s, 10_000) for one in SMALL.windows))
FAILED, ANSWERED = Ending(Outcome.FAILED), Ending(Outcome.ANSWERED)


@pytest.mark.usefixtures("quarter")
class TestTheBreaker:
    async def fail(self, times: int) -> None:
        for _ in range(times):
            await settle_turn(WIDE, await granted(WIDE), FAILED)

    async def shut(self) -> Refused:
        turn = await take(WIDE)
        assert isinstance(turn, Refused), turn
        return turn

    async def test_it_opens_after_some_failures_in_a_row(self, database: str) -> None:
        await self.fail(FAILURES_ALLOWED - 1)
        await settle_turn(WIDE, await granted(WIDE), ANSWERED)
        await self.fail(FAILURES_ALLOWED)
        turn = await self.shut()
        assert turn.reason is RefusalReason.OUTAGE
        assert 0 < (turn.until - utc_now()).total_seconds() <= FIRST_PAUSE_S

    async def test_then_one_finds_out_for_all(self, database: str, move_clock: MoveClock) -> None:
        await self.fail(FAILURES_ALLOWED)
        await move_clock(timedelta(seconds=FIRST_PAUSE_S + 1))
        turns = await asyncio.gather(*(take(WIDE) for _ in range(10)))
        (probe,) = [turn for turn in turns if isinstance(turn, Granted)]
        assert probe.is_probe
        await settle_turn(WIDE, probe, ANSWERED)
        for _ in range(5):
            assert not (await granted(WIDE)).is_probe

    async def test_the_pause_doubles_each_time_that_one_fails(self, database: str, move_clock: MoveClock) -> None:
        await self.fail(FAILURES_ALLOWED)
        pauses_s = []
        for _ in range(7):
            pause = (await self.shut()).until - utc_now()
            pauses_s.append(round(pause.total_seconds()))
            await move_clock(pause + timedelta(seconds=1))
            await self.fail(1)
        assert pauses_s == [30, 60, 120, 240, 480, 900, 900]

    async def test_failures_that_were_on_their_way_do_not_lengthen_the_pause(self, database: str) -> None:
        turns = [await granted(WIDE) for _ in range(20)]
        for turn in turns:
            await settle_turn(WIDE, turn, FAILED)
        assert (await self.shut()).until - utc_now() <= timedelta(seconds=FIRST_PAUSE_S)

    async def test_one_that_never_comes_back_holds_the_others_for_a_minute(
        self, database: str, move_clock: MoveClock
    ) -> None:
        await self.fail(FAILURES_ALLOWED)
        await move_clock(timedelta(seconds=FIRST_PAUSE_S + 1))
        assert (await granted(WIDE)).is_probe
        assert (await self.shut()).until - utc_now() <= timedelta(seconds=PROBE_S)
        await move_clock(timedelta(seconds=PROBE_S + 1))
        assert (await granted(WIDE)).is_probe

    async def test_a_service_with_trouble_may_say_how_long(self, database: str) -> None:
        await settle_turn(WIDE, await granted(WIDE), Ending(Outcome.FAILED, retry_after_s=300))
        turn = await self.shut()
        assert turn.reason is RefusalReason.OUTAGE
        assert timedelta(seconds=299) < turn.until - utc_now() <= timedelta(seconds=300)

    async def test_what_blocks_all_of_it_is_named_and_tried_again_by_one_an_hour(
        self, database: str, move_clock: MoveClock
    ) -> None:
        blocked = Ending(Outcome.BLOCKED, blocked_code="app_inactive")
        await settle_turn(WIDE, await granted(WIDE), blocked)
        turn = await self.shut()
        assert (turn.reason, turn.code) == (RefusalReason.BLOCKED, "app_inactive")
        first = await gate_state(WIDE)
        await move_clock(timedelta(seconds=LONGEST_HOLD_S + 1))
        await settle_turn(WIDE, await granted(WIDE), blocked)
        await self.shut()
        second = await gate_state(WIDE)
        assert first is not None
        assert second is not None
        assert first.blocked_since == second.blocked_since
        await unblock(WIDE)
        await settle_turn(WIDE, await granted(WIDE), ANSWERED)
        state = await gate_state(WIDE)
        assert state is not None
        assert (state.blocked_code, state.opened_until) == (None, None)
