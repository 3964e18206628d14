"""When a back-fill ends follows from the quota."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from paceline.sync.rules.progress import Allowance, estimate_end
from paceline.sync.rules.retries import MOST_ATTEMPTS, is_poison, pause_after

NOW = datetime(2026, 5, 4, 12, 10, tzinfo=UTC)
SHORT = Allowance(100, 30, NOW + timedelta(minutes=5), 900)
DAY = Allowance(1000, 100, datetime(2026, 5, 5, tzinfo=UTC), 86_400)


def test_what_the_present_window_lets_through_takes_its_pace() -> None:
    assert estimate_end(50, [SHORT, DAY], NOW) == NOW + timedelta(seconds=50)


def test_windows_follow_one_another() -> None:
    # 50 of the 80 that history may take are free now, 80 in the next window, 10 in the one after.
    assert estimate_end(140, [SHORT], NOW) == NOW + timedelta(minutes=20, seconds=10)


def test_the_longest_wait_decides() -> None:
    # 700 today, 800 tomorrow, the last 100 the day after.
    assert estimate_end(1600, [SHORT, DAY], NOW) == datetime(2026, 5, 6, 0, 1, 40, tzinfo=UTC)


@given(st.integers(0, 5000), st.integers(1, 500), st.integers(0, 100), st.integers(0, 100))
def test_more_requests_or_less_room_never_end_earlier(count: int, more: int, used: int, further: int) -> None:
    def end(requests: int, spent: int) -> datetime:
        return estimate_end(requests, [Allowance(100, spent, SHORT.ends_at, 900), DAY], NOW)

    assert end(count, used) <= end(count + more, used)
    assert end(count, used) <= end(count, used + further)


def test_pauses_grow_to_an_hour_and_are_spread() -> None:
    pauses = [[pause_after(attempts, Random(seed)) for seed in range(50)] for attempts in range(1, 12)]
    assert all(timedelta(seconds=15) <= pause <= timedelta(hours=1) for some in pauses for pause in some)
    assert max(pauses[0]) < min(pauses[3])
    assert len({*pauses[5]}) > 40
    assert [is_poison(attempts) for attempts in (MOST_ATTEMPTS - 1, MOST_ATTEMPTS)] == [False, True]
