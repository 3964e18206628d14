"""Statements given straight to the driver behave as all others do: same transaction, same identity, same errors."""

from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.direct import fetch_rows
from paceline.infra.db.engine import transaction
from tests.servers import ServerAddress


async def test_they_see_the_athletes_rows_and_no_others(athlete_id: UUID, other_athlete_id: UUID) -> None:
    everyones = "select athlete_id from athlete_revision where athlete_id = any(%(ids)s)"
    ids = {"ids": [athlete_id, other_athlete_id]}
    async with athlete_session(athlete_id, read_only=True) as db:
        assert await fetch_rows(db, everyones, ids) == [(athlete_id,)]
    async with transaction() as db:
        assert await fetch_rows(db, everyones, ids) == []


async def _mark_twice(athlete_id: UUID) -> None:
    mark = "insert into dirty_mark (athlete_id, subject, earliest_on) values (%(id)s, 'x', '2026-01-01') returning 1"
    async with athlete_session(athlete_id) as db:
        assert await fetch_rows(db, mark, {"id": athlete_id}) == [(1,)]
        await fetch_rows(db, mark, {"id": athlete_id})


async def test_they_belong_to_the_transaction_around_them(athlete_id: UUID) -> None:
    with pytest.raises(IntegrityError):
        await _mark_twice(athlete_id)
    async with athlete_session(athlete_id, read_only=True) as db:
        assert (await db.execute(text("select count(*) from dirty_mark"))).scalar_one() == 0


async def test_a_read_only_transaction_refuses_their_writes_too(athlete_id: UUID) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with athlete_session(athlete_id, read_only=True) as db:
            await fetch_rows(db, "delete from dirty_mark where subject = %(subject)s returning 1", {"subject": "x"})


async def test_an_error_keeps_the_values_to_itself(database: str) -> None:
    with pytest.raises(DBAPIError, match="division by zero") as refused:
        async with transaction() as db:
            await fetch_rows(db, "select %(secret)s::text, 1 / 0", {"secret": "of an athlete"})
    assert "of an athlete" not in str(refused.value)


async def _ask_after_the_end(server: ServerAddress) -> None:
    async with transaction() as db:
        ((pid,),) = await fetch_rows(db, "select pg_backend_pid()", {})
        async with await psycopg.AsyncConnection.connect(server.superuser_url("postgres")) as superuser:
            await superuser.execute("select pg_terminate_backend(%s, 5000)", [pid])
        await fetch_rows(db, "select 1", {})


async def test_a_server_that_hangs_up_is_known_as_such_and_the_next_transaction_works(
    database: str, server: ServerAddress
) -> None:
    with pytest.raises(OperationalError) as lost:
        await _ask_after_the_end(server)
    assert lost.value.connection_invalidated
    async with transaction() as db:
        assert await fetch_rows(db, "select 1", {}) == [(1,)]
