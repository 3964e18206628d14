"""The room that one athlete's originals may take (PACELINE_ATHLETE_STORAGE_MB). What is here already takes none."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.imports.errors import storage_full
from paceline.imports.queries.storage import Stored, load_stored

__all__ = ["Stored", "check_room", "find_without_room", "load_stored"]


async def check_room(db: AsyncConnection, sizes: Mapping[bytes, int], limit_bytes: int | None) -> None:
    """Whether an upload may be taken in: all its files by their SHA-256. No statement where there is no limit.

    Two uploads at the same moment may both be taken; the next one then meets the limit. Raises `AppError(storage_full)`.
    """
    if limit_bytes is None:
        return
    stored = await load_stored(db, sizes)
    wanted_bytes = sum(size for sha256, size in sizes.items() if sha256 not in stored.known)
    if wanted_bytes and stored.used_bytes + wanted_bytes > limit_bytes:
        raise storage_full(stored.used_bytes, limit_bytes)


async def find_without_room(db: AsyncConnection, sizes: Mapping[bytes, int], limit_bytes: int | None) -> set[bytes]:
    """Which originals of an import find no room, in their order. An upload that is let go of at the end takes none from its own files."""
    if limit_bytes is None or not sizes:
        return set()
    stored = await load_stored(db, sizes)
    left_bytes = limit_bytes - (stored.used_bytes - stored.held_bytes)
    refused: set[bytes] = set()
    for sha256, size in sizes.items():
        if sha256 in stored.known:
            continue
        if size > left_bytes:
            refused.add(sha256)
        else:
            left_bytes -= size
    return refused
