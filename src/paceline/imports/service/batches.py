"""Batches as the athlete sees them: made, looked at, cancelled, taken back."""

from collections.abc import Collection, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.service.rollback import Rollback, remove_batch_sources
from paceline.imports.errors import batch_ended, batch_not_found, batch_open
from paceline.imports.queries import batches as queries
from paceline.imports.queries import items
from paceline.imports.rules.progress import label_of
from paceline.imports.service.paths import shown_path, stored_path
from paceline.imports.tables import Batch, BatchOrigin, ItemOutcome, ItemResult, NewBatch, NewOrigin
from paceline.infra import blobs, holder
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.ids import new_id
from paceline.infra.jobs.queue import enqueue

_MADE = register("imports.batch_made", "a batch is written, its transaction is not committed")
_ROLLED_BACK = register("imports.rolled_back", "a rollback is written, its transaction is not committed")


async def create_batch(
    db: AsyncConnection,
    athlete_id: UUID,
    origin: BatchOrigin,
    origins: Sequence[NewOrigin],
    *,
    restore_deleted: bool = False,
    label: str | None = None,
) -> Batch:
    """A batch of what is handed in. Unless a command made it, which works on it itself, a job is asked for in the same transaction."""
    batch_id = new_id()
    new = NewBatch(
        batch_id, origin, label or label_of([shown_path(one.path) for one in origins]), restore_deleted, origins
    )
    await queries.insert_batch(db, athlete_id, new)
    if origin != "command":
        await enqueue_slice(db, athlete_id, batch_id)
    crashpoint(_MADE)
    return await get_batch(db, batch_id)


async def enqueue_slice(db: AsyncConnection, athlete_id: UUID, batch_id: UUID) -> None:
    """Ask for the next slice of a batch, in the caller's transaction; one at a time."""
    key = f"imports.work:{batch_id}"
    await enqueue(db, "imports.work", {"athlete_id": str(athlete_id), "batch_id": str(batch_id)}, once=key, lock=key)


async def resume_or_create(
    db: AsyncConnection, athlete_id: UUID, paths: Sequence[Path], *, restore_deleted: bool
) -> tuple[Batch, bool]:
    """The unfinished batch of the same command, and `True`; else a new one."""
    names = [stored_path(str(path)) for path in paths]
    found = await queries.find_open_command(db, names, restore_deleted=restore_deleted)
    if found is not None:
        return await get_batch(db, found), True
    origins = [NewOrigin(name) for name in names]
    return await create_batch(db, athlete_id, "command", origins, restore_deleted=restore_deleted), False


async def get_batch(db: AsyncConnection, batch_id: UUID) -> Batch:
    """A batch. Raises `AppError(import_not_found)`."""
    batch = await queries.find_batch(db, batch_id)
    if batch is None:
        raise batch_not_found()
    return batch


async def list_batches(db: AsyncConnection, *, before: UUID | None = None, limit: int = 30) -> list[Batch]:
    """Newest first."""
    return await queries.list_batches(db, before, limit)


async def list_open(db: AsyncConnection, *, and_those: Collection[UUID] = ()) -> list[Batch]:
    """Those still under way, and some more by their ids."""
    return await queries.list_open(db, and_those)


async def list_results(
    db: AsyncConnection, batch_id: UUID, *, outcome: ItemOutcome | None = None, after: int = 0, limit: int = 30
) -> list[ItemResult]:
    """Files of a batch in their order."""
    return await items.list_results(db, batch_id, outcome=outcome, after=after, limit=limit)


async def cancel_batch(db: AsyncConnection, athlete_id: UUID, batch_id: UUID) -> Batch:
    """Ask for the end of a batch; what is imported stays. Raises `import_not_found` or `import_ended`."""
    batch = await get_batch(db, batch_id)
    if not await queries.request_cancel(db, batch_id):
        raise batch_ended(batch.status)
    await enqueue_slice(db, athlete_id, batch_id)
    return await get_batch(db, batch_id)


async def forget_rolled_back(db: AsyncConnection, batch_id: UUID) -> None:
    """Delete the history of a batch that was rolled back: a sample leaves none."""
    await queries.delete_rolled_back(db, batch_id)


async def roll_back(
    db: AsyncConnection, athlete_id: UUID, batch_id: UUID, *, force: bool = False
) -> tuple[Batch, Rollback]:
    """Take back what a batch brought, in one transaction; its row stays as history. Doing it again changes nothing.

    Raises `AppError`: `import_not_found`; `import_running` while a process works on it; `edited_since` with the activities the athlete
    has edited, unless `force`.
    """
    batch = await get_batch(db, batch_id)
    present = await queries.find_holder(db, batch_id)
    if batch.is_open and present is not None and not holder.is_dead(present):
        raise batch_open()
    taken = await remove_batch_sources(db, athlete_id, batch_id, force=force)
    await queries.mark_rolled_back(db, batch_id)
    await blobs.delete_if_unreferenced(db, await queries.let_go_of_blobs(db, batch_id))
    crashpoint(_ROLLED_BACK)
    return await get_batch(db, batch_id), taken
