"""Working on a connection: a bounded slice of steps under a lease, each stored whole.

    claim → begin what is due → plan, ask, store … → rest

Whatever happens to this process, the tables say what is left to do.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import structlog

from paceline.connectors.services.errors import ServiceError, TurnRefusedError
from paceline.infra import clock
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.gate.words import RefusalReason
from paceline.infra.ids import new_id
from paceline.sync.errors import LeaseLostError, NeedsConsentError
from paceline.sync.queries import connections, items, sessions, tokens
from paceline.sync.rules.plan import (
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
from paceline.sync.rules.quota import Work
from paceline.sync.rules.retries import MOST_ATTEMPTS, pause_after
from paceline.sync.rules.schedule import Listed, covers, due_lists, next_list_at
from paceline.sync.schemas import ConnectionStatus, Part, SessionStatus
from paceline.sync.service import hinting, leasing
from paceline.sync.service.desk import Desk
from paceline.sync.service.fetching import STOPS_ALL, fetch_item
from paceline.sync.service.leasing import Hold
from paceline.sync.service.listing import list_page
from paceline.sync.tables import Item, SyncSession

log = structlog.get_logger("paceline.sync")

_CLAIMED = register("sync.connection_claimed", "a connection is leased, nothing is done yet")
_ENDED = register("sync.session_ended", "the end of a session is written, its transaction is not committed")

_LOOKED_AT = 25
"""Due activities that one look brings; each is checked again when it is stored."""
_DEAD_SLICES = 6
_BUSY_S = 30.0
WORK_OF = {NEW: Work.NEW, HISTORY: Work.HISTORY}


class SliceEnd(StrEnum):
    """How a slice ended: with work left, with nothing to do for now, or without the lease, because somebody else holds it."""

    MORE = "more"
    RESTING = "resting"
    BUSY = "busy"


@dataclass(slots=True)
class _Waits:
    """Until when the gate lets nothing through, by kind of work, and why."""

    new_from: datetime | None = None
    history_from: datetime | None = None
    reason: str = RefusalReason.QUOTA.value

    def refused(self, work: Work, until: datetime, reason: str) -> None:
        if work is not Work.HISTORY:
            self.new_from = until
        self.history_from = max(until, self.history_from or until)
        self.reason = reason


async def work_slice(athlete_id: UUID, connection_id: UUID, desk: Desk) -> SliceEnd:
    """Work on a connection for a while. Losing the lease meanwhile is no error: somebody else goes on."""
    hold = await leasing.take(athlete_id, connection_id)
    if hold is None:
        return SliceEnd.BUSY
    crashpoint(_CLAIMED)
    try:
        async with leasing.kept(hold):
            return await _work(hold, desk)
    except LeaseLostError:
        log.warning("lease_lost", connection_id=str(connection_id))
        return SliceEnd.BUSY


async def _work(hold: Hold, desk: Desk) -> SliceEnd:
    until_s = time.monotonic() + desk.slice_s
    if hold.lease.attempts > _DEAD_SLICES:
        await _stop(hold, ConnectionStatus.FAILED, "sync_poison", _POISON)
        return SliceEnd.RESTING
    await _begin_due(hold, desk)
    waits = _Waits()
    while time.monotonic() < until_s:
        view, due, open_sessions = await _look(hold, waits)
        step = plan(view)
        if isinstance(step, Rest):
            await _rest(hold, desk, step, waits)
            return SliceEnd.RESTING
        try:
            await _do(hold, desk, step, due, open_sessions)
        except TurnRefusedError as refused:
            waits.refused(_work_of(step), refused.until, refused.reason.value)
        except NeedsConsentError as problem:
            await _stop(hold, ConnectionStatus.NEEDS_YOU, problem.code, problem.message)
            return SliceEnd.RESTING
        except ServiceError as problem:
            if not await _goes_on(hold, desk, step, problem, waits):
                return SliceEnd.RESTING
    async with athlete_session(hold.athlete_id) as db:
        await connections.set_next_run(db, hold.connection.id, clock.utc_now())
        await hold.prove(db)
    return SliceEnd.MORE


_POISON = "Syncing ended the program several times in a row, so it was stopped."


def _work_of(step: Step) -> Work:
    match step:
        case FetchItem(item):
            return WORK_OF[item.priority]
        case ListPage(_, priority):
            return WORK_OF[priority]
        case _:
            return Work.INTERACTIVE


async def _begin_due(hold: Hold, desk: Desk) -> None:
    """Begin the lists that are due."""
    connection, now = hold.connection, clock.utc_now()
    if connection.status is not ConnectionStatus.CONNECTED:
        return
    async with athlete_session(hold.athlete_id) as db:
        is_first = not await sessions.list_open(db, connection.id)
        if not is_first:
            return
        for due in due_lists(_listed(hold), now, desk.poll_every):
            await sessions.begin(db, hold.athlete_id, new_id(), connection.id, due.kind, due.options)
        await hold.prove(db)


def _listed(hold: Hold) -> Listed:
    one = hold.connection
    return Listed(one.listed_recent_at, one.listed_month_at, one.listed_all_at, one.is_history_complete)


async def _look(hold: Hold, waits: _Waits) -> tuple[View, dict[int, Item], dict[UUID, SyncSession]]:
    """All that the next step depends on."""
    has_events = await hinting.has_events(hold)
    async with athlete_session(hold.athlete_id, read_only=True) as db:
        connection_id = hold.connection.id
        connection = await connections.find_connection(db, connection_id)
        if connection is None:
            raise LeaseLostError
        hold.connection = connection
        due = await items.list_due(db, connection_id, limit=_LOOKED_AT)
        left = await items.count_left(db, connection_id)
        retry_at = await items.find_retry(db, connection_id)
        found = await sessions.list_open(db, connection_id)
    view = View(
        may_ask=connection.status is ConnectionStatus.CONNECTED,
        has_events=has_events,
        items=tuple(_wanted(one) for one in due),
        sessions=tuple(_open(one, left.get(one.id, 0)) for one in found),
        retry_at=retry_at,
        new_from=waits.new_from,
        history_from=waits.history_from,
    )
    return view, {one.provider_id: one for one in due}, {one.id: one for one in found}


def _wanted(one: Item) -> WantedItem:
    parts = ((Part.DETAIL,) if one.wants_detail else ()) + ((Part.STREAMS,) if one.wants_streams else ())
    return WantedItem(one.provider_id, one.priority, parts, one.session_id)


def _open(one: SyncSession, left_count: int) -> OpenSession:
    return OpenSession(
        id=one.id,
        kind=one.kind,
        is_listed=one.checkpoint.is_listed,
        fetched_count=one.counts["fetched"],
        detailed_count=one.counts["detailed"],
        left_count=left_count,
        is_enriched=True,
        cancel_requested=one.cancel_requested,
    )


async def _do(hold: Hold, desk: Desk, step: Step, due: dict[int, Item], open_sessions: dict[UUID, SyncSession]) -> None:
    match step:
        case ApplyEvents():
            await hinting.apply_events(hold, desk)
        case FetchItem(wanted):
            await fetch_item(hold, desk, due[wanted.provider_id], WORK_OF[wanted.priority])
        case ListPage(session_id, priority):
            await list_page(hold, desk, open_sessions[session_id], WORK_OF[priority])
        case EndSession(session_id, is_cancelled):
            await _end(hold, open_sessions[session_id], is_cancelled=is_cancelled)
        case Enrich() | Rest():
            raise AssertionError(step)


async def _end(hold: Hold, session: SyncSession, *, is_cancelled: bool) -> None:
    async with athlete_session(hold.athlete_id) as db:
        connection_id = hold.connection.id
        if is_cancelled:
            await items.release_wants(db, connection_id, session.id)
            await sessions.end(db, session.id, SessionStatus.CANCELLED)
        else:
            set_aside = await items.count_set_aside(db, connection_id, session.id)
            await sessions.end(db, session.id, SessionStatus.COMPLETED, outcome="partial" if set_aside else "ok")
            listed = covers(session.kind, session.options, session.created_at)
            await connections.note_success(db, connection_id, oldest_started_at=None, listed=listed)
        await tokens.forget_previous(db, connection_id)
        await hold.prove(db)
        crashpoint(_ENDED)


async def _goes_on(hold: Hold, desk: Desk, step: Step, problem: ServiceError, waits: _Waits) -> bool:
    """After a failure that is not of one activity: whether something else can be done."""
    if problem.code == "authentication_error":
        return await _try_new_token(hold, desk)
    if problem.code in STOPS_ALL:
        await _stop(hold, ConnectionStatus.NEEDS_YOU, problem.code, problem.message)
        return False
    failures = hold.connection.failures_in_a_row + 1
    log.warning("list_failed", code=problem.code, endpoint=problem.endpoint, http_status=problem.http_status)
    async with athlete_session(hold.athlete_id) as db:
        await connections.note_failure(db, hold.connection.id)
        if isinstance(step, ListPage):
            await sessions.note_error(db, step.session_id, problem.code, problem.message)
            if failures >= MOST_ATTEMPTS and problem.error_class != "retryable":
                await sessions.end(
                    db,
                    step.session_id,
                    SessionStatus.FAILED,
                    code=problem.code,
                    message=problem.message,
                    phase=SessionStatus.FETCHING_ACTIVITIES.value,
                )
        await hold.prove(db)
    until = clock.utc_now() + pause_after(failures, desk.chance)
    waits.refused(_work_of(step), until, RefusalReason.OUTAGE.value)
    return True


async def _try_new_token(hold: Hold, desk: Desk) -> bool:
    """A token may end before its time; a new one says whether the consent did."""
    try:
        await desk.access(hold, Work.INTERACTIVE, refused_no=desk.token_no)
        if desk.refused_tokens:
            raise NeedsConsentError
        desk.refused_tokens += 1
    except NeedsConsentError as problem:
        await _stop(hold, ConnectionStatus.NEEDS_YOU, problem.code, problem.message)
        return False
    return True


async def _stop(hold: Hold, status: ConnectionStatus, code: str, message: str) -> None:
    """Nothing more is done until somebody acts; what is open stands still and goes on then."""
    async with athlete_session(hold.athlete_id) as db:
        await connections.set_status(db, hold.connection.id, status, code=code, message=message)
        await sessions.wait(db, hold.connection.id, SessionStatus.WAITING, None, code)
        await hold.prove(db)


async def _rest(hold: Hold, desk: Desk, rest: Rest, waits: _Waits) -> None:
    now = clock.utc_now()
    async with athlete_session(hold.athlete_id) as db:
        if hold.connection.status is ConnectionStatus.CONNECTED:
            found = await sessions.list_open(db, hold.connection.id)
            times = [rest.until] if rest.until is not None else []
            if not found:
                refreshed = await connections.find_connection(db, hold.connection.id)
                hold.connection = refreshed or hold.connection
                times.append(next_list_at(_listed(hold), now, desk.poll_every))
            await connections.set_next_run(db, hold.connection.id, min(times, default=now + timedelta(hours=1)))
            if found:
                status = SessionStatus.WAITING if rest.waits else SessionStatus.RETRYING
                await sessions.wait(db, hold.connection.id, status, rest.until, waits.reason if rest.waits else "retry")
        await hold.prove(db)
