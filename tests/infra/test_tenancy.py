"""The two doors: what each lets through, and the revision that a write raises."""

from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.engine import transaction
from paceline.infra.db.system import system_session
from tests.servers import ServerAddress


async def _revision(athlete_id: UUID) -> int:
    async with athlete_session(athlete_id, read_only=True) as db:
        return (await db.execute(text("select data_rev from athlete_revision"))).scalar_one()


async def _mark(athlete_id: UUID, owner: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(
            text("insert into dirty_mark (athlete_id, subject, earliest_on) values (:id, 'x', '2026-01-01')"),
            {"id": owner},
        )


async def test_an_athlete_sees_own_rows_only(athlete_id: UUID, other_athlete_id: UUID) -> None:
    async with athlete_session(athlete_id, read_only=True) as db:
        assert (await db.execute(text("select athlete_id from athlete_revision"))).scalars().all() == [athlete_id]


async def test_without_an_identity_nothing_is_seen(athlete_id: UUID) -> None:
    async with transaction() as db:
        assert (await db.execute(text("select count(*) from athlete_revision"))).scalar_one() == 0


async def test_the_identity_does_not_outlive_its_transaction(athlete_id: UUID) -> None:
    for _ in range(12):
        async with athlete_session(athlete_id, read_only=True) as db:
            await db.execute(text("select 1"))
        async with transaction() as db:
            assert (await db.execute(text("select count(*) from athlete_revision"))).scalar_one() == 0


async def test_a_row_for_another_athlete_is_refused(athlete_id: UUID, other_athlete_id: UUID) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        await _mark(athlete_id, other_athlete_id)


async def test_a_write_raises_the_revision_once_and_a_read_does_not(athlete_id: UUID) -> None:
    before = await _revision(athlete_id)
    await _mark(athlete_id, athlete_id)
    assert await _revision(athlete_id) == before + 1
    async with athlete_session(athlete_id) as db:
        await db.execute(text("select 1"))
    assert await _revision(athlete_id) == before + 1


async def test_a_read_only_session_cannot_write(athlete_id: UUID) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        async with athlete_session(athlete_id, read_only=True) as db:
            await db.execute(text("delete from dirty_mark"))


async def test_the_app_role_cannot_read_the_system_tables_without_the_door(database: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with transaction() as db:
            await db.execute(text("select * from scheduled_tasks"))
    async with system_session() as db:
        assert (await db.execute(text("select count(*) from scheduled_tasks"))).scalar_one() == 0


async def test_a_connection_the_server_has_closed_is_replaced_unnoticed(
    athlete_id: UUID, server: ServerAddress
) -> None:
    async with transaction() as db:
        name = (await db.execute(text("select current_user"))).scalar_one()
        pid = (await db.execute(text("select pg_backend_pid()"))).scalar_one()
    async with await psycopg.AsyncConnection.connect(server.superuser_url("postgres"), autocommit=True) as superuser:
        await superuser.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = %s", [name]
        )
    async with transaction() as db:
        assert (await db.execute(text("select pg_backend_pid()"))).scalar_one() != pid
