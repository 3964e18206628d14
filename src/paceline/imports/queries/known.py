"""Which originals are here already."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class KnownOriginal:
    """An original that activities were made of; deleted when all of them are."""

    activity_ids: tuple[UUID, ...]
    is_deleted: bool


_FIND = text(
    """
    select s.sha256, array_agg(distinct coalesce(a.parent_id, a.id)) as activity_ids, bool_and(a.deleted_at is not null) as is_deleted
    from activity_source s join activity a on a.athlete_id = s.athlete_id and a.id = s.activity_id
    where s.source = 'file' and s.sha256 = any(cast(:sha256s as bytea[]))
    group by s.sha256
    """
)


async def find_known_originals(db: AsyncConnection, sha256s: Collection[bytes]) -> dict[bytes, KnownOriginal]:
    """Those of the originals that were imported before, by SHA-256; one statement."""
    rows = await db.execute(_FIND, {"sha256s": list(sha256s)})
    return {bytes(row.sha256): KnownOriginal(tuple(row.activity_ids), row.is_deleted) for row in rows}
