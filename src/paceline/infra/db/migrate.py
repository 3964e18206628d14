"""Bringing the schema to this version of the program.

A revision is `NNNN_name.py` with its statements in `NNNN_name.sql` beside it. Alembic costs a third of a second to import, so a start
whose schema is current compares two strings and leaves it alone.
"""

from pathlib import Path

import psycopg
from sqlalchemy import Connection

from paceline.infra.db.engine import driver_url
from paceline.infra.db.roles import Roles
from paceline.infra.errors import AppError, ErrorKind

# "paceline" in ASCII, as a 64-bit number: the key of the lock that lets one process migrate at a time.
_LOCK_KEY = 0x706163656C696E65


def migrations_dir() -> Path:
    """The folder of the revisions: inside an installed wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[2]
    installed = package / "_migrations"
    return installed if installed.is_dir() else package.parents[1] / "migrations"


def head_revision() -> str:
    """The newest revision this program knows."""
    return max(path.name[:4] for path in (migrations_dir() / "versions").glob("[0-9]*.py"))


def current_revision(url: str) -> str | None:
    """The revision of a database; `None` when it holds no schema yet."""
    with psycopg.connect(url) as db:
        if db.execute("select to_regclass('public.alembic_version')").fetchone() == (None,):
            return None
        row = db.execute("select version_num from public.alembic_version").fetchone()
        return row[0] if row else None


def ensure_schema(database_url: str, owner_url: str | None, roles: Roles) -> bool:
    """Migrate if the schema is behind; `True` when something was done.

    Raises `AppError`: `schema_behind` without an owner address, `schema_ahead` when a newer program wrote the database.
    """
    head, current = head_revision(), current_revision(owner_url or database_url)
    if current == head:
        return False
    if current is not None and current > head:
        raise AppError(
            "schema_ahead",
            f"The database is at revision {current}, this program knows {head}. Install the newer version again.",
            ErrorKind.UNAVAILABLE,
        )
    if owner_url is None:
        raise AppError(
            "schema_behind",
            "The database needs a migration. Set PACELINE_DATABASE_OWNER_URL, or run `paceline migrate`.",
            ErrorKind.UNAVAILABLE,
        )
    upgrade(owner_url, roles)
    return True


def upgrade(owner_url: str, roles: Roles) -> None:
    """Run every missing revision, one transaction each, under an advisory lock; a second process waits and finds nothing to do."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import NullPool, create_engine, text

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()))
    engine = create_engine(driver_url(owner_url), poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as lock, engine.connect() as connection:
        lock.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK_KEY})
        connection.execute(
            text("select set_config('app.app_role', :app, false), set_config('app.system_role', :system, false)"),
            {"app": roles.app, "system": roles.system},
        )
        connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def run_script(connection: Connection, script: str) -> None:
    """Run several statements as they stand. Past SQLAlchemy, whose driver call would read each `%` as a placeholder."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    driver.execute(script.encode())


def run_sql_file(revision_file: str) -> None:
    """Run the `.sql` beside a revision."""
    from alembic import op

    run_script(op.get_bind(), Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8"))
