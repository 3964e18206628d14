"""The rival of the list: FastAPI and psycopg with row-level security, and nothing else. No sign-in, no paging, no cache.

Served by uvicorn as `bench.bare_endpoint:app`; the database and the athlete come from the environment.
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import orjson
from fastapi import FastAPI, Response
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from bench.tenancy import PAGE

_QUERY = PAGE.format(own="").encode()
_ATHLETE = os.environ["BENCH_ATHLETE"]
_pool = AsyncConnectionPool(os.environ["BENCH_DATABASE"], min_size=10, max_size=10, open=False)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncGenerator[None]:
    async with _pool:
        yield


app = FastAPI(lifespan=_lifespan)


@app.get("/activities")
async def list_activities() -> Response:
    """The newest activities."""
    async with _pool.connection() as db, db.transaction():
        await db.execute("select set_config('app.athlete_id', %s, true)", (_ATHLETE,))
        async with db.cursor(row_factory=dict_row) as cursor:
            rows = await (await cursor.execute(_QUERY)).fetchall()
    return Response(orjson.dumps(rows[:30]), media_type="application/json")
