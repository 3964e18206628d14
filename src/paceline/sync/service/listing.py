"""One page of a list: asked for, digested, and stored with the place where the list goes on, in one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import NewActivity, Outcome, RecordOutcome
from paceline.activities.service.record import record_many
from paceline.activities.service.rollback import withdraw_sources
from paceline.athletes.service.profile import get_profile
from paceline.connectors.services.records import ListedActivity, ListedPage, ListFrom, UnreadableItem
from paceline.infra import clock
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.sync.queries import connections, items, payloads, sessions
from paceline.sync.queries.payloads import NewPayload
from paceline.sync.queries.sessions import Step
from paceline.sync.rules.digest import Digested, Fetched
from paceline.sync.rules.listing import Entry, ListQuery, after_page, next_query
from paceline.sync.rules.plan import HISTORY, NEW
from paceline.sync.rules.policy import expiry_under
from paceline.sync.rules.quota import Work
from paceline.sync.schemas import ItemState, SessionKind, SessionStatus
from paceline.sync.service.desk import SOURCE_OF, Desk
from paceline.sync.service.leasing import Hold
from paceline.sync.tables import ListedItem, SyncSession, Upserted

_READ = register("sync.page_read", "a page of a list is read and digested, nothing of it is stored")
_RECORDED = register("sync.page_recorded", "activities of a page are written, where the list goes on is not")
_WRITTEN = register("sync.page_written", "all of a page is written, its transaction is not committed")
_STORED = register("sync.page_stored", "a page is stored, the next step is not begun")

MOST_DOUBTED = 20
DOUBTED_SHARE = 0.1
"""A list that leaves out more of what there was is taken for a fault of the list."""


async def list_page(hold: Hold, desk: Desk, session: SyncSession, work: Work) -> None:
    """Read a session's next page. Raises `ServiceError`, `LeaseLostError`."""
    query = next_query(session.checkpoint, session.options, now_s=int(clock.utc_now().timestamp()))
    assert query is not None
    requests_before = desk.requests
    access = await desk.access(hold, work)
    page = await desk.connector.list_page(access, _range(query), page=query.page, per_page=query.per_page)
    async with athlete_session(hold.athlete_id, read_only=True) as db:
        time_zone = (await get_profile(db)).time_zone
    summaries = tuple(Fetched(one.id, one.payload) for one in page.activities if _is_wanted(hold, one))
    digested = await desk.digest(hold, summaries, time_zone) if summaries else ()
    crashpoint(_READ)
    async with athlete_session(hold.athlete_id) as db:
        counts = await _store_page(db, hold, session, page, digested)
        crashpoint(_RECORDED)
        entries = [Entry(one.id, int(one.started_at.timestamp())) for one in page.activities]
        checkpoint = after_page(session.checkpoint, query, entries, counts.seen, session.options)
        figures = counts.figures | {"request": desk.requests - requests_before}
        if checkpoint.is_listed:
            await _doubt_unseen(db, hold, session)
        await sessions.save_step(db, session.id, Step(SessionStatus.FETCHING_ACTIVITIES, figures, checkpoint))
        oldest = min((one.started_at for one in page.activities), default=None)
        await connections.note_success(db, hold.connection.id, oldest_started_at=oldest)
        await hold.prove(db)
        crashpoint(_WRITTEN)
    crashpoint(_STORED)


def _range(query: ListQuery) -> ListFrom:
    def moment(second: int | None) -> datetime | None:
        return None if second is None else datetime.fromtimestamp(second, UTC)

    return ListFrom(before=moment(query.before_s), after=moment(query.after_s))


def _is_wanted(hold: Hold, listed: ListedActivity) -> bool:
    families = hold.connection.sport_families
    return families is None or listed.sport.family.value in families


class _Counts:
    """What a page came to: the entries an earlier page of the session had, and what is added to its figures."""

    def __init__(self, seen: frozenset[int], figures: dict[str, int]) -> None:
        self.seen = seen
        self.figures = figures


async def _store_page(
    db: AsyncConnection, hold: Hold, session: SyncSession, page: ListedPage, digested: Sequence[Digested]
) -> _Counts:
    connection_id = hold.connection.id
    seen = await items.find_seen(db, connection_id, session.id, [one.id for one in page.activities])
    listed = [_item(hold, one) for one in page.activities] + [_unreadable(one) for one in page.unreadable if one.id]
    priority = HISTORY if session.kind is SessionKind.BACKFILL else NEW
    upserted = await items.upsert_listed(db, connection_id, session.id, listed, priority=priority)
    fresh = {one.provider_id: one for one in upserted if one.provider_id not in seen}
    changed = [one.id for one in page.activities if one.id in fresh and _reads_differently(fresh[one.id])]
    expires_at = expiry_under(hold.connection.policy, clock.utc_now())
    kept = {one.id: one.payload for one in page.activities}
    await payloads.save_payloads(
        db, connection_id, [NewPayload(one, "summary", kept[one], expires_at) for one in changed]
    )
    outcomes = await _record_new(db, hold, fresh, digested)
    filtered = [one for one in fresh.values() if one.state is ItemState.FILTERED]
    dropped = [str(one.provider_id) for one in filtered if one.was is ItemState.PRESENT]
    if dropped:
        await withdraw_sources(db, hold.athlete_id, SOURCE_OF[hold.connection.provider], dropped)
    failed = [one for one in digested if one.new is None and one.provider_id in fresh]
    return _Counts(
        seen,
        {
            "fetched": len(fresh),
            "filtered": len(filtered),
            "error": len(failed) + len(page.unreadable),
            **_outcome_counts(outcomes),
        },
    )


def _outcome_counts(outcomes: Sequence[RecordOutcome]) -> dict[str, int]:
    return {
        "stored": sum(one.outcome is Outcome.IMPORTED and one.code != "joined" for one in outcomes),
        "duplicate": sum(one.code in ("joined", "same_recording", "probable_duplicate") for one in outcomes),
        "skipped": sum(one.outcome is Outcome.DELETED_BEFORE for one in outcomes),
    }


def _reads_differently(one: Upserted) -> bool:
    return one.state is ItemState.PRESENT and (one.has_new_words or one.has_new_course)


async def _record_new(
    db: AsyncConnection, hold: Hold, fresh: dict[int, Upserted], digested: Sequence[Digested]
) -> list[RecordOutcome]:
    """Record what the summaries say of activities that are new; what is known waits for its detail, which says more."""
    news: list[NewActivity] = [
        one.new
        for one in digested
        if one.new is not None
        and one.provider_id in fresh
        and fresh[one.provider_id].state is ItemState.PRESENT
        and fresh[one.provider_id].was is not ItemState.PRESENT
    ]
    return await record_many(db, hold.athlete_id, news)


def _item(hold: Hold, listed: ListedActivity) -> ListedItem:
    course = f"{listed.started_at.timestamp():.0f} {listed.elapsed_s} {listed.distance_m}"
    state = ItemState.PRESENT if _is_wanted(hold, listed) else ItemState.FILTERED
    return ListedItem(listed.id, listed.started_at, listed.sha256, sha256(course.encode()).digest(), state)


def _unreadable(one: UnreadableItem) -> ListedItem:
    """Its detail may be readable where its line in the list is not."""
    assert one.id is not None
    said = sha256(one.payload).digest()
    return ListedItem(one.id, None, said, said, ItemState.PRESENT)


async def _doubt_unseen(db: AsyncConnection, hold: Hold, session: SyncSession) -> None:
    """Missing from one list is not gone: each is asked for by id. A list that leaves out much is not believed at all."""
    options = session.options
    if session.kind is not SessionKind.RECONCILE or options.before_at is not None or options.max_activities is not None:
        return
    # What starts just at the bound may have moved over it.
    after_at = options.after_at
    unseen, present = await items.count_unseen(db, hold.connection.id, session.id, after_at=after_at)
    if unseen and unseen <= max(MOST_DOUBTED, present * DOUBTED_SHARE):
        await items.doubt_unseen(db, hold.connection.id, session.id, after_at=after_at)
