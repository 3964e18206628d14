"""Which original an activity came from, and which revision its streams have."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Original:
    """The stored bytes behind a source. The file name is as it arrived: not to be trusted."""

    source_id: UUID
    sha256: bytes
    size_bytes: int
    file_name: str | None
    file_format: str | None


# A leg's file is that of the whole; a split's is that of what it was split from.
_FIND = text(
    """
    select s.id, s.sha256, s.file_name, s.file_format, b.size_bytes from activity a
    join activity_source s on s.athlete_id = a.athlete_id and (s.activity_id in (a.id, a.parent_id) or s.id in (
        select cast(part ->> 'source_id' as uuid) from jsonb_array_elements(a.composition) part))
    join blob b on b.athlete_id = s.athlete_id and b.sha256 = s.sha256
    where a.id = :activity_id and (cast(:source_id as uuid) is null or s.id = :source_id)
    order by s.id = a.primary_source_id desc, s.file_format is null, s.obtained_at, s.id limit 1
    """
)


async def find_original(db: AsyncConnection, activity_id: UUID, source_id: UUID | None) -> Original | None:
    """The original of an activity: of the named source, else of the primary one, else of any."""
    row = (await db.execute(_FIND, {"activity_id": activity_id, "source_id": source_id})).first()
    if row is None:
        return None
    return Original(row.id, row.sha256, row.size_bytes, row.file_name, row.file_format)


async def find_content_rev(db: AsyncConnection, activity_id: UUID) -> int | None:
    """The revision of an activity's streams."""
    found = await db.execute(
        text("select content_rev from activity where id = :activity_id"), {"activity_id": activity_id}
    )
    return found.scalar_one_or_none()
