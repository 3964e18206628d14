"""The engine of this process."""

import select
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import psycopg
from psycopg.types.array import ListBinaryDumper
from sqlalchemy import event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from paceline.infra.errors import AppError, ErrorKind

# Lists travel in binary: as text every quote in a JSON document and every byte of a stream would be escaped one by one.
psycopg.adapters.register_dumper(list, ListBinaryDumper)

_engine: AsyncEngine | None = None


def driver_url(url: str) -> str:
    """A `postgresql://` address as SQLAlchemy names it with psycopg."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def open_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """Make the engine of this process. Connections open on first use."""
    global _engine
    _engine = create_async_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_reset_on_return="rollback",
        # The parameters of a failed statement are an athlete's data; they stay out of logs.
        hide_parameters=True,
        connect_args={"autocommit": False, "application_name": "paceline"},
    )
    event.listen(_engine.sync_engine, "checkout", _refuse_dead)
    return _engine


def _refuse_dead(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Throw a pooled connection away whose server has hung up; the pool then opens a new one without anybody noticing.

    An idle connection has nothing to read but its server's farewell, so a look at its socket saves every request the round trip of a ping.
    """
    driver = connection.driver_connection
    assert isinstance(driver, psycopg.AsyncConnection)
    # Two refusals in a row are an error of the pool's own; a connection just opened is taken as it is.
    is_new = not record.info.get("was_used")
    record.info["was_used"] = True
    if is_new:
        return
    if select.select([driver.fileno()], [], [], 0)[0]:
        raise DisconnectionError


def engine() -> AsyncEngine:
    """The engine of this process. Raises `AppError(database_closed)` before `open_engine`."""
    if _engine is None:
        raise AppError("database_closed", "The database is not open.", ErrorKind.UNAVAILABLE)
    return _engine


async def close_engine() -> None:
    """Close every connection."""
    global _engine
    if _engine is not None:
        await _engine.dispose()
        _engine = None


@asynccontextmanager
async def transaction() -> AsyncGenerator[AsyncConnection]:
    """One transaction with no identity: it sees no athlete's row.

    The doors build on it, and so does a request, whose first statement gives it an identity.
    """
    async with engine().begin() as db:
        yield db
