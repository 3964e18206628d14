"""Injuries, illnesses and journeys."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.schemas import NoteKind, Severity
from paceline.athletes.tables import Note

_COLUMNS = "id, kind, from_on, until_on, severity, body_part, note, created_at, updated_at"
_NOTE = f"select {_COLUMNS} from profile_note"  # noqa: S608 -- constant


def _note(row: Row[Any]) -> Note:
    values: dict[str, Any] = dict(row._mapping)  # pyright: ignore[reportPrivateUsage] -- SQLAlchemy's public name for it
    values |= {"kind": NoteKind(row.kind), "severity": Severity(row.severity) if row.severity else None}
    return Note(**values)


async def list_notes(
    db: AsyncConnection,
    after: tuple[date, UUID] | None,
    limit: int,
    kind: NoteKind | None,
    from_day: date | None,
    to_day: date | None,
) -> list[Note]:
    """The latest begun first; of a range of days those that hold on any of them."""
    day, id_ = after or (None, None)
    rows = await db.execute(
        text(
            _NOTE
            + """
            where (cast(:kind as text) is null or kind = :kind)
              and (cast(:from_day as date) is null or until_on is null or until_on >= :from_day)
              and (cast(:to_day as date) is null or from_on <= :to_day)
              and (cast(:day as date) is null or (from_on, id) < (:day, cast(:id as uuid)))
            order by from_on desc, id desc limit :limit
            """
        ),
        {
            "kind": kind.value if kind else None,
            "from_day": from_day,
            "to_day": to_day,
            "day": day,
            "id": id_,
            "limit": limit,
        },
    )
    return [_note(row) for row in rows]


async def find_note(db: AsyncConnection, note_id: UUID) -> Note | None:
    """One note."""
    row = (await db.execute(text(_NOTE + " where id = :id"), {"id": note_id})).first()
    return _note(row) if row else None


async def hold_note(db: AsyncConnection, note_id: UUID) -> Note | None:
    """A note, held against other writers until the transaction ends."""
    row = (await db.execute(text(_NOTE + " where id = :id for update"), {"id": note_id})).first()
    return _note(row) if row else None


async def save_note(db: AsyncConnection, note: Note) -> Note:
    """Insert a note, or write what it says now."""
    row = await db.execute(
        text(
            f"""
            insert into profile_note (athlete_id, id, kind, from_on, until_on, severity, body_part, note)
            values (app.athlete(), :id, :kind, :from_on, :until_on, :severity, :body_part, :note)
            on conflict (athlete_id, id) do update
            set from_on = excluded.from_on, until_on = excluded.until_on, severity = excluded.severity,
                body_part = excluded.body_part, note = excluded.note, updated_at = app.now()
            returning {_COLUMNS}
            """  # noqa: S608 -- constant
        ),
        asdict(note),
    )
    return _note(row.one())


async def delete_note(db: AsyncConnection, note_id: UUID) -> bool:
    """`False` when there is no such note."""
    done = await db.execute(text("delete from profile_note where id = :id"), {"id": note_id})
    return done.rowcount == 1
