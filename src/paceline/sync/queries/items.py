"""Activities as services list them: upserted by pages, picked when due, failed, set aside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.sync.schemas import ItemState
from paceline.sync.tables import FailedItem, Item, ListedItem, Upserted

# What the policy took away stays away; what the service shows again is there again; a new word asks for the detail, a new course for both.
_UPSERT = text(
    """
    with listed as (
        select * from unnest(cast(:ids as bigint[]), cast(:starts as timestamptz[]), cast(:words as bytea[]), cast(:courses as bytea[]),
                             cast(:states as text[])) as n (provider_id, started_at, words, course, state)),
    known as (
        select i.provider_id, i.state, i.has_detail, i.words_sha256 is distinct from n.words as new_words,
               i.course_sha256 is distinct from n.course as new_course
        from listed n join sync_item i on i.connection_id = :connection_id and i.provider_id = n.provider_id),
    decided as (
        select n.*, k.state as was,
               case when k.state = 'expired' then 'expired' else n.state end as becomes,
               k.provider_id is null or k.new_words or k.state in ('gone', 'filtered') or not k.has_detail as has_words,
               k.provider_id is null or k.new_course or k.state in ('gone', 'filtered') as has_course
        from listed n left join known k on k.provider_id = n.provider_id),
    written as (
        insert into sync_item as i (athlete_id, connection_id, provider_id, started_at, state, words_sha256, course_sha256,
                                    wants_detail, wants_streams, priority, session_id)
        select app.athlete(), :connection_id, d.provider_id, d.started_at, d.becomes, d.words, d.course,
               d.becomes = 'present' and (d.has_words or d.has_course), d.becomes = 'present' and d.has_course, :priority, :session_id
        from decided d
        on conflict (athlete_id, connection_id, provider_id) do update
        set started_at = excluded.started_at, state = excluded.state, words_sha256 = excluded.words_sha256,
            course_sha256 = excluded.course_sha256, seen_at = app.now(), missing_count = 0, session_id = excluded.session_id,
            wants_detail = excluded.state = 'present' and (i.wants_detail or excluded.wants_detail),
            wants_streams = excluded.state = 'present' and (i.wants_streams or excluded.wants_streams),
            -- What is new now is new, and what waits for somebody goes on waiting unless it reads differently.
            priority = least(i.priority, excluded.priority),
            attempts = case when excluded.wants_detail then 0 else i.attempts end,
            next_try_at = case when excluded.wants_detail then null else i.next_try_at end,
            quarantined_at = case when excluded.wants_streams then null else i.quarantined_at end)
    select provider_id, was, becomes as state, has_words, has_course from decided
    """
)


async def upsert_listed(
    db: AsyncConnection, connection_id: UUID, session_id: UUID, items: Sequence[ListedItem], *, priority: int
) -> list[Upserted]:
    """Take over what a page shows, in one statement; says of each entry what it changed."""
    rows = await db.execute(
        _UPSERT,
        {
            "connection_id": connection_id,
            "session_id": session_id,
            "priority": priority,
            "ids": [one.provider_id for one in items],
            "starts": [one.started_at for one in items],
            "words": [one.words_sha256 for one in items],
            "courses": [one.course_sha256 for one in items],
            "states": [one.state.value for one in items],
        },
    )
    return [
        Upserted(
            row.provider_id,
            ItemState(row.was) if row.was else None,
            ItemState(row.state),
            row.has_words,
            row.has_course,
        )
        for row in rows
    ]


async def find_seen(
    db: AsyncConnection, connection_id: UUID, session_id: UUID, provider_ids: Collection[int]
) -> frozenset[int]:
    """Those of some entries that a session has listed at an earlier page."""
    rows = await db.execute(
        text(
            """
            select provider_id from sync_item
            where connection_id = :connection_id and session_id = :session_id and provider_id = any(cast(:ids as bigint[]))
            """
        ),
        {"connection_id": connection_id, "session_id": session_id, "ids": list(provider_ids)},
    )
    return frozenset(rows.scalars())


_COLUMNS = """
    provider_id, started_at, state, wants_detail, wants_streams, has_detail, has_streams, missing_count, priority, session_id,
    attempts, event_at
"""
_WANTED = "(wants_detail or wants_streams) and quarantined_at is null"


def _item(row: Any) -> Item:
    values: dict[str, Any] = dict(row._mapping)
    values["state"] = ItemState(values["state"])
    return Item(**values)


async def list_due(db: AsyncConnection, connection_id: UUID, *, limit: int) -> list[Item]:
    """What is to be fetched now, the new before the history, the newest first: so many of each."""
    rows = await db.execute(
        text(
            f"""
            select d.* from (values (0), (1)) as p (priority), lateral (
                select {_COLUMNS} from sync_item i
                where i.connection_id = :connection_id and i.priority = p.priority and {_WANTED}
                  and (i.next_try_at is null or i.next_try_at <= app.now())
                order by i.started_at desc limit :limit) as d
            """  # noqa: S608 -- composed of constants
        ),
        {"connection_id": connection_id, "limit": limit},
    )
    return [_item(row) for row in rows]


async def find_retry(db: AsyncConnection, connection_id: UUID) -> datetime | None:
    """When the next activity in a pause after a failure is due."""
    row = await db.execute(
        text(
            f"""
            select min(next_try_at) from sync_item where connection_id = :connection_id and {_WANTED} and next_try_at > app.now()
            """  # noqa: S608 -- composed of constants
        ),
        {"connection_id": connection_id},
    )
    return row.scalar_one_or_none()


async def count_left(db: AsyncConnection, connection_id: UUID) -> dict[UUID, int]:
    """For each session how many of its activities want something still; those set aside do not."""
    rows = await db.execute(
        text(
            f"""
            select session_id, count(*) from sync_item
            where connection_id = :connection_id and {_WANTED} and session_id is not null group by session_id
            """  # noqa: S608 -- composed of constants
        ),
        {"connection_id": connection_id},
    )
    return {row[0]: row[1] for row in rows}


async def find_item(db: AsyncConnection, connection_id: UUID, provider_id: int) -> Item | None:
    """One activity at the service."""
    row = (
        await db.execute(
            text(f"select {_COLUMNS} from sync_item where connection_id = :connection_id and provider_id = :id"),  # noqa: S608 -- composed of constants
            {"connection_id": connection_id, "id": provider_id},
        )
    ).first()
    return _item(row) if row else None


async def mark_fetched(
    db: AsyncConnection, connection_id: UUID, provider_id: int, *, detail: bool, streams: bool, has_streams: bool
) -> None:
    """Some parts are here; nothing failed since."""
    await db.execute(
        text(
            """
            update sync_item set wants_detail = wants_detail and not :detail, has_detail = has_detail or :detail,
                   wants_streams = wants_streams and not :streams,
                   has_streams = case when :streams then :has_streams else has_streams end,
                   attempts = 0, next_try_at = null, quarantined_at = null, error_code = null, error_message = null,
                   error_phase = null, missing_count = 0, state = 'present',
                   priority = case when (wants_detail and not :detail) or (wants_streams and not :streams) then priority else 1 end
            where connection_id = :connection_id and provider_id = :id
            """
        ),
        {
            "connection_id": connection_id,
            "id": provider_id,
            "detail": detail,
            "streams": streams,
            "has_streams": has_streams,
        },
    )


async def mark_failed(
    db: AsyncConnection,
    connection_id: UUID,
    provider_id: int,
    *,
    code: str,
    message: str,
    phase: str,
    retry_at: datetime | None,
) -> None:
    """One more failure; tried again at that time, or set aside where there is none."""
    await db.execute(
        text(
            """
            update sync_item set attempts = attempts + 1, next_try_at = :retry_at, error_code = :code, error_message = :message,
                   error_phase = :phase,
                   quarantined_at = case when cast(:retry_at as timestamptz) is null then app.now() end
            where connection_id = :connection_id and provider_id = :id
            """
        ),
        {
            "connection_id": connection_id,
            "id": provider_id,
            "code": code,
            "message": message,
            "phase": phase,
            "retry_at": retry_at,
        },
    )


async def set_state(db: AsyncConnection, connection_id: UUID, provider_ids: Collection[int], state: ItemState) -> None:
    """Activities that are gone, expired or filtered want nothing any more."""
    await db.execute(
        text(
            """
            update sync_item set state = :state, wants_detail = false, wants_streams = false, has_detail = false, has_streams = false,
                   attempts = 0, next_try_at = null, quarantined_at = null, error_code = null, error_message = null, error_phase = null
            where connection_id = :connection_id and provider_id = any(cast(:ids as bigint[]))
            """
        ),
        {"connection_id": connection_id, "ids": list(provider_ids), "state": state.value},
    )


async def list_failed(db: AsyncConnection, connection_id: UUID, *, limit: int) -> list[FailedItem]:
    """What could not be fetched, those set aside first."""
    rows = await db.execute(
        text(
            """
            select provider_id, started_at, attempts, error_code, error_message, error_phase,
                   quarantined_at is not null as is_quarantined, next_try_at
            from sync_item where connection_id = :connection_id and error_code is not null
            order by quarantined_at is null, started_at desc limit :limit
            """
        ),
        {"connection_id": connection_id, "limit": limit},
    )
    return [FailedItem(*row) for row in rows]


async def retry_failed(db: AsyncConnection, connection_id: UUID, provider_ids: Collection[int] | None = None) -> int:
    """Try again at once what failed, those set aside too; all of it, or some. Returns how many."""
    done = await db.execute(
        text(
            """
            update sync_item set attempts = 0, next_try_at = null, quarantined_at = null
            where connection_id = :connection_id and error_code is not null and (wants_detail or wants_streams)
              and (cast(:ids as bigint[]) is null or provider_id = any(cast(:ids as bigint[])))
            """
        ),
        {"connection_id": connection_id, "ids": None if provider_ids is None else list(provider_ids)},
    )
    return done.rowcount


async def note_missing(db: AsyncConnection, connection_id: UUID, provider_id: int, *, retry_at: datetime) -> None:
    """The service says that it does not exist: not believed yet, asked for once more."""
    await db.execute(
        text(
            """
            update sync_item set missing_count = missing_count + 1, next_try_at = :retry_at
            where connection_id = :connection_id and provider_id = :id
            """
        ),
        {"connection_id": connection_id, "id": provider_id, "retry_at": retry_at},
    )


@dataclass(frozen=True, slots=True)
class Hint:
    """What a webhook said of an activity. `is_missing`: that it is gone, so that the service need not say so twice."""

    provider_id: int
    event_at: datetime
    wants_streams: bool
    is_missing: bool


async def apply_hints(db: AsyncConnection, connection_id: UUID, session_id: UUID, hints: Sequence[Hint]) -> int:
    """Ask for what events speak of, before all else; one that says no news changes nothing. Returns how many did."""
    done = await db.execute(
        text(
            """
            insert into sync_item as i (athlete_id, connection_id, provider_id, wants_detail, wants_streams, priority, session_id,
                                        missing_count, event_at, started_at)
            select app.athlete(), :connection_id, n.provider_id, true, n.wants_streams, 0, :session_id,
                   case when n.is_missing then 1 else 0 end, n.event_at, n.event_at
            from unnest(cast(:ids as bigint[]), cast(:event_ats as timestamptz[]), cast(:streams as boolean[]),
                        cast(:missing as boolean[])) as n (provider_id, event_at, wants_streams, is_missing)
            on conflict (athlete_id, connection_id, provider_id) do update
            set wants_detail = true, wants_streams = i.wants_streams or excluded.wants_streams or not i.has_detail, priority = 0,
                session_id = excluded.session_id, missing_count = excluded.missing_count, event_at = excluded.event_at,
                state = 'present', attempts = 0, next_try_at = null, quarantined_at = null
            where (i.event_at is null or i.event_at <= excluded.event_at) and i.state <> 'expired'
            """
        ),
        {
            "connection_id": connection_id,
            "session_id": session_id,
            "ids": [one.provider_id for one in hints],
            "event_ats": [one.event_at for one in hints],
            "streams": [one.wants_streams for one in hints],
            "missing": [one.is_missing for one in hints],
        },
    )
    return done.rowcount


async def count_unseen(
    db: AsyncConnection, connection_id: UUID, session_id: UUID, *, after_at: datetime | None
) -> tuple[int, int]:
    """How many of the activities in the range of a list it did not show, and how many there are."""
    row = (
        await db.execute(
            text(
                """
                select count(*) filter (where session_id is distinct from :session_id) as unseen, count(*) as present
                from sync_item where connection_id = :connection_id and state = 'present' and (has_detail or has_streams)
                  and (cast(:after_at as timestamptz) is null or started_at >= :after_at)
                """
            ),
            {"connection_id": connection_id, "session_id": session_id, "after_at": after_at},
        )
    ).one()
    return row.unseen, row.present


async def doubt_unseen(db: AsyncConnection, connection_id: UUID, session_id: UUID, *, after_at: datetime | None) -> int:
    """Ask by id for each activity that a list did not show, though it should have; returns how many."""
    done = await db.execute(
        text(
            """
            update sync_item set wants_detail = true, session_id = :session_id, next_try_at = null
            where connection_id = :connection_id and state = 'present' and (has_detail or has_streams)
              and session_id is distinct from :session_id
              and (cast(:after_at as timestamptz) is null or started_at >= :after_at)
            """
        ),
        {"connection_id": connection_id, "session_id": session_id, "after_at": after_at},
    )
    return done.rowcount


async def count_set_aside(db: AsyncConnection, connection_id: UUID, session_id: UUID) -> int:
    """How many activities of a session wait for somebody."""
    row = await db.execute(
        text(
            """
            select count(*) from sync_item
            where connection_id = :connection_id and session_id = :session_id and quarantined_at is not null
            """
        ),
        {"connection_id": connection_id, "session_id": session_id},
    )
    return row.scalar_one()


async def release_wants(db: AsyncConnection, connection_id: UUID, session_id: UUID) -> None:
    """What a cancelled session still wanted is not fetched."""
    await db.execute(
        text(
            """
            update sync_item set wants_detail = false, wants_streams = false
            where connection_id = :connection_id and session_id = :session_id and (wants_detail or wants_streams)
            """
        ),
        {"connection_id": connection_id, "session_id": session_id},
    )


async def list_held(db: AsyncConnection, connection_id: UUID) -> list[int]:
    """The activities of which anything may be here."""
    rows = await db.execute(
        text("select provider_id from sync_item where connection_id = :id and state = 'present'"), {"id": connection_id}
    )
    return list(rows.scalars())
