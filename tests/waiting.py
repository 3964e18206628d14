"""Waiting for what other connections do."""

import asyncio
from typing import Any

from sqlalchemy import text

from paceline.infra.db.engine import transaction


async def until_blocked(count: int, *under_way: asyncio.Future[Any]) -> None:
    """Wait until so many statements of this database wait for a lock, or until what is under way has ended without waiting."""
    waiting = text(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(20):
        while not all(one.done() for one in under_way):
            # As the app role: another role's waits are hidden.
            async with transaction() as db:
                if (await db.execute(waiting)).scalar_one() >= count:
                    return
