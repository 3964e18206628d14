"""How much room an athlete's originals take."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Stored:
    """All originals of an athlete before compression; `held_bytes` of them only until an import has ended."""

    used_bytes: int
    held_bytes: int
    known: frozenset[bytes]
    """Those that were asked for and are here."""


_LOAD = text(
    """
    select coalesce(sum(size_bytes), 0) as used_bytes,
           coalesce(sum(size_bytes) filter (
               where sha256 in (select o.sha256 from import_origin o where o.sha256 is not null)), 0) as held_bytes,
           coalesce(array_agg(sha256) filter (where sha256 = any(cast(:sha256s as bytea[]))), '{}') as known
    from blob
    """
)


async def load_stored(db: AsyncConnection, sha256s: Collection[bytes] = ()) -> Stored:
    """What is stored for the session's athlete, and which of these originals; one statement."""
    row = (await db.execute(_LOAD, {"sha256s": list(sha256s)})).one()
    return Stored(int(row.used_bytes), int(row.held_bytes), frozenset(map(bytes, row.known)))
