"""What a connection does next: what is new first, everything in the end, and nothing for ever."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from paceline.sync.rules.plan import (
    FIRST_LOOK,
    HISTORY,
    NEW,
    ApplyEvents,
    EndSession,
    Enrich,
    FetchItem,
    ListPage,
    OpenSession,
    Rest,
    Step,
    View,
    WantedItem,
    plan,
)
from paceline.sync.schemas import Part, SessionKind

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
BOTH = (Part.DETAIL, Part.STREAMS)


def session(number: int, kind: SessionKind, **changes: object) -> OpenSession:
    plain = OpenSession(UUID(int=number), kind, True, 0, 0, 0, True, False)
    return replace(plain, **changes)


def item(provider_id: int, priority: int = HISTORY) -> WantedItem:
    return WantedItem(provider_id, priority, BOTH, UUID(int=1))


IDLE = View(may_ask=True, has_events=False, items=(), sessions=())
BACKFILL = session(1, SessionKind.BACKFILL, is_listed=False)


def test_nothing_to_do_waits_for_somebody() -> None:
    assert plan(IDLE) == Rest(None)


def test_a_connection_that_may_not_ask_rests_whatever_waits() -> None:
    assert plan(replace(IDLE, may_ask=False, has_events=True, items=(item(1, NEW),), sessions=(BACKFILL,))) == Rest(
        None
    )


def test_a_wish_to_cancel_is_heard_even_where_nothing_may_be_asked() -> None:
    ending = replace(BACKFILL, cancel_requested=True)
    assert plan(replace(IDLE, may_ask=False, sessions=(ending,))) == EndSession(ending.id, is_cancelled=True)


def test_what_is_new_goes_before_the_history() -> None:
    history = replace(IDLE, items=(item(7),), sessions=(replace(BACKFILL, fetched_count=200),))
    assert plan(history) == FetchItem(item(7))
    assert plan(replace(history, items=(item(9, NEW), item(7)))) == FetchItem(item(9, NEW))
    assert plan(replace(history, has_events=True)) == ApplyEvents()
    recent = session(2, SessionKind.INCREMENTAL, is_listed=False)
    assert plan(replace(history, sessions=(*history.sessions, recent))) == ListPage(recent.id, NEW)


def test_a_history_shows_its_first_page_then_its_newest_in_full_then_the_rest_of_its_list() -> None:
    assert plan(replace(IDLE, sessions=(BACKFILL,))) == ListPage(BACKFILL.id, NEW)
    begun = replace(BACKFILL, fetched_count=200, left_count=200)
    first_look = replace(IDLE, items=(item(5),), sessions=(begun,))
    assert plan(first_look) == FetchItem(item(5))
    looked = replace(begun, detailed_count=FIRST_LOOK)
    assert plan(replace(first_look, sessions=(looked,))) == ListPage(looked.id, HISTORY)
    assert plan(replace(first_look, sessions=(replace(looked, is_listed=True),))) == FetchItem(item(5))


def test_the_reserve_is_left_to_what_is_new() -> None:
    view = replace(IDLE, items=(item(5),), sessions=(replace(BACKFILL, fetched_count=200),), history_from=LATER)
    assert plan(view) == Rest(LATER, waits=True)
    assert plan(replace(view, items=(item(9, NEW), item(5)))) == FetchItem(item(9, NEW))
    assert plan(replace(view, new_from=LATER, items=(item(9, NEW),))) == Rest(LATER, waits=True)


def test_a_pause_after_a_failure_is_no_wait_for_the_quota() -> None:
    view = replace(IDLE, sessions=(replace(BACKFILL, is_listed=True, left_count=1),), retry_at=LATER)
    assert plan(view) == Rest(LATER)


def test_a_session_ends_when_its_last_activity_is_stored_and_enriched() -> None:
    done = replace(BACKFILL, is_listed=True, is_enriched=False)
    assert plan(replace(IDLE, sessions=(done,))) == Enrich(done.id)
    assert plan(replace(IDLE, sessions=(done,), enrich_at=LATER)) == Rest(LATER)
    enriched = replace(done, is_enriched=True)
    assert plan(replace(IDLE, sessions=(enriched,))) == EndSession(done.id, is_cancelled=False)
    assert plan(replace(IDLE, sessions=(replace(enriched, left_count=1),), retry_at=LATER)) == Rest(LATER)


@dataclass
class World:
    """A connection that does what the plan says, without a service."""

    pages: dict[UUID, int]
    sessions: dict[UUID, OpenSession]
    waiting: list[WantedItem]
    events: int = 0
    steps: list[Step] = field(default_factory=list[Step])

    def view(self) -> View:
        return View(True, self.events > 0, tuple(self.waiting), tuple(self.sessions.values()))

    def run(self) -> Iterator[Step]:
        while True:
            step = plan(self.view())
            self.steps.append(step)
            yield step
            match step:
                case Rest():
                    return
                case ApplyEvents():
                    self.events = 0
                    self.waiting.insert(0, WantedItem(1_000_000 + len(self.steps), NEW, BOTH, None))
                case FetchItem(wanted):
                    self.waiting.remove(wanted)
                    self._change(wanted.session_id, left_count=-1, detailed_count=1)
                case ListPage(session_id):
                    self._list(session_id)
                case Enrich(session_id):
                    self.sessions[session_id] = replace(self.sessions[session_id], is_enriched=True)
                case EndSession(session_id):
                    del self.sessions[session_id]

    def _change(self, session_id: UUID | None, **by: int) -> None:
        if session_id is not None and session_id in self.sessions:
            known = self.sessions[session_id]
            self.sessions[session_id] = replace(
                known, **{name: getattr(known, name) + step for name, step in by.items()}
            )

    def _list(self, session_id: UUID) -> None:
        self.pages[session_id] -= 1
        known = self.sessions[session_id]
        priority = HISTORY if known.kind is SessionKind.BACKFILL else NEW
        self.waiting += [WantedItem(len(self.steps) * 10 + n, priority, BOTH, session_id) for n in range(3)]
        self._change(session_id, fetched_count=3, left_count=3)
        if self.pages[session_id] == 0:
            self.sessions[session_id] = replace(self.sessions[session_id], is_listed=True)


KINDS = st.lists(st.tuples(st.sampled_from(list(SessionKind)), st.integers(1, 6)), max_size=4)


@given(KINDS, st.integers(0, 30))
def test_everything_that_was_listed_is_fetched_and_every_session_ends(
    kinds: list[tuple[SessionKind, int]], event_at: int
) -> None:
    sessions = {
        UUID(int=n): session(n, kind, is_listed=False, is_enriched=False) for n, (kind, _) in enumerate(kinds, 1)
    }
    pages = {UUID(int=n): count for n, (_, count) in enumerate(kinds, 1)}
    world = World(pages, sessions, [])
    for number, step in enumerate(world.run()):
        assert number < 500
        if number == event_at and not isinstance(step, Rest):
            world.events = 1
    assert world.steps[-1] == Rest(None)
    assert world.waiting == []
    assert world.sessions == {}
    # What a webhook said is asked for at once, whatever else there is.
    for number, step in enumerate(world.steps):
        if isinstance(step, ApplyEvents):
            following = world.steps[number + 1]
            assert isinstance(following, FetchItem)
            assert following.item.priority == NEW
