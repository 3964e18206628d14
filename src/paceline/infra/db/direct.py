"""A statement that a request waits for, given to the driver as it is written.

The same connection, the same transaction and the same errors, without SQLAlchemy's share of the way: compiling, a greenlet and the
description of the result cost more than the driver's own work on a small statement. For the few that nearly every request runs.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection


async def fetch_rows(db: AsyncConnection, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement with `%(name)s` for each value, inside the transaction that a door has begun. Raises `DBAPIError`."""
    assert db.sync_connection is not None
    driver: psycopg.AsyncConnection[tuple[Any, ...]] | None = db.sync_connection.connection.driver_connection
    assert driver is not None
    try:
        # Binary: exact, and the server writes and we read no digits.
        cursor = driver.cursor(binary=True)
        await cursor.execute(statement.encode(), values)
        return await cursor.fetchall()
    except psycopg.Error as error:
        is_gone = driver.closed
        if is_gone:
            # The pool must not have it back.
            await db.invalidate(error)
        raise DBAPIError.instance(
            statement,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=is_gone,
            dialect=db.dialect,
        ) from error
