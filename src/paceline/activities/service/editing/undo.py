"""The history of edits, and taking one back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import edit_built_on
from paceline.activities.events import ActivityRemoved
from paceline.activities.queries import editing as queries
from paceline.activities.queries import history
from paceline.activities.queries.history import EditRow, StoredEdit
from paceline.activities.queries.recording import lock_athlete
from paceline.activities.rules.snapshots import Snapshot
from paceline.activities.service.project import project, publish_changed
from paceline.activities.service.remove import delete, restore, settle_duplicates
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.errors import conflict, not_found
from paceline.infra.events import publish

_UNDONE = register(
    "activities.edit_undone", "the state before an edit is written, the projection does not follow it yet"
)


async def list_edits(
    db: AsyncConnection, activity_id: UUID, *, limit: int = 30, after: tuple[datetime, UUID] | None = None
) -> list[EditRow]:
    """The edits of an activity, newest first, those undone too."""
    return await history.list_edits(db, activity_id, limit, after)


async def undo(db: AsyncConnection, athlete_id: UUID, activity_id: UUID, edit_id: UUID, *, made_by: str) -> StoredEdit:
    """Write the state before an edit again, for every activity it touched.

    `activity_id` is one of them. Raises `AppError`: `edit_not_found`, `edit_undone` for the second time, `edit_built_on` when what it
    wrote is not there any more, or something was done to what a split made; `activity_gone` when the trash was emptied, `gear_not_found`.
    """
    await lock_athlete(db, athlete_id)
    edit = await history.find_edit(db, edit_id)
    if edit is None or activity_id not in edit.activity_ids:
        raise not_found("edit")
    if edit.undone_at is not None:
        raise conflict("edit_undone", "This is undone already.")
    await _refuse_what_cannot_be(db, edit)
    await history.mark_undone(db, edit.id)
    await _write(db, athlete_id, edit.before, edit.after, made_by)
    return edit


async def _refuse_what_cannot_be(db: AsyncConnection, edit: StoredEdit) -> None:
    targets = await queries.lock_targets(db, edit.activity_ids)
    if len(targets) != len(edit.activity_ids):
        raise conflict("activity_gone", "The activity is gone for good, so this cannot be undone.")
    touched = edit.after.created
    later = await history.list_later(db, edit, touched) if touched else []
    if later or not edit.after.still_holds(await queries.capture(db, edit.after)):
        raise edit_built_on(later or await history.list_later(db, edit, edit.activity_ids))
    gear_ids = {
        stated.value
        for named in edit.before.overrides.values()
        if (stated := named.get("gear_id")) is not None and stated.value is not None
    }
    if gear_ids and await queries.find_missing_gear(db, gear_ids):
        raise not_found("gear")


async def _write(db: AsyncConnection, athlete_id: UUID, before: Snapshot, after: Snapshot, made_by: str) -> None:
    if after.created:
        days = await queries.remove_for_good(db, after.created)
        await publish(db, ActivityRemoved(athlete_id, frozenset(days), min(days.values())))
    await queries.write_overrides(db, athlete_id, before.overrides, made_by)
    for key, made in before.compositions.items():
        await queries.write_made(db, key, made)
    await queries.write_pairs(db, athlete_id, before.pairs)
    crashpoint(_UNDONE)
    projected = {*before.overrides, *before.compositions}
    await publish_changed(
        db, athlete_id, await project(db, athlete_id, projected, streams_changed=list(before.compositions))
    )
    touched = {key for pair in before.pairs for key in pair} | before.compositions.keys()
    if touched:
        await settle_duplicates(db, athlete_id, touched)
    back = [key for key, is_deleted in before.deleted.items() if not is_deleted]
    if back:
        await restore(db, athlete_id, back)
    gone = [key for key, is_deleted in before.deleted.items() if is_deleted]
    if gone:
        await delete(db, athlete_id, gone)
