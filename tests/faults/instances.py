"""Databases of fault tests, one a case from one template, and Paceline run against them in a process of its own."""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from paceline.infra.db.roles import Roles
from tests.servers import ServerAddress

_RUN_WITHIN_S = 120


@dataclass(frozen=True)
class Case:
    """One instance: its database, its data directory."""

    superuser_url: str
    app_url: str
    data_dir: Path

    def run(self, *arguments: str, crash_at: str | None = None, crash_log: Path | None = None) -> "Run":
        """`paceline …` to its end, or to its death at a crash point."""
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
        done = subprocess.run(
            [sys.executable, "-m", "paceline", *arguments],
            env=environment,
            capture_output=True,
            timeout=_RUN_WITHIN_S,
            check=False,
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())

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

    def case(self, name: str) -> Case:
        """A fresh copy."""
        database = f"{self.roles.database}_{name}"
        self._run("drop database if exists {} with (force)", database)
        self._run("create database {} template {} owner {}", database, self.roles.database, self.roles.owner)
        # Settings of a database are not copied with it.
        self._run("alter database {} set search_path = public, jobs", database)
        data_dir = self.folder / name
        data_dir.mkdir()
        return Case(
            self.server.superuser_url(database), self.server.url(self.roles.app, self.app_password, database), data_dir
        )

    def drop(self, case: Case) -> None:
        """Remove a copy."""
        self._run("drop database if exists {} with (force)", case.superuser_url.rpartition("/")[2].partition("?")[0])

    def _run(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self.server.superuser_url("postgres"), autocommit=True) as db:
            db.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def passes(log: Path) -> Counter[str]:
    """How often each crash point was passed."""
    return Counter(log.read_text().split())
