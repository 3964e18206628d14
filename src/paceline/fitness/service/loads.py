"""The load of each activity, for lists and calendars."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.queries import loads as queries
from paceline.fitness.schemas import Basis
from paceline.fitness.tables import ActivityLoad


async def list_loads_of_days(
    db: AsyncConnection, span: tuple[date, date], basis: Basis = Basis.ALL
) -> list[ActivityLoad]:
    """The loads of the counted activities of some local days, both included, in order of time."""
    return await queries.list_loads(db, basis, span=span, activity_ids=None)


async def list_loads_of(
    db: AsyncConnection, activity_ids: Sequence[UUID], basis: Basis = Basis.ALL
) -> list[ActivityLoad]:
    """The loads of these activities, in order of time; those that do not count, or are nobody's, are left out."""
    return await queries.list_loads(db, basis, span=None, activity_ids=activity_ids)
