"""The second door: the session that sees across athletes, where a table lets the system role.

Protected: only accounts, tasks, the rate limits, the gate to services, the entrypoints and the jobs that look for athletes with work
import it (`system-door` in pyproject.toml).
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.db.engine import transaction

_ENTER = text("select set_config('role', app.system_role(), true)")


@asynccontextmanager
async def system_session() -> AsyncGenerator[AsyncConnection]:
    """One transaction as the system role; commits at the end, rolls back on an error."""
    async with transaction() as db:
        await db.execute(_ENTER)
        yield db
