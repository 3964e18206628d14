"""A list that is read by keyset shows everything that stays in it, whatever is added, removed or repeated meanwhile."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.sync.rules.listing import Entry, ListQuery, after_page, next_query
from paceline.sync.schemas import Checkpoint, SyncOptions

NOW_S = 1_790_000_000
FIRST_S = 1_600_000_000


@dataclass
class Service:
    """A service's list: newest first, bounds inclusive, no total."""

    entries: dict[int, int]
    asked: list[ListQuery] = field(default_factory=list[ListQuery])

    def answer(self, query: ListQuery) -> list[Entry]:
        self.asked.append(query)
        found = [
            Entry(provider_id, started_s)
            for provider_id, started_s in self.entries.items()
            if (query.after_s is None or started_s >= query.after_s)
            and (query.before_s is None or started_s <= query.before_s)
        ]
        found.sort(key=lambda one: (-one.started_s, one.provider_id))
        begin = (query.page - 1) * query.per_page
        return found[begin : begin + query.per_page]


def read(service: Service, options: SyncOptions, *, between: Random | None = None) -> set[int]:
    """Read the list to its end; with `between`, activities come and go from page to page."""
    seen: set[int] = set()
    checkpoint = Checkpoint()
    for _ in range(2000):
        query = next_query(checkpoint, options, now_s=NOW_S)
        if query is None:
            return seen
        entries = service.answer(query)
        checkpoint = after_page(checkpoint, query, entries, frozenset(seen), options)
        seen |= {one.provider_id for one in entries}
        if between is not None:
            _disturb(service, between)
    raise AssertionError("the list never ends")


def _disturb(service: Service, chance: Random) -> None:
    kind = chance.random()
    if kind < 0.4:
        service.entries[10_000 + len(service.asked)] = FIRST_S + chance.randrange(3000)
    elif kind < 0.6:
        removable = [one for one in service.entries if one >= 5_000]
        if removable:
            del service.entries[chance.choice(removable)]


# Few seconds for many activities, so that whole pages share one.
STARTS = st.lists(st.integers(0, 12), max_size=60)


@given(STARTS, st.integers(1, 7))
def test_every_entry_is_seen(starts: list[int], per_page: int) -> None:
    service = Service({number: FIRST_S + start for number, start in enumerate(starts)})
    assert read(service, SyncOptions(batch_size=per_page)) == set(service.entries)


@given(STARTS, st.integers(2, 7), st.integers(0, 1_000_000))
def test_what_stays_is_seen_whatever_comes_and_goes(starts: list[int], per_page: int, seed: int) -> None:
    stays = {number: FIRST_S + start * 50 for number, start in enumerate(starts)}
    goes = {5_000 + number: FIRST_S + number * 37 for number in range(20)}
    service = Service(stays | goes)
    assert read(service, SyncOptions(batch_size=per_page), between=Random(seed)) >= set(stays)


@given(st.integers(0, 900), st.integers(2, 200))
def test_the_requests_are_hardly_more_than_the_least(count: int, per_page: int) -> None:
    service = Service({number: FIRST_S + number * 100 for number in range(count)})
    read(service, SyncOptions(batch_size=per_page))
    # Each page repeats one entry of the page before, and the last shows nothing else.
    assert len(service.asked) <= 2 + count / (per_page - 1)


def test_an_empty_page_in_the_middle_is_not_believed_at_once() -> None:
    service = Service({number: FIRST_S + number for number in range(10)})
    seen: set[int] = set()
    checkpoint = Checkpoint()
    options = SyncOptions(batch_size=4)
    for turn in range(20):
        query = next_query(checkpoint, options, now_s=NOW_S)
        if query is None:
            break
        entries = [] if turn == 1 else service.answer(query)
        checkpoint = after_page(checkpoint, query, entries, frozenset(seen), options)
        seen |= {one.provider_id for one in entries}
    assert seen == set(service.entries)


def test_the_last_entry_taken_away_ends_the_list() -> None:
    service = Service({1: FIRST_S, 2: FIRST_S + 5})
    options = SyncOptions(batch_size=2)
    query = next_query(Checkpoint(), options, now_s=NOW_S)
    assert query is not None
    checkpoint = after_page(Checkpoint(), query, service.answer(query), frozenset(), options)
    service.entries.clear()
    for _ in range(2):
        query = next_query(checkpoint, options, now_s=NOW_S)
        assert query is not None
        checkpoint = after_page(checkpoint, query, service.answer(query), frozenset({1, 2}), options)
    assert checkpoint.is_listed


@pytest.mark.parametrize(("most", "pages"), [(1, 1), (20, 1), (21, 2)])
def test_a_quick_look_ends_after_so_many(most: int, pages: int) -> None:
    service = Service({number: FIRST_S + number * 60 for number in range(100)})
    seen = read(service, SyncOptions(batch_size=20, max_activities=most))
    assert len(service.asked) == pages
    assert len(seen) >= most


def test_bounds_include_their_ends_and_never_turn_the_order_round() -> None:
    service = Service({number: FIRST_S + number * 60 for number in range(100)})
    options = SyncOptions(
        after_at=datetime.fromtimestamp(FIRST_S + 600, UTC),
        before_at=datetime.fromtimestamp(FIRST_S + 1200, UTC),
        batch_size=5,
    )
    assert read(service, options) == set(range(10, 21))
    open_ended = SyncOptions(after_at=datetime.fromtimestamp(FIRST_S + 5400, UTC), batch_size=200)
    asked = next_query(Checkpoint(), open_ended, now_s=NOW_S)
    assert asked is not None
    assert asked.before_s is not None
    assert asked.before_s > NOW_S
