"""The list and the detail."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries.narrowing import conditions_of
from paceline.activities.queries.ordering import condition_after, key_of, order_by
from paceline.activities.schemas import (
    NEWEST_FIRST,
    ActivityDetail,
    ActivityFilter,
    ActivityPage,
    ActivityRow,
    Ordering,
    PageKey,
    PlainPage,
    SourceFacts,
    SourceKind,
    SourceRow,
    TimeZoneSource,
    composition_from_json,
)
from paceline.connectors.base import Flaw
from paceline.infra.db.direct import fetch_rows

_ROW = tuple(item.name for item in fields(ActivityRow))
_ROW_COLUMNS = ", ".join(f"a.{name}" for name in _ROW)
_FROM_DETAIL = ("head", "sources", "overridden", "legs", "summary", "laps", "pauses")
_PLAIN = tuple(item.name for item in fields(ActivityDetail) if item.name not in _FROM_DETAIL)


async def list_activities(
    db: AsyncConnection, narrowed: ActivityFilter, limit: int, after: PageKey | None
) -> ActivityPage:
    """A page of whole activities, newest first; legs are part of their parent's detail."""
    page = await list_as_columns(db, narrowed, limit, after)
    return ActivityPage(tuple(_row(row) for row in page.rows), page.after)


async def list_as_columns(
    db: AsyncConnection,
    narrowed: ActivityFilter,
    limit: int,
    after: PageKey | None,
    ordering: Ordering = NEWEST_FIRST,
) -> PlainPage:
    """The same page as it left the database, in any order, each row by the names of `ActivityRow`."""
    conditions, values = conditions_of(narrowed)
    if after is not None:
        condition, key = condition_after(ordering, after)
        conditions.append(condition)
        values |= key
    # The limit stands in the text: as a parameter it would be planned anew each time, which takes longer than running it.
    found = await fetch_rows(
        db,
        f"select {_ROW_COLUMNS} from activity a where {' and '.join(conditions)} "  # noqa: S608 -- composed of constants
        f"order by {order_by(ordering)} limit {limit + 1:d}",
        values,
    )
    rows = [dict(zip(_ROW, row, strict=True)) for row in found[:limit]]
    return PlainPage(rows, key_of(ordering, rows[-1]) if len(found) > limit else None)


async def list_ids(db: AsyncConnection, narrowed: ActivityFilter, limit: int) -> list[UUID]:
    """The ids alone, newest first."""
    conditions, values = conditions_of(narrowed)
    found = await fetch_rows(
        db,
        f"select a.id from activity a where {' and '.join(conditions)} "  # noqa: S608 -- composed of constants
        f"order by {order_by(NEWEST_FIRST)} limit {limit:d}",
        values,
    )
    return [row[0] for row in found]


def _row(row: RowMapping | dict[str, Any]) -> ActivityRow:
    values: dict[str, Any] = {name: row[name] for name in _ROW}
    values["channels"] = tuple(row["channels"])
    return ActivityRow(**values)


_DETAIL = text(
    f"""
    select {_ROW_COLUMNS}, {", ".join(f"a.{name}" for name in _PLAIN)},
        coalesce(a.composed -> 'facts', (select s.facts from activity_source s
            where s.athlete_id = a.athlete_id and s.id = a.primary_source_id)) as facts,
        array(select o.field from activity_override o where o.athlete_id = a.athlete_id and o.activity_id = a.id order by o.field)
            as overridden,
        (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'source', s.source, 'source_id', s.source_id,
                'sha256', encode(s.sha256, 'hex'), 'file_name', s.file_name, 'file_format', s.file_format, 'batch_id', s.batch_id,
                'obtained_at', s.obtained_at, 'permission', s.permission, 'is_primary', s.id = a.primary_source_id)
                order by s.id = a.primary_source_id desc, s.obtained_at, s.id), '[]')
            from activity_source s where s.athlete_id = a.athlete_id and s.activity_id = a.id) as sources
    from activity a where a.id = :activity_id
    """  # noqa: S608 -- composed of constants
)
_LEGS = text(
    f"select {_ROW_COLUMNS} from activity a where a.parent_id = :activity_id order by a.leg_no"  # noqa: S608 -- composed of constants
)


async def find_activity(db: AsyncConnection, activity_id: UUID) -> ActivityDetail | None:
    """All of one activity but its streams, deleted or not; a second statement reads the legs of a multi-sport one."""
    row = (await db.execute(_DETAIL, {"activity_id": activity_id})).mappings().first()
    if row is None:
        return None
    facts = SourceFacts.from_json(row["facts"]) if row["facts"] else None
    legs: tuple[ActivityRow, ...] = ()
    if row["is_multi_sport"]:
        legs = tuple(_row(leg) for leg in (await db.execute(_LEGS, {"activity_id": activity_id})).mappings())
    plain = {name: row[name] for name in _PLAIN}
    plain |= {
        "time_zone_source": TimeZoneSource(row["time_zone_source"]),
        "flaws": tuple(Flaw(**flaw) for flaw in row["flaws"]),
        "composition": composition_from_json(row["composition"]),
    }
    return ActivityDetail(
        head=_row(row),
        sources=tuple(_source(stored) for stored in row["sources"]),
        overridden=tuple(row["overridden"]),
        legs=legs,
        summary=facts.summary if facts else {},
        laps=facts.laps if facts else (),
        pauses=facts.pauses if facts else (),
        **plain,
    )


def _source(stored: dict[str, Any]) -> SourceRow:
    return SourceRow(
        id=UUID(stored["id"]),
        source=SourceKind(stored["source"]),
        source_id=stored["source_id"],
        sha256=bytes.fromhex(stored["sha256"]) if stored["sha256"] else None,
        file_name=stored["file_name"],
        file_format=stored["file_format"],
        batch_id=UUID(stored["batch_id"]) if stored["batch_id"] else None,
        obtained_at=datetime.fromisoformat(stored["obtained_at"]),
        permission=stored["permission"],
        is_primary=bool(stored["is_primary"]),
    )
