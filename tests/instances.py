"""Databases of their own, one a case from one template, and Paceline run against them in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from paceline.infra.db.migrate import ensure_schema
from paceline.infra.db.roles import Roles, ensure_roles
from tests.faults.dump import unfinished
from tests.servers import ServerAddress

_PROGRAM = (sys.executable, "-m", "paceline")
_RUN_WITHIN_S = 120


@dataclass(frozen=True)
class Case:
    """One instance: its database, its data directory."""

    superuser_url: str
    app_url: str
    data_dir: Path

    @property
    def database(self) -> str:
        """Its name."""
        return self.superuser_url.rpartition("/")[2].partition("?")[0]

    def run(self, *arguments: str, crash_at: str | None = None, crash_log: Path | None = None) -> "Run":
        """`paceline …` to its end, or to its death at a crash point."""
        done = subprocess.run(
            [*_PROGRAM, *arguments],
            env=self._environment(crash_at, crash_log),
            capture_output=True,
            timeout=_RUN_WITHIN_S,
            check=False,
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())

    def work(self, *, crash_at: str | None = None, crash_log: Path | None = None) -> int:
        """`paceline worker` to its death at a crash point, or until nothing is left to do and it is told to stop; its exit status."""
        with subprocess.Popen([*_PROGRAM, "worker"], env=self._environment(crash_at, crash_log)) as worker:
            deadline = time.monotonic() + _RUN_WITHIN_S
            # One that is still starting would end by the signal instead of by its own will.
            while worker.poll() is None and (unfinished(self.superuser_url) or not self._has_worker()):
                assert time.monotonic() < deadline, unfinished(self.superuser_url)
                # What the worker has done shows in its tables only.
                time.sleep(0.05)
            worker.terminate()
            return worker.wait(_RUN_WITHIN_S)

    def _has_worker(self) -> bool:
        with psycopg.connect(self.superuser_url) as db:
            found = db.execute(
                "select exists (select from jobs.procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
            ).fetchone()
        return found is not None and found[0]

    @contextmanager
    def serving(self, *, with_worker: bool = False, **settings: str) -> Iterator[str]:
        """`paceline serve`, with or without a worker beside it, under further settings; its address."""
        program = [*_PROGRAM, "serve", "--port", "0", *(() if with_worker else ("--no-worker",))]
        environment = self._environment() | {f"PACELINE_{name.upper()}": value for name, value in settings.items()}
        with subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, text=True) as server:
            assert server.stderr is not None
            try:
                yield next(line for line in server.stderr if "Paceline is at" in line).split()[-1]
            finally:
                server.terminate()
                assert server.wait(_RUN_WITHIN_S) == 0

    def _environment(self, crash_at: str | None = None, crash_log: Path | None = None) -> dict[str, str]:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PACELINE_")},
            "PACELINE_DATABASE_URL": self.app_url,
            "PACELINE_DATA_DIR": str(self.data_dir),
            "PACELINE_WORKERS": "1",
            "PACELINE_LOG_LEVEL": "error",
        }
        if crash_at:
            environment["PACELINE_CRASH_AT"] = crash_at
        if crash_log:
            environment["PACELINE_CRASH_LOG"] = str(crash_log)
        return environment

    def let_time_pass(self) -> None:
        """The heartbeat of a dead worker and its lease grow old: what a minute of waiting does."""
        with psycopg.connect(self.superuser_url) as db:
            db.execute("update jobs.procrastinate_workers set last_heartbeat = last_heartbeat - interval '2 minutes'")


@dataclass(frozen=True)
class Run:
    """How a run ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        assert self.status == 0, self.err
        return json.loads(self.out)


@dataclass(frozen=True)
class Template:
    """A migrated, empty database to copy."""

    server: ServerAddress
    roles: Roles
    app_password: str
    folder: Path

    def case(self, name: str, *, of: Case | None = None) -> Case:
        """A fresh copy, or one of a case that no process is connected to."""
        database, model = f"{self.roles.database}_{name}", of.database if of else self.roles.database
        self._run("drop database if exists {} with (force)", database)
        self._run("create database {} template {} owner {}", database, model, self.roles.owner)
        # Settings of a database are not copied with it.
        self._run("alter database {} set search_path = public, jobs", database)
        data_dir = self.folder / name
        data_dir.mkdir()
        return Case(
            self.server.superuser_url(database), self.server.url(self.roles.app, self.app_password, database), data_dir
        )

    def drop(self, case: Case) -> None:
        """Remove a copy."""
        self._run("drop database if exists {} with (force)", case.database)

    def _run(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self.server.superuser_url("postgres"), autocommit=True) as db:
            db.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


async def make_template(server: ServerAddress, roles: Roles, name: str, folder: Path) -> Template:
    """A database migrated once, to be copied for each case; roles and databases are named after a suite."""
    mine = Roles(f"{roles.owner}_{name}", f"{roles.app}_{name}", f"{roles.database}_{name}")
    owner_password, app_password = f"owner-of-{name}", f"app-of-{name}"
    async with await psycopg.AsyncConnection.connect(server.superuser_url("postgres"), autocommit=True) as db:
        await db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(mine.database)))
        await ensure_roles(db, mine, owner_password, app_password)
        for role, password in ((mine.owner, owner_password), (mine.app, app_password)):
            await db.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
    owner_url = server.url(mine.owner, owner_password, mine.database)
    ensure_schema(server.url(mine.app, app_password, mine.database), owner_url, mine)
    return Template(server, mine, app_password, folder)


def passes(log: Path) -> Counter[str]:
    """How often each crash point was passed."""
    return Counter(log.read_text().split())
