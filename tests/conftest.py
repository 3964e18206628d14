"""What tests stand on: a real PostgreSQL, migrated once, used as the app role, and the application over real HTTP semantics."""

import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from uuid import UUID

import httpx2
import hypothesis
import psycopg
import pytest
from psycopg import sql
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from paceline.accounts.service import hashing
from paceline.entrypoints import wiring
from paceline.entrypoints.web import create_app
from paceline.infra import clock
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.engine import close_engine, engine, open_engine
from paceline.infra.db.migrate import ensure_schema
from paceline.infra.db.roles import Roles, ensure_roles
from paceline.infra.db.system import system_session
from paceline.infra.ids import new_id
from paceline.infra.settings import Settings
from tests.servers import ServerAddress, test_server

pytest_plugins = ["tests.real_files_report"]

# The same examples in every run, and no time limit an example could miss on a busy machine.
hypothesis.settings.register_profile("paceline", derandomize=True, deadline=None)
hypothesis.settings.load_profile("paceline")

_PASSWORDS = {"owner": "owner-of-tests", "app": "app-of-tests"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerAddress]:
    """The PostgreSQL under test: embedded, or the one that PACELINE_TEST_SERVER names as superuser."""
    with test_server(tmp_path_factory) as address:
        yield address


@pytest.fixture(scope="session")
def roles(server: ServerAddress, worker_id: str) -> Roles:
    """Role names of this test process. Roles belong to the whole server, so each process has its own."""
    name = f"{os.environ.get('PACELINE_TEST_NAME', 'test')}_{worker_id}"
    return Roles(f"owner_{name}", f"app_{name}", f"paceline_{name}")


@pytest.fixture(scope="session")
async def database_url(server: ServerAddress, roles: Roles) -> str:
    """A migrated database, as the app role."""
    async with await psycopg.AsyncConnection.connect(server.superuser_url("postgres"), autocommit=True) as db:
        await db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(roles.database)))
        await ensure_roles(db, roles, _PASSWORDS["owner"], _PASSWORDS["app"])
        for role, password in ((roles.owner, _PASSWORDS["owner"]), (roles.app, _PASSWORDS["app"])):
            await db.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
    app_url = server.url(roles.app, _PASSWORDS["app"], roles.database)
    ensure_schema(app_url, server.url(roles.owner, _PASSWORDS["owner"], roles.database), roles)
    return app_url


@pytest.fixture(scope="session")
def owner_url(server: ServerAddress, roles: Roles, database_url: str) -> str:
    """The same database as its owner."""
    return server.url(roles.owner, _PASSWORDS["owner"], roles.database)


@pytest.fixture(scope="session")
def _tables(owner_url: str) -> list[str]:
    with psycopg.connect(owner_url) as db:
        rows = db.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
        ).fetchall()
    return [row[0] for row in rows]


@pytest.fixture
async def database(database_url: str, owner_url: str, _tables: list[str]) -> AsyncIterator[str]:
    """An empty database with this process's engine open on it, as the app role."""
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as db:
        names = sql.SQL(", ").join(sql.Identifier(name) for name in _tables)
        await db.execute(sql.SQL("truncate {} restart identity cascade").format(names))
        await db.execute(
            "truncate jobs.procrastinate_jobs, jobs.procrastinate_periodic_defers, jobs.procrastinate_workers cascade"
        )
    wiring.load()
    open_engine(database_url, pool_size=5)
    yield database_url
    await close_engine()
    clock.set_offset(timedelta())


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    """Settings of an instance whose data directory is this test's own."""
    return Settings(data_dir=tmp_path / "data", database_url=database, workers=1, _env_file=None)


def browser_of(
    settings: Settings, base_url: str = "http://127.0.0.1:8000", address: str = "127.0.0.1"
) -> httpx2.AsyncClient:
    """The application as a browser at an address sees it, with a cookie jar of its own.

    Like a browser, and unlike Python's own jar, it keeps `Secure` cookies of a loopback host.
    """
    transport = httpx2.ASGITransport(app=create_app(settings), client=(address, 50000))
    jar = CookieJar(policy=DefaultCookiePolicy(secure_protocols=("http", "https")))
    return httpx2.AsyncClient(transport=transport, base_url=base_url, cookies=jar)


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """The application as a browser on this machine sees it, signed in as nobody."""
    async with browser_of(settings) as browser:
        yield browser


TEST_PASSWORD = "a rather long password of tests"
SignUp = Callable[[str], Awaitable[httpx2.AsyncClient]]
Marks = Callable[[], Awaitable[dict[str, date]]]


async def take_marks(athlete_id: UUID) -> dict[str, date]:
    """What was published for an athlete since the last look: subject → earliest day."""
    async with athlete_session(athlete_id) as db:
        rows = (await db.execute(text("delete from dirty_mark returning subject, earliest_on"))).all()
    return {row.subject: row.earliest_on for row in rows}


@pytest.fixture
async def sign_up(settings: Settings) -> AsyncIterator[SignUp]:
    """`await sign_up("ana")`: a new account with an athlete of its own, as its signed-in browser.

    The first one is the admin, and claims an athlete that waits without an account; the others come by an invite of the first. Every
    request carries the header that a change by cookie needs.
    """
    browsers: list[httpx2.AsyncClient] = []
    async with AsyncExitStack() as stack:

        async def sign_up_as(username: str) -> httpx2.AsyncClient:
            browser = await stack.enter_async_context(browser_of(settings))
            browser.headers["x-paceline-request"] = "1"
            who = {"username": username, "password": TEST_PASSWORD}
            if not browsers:
                answer = await browser.post("/api/v1/auth/setup", json=who)
            else:
                invite = await browsers[0].post("/api/v1/auth/invites", json={})
                answer = await browser.post("/api/v1/auth/register", json={**who, "invite": invite.json()["code"]})
            assert answer.status_code == 204, answer.text
            browsers.append(browser)
            return browser

        yield sign_up_as


MoveClock = Callable[[timedelta], Awaitable[None]]


@pytest.fixture
async def move_clock(database: str) -> AsyncIterator[MoveClock]:
    """`await move_clock(timedelta(days=1))`: this process and its database connections are that much later from now on."""
    offset = timedelta()

    def set_offset(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"set app.clock_offset = '{offset.total_seconds()} seconds'")
        cursor.close()
        connection.commit()

    async def move(by: timedelta) -> None:
        nonlocal offset
        offset += by
        clock.set_offset(offset)
        await engine().dispose()

    event.listen(engine().sync_engine, "connect", set_offset)
    yield move
    clock.set_offset(timedelta())


@pytest.fixture
async def athlete_id(database: str) -> UUID:
    """An athlete without an account."""
    return await make_athlete()


@pytest.fixture
async def other_athlete_id(database: str) -> UUID:
    """A second athlete, who must never see the first one's rows."""
    return await make_athlete()


async def make_athlete() -> UUID:
    """A new athlete with its revision row."""
    athlete_id = new_id()
    async with system_session() as db:
        await db.execute(text("insert into athlete (id) values (:id)"), {"id": athlete_id})
        await db.execute(text("insert into athlete_revision (athlete_id) values (:id)"), {"id": athlete_id})
    return athlete_id


@pytest.fixture(autouse=True)
def _cheap_password_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its least cost: hundreds of sign-ins at the real one are minutes. Tests of the cost itself ask for `real_hashes`."""
    if "real_hashes" not in request.fixturenames:
        monkeypatch.setattr(
            hashing, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
        )
        hashing._dummy_hash.cache_clear()


@pytest.fixture
def real_hashes() -> None:
    """Password hashes at the cost the program really pays."""
    hashing._dummy_hash.cache_clear()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    real_connect = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in {"127.0.0.1", "::1", "localhost"}
        ):
            return real_connect(self, address)
        raise AssertionError(f"a test tried to reach {address!r}")

    monkeypatch.setattr(socket.socket, "connect", connect)


def pytest_configure() -> None:
    for name in list(os.environ):
        if name.startswith("STRAVA_"):
            del os.environ[name]
        if name.startswith("PACELINE_") and not name.startswith(
            ("PACELINE_TEST_", "PACELINE_REAL_FILES", "PACELINE_VECTORS")
        ):
            del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
