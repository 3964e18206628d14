"""The edits an athlete made, newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.rules.snapshots import Snapshot
from paceline.activities.schemas import write_json
from paceline.infra.ids import new_id


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """An edit with what it takes to undo it."""

    id: UUID
    kind: str
    activity_ids: tuple[UUID, ...]
    before: Snapshot
    after: Snapshot
    made_at: datetime
    undone_at: datetime | None


_INSERT = text(
    """
    insert into activity_edit (athlete_id, id, kind, activity_ids, before, after, made_by)
    values (:athlete_id, :id, :kind, :activity_ids, cast(:before as jsonb), cast(:after as jsonb), :made_by)
    """
)
_FIND = text(
    "select id, kind, activity_ids, before, after, made_at, undone_at from activity_edit where id = :id for update"
)
_MARK_UNDONE = text("update activity_edit set undone_at = app.now() where id = :id")
_LATER = text(
    """
    select id from activity_edit where activity_ids && cast(:activity_ids as uuid[]) and undone_at is null
    and (made_at, id) > (:made_at, :id) order by made_at, id
    """
)


async def insert_edit(
    db: AsyncConnection,
    athlete_id: UUID,
    kind: str,
    activity_ids: Collection[UUID],
    states: tuple[Snapshot, Snapshot],
    made_by: str,
) -> UUID:
    """Note an edit with the states before and after it; returns its id."""
    edit_id = new_id()
    await db.execute(
        _INSERT,
        {
            "athlete_id": athlete_id,
            "id": edit_id,
            "kind": kind,
            "activity_ids": sorted(activity_ids),
            "before": write_json(states[0].to_json()),
            "after": write_json(states[1].to_json()),
            "made_by": made_by,
        },
    )
    return edit_id


async def find_edit(db: AsyncConnection, edit_id: UUID) -> StoredEdit | None:
    """An edit, locked until the transaction ends."""
    row = (await db.execute(_FIND, {"id": edit_id})).first()
    if row is None:
        return None
    before, after = Snapshot.from_json(row.before), Snapshot.from_json(row.after)
    return StoredEdit(row.id, row.kind, tuple(row.activity_ids), before, after, row.made_at, row.undone_at)


async def mark_undone(db: AsyncConnection, edit_id: UUID) -> None:
    """An edit that was taken back stays in the history."""
    await db.execute(_MARK_UNDONE, {"id": edit_id})


async def list_later(db: AsyncConnection, edit: StoredEdit, activity_ids: Collection[UUID]) -> list[UUID]:
    """The edits after this one, not undone, that touch any of the activities."""
    values = {"activity_ids": list(activity_ids), "made_at": edit.made_at, "id": edit.id}
    return list((await db.execute(_LATER, values)).scalars())


@dataclass(frozen=True, slots=True)
class EditRow:
    """An edit as the history of one activity shows it: `before` and `after` hold the overrides of that activity, `null` = none."""

    id: UUID
    kind: str
    activity_count: int
    activity_ids: tuple[UUID, ...]
    """At most the first 20."""
    before: dict[str, Any]
    after: dict[str, Any]
    made_by: str
    made_at: datetime
    undone_at: datetime | None


_LIST = text(
    """
    select id, kind, cardinality(activity_ids) as activity_count, activity_ids[1:20] as activity_ids,
           coalesce(before -> 'overrides' -> cast(:activity_id as text), '{}') as before,
           coalesce(after -> 'overrides' -> cast(:activity_id as text), '{}') as after, made_by, made_at, undone_at
    from activity_edit
    where activity_ids @> array[cast(:activity_id as uuid)]
      and (cast(:after_at as timestamptz) is null or (made_at, id) < (:after_at, cast(:after_id as uuid)))
    order by made_at desc, id desc limit :limit
    """
)


async def list_edits(
    db: AsyncConnection, activity_id: UUID, limit: int, after: tuple[datetime, UUID] | None
) -> list[EditRow]:
    """The edits of an activity, newest first."""
    after_at, after_id = after or (None, None)
    values = {"activity_id": str(activity_id), "after_at": after_at, "after_id": after_id, "limit": limit}
    rows = await db.execute(_LIST, values)
    return [
        EditRow(
            row.id,
            row.kind,
            row.activity_count,
            tuple(row.activity_ids),
            _values(row.before),
            _values(row.after),
            row.made_by,
            row.made_at,
            row.undone_at,
        )
        for row in rows
    ]


def _values(overrides: dict[str, Any]) -> dict[str, Any]:
    return {name: None if stated is None else stated["value"] for name, stated in overrides.items()}
