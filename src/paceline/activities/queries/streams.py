"""Streams as they lie."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import (
    Composition,
    EncodedStream,
    EncodedStreams,
    composition_from_json,
)


@dataclass(frozen=True, slots=True)
class StoredStreams:
    """An activity's streams as they lie: by source, with the composition that puts them together (`None`: one source, as it is)."""

    composition: Composition | None
    content_rev: int
    by_source: dict[UUID, EncodedStreams]


_READ = text(
    """
    select a.composition, a.content_rev, s.source_id, s.channel, s.unit, s.sample_count, s.content
    from activity a left join stream s on s.athlete_id = a.athlete_id
        and s.source_id = any(coalesce(
            (select array_agg(cast(part ->> 'source_id' as uuid)) from jsonb_array_elements(a.composition) part),
            array[a.primary_source_id]))
        and (cast(:channels as text[]) is null or s.channel = any(cast(:channels as text[])))
    where a.id = :activity_id
    """
)


async def find_streams(db: AsyncConnection, activity_id: UUID, channels: Sequence[str] | None) -> StoredStreams | None:
    """The stored streams of an activity (all, or the named ones), `None` when there is no such activity. One statement."""
    rows = (
        await db.execute(_READ, {"activity_id": activity_id, "channels": None if channels is None else list(channels)})
    ).all()
    if not rows:
        return None
    by_source: dict[UUID, EncodedStreams] = {}
    for row in rows:
        if row.source_id is not None:
            by_source.setdefault(row.source_id, {})[row.channel] = EncodedStream(
                row.unit, row.sample_count, row.content
            )
    return StoredStreams(composition_from_json(rows[0].composition), rows[0].content_rev, by_source)


_READ_SOURCES = text(
    """
    select s.source_id, s.channel, s.unit, s.sample_count, s.content from stream s where s.source_id = any(cast(:source_ids as uuid[]))
    """
)


async def find_source_streams(db: AsyncConnection, source_ids: Collection[UUID]) -> dict[UUID, EncodedStreams]:
    """All streams of some sources."""
    by_source: dict[UUID, EncodedStreams] = {}
    for row in await db.execute(_READ_SOURCES, {"source_ids": list(source_ids)}):
        by_source.setdefault(row.source_id, {})[row.channel] = EncodedStream(row.unit, row.sample_count, row.content)
    return by_source
