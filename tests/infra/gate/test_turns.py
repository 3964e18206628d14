"""One gate for all processes: never more than a window allows, in the service's time, and nobody waits longer than for its end."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from sqlalchemy import text

from paceline.infra.clock import utc_now
from paceline.infra.db.engine import close_engine, open_engine
from paceline.infra.db.system import system_session
from paceline.infra.gate.learning import LATE_S, begins
from paceline.infra.gate.turns import gate_state, settle_turn
from paceline.infra.gate.words import Ending, Granted, Outcome, Quota, RefusalReason, Refused, Window, WindowUse
from tests.conftest import MoveClock
from tests.infra.gate.asking import BOTH, SMALL, granted, refused, take
from tests.statements import counted_statements

ANSWERED = Ending(Outcome.ANSWERED)


async def used() -> dict[tuple[str, int], int]:
    state = await gate_state(SMALL)
    assert state is not None
    return {(window.scope, window.span_s): window.used for window in state.windows}


def window_end(span_s: int, ahead_s: float = 0.0) -> datetime:
    """When the running window has ended for sure, by our clock."""
    there = utc_now() + timedelta(seconds=ahead_s - LATE_S)
    return begins(there, span_s) + timedelta(seconds=span_s + LATE_S - ahead_s)


@pytest.mark.usefixtures("quarter")
class TestWindows:
    async def test_so_many_pass_and_the_next_waits_for_the_end_of_the_window(self, database: str) -> None:
        for _ in range(5):
            await granted()
        turn = await refused()
        assert turn.reason is RefusalReason.QUOTA
        assert abs(turn.until - window_end(900)) < timedelta(milliseconds=1)
        assert await used() == {("overall", 900): 5, ("overall", 86_400): 5, ("read", 900): 5, ("read", 86_400): 5}

    async def test_a_refused_request_counts_nowhere(self, database: str) -> None:
        for _ in range(5):
            await granted()
        for _ in range(3):
            await refused()
        assert set((await used()).values()) == {5}

    async def test_a_request_counts_in_its_own_scopes_only(self, database: str) -> None:
        for _ in range(5):
            await granted()
        for _ in range(3):
            await granted(scopes=("overall",))
        assert abs((await refused(("overall",))).until - window_end(900)) < timedelta(milliseconds=1)
        assert (await used())["read", 900] == 5

    async def test_history_leaves_a_fifth_to_what_is_new(self, database: str) -> None:
        for _ in range(4):
            assert isinstance(await take(reserve_pct=20), Granted)
        assert (await refused(reserve_pct=20)).reason is RefusalReason.QUOTA
        await granted()
        await refused()

    async def test_a_new_window_is_empty_and_the_day_goes_on_counting(
        self, database: str, move_clock: MoveClock
    ) -> None:
        for _ in range(5):
            await granted()
        turn = await refused()
        await move_clock(turn.until - utc_now())
        await granted()
        assert await used() == {("overall", 900): 1, ("overall", 86_400): 6, ("read", 900): 1, ("read", 86_400): 6}

    async def test_the_day_ends_at_midnight_utc(self, database: str, move_clock: MoveClock) -> None:
        for _ in range(4):
            for _ in range(5):
                await granted()
            await move_clock(timedelta(minutes=15))
        turn = await refused()
        assert abs(turn.until - window_end(86_400)) < timedelta(milliseconds=1)
        assert (turn.until - timedelta(seconds=LATE_S)).astimezone(UTC).hour == 0
        await move_clock(turn.until - utc_now())
        await granted()

    async def test_all_that_come_at_once_are_counted_and_exactly_so_many_pass(
        self, database: str, database_url: str
    ) -> None:
        many = Quota("strava", (Window("overall", 900, 200), Window("overall", 86_400, 2_000)))
        await close_engine()
        open_engine(database_url, pool_size=8)

        async def try_often() -> int:
            return sum([isinstance(await take(many, ("overall",)), Granted) for _ in range(50)])

        assert sum(await asyncio.gather(*(try_often() for _ in range(8)))) == 200

    async def test_takers_and_settlers_at_once_do_not_lock_each_other_out(self, database: str) -> None:
        wide = Quota("strava", tuple(Window(one.scope, one.span_s, 1000) for one in SMALL.windows))

        async def ask(number: int) -> None:
            turn = await granted(wide, BOTH if number % 2 else ("read", "overall"))
            await settle_turn(wide, turn, Ending(Outcome.ANSWERED, [WindowUse("read", 900, 0, 1000)]))

        await asyncio.gather(*(ask(number) for number in range(60)))
        assert set((await used()).values()) == {60}

    async def test_without_windows_only_the_breaker_counts(self, database: str) -> None:
        for _ in range(20):
            await granted(Quota("other", ()), ())


@pytest.mark.usefixtures("quarter")
class TestHeaders:
    async def test_counts_are_corrected_upwards_only_and_limits_both_ways(self, database: str) -> None:
        turn = await granted()
        uses = [WindowUse("read", 900, 3, 4), WindowUse("read", 86_400, 0, 50), WindowUse("overall", 900, None, 400)]
        await settle_turn(SMALL, turn, Ending(Outcome.ANSWERED, uses))
        state = await gate_state(SMALL)
        assert state is not None
        assert {(one.scope, one.span_s): (one.used, one.most) for one in state.windows} == {
            ("overall", 900): (1, 400),
            ("overall", 86_400): (1, 30),
            ("read", 900): (3, 4),
            ("read", 86_400): (1, 50),
        }
        await granted()
        await refused()

    async def test_an_answer_that_says_nothing_changes_nothing(self, database: str) -> None:
        turn = await granted()
        before = await gate_state(SMALL)
        await settle_turn(SMALL, turn, ANSWERED)
        assert await gate_state(SMALL) == before

    async def test_a_refusal_fills_the_window_it_names(self, database: str) -> None:
        turn = await granted()
        uses = [WindowUse("read", 900, 2, 5), WindowUse("read", 86_400, 20, 20)]
        await settle_turn(SMALL, turn, Ending(Outcome.LIMITED, uses))
        assert (await used())["read", 900] == 2
        assert abs((await refused()).until - window_end(86_400)) < timedelta(milliseconds=1)

    async def test_without_headers_a_refusal_fills_the_shortest(self, database: str) -> None:
        await settle_turn(SMALL, await granted(), Ending(Outcome.LIMITED))
        assert await used() == {("overall", 900): 8, ("overall", 86_400): 1, ("read", 900): 5, ("read", 86_400): 1}
        assert abs((await refused()).until - window_end(900)) < timedelta(milliseconds=1)

    async def test_a_refusal_that_shows_room_came_over_the_edge_and_costs_seconds(
        self, database: str, move_clock: MoveClock
    ) -> None:
        uses = [WindowUse("read", 900, 0, 5), WindowUse("overall", 900, 1, 8)]
        await settle_turn(SMALL, await granted(), Ending(Outcome.LIMITED, uses))
        turn = await refused()
        assert turn.reason is RefusalReason.QUOTA
        assert turn.until - utc_now() <= timedelta(seconds=5)
        await move_clock(timedelta(seconds=6))
        await granted()

    async def test_a_service_that_says_how_long_is_left_alone_so_long(
        self, database: str, move_clock: MoveClock
    ) -> None:
        await settle_turn(SMALL, await granted(), Ending(Outcome.LIMITED, retry_after_s=40))
        turn = await refused()
        assert (turn.reason, turn.code) == (RefusalReason.QUOTA, None)
        assert timedelta(seconds=39) < turn.until - utc_now() <= timedelta(seconds=40)
        await move_clock(timedelta(seconds=41))
        await settle_turn(SMALL, await granted(), ANSWERED)
        await granted()

    async def test_a_late_answer_of_the_window_before_says_nothing_of_this_one(
        self, database: str, move_clock: MoveClock
    ) -> None:
        turn = await granted()
        await move_clock(timedelta(minutes=15))
        await granted()
        for outcome in (Outcome.ANSWERED, Outcome.LIMITED):
            await settle_turn(SMALL, turn, Ending(outcome, [WindowUse("read", 900, 5, 5)]))
        assert (await used())["read", 900] == 1


@pytest.mark.usefixtures("quarter")
class TestTheServicesClock:
    async def served(self, turn: Granted, ahead_s: float, outcome: Outcome = Outcome.ANSWERED) -> None:
        """An answer of a service whose clock is so far ahead, which took 0.2 s."""
        now = utc_now()
        there = (now + timedelta(seconds=ahead_s)).replace(microsecond=0)
        await settle_turn(
            SMALL, turn, Ending(outcome, (), there, now - timedelta(seconds=0.1), now + timedelta(seconds=0.1))
        )

    @pytest.mark.parametrize("ahead_s", [-600.0, -3.0, 5.0, 600.0])
    async def test_windows_roll_by_the_services_clock(
        self, database: str, move_clock: MoveClock, ahead_s: float
    ) -> None:
        await self.served(await granted(), ahead_s)
        state = await gate_state(SMALL)
        assert state is not None
        assert abs(state.clock_ahead_s - ahead_s) <= 1.1
        for _ in range(4):
            await granted()
        until = window_end(900, state.clock_ahead_s)
        assert abs((await refused()).until - until) < timedelta(milliseconds=1)
        assert {one.ends_at - until < timedelta(milliseconds=1) for one in state.windows if one.span_s == 900} == {True}
        await move_clock(until - utc_now())
        await granted()

    async def test_clocks_that_agree_to_the_second_are_left_alone(self, database: str) -> None:
        await self.served(await granted(), 0.0)
        state = await gate_state(SMALL)
        assert state is not None
        assert state.clock_ahead_s == 0.0

    async def test_a_refusal_from_the_window_before_sets_a_fast_clock_right_and_costs_no_quarter(
        self, database: str, move_clock: MoveClock
    ) -> None:
        until_edge = window_end(900) - utc_now()
        await move_clock(until_edge + timedelta(seconds=1))  # the new window has begun here; there it is 10 s earlier
        await self.served(await granted(), -10.0, Outcome.LIMITED)
        turn = await refused()
        assert turn.until - utc_now() < timedelta(seconds=12)
        await move_clock(turn.until - utc_now())
        await granted()

    async def test_a_date_of_another_age_is_no_clock(self, database: str) -> None:
        await self.served(await granted(), 40 * 365 * 86_400.0)
        state = await gate_state(SMALL)
        assert state is not None
        assert state.clock_ahead_s == 0.0
        await granted()

    async def test_our_clock_set_back_stops_nobody_for_good(self, database: str, move_clock: MoveClock) -> None:
        await move_clock(timedelta(hours=30))
        for _ in range(5):
            await granted()
        await move_clock(timedelta(hours=-30))
        await granted()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.sampled_from([0, 20]), st.sampled_from([BOTH, ("overall",)])),
        st.tuples(st.just("wait_s"), st.integers(0, 2_000), st.just(())),
        st.tuples(st.just("until"), st.just(0), st.just(())),
    ),
    min_size=10,
    max_size=40,
)


@trials(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, ahead_s=st.sampled_from([0.0, -400.0, 31.0]))
async def test_no_window_ever_grants_more_than_it_allows_and_each_refusal_ends(
    database: str, move_clock: MoveClock, steps: list[tuple[str, int, tuple[str, ...]]], ahead_s: float
) -> None:
    async with system_session() as db:
        await db.execute(text("delete from provider_window"))
        await db.execute(text("delete from provider_host"))
        await db.execute(
            text("insert into provider_host (provider, clock_ahead_s) values ('strava', :s)"), {"s": ahead_s}
        )
    counted: Counter[tuple[str, int, datetime]] = Counter()
    last_refusal: tuple[Refused, int, tuple[str, ...]] | None = None
    for kind, amount, scopes in steps:
        if kind == "wait_s":
            await move_clock(timedelta(seconds=amount))
        elif kind == "until" and last_refusal is not None:
            refusal, reserve_pct, asked = last_refusal
            await move_clock(max(refusal.until - utc_now(), timedelta()))
            turn = await take(SMALL, asked, reserve_pct)
            # Another window of it may be full still, but never the one that was waited for.
            assert isinstance(turn, Granted) or turn.until > refusal.until
            _count(counted, turn, asked, reserve_pct)
            last_refusal = None
        elif kind == "take":
            turn = await take(SMALL, scopes, amount)
            if isinstance(turn, Refused):
                last_refusal = turn, amount, scopes
            _count(counted, turn, scopes, amount)


def _count(
    counted: Counter[tuple[str, int, datetime]], turn: Granted | Refused, scopes: tuple[str, ...], reserve_pct: int
) -> None:
    if isinstance(turn, Refused):
        return
    for window in SMALL.of(scopes):
        key = (window.scope, window.span_s, begins(turn.at, window.span_s))
        counted[key] += 1
        assert counted[key] <= window.most * (100 - reserve_pct) // 100


@pytest.mark.usefixtures("quarter")
async def test_a_turn_is_one_statement_and_settling_it_two(database: str) -> None:
    turn = await granted()
    with counted_statements() as taking:
        await granted()
    with counted_statements() as settling:
        await settle_turn(SMALL, turn, Ending(Outcome.ANSWERED, [WindowUse("read", 900, 3, 5)]))
    own = [[one for one in sent if "provider_" in one] for sent in (taking, settling)]
    assert [len(sent) for sent in own] == [1, 2]
