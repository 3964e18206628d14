"""Ana with something of everything, and what the database holds of it."""

import hashlib
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from paceline.infra.db.roles import Roles
from paceline.infra.settings import Settings
from tests.architecture.foreign_ids import World
from tests.conftest import SignUp
from tests.servers import ServerAddress


@pytest.fixture
async def world(athlete_id: UUID, sign_up: SignUp, settings: Settings) -> World:
    return World(athlete_id, await sign_up("ana"), settings)


Dump = Callable[[], dict[str, str]]
# What asking leaves behind by itself: who was refused, how often, and when a credential was last used.
_TRACES = {"security_event", "rate_limit", "scheduled_tasks", "alembic_version"}
_LAST_USE = ("last_used_at", "last_seen_at")


@pytest.fixture
def dump(server: ServerAddress, roles: Roles, database: str, athlete_id: UUID) -> Dump:
    """`dump()`: a fingerprint of every table, of ana's rows where they belong to athletes, as the superuser sees it."""

    def fingerprints() -> dict[str, str]:
        with psycopg.connect(server.superuser_url(roles.database)) as db:
            named = db.execute(
                "select t.tablename, exists (select from information_schema.columns c where c.table_schema = 'public' "
                "and c.table_name = t.tablename and c.column_name = 'athlete_id') from pg_tables t where schemaname = 'public'"
            ).fetchall()
            found: dict[str, str] = {}
            for table, is_an_athletes in named:
                if table in _TRACES:
                    continue
                where = sql.SQL("where t.athlete_id = {}").format(athlete_id) if is_an_athletes else sql.SQL("")
                query = sql.SQL("select to_jsonb(t) - {}::text[] from {} t {}")
                rows = db.execute(query.format(list(_LAST_USE), sql.Identifier("public", table), where)).fetchall()
                lines = "\n".join(sorted(repr(row) for row in rows))
                found[table] = hashlib.sha256(lines.encode()).hexdigest()
            return found

    return fingerprints
