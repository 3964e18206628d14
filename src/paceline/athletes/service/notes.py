"""Injuries, illnesses and journeys: what keeps an athlete from training as usual, and on which days."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.queries import notes as queries
from paceline.athletes.rules.notes import days_refusal, detail_refusal
from paceline.athletes.schemas import NoteIn, NoteKind, NotePatch
from paceline.athletes.service.profile import get_profile
from paceline.athletes.tables import Note
from paceline.infra.clock import today_in, utc_now
from paceline.infra.errors import not_found
from paceline.infra.ids import new_id


async def list_notes(
    db: AsyncConnection,
    *,
    after: tuple[date, UUID] | None = None,
    limit: int,
    kind: NoteKind | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
) -> list[Note]:
    """Notes that hold on any day of a range, both ends included, the latest begun first; `after` is first day and id of the last seen."""
    return await queries.list_notes(db, after, limit, kind, from_day, to_day)


async def get_note(db: AsyncConnection, note_id: UUID) -> Note:
    """Raises `AppError(note_not_found)`."""
    found = await queries.find_note(db, note_id)
    if found is None:
        raise not_found("note")
    return found


async def add_note(db: AsyncConnection, said: NoteIn) -> Note:
    """Store a note, from today on where no day is named.

    Raises `AppError`: `date_too_early`, `date_too_late`, `days_reversed`, `severity_unexpected`, `body_part_unexpected`.
    """
    from_on = said.from_on or today_in((await get_profile(db)).time_zone)
    values: dict[str, Any] = said.model_dump(exclude={"from_on"})
    now = utc_now()
    return await _save(db, Note(new_id(), from_on=from_on, created_at=now, updated_at=now, **values))


async def change_note(db: AsyncConnection, note_id: UUID, patch: NotePatch) -> Note:
    """Change what is named. Raises `AppError` as `add_note`, and `note_not_found`."""
    found = await queries.hold_note(db, note_id)
    if found is None:
        raise not_found("note")
    changed = replace(found, **patch.model_dump(exclude_unset=True))
    return found if changed == found else await _save(db, changed)


async def _save(db: AsyncConnection, note: Note) -> Note:
    refusal = days_refusal(note.from_on, note.until_on, today_in("UTC")) or detail_refusal(
        note.kind, note.severity, note.body_part
    )
    if refusal:
        raise refusal
    return await queries.save_note(db, note)


async def remove_note(db: AsyncConnection, note_id: UUID) -> None:
    """Forget a note. Raises `AppError(note_not_found)`."""
    if not await queries.delete_note(db, note_id):
        raise not_found("note")
