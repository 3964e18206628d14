"""The first door: one athlete's rows, and no others, by row-level security."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.db.engine import transaction

_ENTER = text(
    "select set_config('app.athlete_id', :athlete_id, true), set_config('transaction_read_only', :read_only, true)"
)
# Only a transaction that wrote has a transaction id, so a read costs no revision.
_BUMP = text(
    "update athlete_revision set data_rev = data_rev + 1 "
    "where athlete_id = (select app.athlete()) and pg_current_xact_id_if_assigned() is not null"
)


@asynccontextmanager
async def athlete_session(athlete_id: UUID, *, read_only: bool = False) -> AsyncGenerator[AsyncConnection]:
    """One transaction as one athlete; commits at the end, rolls back on an error.

    A transaction that wrote raises the athlete's data revision once, as its last statement. With `read_only` the database itself refuses
    a write. Never await the network or a model inside.
    """
    async with transaction() as db:
        await db.execute(_ENTER, {"athlete_id": str(athlete_id), "read_only": "on" if read_only else "off"})
        yield db
        if not read_only:
            await db.execute(_BUMP)


async def bump_revision(db: AsyncConnection) -> None:
    """Raise the data revision of the athlete this transaction belongs to, if it wrote. For transactions begun by a credential."""
    await db.execute(_BUMP)
