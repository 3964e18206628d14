"""The imports of all athletes, in figures."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.imports.queries import batches as queries
from paceline.imports.tables import BatchFigures


async def list_of_everybody(
    db: AsyncConnection, *, limit: int, before: tuple[datetime, UUID] | None
) -> list[BatchFigures]:
    """The newest batches of all athletes, without file names and labels. `db`: the system session."""
    return await queries.list_of_everybody(db, before, limit)
