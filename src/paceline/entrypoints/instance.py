"""An instance: its database, brought up and brought to this version."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from psycopg import AsyncConnection

from paceline.infra.db.engine import close_engine, open_engine
from paceline.infra.db.migrate import ensure_schema
from paceline.infra.db.roles import Roles, check_app_role, ensure_roles, role_statements, roles_of
from paceline.infra.settings import Settings


@dataclass(frozen=True, slots=True)
class DatabaseAddresses:
    """Where the database is, as the app role and (when this process may migrate) as the owner."""

    app_url: str
    owner_url: str | None
    roles: Roles


_EMBEDDED = Roles(owner="paceline_owner", app="paceline_app", database="paceline")


@asynccontextmanager
async def database(settings: Settings) -> AsyncGenerator[DatabaseAddresses]:
    """The database of an instance: external where the settings name one, embedded otherwise; migrated and checked in both cases."""
    if settings.database_url is not None:
        app_url = settings.database_url.get_secret_value()
        owner_url = settings.database_owner_url.get_secret_value() if settings.database_owner_url else None
        yield await _ready(DatabaseAddresses(app_url, owner_url, roles_of(app_url, owner_url)))
        return
    from paceline.infra.embedded_postgres import running_server

    async with running_server(settings.data_dir) as server:
        passwords = _passwords(settings.data_dir / "secrets" / "database.json")
        async with await AsyncConnection.connect(server.superuser_url("postgres"), autocommit=True) as db:
            await ensure_roles(db, _EMBEDDED, passwords["owner"], passwords["app"])
        yield await _ready(
            DatabaseAddresses(
                server.url(_EMBEDDED.app, passwords["app"], _EMBEDDED.database),
                server.url(_EMBEDDED.owner, passwords["owner"], _EMBEDDED.database),
                _EMBEDDED,
            )
        )


async def _ready(addresses: DatabaseAddresses) -> DatabaseAddresses:
    ensure_schema(addresses.app_url, addresses.owner_url, addresses.roles)
    await check_app_role(addresses.app_url, addresses.roles)
    return addresses


@asynccontextmanager
async def instance(settings: Settings) -> AsyncGenerator[DatabaseAddresses]:
    """The database with this process's engine open on it."""
    async with database(settings) as addresses:
        open_engine(addresses.app_url, pool_size=settings.db_pool_size)
        try:
            yield addresses
        finally:
            await close_engine()


def _passwords(path: Path) -> dict[str, str]:
    """The passwords of the embedded database's roles, made on first use; nobody ever types them."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(orjson.dumps({"owner": secrets.token_urlsafe(24), "app": secrets.token_urlsafe(24)}))
        fresh.rename(path)
    return orjson.loads(path.read_bytes())


def print_role_statements(settings: Settings) -> str:
    """The SQL that prepares an external server, with passwords to be replaced."""
    app_url = (
        settings.database_url.get_secret_value()
        if settings.database_url
        else "postgresql://paceline_app@server/paceline"
    )
    owner_url = settings.database_owner_url.get_secret_value() if settings.database_owner_url else None
    statements = role_statements(roles_of(app_url, owner_url), "change-me-owner", "change-me-app")
    return "\n".join(f"{statement.as_string(None)};" for statement in statements)
