"""Who runs the server, and how its programs are called."""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from paceline.infra.embedded_postgres import drop_privileges
from paceline.infra.embedded_postgres.binaries import Binaries, copy_into
from paceline.infra.embedded_postgres.errors import EmbeddedPostgresError

_UNPRIVILEGED = ("postgres", "nobody")
# Nothing of our environment reaches the server: it may hold secrets, and PG* variables change what the programs do.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user of the server process. `switched` when that is not the user we run as, which only root can do."""

    uid: int
    gid: int
    switched: bool


def server_user(data_dir: Path, cluster: Path) -> ServerUser:
    """Ourselves; for root the owner of the cluster or of the data directory, else `postgres` or `nobody`.

    Raises EmbeddedPostgresError `data_dir_not_owned` or `no_unprivileged_user`.
    """
    owner = (cluster if cluster.exists() else data_dir).stat()
    if os.geteuid() != 0:
        if owner.st_uid != os.geteuid():
            raise EmbeddedPostgresError(
                "data_dir_not_owned",
                f"{data_dir} belongs to user id {owner.st_uid}, not to {os.geteuid()}. Start as that user.",
            )
        return ServerUser(os.geteuid(), os.getegid(), switched=False)
    if owner.st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid, switched=True)
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid, switched=True)
    raise EmbeddedPostgresError(
        "no_unprivileged_user",
        "PostgreSQL does not run as root, and there is no user postgres or nobody. Start as another user.",
    )


def give_to(user: ServerUser, path: Path) -> None:
    """Make the server's user the owner of something we made."""
    if user.switched:
        os.chown(path, user.uid, user.gid, follow_symlinks=False)


def replace_file(path: Path, text: str, user: ServerUser) -> None:
    """Write a file of the server's user, 0600, durable and whole.

    As root this writes into a directory of another user, so it never opens a name that is already there.
    """
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(
        os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    give_to(user, partial)
    partial.rename(path)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make renames in a directory durable."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(slots=True)
class Launcher:
    """Runs PostgreSQL's programs as the server's user."""

    binaries: Binaries
    user: ServerUser
    data_dir: Path

    def run(self, program: str, *arguments: str, keep_open: tuple[int, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Run one program to its end and return its output. `keep_open`: file descriptors it inherits."""
        done = self._run_once(program, arguments, keep_open)
        if self.user.switched and done.returncode == drop_privileges.CANNOT_EXECUTE:
            self.binaries = copy_into(self.data_dir, self.binaries)
            done = self._run_once(program, arguments, keep_open)
        return done

    def _run_once(
        self, program: str, arguments: tuple[str, ...], keep_open: tuple[int, ...]
    ) -> subprocess.CompletedProcess[str]:
        command = [str(self.binaries.bin_dir / program), *arguments]
        if self.user.switched:
            become = [sys.executable, "-I", "-S", drop_privileges.__file__, str(self.user.uid), str(self.user.gid)]
            command = [*become, str(self.data_dir), *command]
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=_ENVIRONMENT,
            cwd="/",
            umask=0o077,
            pass_fds=keep_open,
            # Ctrl-C in a terminal goes to the whole process group; the server must outlive it until we stop it.
            start_new_session=True,
            check=False,
        )
