"""An instance: its database, brought up and brought to this version."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import structlog
from psycopg import AsyncConnection, OperationalError

from paceline.infra.db.engine import close_engine, open_engine
from paceline.infra.db.migrate import ensure_schema
from paceline.infra.db.roles import Roles, check_app_role, ensure_roles, role_statements, roles_of
from paceline.infra.errors import AppError, ErrorKind
from paceline.infra.settings import Settings

if TYPE_CHECKING:
    from paceline.infra.embedded_postgres.server import Server

log = structlog.get_logger("paceline.instance")

_LOOK_EVERY_S = 2.0
# "roles" in ASCII, as a 64-bit number: the key of the lock that lets one program make passwords and roles at a time.
_ROLES_LOCK_KEY = 0x726F6C6573


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

    async with running_server(settings.data_dir) as server, _kept_running(server, settings.data_dir):
        async with await AsyncConnection.connect(server.superuser_url("postgres"), autocommit=True) as db:
            # Two programs may start a new instance at once; the lock goes with the connection.
            await db.execute("select pg_advisory_lock(%s)", [_ROLES_LOCK_KEY])
            passwords = _passwords(settings.data_dir / "secrets" / "database.json")
            await ensure_roles(db, _EMBEDDED, passwords["owner"], passwords["app"])
        yield await _ready(
            DatabaseAddresses(
                server.url(_EMBEDDED.app, passwords["app"], _EMBEDDED.database),
                server.url(_EMBEDDED.owner, passwords["owner"], _EMBEDDED.database),
                _EMBEDDED,
            )
        )


@asynccontextmanager
async def _kept_running(server: "Server", data_dir: Path) -> AsyncGenerator[None]:
    """Bring the embedded server back when something killed it; every program of the instance may do so, one of them will."""

    async def keep() -> None:
        async with AsyncExitStack() as restarted:
            while True:
                await asyncio.sleep(_LOOK_EVERY_S)
                if not server.is_running():
                    log.warning("database_restarted")
                    await restarted.enter_async_context(running_server(data_dir))

    from paceline.infra.embedded_postgres import running_server

    keeper = asyncio.ensure_future(keep())
    try:
        yield
    finally:
        keeper.cancel()
        (end,) = await asyncio.gather(keeper, return_exceptions=True)
        if isinstance(end, Exception):
            log.error("database_keeper_failed", error=str(end))


async def _ready(addresses: DatabaseAddresses) -> DatabaseAddresses:
    try:
        ensure_schema(addresses.app_url, addresses.owner_url, addresses.roles)
        await check_app_role(addresses.app_url, addresses.roles)
    except OperationalError as problem:
        raise AppError(
            "database_unreachable", f"The database does not let us in: {problem}", ErrorKind.UNAVAILABLE
        ) from problem
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
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_bytes(orjson.dumps({"owner": secrets.token_urlsafe(24), "app": secrets.token_urlsafe(24)}))
            fresh.rename(path)
        return orjson.loads(path.read_bytes())
    except OSError as problem:
        raise AppError(
            "data_dir_unusable", f"The data directory cannot be used: {problem}", ErrorKind.UNAVAILABLE
        ) from problem


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
