"""Limits that hold across processes, count before they allow, and never fail open."""

import asyncio
from datetime import timedelta

import pytest

from paceline.infra.db.engine import close_engine
from paceline.infra.errors import AppError, ErrorKind
from paceline.infra.rate_limits import (
    Limit,
    address_key,
    check_limits,
    count_hits,
    forget_ended_windows,
    forget_hits,
)
from tests.conftest import MoveClock

FIVE = Limit("five", 5, timedelta(minutes=1))
TWO = Limit("two", 2, timedelta(minutes=1))


async def test_so_many_hits_pass_and_the_next_one_says_when_to_come_back(database: str) -> None:
    for _ in range(5):
        await check_limits((FIVE, "ana"))
    with pytest.raises(AppError) as refused:
        await check_limits((FIVE, "ana"))
    assert (refused.value.code, refused.value.kind) == ("rate_limited", ErrorKind.RATE_LIMITED)
    assert refused.value.retry_after_s is not None
    assert 50 <= refused.value.retry_after_s <= 60
    await check_limits((FIVE, "ben"))


async def test_a_new_window_begins_when_the_old_one_is_over(database: str, move_clock: MoveClock) -> None:
    for _ in range(2):
        await check_limits((TWO, "ana"))
    await move_clock(timedelta(seconds=61))
    assert [count.hits for count in await count_hits((TWO, "ana"))] == [1]


async def test_hits_while_refused_do_not_lengthen_the_window(database: str, move_clock: MoveClock) -> None:
    await count_hits((TWO, "ana"))
    await move_clock(timedelta(seconds=40))
    for _ in range(5):
        (count,) = await count_hits((TWO, "ana"))
    assert count.ends_in_s <= 21


async def test_hits_at_once_are_all_counted(database: str) -> None:
    counts = await asyncio.gather(*(count_hits((FIVE, "ana"), (TWO, "ana")) for _ in range(20)))
    assert sorted(five.hits for five, _ in counts) == list(range(1, 21))
    assert sorted(two.hits for _, two in counts) == list(range(1, 21))


async def test_subjects_asked_in_any_order_do_not_lock_each_other_out(database: str) -> None:
    await asyncio.gather(
        *(count_hits((FIVE, "a"), (FIVE, "b")) if n % 2 else count_hits((FIVE, "b"), (FIVE, "a")) for n in range(20))
    )
    assert [count.hits for count in await count_hits((FIVE, "b"), (FIVE, "a"))] == [21, 21]


async def test_a_forgotten_subject_begins_anew(database: str) -> None:
    await count_hits((TWO, "ana"), (TWO, "ben"))
    await forget_hits(TWO, "ana")
    assert [count.hits for count in await count_hits((TWO, "ana"), (TWO, "ben"))] == [1, 2]


async def test_ended_windows_are_removed_and_running_ones_stay(database: str, move_clock: MoveClock) -> None:
    await count_hits((TWO, "ana"))
    assert await forget_ended_windows() == 0
    await move_clock(timedelta(seconds=61))
    await count_hits((TWO, "ben"))
    assert await forget_ended_windows() == 1


async def test_without_a_database_a_limit_refuses(database: str) -> None:
    await close_engine()
    with pytest.raises(AppError) as refused:
        await check_limits((FIVE, "ana"))
    assert refused.value.kind is ErrorKind.UNAVAILABLE


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("testclient", "testclient"),
    ],
)
def test_one_machine_is_one_subject(host: str | None, key: str) -> None:
    assert address_key(host) == key
