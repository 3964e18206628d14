"""What the database says of itself."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import QueuePool

from paceline.infra.db.engine import engine


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """Version of the server, size of the database in bytes, and the revision its schema is at."""

    version: str
    size_bytes: int
    revision: str


@dataclass(frozen=True, slots=True)
class PoolUse:
    """Connections of this process: how many it may have, and how many serve somebody now."""

    size: int
    in_use: int


async def read_database_health(db: AsyncConnection) -> DatabaseHealth:
    """Three facts in one statement."""
    row = (
        await db.execute(
            text(
                """
                select current_setting('server_version') as version, pg_database_size(current_database()) as size_bytes,
                       (select version_num from public.alembic_version) as revision
                """
            )
        )
    ).one()
    return DatabaseHealth(row.version, row.size_bytes, row.revision)


def pool_use() -> PoolUse:
    """The pool of this process, the asking connection included."""
    pool = engine().pool
    assert isinstance(pool, QueuePool)
    return PoolUse(pool.size(), pool.checkedout())
