"""What a connection does next. Pure: everything it depends on is in the view, so a crash and a new look give the same answer.

In this order: what a webhook said; single activities that are new; the lists of what is recent; of the history its first page, the newest
activities in full, the rest of the list, and then activity by activity. What must wait for the quota is passed over, not waited for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from paceline.sync.schemas import Part, SessionKind

FIRST_LOOK = 10
"""So many of the newest activities are complete before the list of the history goes on."""

NEW, HISTORY = 0, 1
_ORDER = (SessionKind.WEBHOOK, SessionKind.INCREMENTAL, SessionKind.RECONCILE, SessionKind.BACKFILL)


@dataclass(frozen=True, slots=True)
class WantedItem:
    """An activity of which something is to be fetched now."""

    provider_id: int
    priority: int
    parts: tuple[Part, ...]
    session_id: UUID | None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as a plan sees it. `left_count`: items of it that want something, those in a pause after a failure included."""

    id: UUID
    kind: SessionKind
    is_listed: bool
    fetched_count: int
    detailed_count: int
    left_count: int
    is_enriched: bool
    cancel_requested: bool


@dataclass(frozen=True, slots=True)
class View:
    """All that decides the next step of one connection.

    `items`: what is due, the most urgent first, at least the first of each priority. `retry_at`: when the next failed one is due.
    `new_from`, `history_from`: until when the gate lets nothing new, or nothing of the history, through; `None` when it does.
    """

    may_ask: bool
    has_events: bool
    items: tuple[WantedItem, ...]
    sessions: tuple[OpenSession, ...]
    retry_at: datetime | None = None
    new_from: datetime | None = None
    history_from: datetime | None = None
    enrich_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApplyEvents:
    """Take over what webhooks said."""


@dataclass(frozen=True, slots=True)
class FetchItem:
    """Fetch the missing parts of one activity and store them."""

    item: WantedItem


@dataclass(frozen=True, slots=True)
class ListPage:
    """Read the next page of a session's list."""

    session_id: UUID
    priority: int


@dataclass(frozen=True, slots=True)
class EndSession:
    """Nothing is left of it, or somebody wants its end."""

    session_id: UUID
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Enrich:
    """Everything is stored; what is left is the weather of it."""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing can be done before that time; `None`: until somebody asks. `waits`: it is the quota or an outage that is waited for."""

    until: datetime | None
    waits: bool = False


Step = ApplyEvents | FetchItem | ListPage | EndSession | Enrich | Rest


def plan(view: View) -> Step:
    """The next step."""
    cancelled = next((one for one in view.sessions if one.cancel_requested), None)
    if cancelled is not None:
        return EndSession(cancelled.id, is_cancelled=True)
    if not view.may_ask:
        return Rest(None)
    if view.has_events:
        return ApplyEvents()
    return _ask(view) or _end(view) or _rest(view)


def _ask(view: View) -> Step | None:
    """Something that takes a request, if there is any that may be asked now."""
    sessions = sorted(view.sessions, key=lambda one: _ORDER.index(one.kind))
    if view.new_from is None:
        if item := _first(view.items, NEW):
            return FetchItem(item)
        recent = next((one for one in sessions if one.kind is not SessionKind.BACKFILL and not one.is_listed), None)
        if recent is not None:
            return ListPage(recent.id, NEW)
        beginning = next((one for one in sessions if not one.is_listed and one.fetched_count == 0), None)
        if beginning is not None:
            # The first page is new to its athlete, however old: they sit before the screen.
            return ListPage(beginning.id, NEW)
    if view.history_from is not None:
        return None
    item = _first(view.items, HISTORY)
    listing = next((one for one in sessions if not one.is_listed), None)
    if listing is not None and (item is None or listing.detailed_count >= FIRST_LOOK):
        return ListPage(listing.id, HISTORY)
    return None if item is None else FetchItem(item)


def _first(items: Sequence[WantedItem], priority: int) -> WantedItem | None:
    return next((one for one in items if one.priority == priority), None)


def _end(view: View) -> Step | None:
    done = [one for one in view.sessions if one.is_listed and one.left_count == 0]
    ready = next((one for one in done if one.is_enriched), None)
    if ready is not None:
        return EndSession(ready.id, is_cancelled=False)
    return Enrich(done[0].id) if done and view.enrich_at is None else None


def _rest(view: View) -> Rest:
    """Until the first thing that changes by time alone."""
    has_new = any(one.priority == NEW for one in view.items) or any(not one.is_listed for one in view.sessions)
    has_history = any(one.priority == HISTORY for one in view.items) or any(not one.is_listed for one in view.sessions)
    waits = [view.new_from if has_new else None, view.history_from if has_history else None]
    times = [time for time in (*waits, view.retry_at, view.enrich_at) if time is not None]
    return Rest(min(times, default=None), waits=any(time is not None for time in waits))
