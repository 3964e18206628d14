"""The database's own catalogue, asked whether a table forgot any of the rules that keep athletes apart."""

import re
from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg.rows import dict_row

from paceline.infra.db.migrate import migrations_dir
from tests.accounts.tables import ACCOUNT_TABLES

# Tables without an athlete's rows, or that only the second door reaches: the app role itself has no right on them.
SYSTEM_TABLES = {
    "scheduled_tasks",
    "provider_owner",
    "oauth_request",
    "webhook_inbox",
    "webhook_subscription",
    "provider_window",
    "provider_host",
    *ACCOUNT_TABLES,
}
# The tenant itself, and the version table of the migrations.
OUTSIDE = {"athlete", "alembic_version"}
# Functions that run with their owner's rights: each sets its search path and does one narrow thing.
DEFINER_FUNCTIONS = {
    "app.enqueue",
    "public.log_scheduled_task",
    "public.process_scheduled_tasks",
    "app.enter_session",
    "app.enter_api_token",
    "app.enter_token_family",
    "app.own_account",
}


@pytest.fixture
async def catalogue(owner_url: str) -> AsyncIterator[psycopg.AsyncConnection[dict[str, object]]]:
    async with await psycopg.AsyncConnection.connect(owner_url, row_factory=dict_row) as db:
        yield db


Catalogue = psycopg.AsyncConnection[dict[str, object]]


async def _rows(db: Catalogue, query: str) -> list[dict[str, object]]:
    return await (await db.execute(query)).fetchall()


async def _athlete_tables(db: Catalogue) -> list[str]:
    rows = await _rows(db, "select tablename from pg_tables where schemaname = 'public'")
    return sorted({str(row["tablename"]) for row in rows} - SYSTEM_TABLES - OUTSIDE)


async def test_every_athlete_table_has_forced_row_level_security_with_both_clauses(catalogue: Catalogue) -> None:
    rows = await _rows(
        catalogue,
        """
        select c.relname, c.relrowsecurity, c.relforcerowsecurity,
               exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_rows'
                       and p.polqual is not null and p.polwithcheck is not null) as has_policy
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        """,
    )
    state = {
        str(row["relname"]): (row["relrowsecurity"], row["relforcerowsecurity"], row["has_policy"]) for row in rows
    }
    athlete_tables = await _athlete_tables(catalogue)
    assert athlete_tables
    assert {name: state[name] for name in [*athlete_tables, "athlete"]} == dict.fromkeys(
        [*athlete_tables, "athlete"], (True, True, True)
    )


async def test_every_athlete_table_names_its_athlete_first_in_every_unique_index(catalogue: Catalogue) -> None:
    rows = await _rows(
        catalogue,
        """
        select t.relname, i.relname as index_name, a.attname as first_column
        from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
        where x.indisunique and t.relnamespace = 'public'::regnamespace
        """,
    )
    athlete_tables = await _athlete_tables(catalogue)
    assert [row for row in rows if row["relname"] in athlete_tables and row["first_column"] != "athlete_id"] == []
    assert set(athlete_tables) <= {row["relname"] for row in rows}


async def test_a_foreign_key_between_athlete_tables_carries_the_athlete(catalogue: Catalogue) -> None:
    rows = await _rows(
        catalogue,
        """
        select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent, c.conname,
               (select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1]) as child_column,
               (select attname from pg_attribute where attrelid = c.confrelid and attnum = c.confkey[1]) as parent_column
        from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace
        """,
    )
    athlete_tables = set(await _athlete_tables(catalogue))
    between = [row for row in rows if row["child"] in athlete_tables and row["parent"] in athlete_tables]
    assert between
    assert [row for row in between if (row["child_column"], row["parent_column"]) != ("athlete_id", "athlete_id")] == []


async def test_the_app_role_has_no_right_on_a_system_table(catalogue: Catalogue) -> None:
    rows = await _rows(
        catalogue,
        """
        select tablename from pg_tables, unnest(array['select', 'insert', 'update', 'delete']) as rights (needed)
        where schemaname = 'public' and has_table_privilege(app.app_role(), format('public.%I', tablename), needed)
        """,
    )
    assert {row["tablename"] for row in rows} & SYSTEM_TABLES == set()


async def test_a_function_with_its_owners_rights_is_listed_and_fixes_its_search_path(catalogue: Catalogue) -> None:
    rows = await _rows(
        catalogue,
        """
        select n.nspname || '.' || p.proname as name, p.proconfig::text as config
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname in ('app', 'public', 'jobs')
        """,
    )
    assert {row["name"] for row in rows} <= DEFINER_FUNCTIONS
    assert [row["name"] for row in rows if "search_path" not in str(row["config"])] == []


async def test_no_view_shows_rows_with_its_owners_rights(catalogue: Catalogue) -> None:
    rows = await _rows(
        catalogue,
        """
        select relname from pg_class where relnamespace = 'public'::regnamespace
        and (relkind = 'm' or (relkind = 'v' and not coalesce(reloptions::text like '%security_invoker=true%', false)))
        """,
    )
    assert rows == []


def test_migrations_and_queries_use_the_programs_clock() -> None:
    bare = re.compile(r"(?<![\w.])now\(\)|current_timestamp|current_date\b|localtimestamp", re.IGNORECASE)
    source = migrations_dir().parent / "src"
    files = [*migrations_dir().rglob("*.sql"), *source.rglob("*.py")]
    assert files
    found = [
        f"{path.name}: {line.strip()}" for path in files for line in path.read_text().splitlines() if bare.search(line)
    ]
    assert found == []
