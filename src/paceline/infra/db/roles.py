"""Who may do what: owner migrates, app runs the program, system is the role the app steps into for the second door."""

from dataclasses import dataclass
from typing import LiteralString

from psycopg import AsyncConnection, sql
from sqlalchemy import make_url

from paceline.infra.errors import AppError, ErrorKind

OLDEST_SERVER = 150000


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the roles and of the database on one server."""

    owner: str
    app: str
    database: str

    @property
    def system(self) -> str:
        return f"{self.app}_system"


def roles_of(database_url: str, owner_url: str | None) -> Roles:
    """The role names that two addresses speak of."""
    app = make_url(database_url)
    owner = make_url(owner_url) if owner_url else None
    return Roles(
        owner=(owner.username if owner else None) or "paceline_owner",
        app=app.username or "paceline_app",
        database=app.database or "paceline",
    )


_ROLES: tuple[LiteralString, ...] = (
    "create role {owner} login nosuperuser nobypassrls nocreatedb nocreaterole password {owner_password}",
    # NOINHERIT: the app role holds nothing of the system role until a session steps into it.
    "create role {app} login nosuperuser nobypassrls nocreatedb nocreaterole noinherit password {app_password}",
    "create role {system} nologin nosuperuser nobypassrls",
    "grant {system} to {app}",
)
_DATABASE: LiteralString = "create database {database} owner {owner} encoding 'UTF8' template template0"


def role_statements(roles: Roles, owner_password: str, app_password: str) -> list[sql.Composed]:
    """The statements a superuser runs once on a server, the database last."""
    names = {
        "owner": sql.Identifier(roles.owner),
        "app": sql.Identifier(roles.app),
        "system": sql.Identifier(roles.system),
        "database": sql.Identifier(roles.database),
        "owner_password": sql.Literal(owner_password),
        "app_password": sql.Literal(app_password),
    }
    return [sql.SQL(statement).format(**names) for statement in (*_ROLES, _DATABASE)]


async def ensure_roles(db: AsyncConnection, roles: Roles, owner_password: str, app_password: str) -> None:
    """Make what is missing, as a superuser in autocommit mode. Running it again changes nothing but the passwords."""
    present = {
        row[0]
        for row in await (
            await db.execute("select rolname from pg_roles union all select datname from pg_database")
        ).fetchall()
    }
    owner, app, system, grant, database = role_statements(roles, owner_password, app_password)
    for name, statement in ((roles.owner, owner), (roles.app, app), (roles.system, system)):
        if name not in present:
            await db.execute(statement)
    await db.execute(grant)
    if roles.database not in present:
        await db.execute(database)


_CHECK: LiteralString = """
select current_setting('server_version_num')::int,
       r.rolsuper, r.rolbypassrls,
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relowner = r.oid and n.nspname in ('public', 'jobs', 'app')),
       pg_has_role(r.oid, %s, 'member')
from pg_roles r where r.rolname = current_user
"""


async def check_app_role(database_url: str, roles: Roles) -> None:
    """Refuse to run as a role that row-level security does not hold. Raises `AppError` with the sentence to act on."""
    async with await AsyncConnection.connect(database_url) as db:
        row = await (await db.execute("select 1 from pg_roles where rolname = %s", [roles.system])).fetchone()
        if row is None:
            raise _refused(
                "roles_missing",
                f"The role {roles.system} is missing. `paceline migrate --print-roles` prints what to run.",
            )
        found = await (await db.execute(_CHECK, [roles.system])).fetchone()
    if found is None:
        raise _refused("roles_missing", "The app role cannot see itself in pg_roles.")
    version, superuser, bypasses, owns, member = found
    if version < OLDEST_SERVER:
        raise _refused("server_too_old", "Paceline needs PostgreSQL 15 or later.")
    if superuser or bypasses:
        raise _refused(
            "role_too_strong", f"The role {roles.app} is a superuser or bypasses row-level security. Use the app role."
        )
    if owns:
        raise _refused(
            "role_owns_tables", f"The role {roles.app} owns tables. DATABASE_URL must name the app role, not the owner."
        )
    if not member:
        raise _refused(
            "roles_missing",
            f"The role {roles.app} is no member of {roles.system}. See `paceline migrate --print-roles`.",
        )


def _refused(code: str, message: str) -> AppError:
    return AppError(code, message, ErrorKind.UNAVAILABLE)
