"""Start, share and stop the server."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from paceline.infra.embedded_postgres import cluster as clusters
from paceline.infra.embedded_postgres import locks, postmaster, socket_dir
from paceline.infra.embedded_postgres.binaries import locate
from paceline.infra.embedded_postgres.errors import EmbeddedPostgresError
from paceline.infra.embedded_postgres.launch import Launcher, server_user

_SUPERUSER = "postgres"
_POLL_S = 0.02
_ANSWER_WITHIN_S = 10.0


class Server:
    """A running server that this process uses until `stop()`. Made by `start()`."""

    def __init__(self, launcher: Launcher, running: postmaster.Postmaster, users: int, timeout_s: float) -> None:
        self.data_dir = launcher.data_dir
        self.socket_dir = running.socket_dir
        self.pid = running.pid
        self._launcher = launcher
        self._users: int | None = users
        self._timeout_s = timeout_s

    def superuser_url(self, database: str) -> str:
        """The `postgresql://` address of a database as the superuser `postgres`.

        It holds the password: never log it, never put it on a command line.
        """
        return _url(self.socket_dir, _SUPERUSER, clusters.read_password(self.data_dir), database)

    def url(self, role: str, password: str, database: str) -> str:
        """The `postgresql://` address of a database as another role, whose password the caller keeps."""
        return _url(self.socket_dir, role, password, database)

    def is_running(self) -> bool:
        """Whether the server process is alive. If not, another `start()` brings it back under the same address."""
        return postmaster.find(self.data_dir / "cluster") is not None

    def stop(self) -> None:
        """Stop using the server; the last user stops it, and open transactions are rolled back.

        Does nothing the second time. Raises EmbeddedPostgresError `stop_failed` or `start_timeout`.
        """
        users, self._users = self._users, None
        if users is None:
            return
        try:
            with locks.exclusive(self.data_dir / "lock", self._timeout_s):
                if locks.try_exclusive(users):
                    _shut_down(self._launcher, self._timeout_s)
        finally:
            os.close(users)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def start(
    data_dir: Path, *, socket_root: Path = Path("/tmp"), max_connections: int = 60, timeout_s: float = 120.0
) -> Server:
    """Start the server of `data_dir`, or join the one that runs, and check that it answers. Blocks.

    `data_dir` is a directory of its own, made when missing. `socket_root` is where the private directory of the unix socket
    is made; processes that share a server must see the same one. Safe to call from several processes at once, and after
    any crash. A process that forks without exec after this hands its use of the server on to the child.
    Raises EmbeddedPostgresError; its docstring lists the codes.
    """
    try:
        real = clusters.prepare_data_dir(data_dir)
        with locks.exclusive(real / "lock", timeout_s) as lock, ExitStack() as unless_started:
            users = locks.open_lock(real / "users")
            unless_started.callback(os.close, users)
            locks.share(users)
            launcher = _launcher_for(real)
            running = _running_server(launcher, lock, users, socket_root, max_connections, timeout_s)
            unless_started.pop_all()
            return Server(launcher, running, users, timeout_s)
    except OSError as error:
        raise EmbeddedPostgresError("data_dir_unusable", f"The data directory cannot be used: {error}") from error


@asynccontextmanager
async def running_server(data_dir: Path) -> AsyncGenerator[Server]:
    """The server of an instance for the time of the block; it lives in the folder `postgres` of the instance's data directory."""
    starting = asyncio.get_running_loop().run_in_executor(None, start, data_dir / "postgres")
    try:
        server = await asyncio.shield(starting)
    except asyncio.CancelledError:
        # The thread cannot be stopped, and what it starts must not be left without a user.
        (await starting).stop()
        raise
    try:
        yield server
    finally:
        await asyncio.to_thread(server.stop)


def _launcher_for(data_dir: Path) -> Launcher:
    cluster = data_dir / "cluster"
    user = server_user(data_dir, cluster)
    return Launcher(locate(clusters.data_major(cluster)), user, data_dir)


def _running_server(
    launcher: Launcher, lock: int, users: int, socket_root: Path, max_connections: int, timeout_s: float
) -> postmaster.Postmaster:
    cluster = launcher.data_dir / "cluster"
    if not cluster.exists():
        clusters.create(cluster, launcher, lock)
    # Before anything is started: without it the server could not be used and would be left running.
    password = clusters.read_password(launcher.data_dir)
    found = _settled(cluster, timeout_s)
    if found and not socket_dir.is_private(found.socket_dir, launcher.user) and locks.try_exclusive(users):
        # Something cleaned up /tmp: it runs, but nobody can reach it.
        _shut_down(launcher, timeout_s)
        found = None
    if not found:
        postmaster.disown_stale_pid_file(cluster, launcher.user)
        directory = socket_dir.prepare(launcher.data_dir, socket_root, launcher.user)
        clusters.configure(cluster, directory, max_connections, launcher.user)
        found = _launch(launcher, timeout_s)
    _check_answer(launcher, found, password)
    locks.share(users)
    return found


def _settled(cluster: Path, timeout_s: float) -> postmaster.Postmaster | None:
    """A server that is ready, or None when there is none; one that is starting, stopping or dying is waited for."""
    deadline = time.monotonic() + timeout_s
    while postmaster.is_alive(cluster):
        found = postmaster.find(cluster)
        if found and found.ready:
            return found
        if time.monotonic() > deadline:
            who = f"process {found.pid}" if found else "perhaps in another container, or the rest of a crashed one"
            raise EmbeddedPostgresError(
                "start_timeout",
                f"A server of this data directory is alive ({who}), but not ready after {timeout_s:.0f} s.",
            )
        time.sleep(_POLL_S)
    return None


def _launch(launcher: Launcher, timeout_s: float) -> postmaster.Postmaster:
    cluster = launcher.data_dir / "cluster"
    log = clusters.prepare_log(cluster, launcher.user)
    limit = str(max(1, int(timeout_s)))
    with locks.exclusive(postmaster.lock_path(cluster), timeout_s) as server_lock:
        done = launcher.run(
            "pg_ctl",
            *("start", "-w", "-s", "-t", limit, "-D", str(cluster), "-l", str(log)),
            keep_open=(server_lock,),
        )
    found = _settled(cluster, timeout_s)
    if found is None:
        reason = clusters.log_tail(cluster) or done.stdout[-2000:].strip()
        raise EmbeddedPostgresError("start_failed", f"PostgreSQL did not start:\n{reason}")
    return found


def _check_answer(launcher: Launcher, running: postmaster.Postmaster, password: str) -> None:
    if not socket_dir.is_private(running.socket_dir, launcher.user):
        raise EmbeddedPostgresError(
            "server_unreachable",
            f"The server (process {running.pid}) runs and is in use, but its socket directory {running.socket_dir} "
            "is gone or not private. Stop the other processes and start again.",
        )
    url = _url(running.socket_dir, _SUPERUSER, password, "postgres")
    deadline = time.monotonic() + _ANSWER_WITHIN_S
    while True:
        try:
            with psycopg.connect(url, connect_timeout=int(_ANSWER_WITHIN_S)) as connection:
                connection.execute("select 1")
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    "server_unreachable", f"The server runs, but does not answer: {error}"
                ) from error
            time.sleep(_POLL_S)
        else:
            return


def _shut_down(launcher: Launcher, timeout_s: float) -> None:
    cluster = launcher.data_dir / "cluster"
    if postmaster.find(cluster):
        limit = str(max(1, int(timeout_s)))
        done = launcher.run("pg_ctl", "stop", "-w", "-s", "-m", "fast", "-t", limit, "-D", str(cluster))
        # It may have stopped by itself in between, then pg_ctl fails and all is well.
        if postmaster.find(cluster):
            raise EmbeddedPostgresError("stop_failed", f"PostgreSQL did not stop: {done.stdout[-2000:].strip()}")
    socket_dir.remove(launcher.data_dir, launcher.user)


def _url(directory: Path, role: str, password: str, database: str) -> str:
    where = f"host={quote(str(directory), safe='')}&port={socket_dir.PORT}"
    return f"postgresql://{quote(role, safe='')}:{quote(password, safe='')}@/{quote(database, safe='')}?{where}"
