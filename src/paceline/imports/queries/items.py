"""Items: listed, begun, finished."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.imports.tables import LEASE_S, Finished, Item, ItemOutcome, ItemResult, Lease, NewItem, OriginKind


async def insert_items(
    db: AsyncConnection, athlete_id: UUID, lease: Lease, origin_no: int, new: Sequence[NewItem]
) -> bool:
    """Append items, those known already left out; `False` when the lease is lost."""
    row = await db.execute(
        text(
            """
            with last as (select coalesce(max(item_no), 0) as item_no from import_item where batch_id = :batch_id),
            added as (
                insert into import_item (athlete_id, batch_id, item_no, origin_no, path, member, outcome, code, reason, done_at)
                select :athlete_id, :batch_id, last.item_no + n.no, :origin_no, n.path, n.member, n.outcome, n.code, n.reason,
                       case when n.outcome is not null then app.now() end
                from last, unnest(cast(:paths as text[]), cast(:members as text[]), cast(:outcomes as text[]),
                                  cast(:codes as text[]), cast(:reasons as text[]))
                    with ordinality as n (path, member, outcome, code, reason, no)
                on conflict (athlete_id, batch_id, origin_no, member) do nothing
                returning outcome)
            update import_batch set lease_until = app.now() + make_interval(secs => :lease_s),
                   total_count = total_count + (select count(*) from added),
                   skipped_count = skipped_count + (select count(*) from added where outcome = 'skipped'),
                   failed_count = failed_count + (select count(*) from added where outcome = 'failed')
            where id = :batch_id and lease_token = :token
            """
        ),
        {
            "athlete_id": athlete_id,
            "batch_id": lease.batch_id,
            "token": lease.token,
            "lease_s": LEASE_S,
            "origin_no": origin_no,
            "paths": [one.path for one in new],
            "members": [one.member for one in new],
            "outcomes": [one.outcome for one in new],
            "codes": [one.code for one in new],
            "reasons": [one.reason for one in new],
        },
    )
    return row.rowcount == 1


async def finish_listing(
    db: AsyncConnection, athlete_id: UUID, lease: Lease, origin_no: int, kind: OriginKind, found: Sequence[str]
) -> bool:
    """An origin is listed; zips found in it become origins. `False` when the lease is lost."""
    row = await db.execute(
        text(
            """
            with last as (select max(origin_no) as origin_no from import_origin where batch_id = :batch_id),
            added as (
                insert into import_origin (athlete_id, batch_id, origin_no, found_in, path)
                select :athlete_id, :batch_id, last.origin_no + f.no, :origin_no, f.path
                from last, unnest(cast(:found as text[])) with ordinality as f (path, no)
                on conflict (athlete_id, batch_id, found_in, path) do nothing),
            listed as (
                update import_origin set listed_at = app.now(), kind = :kind
                where batch_id = :batch_id and origin_no = :origin_no)
            update import_batch set lease_until = app.now() + make_interval(secs => :lease_s), attempts = 0
            where id = :batch_id and lease_token = :token
            """
        ),
        {
            "athlete_id": athlete_id,
            "batch_id": lease.batch_id,
            "token": lease.token,
            "lease_s": LEASE_S,
            "origin_no": origin_no,
            "kind": kind,
            "found": list(found),
        },
    )
    return row.rowcount == 1


async def begin_items(db: AsyncConnection, lease: Lease, *, after: int, limit: int, is_idle: bool) -> list[Item]:
    """Count an attempt on the next waiting items and return them; none when the lease is lost.

    One that was begun before, by a process that died, comes alone, and only while nothing else is under way (`is_idle`): only so is it
    known which file kills.
    """
    rows = await db.execute(
        text(
            """
            with mine as (
                update import_batch set lease_until = app.now() + make_interval(secs => :lease_s)
                where id = :batch_id and lease_token = :token returning id),
            waiting as (
                select item_no, attempts from import_item
                where batch_id = :batch_id and outcome is null and item_no > :after order by item_no limit :limit),
            bounds as (
                select min(item_no) as first_no, min(item_no) filter (where attempts > 0) as suspect_no from waiting)
            update import_item i set attempts = i.attempts + 1 from mine, waiting w, bounds b
            where i.batch_id = mine.id and i.item_no = w.item_no
              and (b.suspect_no is null or i.item_no < b.suspect_no or (i.item_no = b.first_no and :is_idle))
            returning i.item_no, i.origin_no, i.path, i.member, i.attempts
            """
        ),
        {
            "batch_id": lease.batch_id,
            "token": lease.token,
            "lease_s": LEASE_S,
            "after": after,
            "limit": limit,
            "is_idle": is_idle,
        },
    )
    return sorted((Item(*row) for row in rows), key=lambda item: item.item_no)


_FINISH = text(
    """
    with done as (
        update import_item i set outcome = u.outcome, code = u.code, reason = u.reason, activity_ids = u.activity_ids,
               flaws = u.flaws, done_at = app.now()
        from jsonb_to_recordset(cast(:items as jsonb))
            as u (item_no integer, outcome text, code text, reason text, activity_ids uuid[], flaws jsonb)
        where i.batch_id = :batch_id and i.item_no = u.item_no and i.outcome is null
        returning i.outcome),
    counts as (
        select count(*) filter (where outcome = 'imported') as imported, count(*) filter (where outcome = 'duplicate') as duplicate,
               count(*) filter (where outcome = 'skipped') as skipped, count(*) filter (where outcome = 'failed') as failed
        from done)
    update import_batch b set imported_count = imported_count + c.imported, duplicate_count = duplicate_count + c.duplicate,
           skipped_count = skipped_count + c.skipped, failed_count = failed_count + c.failed, attempts = 0,
           worked_s = worked_s + :worked_s, lease_until = app.now() + make_interval(secs => :lease_s)
    from counts c where b.id = :batch_id and b.lease_token = :token
    """
)


async def finish_items(db: AsyncConnection, lease: Lease, finished: Sequence[Finished], worked_s: float) -> bool:
    """Write outcomes and counts; `False` when the lease is lost, and then the transaction must not commit."""
    items: list[dict[str, Any]] = [
        {
            "item_no": one.item_no,
            "outcome": one.outcome,
            "code": one.code,
            "reason": one.reason,
            "activity_ids": [str(activity_id) for activity_id in one.activity_ids],
            "flaws": one.flaws,
        }
        for one in finished
    ]
    done = await db.execute(
        _FINISH,
        {
            "items": orjson.dumps(items).decode().replace("\\u0000", ""),
            "batch_id": lease.batch_id,
            "token": lease.token,
            "worked_s": worked_s,
            "lease_s": LEASE_S,
        },
    )
    return done.rowcount == 1


async def list_results(
    db: AsyncConnection, batch_id: UUID, *, outcome: ItemOutcome | None, after: int, limit: int
) -> list[ItemResult]:
    """Files of a batch in their order, with what came of each."""
    chosen = "and outcome = :outcome" if outcome else ""
    rows = await db.execute(
        text(
            f"""
            select item_no, path, outcome, code, reason, activity_ids, flaws from import_item
            where batch_id = :batch_id and item_no > :after {chosen} order by item_no limit :limit
            """  # noqa: S608 -- composed of constants
        ),
        {"batch_id": batch_id, "after": after, "limit": limit} | ({"outcome": outcome} if outcome else {}),
    )
    return [
        ItemResult(row.item_no, row.path, row.outcome, row.code, row.reason, tuple(row.activity_ids), tuple(row.flaws))
        for row in rows
    ]
