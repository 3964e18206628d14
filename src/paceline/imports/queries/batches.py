"""Batches: made, leased, counted, ended."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.imports.tables import LEASE_S, Batch, BatchFigures, BatchStatus, Lease, NewBatch, Origin

_OPEN = "status in ('queued', 'listing', 'running')"
_COLUMNS = """
    id, origin, label, status, cancel_requested, restore_deleted, imported_count, duplicate_count, skipped_count, failed_count,
    total_count, error_code, error_message, worked_s, created_at, started_at, finished_at
"""


def _batch(row: Row[tuple[object, ...]]) -> Batch:
    return Batch(**row._mapping)  # pyright: ignore[reportPrivateUsage] -- SQLAlchemy's public name for it


async def insert_batch(db: AsyncConnection, athlete_id: UUID, new: NewBatch) -> None:
    """A batch with its origins, counted from 1."""
    await db.execute(
        text(
            """
            with batch as (
                insert into import_batch (athlete_id, id, origin, label, restore_deleted, next_run_at)
                values (:athlete_id, :id, :origin, :label, :restore_deleted,
                        case when :origin <> 'command' then app.now() end))
            insert into import_origin (athlete_id, batch_id, origin_no, path, sha256)
            select :athlete_id, :id, o.no, o.path, o.sha256
            from unnest(cast(:paths as text[]), cast(:sha256s as bytea[])) with ordinality as o (path, sha256, no)
            """
        ),
        {
            "athlete_id": athlete_id,
            "id": new.id,
            "origin": new.origin,
            "label": new.label,
            "restore_deleted": new.restore_deleted,
            "paths": [one.path for one in new.origins],
            "sha256s": [one.sha256 for one in new.origins],
        },
    )


async def find_batch(db: AsyncConnection, batch_id: UUID) -> Batch | None:
    """A batch of the session's athlete."""
    row = (await db.execute(text(f"select {_COLUMNS} from import_batch where id = :id"), {"id": batch_id})).first()  # noqa: S608 -- composed of constants
    return _batch(row) if row else None


async def list_batches(db: AsyncConnection, before: UUID | None, limit: int) -> list[Batch]:
    """Newest first, those before that id."""
    older = "where id < :before" if before else ""
    rows = await db.execute(
        text(f"select {_COLUMNS} from import_batch {older} order by id desc limit :limit"),  # noqa: S608 -- composed of constants
        {"before": before, "limit": limit} if before else {"limit": limit},
    )
    return [_batch(row) for row in rows]


async def list_open(db: AsyncConnection, and_those: Collection[UUID] = ()) -> list[Batch]:
    """Those still under way, and some more by their ids."""
    rows = await db.execute(
        text(f"select {_COLUMNS} from import_batch where {_OPEN} or id = any(cast(:ids as uuid[])) order by id"),  # noqa: S608 -- composed of constants
        {"ids": list(and_those)},
    )
    return [_batch(row) for row in rows]


async def find_open_command(db: AsyncConnection, paths: Sequence[str], *, restore_deleted: bool) -> UUID | None:
    """The unfinished batch of an earlier command with the same paths in the same order."""
    row = await db.execute(
        text(
            f"""
            select b.id from import_batch b
            where b.origin = 'command' and b.{_OPEN} and not b.cancel_requested and b.restore_deleted = :restore_deleted
              and cast(:paths as text[]) = array(
                select o.path from import_origin o
                where o.athlete_id = b.athlete_id and o.batch_id = b.id and o.found_in is null order by o.origin_no)
            order by b.id desc limit 1
            """  # noqa: S608 -- composed of constants
        ),
        {"paths": list(paths), "restore_deleted": restore_deleted},
    )
    return row.scalar_one_or_none()


async def list_waiting(db: AsyncConnection) -> list[tuple[UUID, UUID]]:
    """Across athletes, through the second door: (athlete, batch) of every open batch that is due and that nobody works on."""
    rows = await db.execute(
        text(
            f"""
            select athlete_id, id from import_batch
            where {_OPEN} and next_run_at <= app.now() and (lease_until is null or lease_until < app.now())
            order by next_run_at
            """  # noqa: S608 -- composed of constants
        )
    )
    return [(row.athlete_id, row.id) for row in rows]


async def find_holder(db: AsyncConnection, batch_id: UUID) -> str | None:
    """Who holds a batch's lease."""
    row = await db.execute(
        text("select lease_holder from import_batch where id = :id and lease_until >= app.now()"), {"id": batch_id}
    )
    return row.scalar_one_or_none()


async def claim(db: AsyncConnection, batch_id: UUID, *, holder: str, dead_holder: str | None) -> Lease | None:
    """Take the lease of an open batch that is free, or whose holder is known to be dead; `None` when it is neither."""
    row = (
        await db.execute(
            text(
                f"""
                update import_batch set lease_token = lease_token + 1, lease_holder = :holder, attempts = attempts + 1,
                       lease_until = app.now() + make_interval(secs => :lease_s),
                       started_at = coalesce(started_at, app.now()),
                       status = case when status = 'queued' then 'listing' else status end
                where id = :id and {_OPEN}
                  and (lease_until is null or lease_until < app.now() or lease_holder = :dead_holder)
                returning lease_token, attempts
                """  # noqa: S608 -- composed of constants
            ),
            {"id": batch_id, "holder": holder, "dead_holder": dead_holder, "lease_s": LEASE_S},
        )
    ).first()
    return Lease(batch_id, row.lease_token, row.attempts) if row else None


async def extend(db: AsyncConnection, lease: Lease) -> bool | None:
    """Hold the lease longer, and learn whether the batch is to be cancelled; `None` when the lease is lost."""
    row = await db.execute(
        text(
            """
            update import_batch set lease_until = app.now() + make_interval(secs => :lease_s)
            where id = :id and lease_token = :token returning cancel_requested
            """
        ),
        {"id": lease.batch_id, "token": lease.token, "lease_s": LEASE_S},
    )
    return row.scalar_one_or_none()


async def release(db: AsyncConnection, lease: Lease, begun_items: Sequence[int] = ()) -> bool:
    """Give the lease back, and take back the attempts of items that were begun but are not done; `False` when it was lost."""
    done = await db.execute(
        text(
            """
            with mine as (
                update import_batch set lease_until = null, lease_holder = null, attempts = greatest(attempts - 1, 0)
                where id = :id and lease_token = :token and lease_until is not null returning id),
            items as (
                update import_item i set attempts = greatest(i.attempts - 1, 0) from mine
                where i.batch_id = mine.id and i.item_no = any(cast(:begun as integer[])) and i.outcome is null)
            select id from mine
            """
        ),
        {"id": lease.batch_id, "token": lease.token, "begun": list(begun_items)},
    )
    return done.first() is not None


async def start_running(db: AsyncConnection, lease: Lease) -> bool:
    """All origins are listed; `False` when the lease is lost."""
    done = await db.execute(
        text("update import_batch set status = 'running' where id = :id and lease_token = :token"),
        {"id": lease.batch_id, "token": lease.token},
    )
    return done.rowcount == 1


async def end(
    db: AsyncConnection, lease: Lease, status: BatchStatus, *, code: str | None = None, message: str | None = None
) -> bool:
    """End a batch; `False` when the lease is lost."""
    done = await db.execute(
        text(
            """
            update import_batch set status = :status, error_code = :code, error_message = :message, finished_at = app.now(),
                   lease_until = null, lease_holder = null, next_run_at = null
            where id = :id and lease_token = :token
            """
        ),
        {"id": lease.batch_id, "token": lease.token, "status": status, "code": code, "message": message},
    )
    return done.rowcount == 1


async def request_cancel(db: AsyncConnection, batch_id: UUID) -> bool:
    """Ask for the end of an open batch; `False` when it has ended."""
    done = await db.execute(
        text(
            f"""
            update import_batch set cancel_requested = true, next_run_at = coalesce(next_run_at, app.now())
            where id = :id and {_OPEN}
            """  # noqa: S608 -- composed of constants
        ),
        {"id": batch_id},
    )
    return done.rowcount == 1


async def mark_rolled_back(db: AsyncConnection, batch_id: UUID) -> None:
    """The batch stays as history: what it named as activities is gone, and whoever believed to work on it has lost it."""
    await db.execute(
        text(
            """
            with items as (update import_item set activity_ids = '{}' where batch_id = :id and activity_ids <> '{}')
            update import_batch set status = 'rolled_back', finished_at = coalesce(finished_at, app.now()), next_run_at = null,
                   lease_token = lease_token + 1, lease_until = null, lease_holder = null
            where id = :id
            """
        ),
        {"id": batch_id},
    )


async def delete_rolled_back(db: AsyncConnection, batch_id: UUID) -> None:
    """Delete a batch with its origins and items, if it was rolled back."""
    await db.execute(text("delete from import_batch where id = :id and status = 'rolled_back'"), {"id": batch_id})


async def list_origins(db: AsyncConnection, batch_id: UUID) -> list[Origin]:
    """What was handed in, and the zips found in it."""
    rows = await db.execute(
        text(
            """
            select origin_no, path, sha256, kind, found_in, listed_at is not null as is_listed from import_origin
            where batch_id = :id order by origin_no
            """
        ),
        {"id": batch_id},
    )
    return [Origin(row.origin_no, row.path, row.sha256, row.kind, row.found_in, row.is_listed) for row in rows]


async def let_go_of_blobs(db: AsyncConnection, batch_id: UUID) -> list[bytes]:
    """Stop holding the uploaded originals of a batch; returns those held until now."""
    rows = await db.execute(
        text(
            """
            with held as (select origin_no, sha256 from import_origin where batch_id = :id and sha256 is not null),
            freed as (update import_origin o set sha256 = null from held h where o.batch_id = :id and o.origin_no = h.origin_no)
            select distinct sha256 from held
            """
        ),
        {"id": batch_id},
    )
    return list(rows.scalars())


async def list_of_everybody(
    db: AsyncConnection, before: tuple[datetime, UUID] | None, limit: int
) -> list[BatchFigures]:
    """The newest batches of all athletes, without anything an athlete named. For the system session."""
    made_at, before_id = before or (None, None)
    rows = await db.execute(
        text(
            """
            select id, athlete_id, origin, status, imported_count, duplicate_count, skipped_count, failed_count, total_count,
                   error_code, created_at, started_at, finished_at
            from import_batch
            where cast(:made_at as timestamptz) is null or (created_at, id) < (:made_at, cast(:before_id as uuid))
            order by created_at desc, id desc limit :limit
            """
        ),
        {"made_at": made_at, "before_id": before_id, "limit": limit},
    )
    return [BatchFigures(*row) for row in rows]
