"""The file an activity came from, byte for byte, and the revision of its streams."""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_not_found
from paceline.activities.queries import originals as queries
from paceline.activities.queries.originals import Original
from paceline.infra import blobs
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import not_found

__all__ = ["Original", "get_content_rev", "get_original", "stream_original"]


async def get_original(db: AsyncConnection, activity_id: UUID, source_id: UUID | None = None) -> Original:
    """The original of an activity, of the named source or of the best there is. Raises `AppError(original_not_found)`."""
    found = await queries.find_original(db, activity_id, source_id)
    if found is None:
        raise not_found("original")
    return found


async def get_content_rev(db: AsyncConnection, activity_id: UUID) -> int:
    """The revision of an activity's streams. Raises `AppError(activity_not_found)`."""
    found = await queries.find_content_rev(db, activity_id)
    if found is None:
        raise activity_not_found()
    return found


async def stream_original(athlete_id: UUID, original: Original) -> AsyncIterator[bytes]:
    """Its bytes, at most 8 MB at a time, in a transaction of its own, which outlives the request's."""
    async with athlete_session(athlete_id, read_only=True) as db:
        async for chunk in blobs.stream(db, original.sha256):
            yield chunk
