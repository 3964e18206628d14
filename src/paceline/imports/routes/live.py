"""Imports in the stream of live events."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.imports.service import batches
from paceline.imports.service.views import batch_out
from paceline.infra.web.live import LiveItem


async def import_feed(db: AsyncConnection, known: frozenset[str]) -> list[LiveItem]:
    """Every open import, and those of the known ones that have ended."""
    found = await batches.list_open(db, and_those={UUID(one) for one in known})
    return [LiveItem(str(one.id), not one.is_open, batch_out(one).model_dump(mode="json")) for one in found]
