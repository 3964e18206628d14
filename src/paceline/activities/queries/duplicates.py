"""Open pairs of probable duplicates."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import ActivityRow


@dataclass(frozen=True, slots=True)
class OpenPair:
    """`activity_id` was recorded later and does not count; `other_id` is what it probably repeats."""

    activity_id: UUID
    other_id: UUID
    evidence: dict[str, Any]
    found_at: datetime


_OPEN = """
    from activity_duplicate d
    join activity a on a.athlete_id = d.athlete_id and a.id = d.activity_id and a.deleted_at is null
    join activity o on o.athlete_id = d.athlete_id and o.id = d.other_id and o.deleted_at is null
    where d.status = 'open'
"""
_COUNT = text(f"select count(*) {_OPEN}")
_LIST = text(
    f"""
    select d.activity_id, d.other_id, d.evidence, d.found_at {_OPEN}
      and (cast(:of_id as uuid) is null or :of_id in (d.activity_id, d.other_id))
      and (cast(:after_at as timestamptz) is null
           or (d.found_at, d.activity_id, d.other_id) < (:after_at, cast(:after_id as uuid), cast(:after_other_id as uuid)))
    order by d.found_at desc, d.activity_id desc, d.other_id desc limit :limit
    """
)


async def count_open_pairs(db: AsyncConnection) -> int:
    """How many pairs wait for a decision."""
    return (await db.execute(_COUNT)).scalar_one()


async def list_open_pairs(
    db: AsyncConnection, limit: int, after: tuple[datetime, UUID, UUID] | None = None, *, of_id: UUID | None = None
) -> list[OpenPair]:
    """Open pairs, the latest found first; `of_id`: only those of one activity."""
    after_at, after_id, after_other_id = after or (None, None, None)
    rows = await db.execute(
        _LIST,
        {"limit": limit, "of_id": of_id, "after_at": after_at, "after_id": after_id, "after_other_id": after_other_id},
    )
    return [OpenPair(row.activity_id, row.other_id, row.evidence, row.found_at) for row in rows]


_COLUMNS = ", ".join(item.name for item in fields(ActivityRow))
_ROWS = text(f"select {_COLUMNS} from activity where id = any(cast(:activity_ids as uuid[]))")  # noqa: S608 -- composed of constants


async def find_rows(db: AsyncConnection, activity_ids: Collection[UUID]) -> dict[UUID, ActivityRow]:
    """Rows of the list by id."""
    rows = (await db.execute(_ROWS, {"activity_ids": list(activity_ids)})).mappings()
    return {row["id"]: _row(dict(row)) for row in rows}


def _row(row: dict[str, Any]) -> ActivityRow:
    row["channels"] = tuple(row["channels"])
    return ActivityRow(**row)
