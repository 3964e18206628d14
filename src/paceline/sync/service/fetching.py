"""One activity: its detail and streams asked for, made ready in a child, and stored in one transaction."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import RecordOutcome
from paceline.activities.service.record import record_many
from paceline.activities.service.rollback import withdraw_sources
from paceline.athletes.service.profile import get_profile
from paceline.connectors.services.errors import ErrorCode, ServiceError, TurnRefusedError
from paceline.connectors.services.records import Payload
from paceline.infra import clock
from paceline.infra.bounded_pool import ReaderError
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.ids import new_id
from paceline.sync.queries import connections, items, payloads, reports, sessions
from paceline.sync.queries.payloads import NewPayload
from paceline.sync.queries.reports import NewReport
from paceline.sync.queries.sessions import Step
from paceline.sync.rules.digest import Digested, Fetched
from paceline.sync.rules.policy import expiry_under
from paceline.sync.rules.quota import Work
from paceline.sync.rules.retries import is_poison, pause_after
from paceline.sync.schemas import ItemState, SessionStatus
from paceline.sync.service.desk import SOURCE_OF, Desk
from paceline.sync.service.leasing import Hold
from paceline.sync.tables import Item

_READ = register("sync.item_read", "an activity is fetched and digested, nothing of it is stored")
_WRITTEN = register("sync.item_written", "all of an activity is written, its transaction is not committed")
_STORED = register("sync.item_stored", "an activity is stored, the next step is not begun")

MOST_MISSING = 2
"""Answers that an activity does not exist before that is believed: services tell of a new one before they can show it."""
_MISSING_PAUSE = timedelta(seconds=30)
STOPS_ALL = frozenset({"authentication_error", "permission_denied", "app_inactive"})
"""What concerns the connection, not the activity that was asked for."""


_LIMITS: dict[str, ErrorCode] = {"file_too_slow": "function_timeout", "file_too_large_in_memory": "memory_limit"}


@dataclass(slots=True)
class _Answers:
    """What was fetched of an activity so far, and what went wrong."""

    detail: Payload | None = None
    streams: Payload | None = None
    has_asked_detail: bool = False
    has_asked_streams: bool = False
    problem: ServiceError | None = None

    @property
    def is_missing(self) -> bool:
        return self.has_asked_detail and self.detail is None


async def fetch_item(hold: Hold, desk: Desk, item: Item, work: Work) -> None:
    """Fetch what is wanted of an activity. What arrived before a failure is stored.

    Raises `TurnRefusedError` where nobody may ask, `ServiceError` of the kinds that concern the whole connection, `LeaseLostError`.
    """
    requests_before = desk.requests
    answers = await _ask(hold, desk, item, work)
    requests = desk.requests - requests_before
    if answers.is_missing:
        await _note_missing(hold, item, requests)
    elif answers.has_asked_detail or answers.has_asked_streams:
        await _keep(hold, desk, item, answers, requests)
    if answers.problem is None:
        return
    if isinstance(answers.problem, TurnRefusedError) or answers.problem.code in STOPS_ALL:
        raise answers.problem
    await note_failure(hold, desk, item, answers.problem)


async def _ask(hold: Hold, desk: Desk, item: Item, work: Work) -> _Answers:
    answers = _Answers()
    try:
        if item.wants_detail:
            answers.detail = await desk.connector.fetch_detail(await desk.access(hold, work), item.provider_id)
            answers.has_asked_detail = True
        if item.wants_streams and not answers.is_missing:
            answers.streams = await desk.connector.fetch_streams(await desk.access(hold, work), item.provider_id)
            answers.has_asked_streams = True
    except ServiceError as problem:
        answers.problem = problem
    return answers


async def _keep(hold: Hold, desk: Desk, item: Item, answers: _Answers, requests: int) -> None:
    fetched, time_zone = await _material(hold, item, answers)
    digested: Digested | None = None
    if fetched is not None:
        try:
            (digested,) = await desk.digest(hold, (fetched,), time_zone)
        except ReaderError as problem:
            digested = Digested(item.provider_id, None, _LIMITS.get(problem.code, "unknown_error"), problem.message)
    crashpoint(_READ)
    async with athlete_session(hold.athlete_id) as db:
        await _store(db, hold, desk, item, answers, digested, requests)
        await hold.prove(db)
        crashpoint(_WRITTEN)
    crashpoint(_STORED)


async def _material(hold: Hold, item: Item, answers: _Answers) -> tuple[Fetched | None, str]:
    """The answers to make the activity of: the new detail, else the one kept, else its line in the list."""
    known = None if answers.detail is None else answers.detail.content
    async with athlete_session(hold.athlete_id, read_only=True) as db:
        time_zone = (await get_profile(db)).time_zone
        for part in ("detail", "summary"):
            if known is None:
                found = await payloads.read_payloads(db, hold.connection.id, [item.provider_id], part)
                known = found.get(item.provider_id)
    if known is None:
        return None, time_zone
    streams = None if answers.streams is None else answers.streams.content
    return Fetched(item.provider_id, known, streams), time_zone


async def _store(
    db: AsyncConnection,
    hold: Hold,
    desk: Desk,
    item: Item,
    answers: _Answers,
    digested: Digested | None,
    requests: int,
) -> None:
    connection_id = hold.connection.id
    expires_at = expiry_under(hold.connection.policy, clock.utc_now())
    kept = {"detail": answers.detail, "streams": answers.streams}
    await payloads.save_payloads(
        db,
        connection_id,
        [NewPayload(item.provider_id, part, one.content, expires_at) for part, one in kept.items() if one is not None],
    )
    counts = {"request": requests}
    if digested is None or digested.new is None:
        await _fail(db, hold, desk, item, _problem_of(digested))
        counts |= {"error": 1, "failed": int(is_poison(item.attempts + 1))}
    else:
        (outcome,) = await record_many(db, hold.athlete_id, [digested.new])
        await items.mark_fetched(
            db,
            connection_id,
            item.provider_id,
            detail=answers.has_asked_detail,
            streams=answers.has_asked_streams,
            has_streams=answers.streams is not None,
        )
        counts |= _counts_of(item, outcome, answers)
    await _save_counts(db, item.session_id, counts)
    await connections.note_success(db, connection_id, oldest_started_at=item.started_at)


def _counts_of(item: Item, outcome: RecordOutcome, answers: _Answers) -> dict[str, int]:
    is_whole = not item.wants_streams or answers.has_asked_streams
    is_known = item.has_detail or outcome.code == "same_source"
    return {
        "detailed": int(is_whole),
        "stored": int(outcome.code in ("new", "probable_duplicate")),
        "updated": int(is_known and item.has_detail),
    }


async def _save_counts(db: AsyncConnection, session_id: UUID | None, counts: dict[str, int]) -> None:
    if session_id is not None:
        await sessions.save_step(db, session_id, Step(SessionStatus.STORING_DATA, counts))


async def note_failure(hold: Hold, desk: Desk, item: Item, problem: ServiceError) -> None:
    """Try an activity again later, or set it aside; with a report for people."""
    async with athlete_session(hold.athlete_id) as db:
        await _fail(db, hold, desk, item, problem)
        await _save_counts(db, item.session_id, {"error": 1, "failed": int(is_poison(item.attempts + 1))})
        await hold.prove(db)


def _problem_of(digested: Digested | None) -> ServiceError:
    if digested is None or digested.code is None:
        return ServiceError("invalid_data", "The service sent nothing that can be read.")
    return ServiceError(digested.code, digested.message or "")


async def _fail(db: AsyncConnection, hold: Hold, desk: Desk, item: Item, problem: ServiceError) -> None:
    attempts, phase = item.attempts + 1, SessionStatus.STORING_DATA.value
    retry_at = None if is_poison(attempts) else clock.utc_now() + pause_after(attempts, desk.chance)
    said: dict[str, str] = {"code": problem.code, "message": problem.message, "phase": phase}
    await items.mark_failed(db, hold.connection.id, item.provider_id, **said, retry_at=retry_at)
    if item.session_id is not None:
        report = NewReport(
            id=new_id(),
            session_id=item.session_id,
            attempts=attempts,
            provider_id=item.provider_id,
            endpoint=problem.endpoint,
            http_status=problem.http_status,
            **said,
        )
        await reports.add_report(db, report)


async def _note_missing(hold: Hold, item: Item, requests: int) -> None:
    """An activity that the service does not show: asked for once more, then gone with all that was made of it."""
    async with athlete_session(hold.athlete_id) as db:
        counts = {"request": requests}
        if item.missing_count + 1 < MOST_MISSING:
            retry_at = clock.utc_now() + _MISSING_PAUSE
            await items.note_missing(db, hold.connection.id, item.provider_id, retry_at=retry_at)
        else:
            source = SOURCE_OF[hold.connection.provider]
            taken = await withdraw_sources(db, hold.athlete_id, source, [str(item.provider_id)])
            await payloads.delete_payloads(db, hold.connection.id, [item.provider_id])
            await items.set_state(db, hold.connection.id, [item.provider_id], ItemState.GONE)
            counts |= {"removed": len(taken.removed_ids) + len(taken.kept_ids)}
        await _save_counts(db, item.session_id, counts)
        await connections.note_success(db, hold.connection.id, oldest_started_at=None)
        await hold.prove(db)
        crashpoint(_WRITTEN)
    crashpoint(_STORED)
