"""The directory of the unix socket: short, private, and the same for everybody who shares the server.

The path of a socket has about 100 characters, a data directory may have many more, so the socket lives under /tmp. The
name is random, so nobody can make it first, and the data directory remembers it in a symbolic link.
"""

import os
import stat
import tempfile
from pathlib import Path

from paceline.infra.embedded_postgres.errors import EmbeddedPostgresError
from paceline.infra.embedded_postgres.launch import ServerUser, give_to

PORT = 5432
_LONGEST_PATH = 100
_PREFIX = "paceline-pg-"


def is_private(directory: Path, user: ServerUser) -> bool:
    """Whether this is a real directory of the server's user that nobody else may enter."""
    try:
        status = directory.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == user.uid and not status.st_mode & 0o077


def prepare(data_dir: Path, root: Path, user: ServerUser) -> Path:
    """The remembered directory when it is still ours, else a new one under `root`. No server of ours is alive."""
    link = data_dir / "socket"
    if link.is_symlink():
        remembered = Path(os.readlink(link))
        if is_private(remembered, user):
            # Left by a crash. The lock file names a pid that may be somebody else's by now, and PostgreSQL would give way to it.
            for leftover in remembered.glob(f".s.PGSQL.{PORT}*"):
                leftover.unlink()
            return remembered
        link.unlink()
    if len(f"{root}/{_PREFIX}12345678/.s.PGSQL.{PORT}") > _LONGEST_PATH:
        raise EmbeddedPostgresError("data_dir_unusable", f"The path {root} is too long for a unix socket.")
    directory = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
    give_to(user, directory)
    link.symlink_to(directory)
    return directory


def remove(data_dir: Path, user: ServerUser) -> None:
    """Tidy up after the server has stopped. A directory that is not empty, or no longer ours, stays."""
    link = data_dir / "socket"
    if not link.is_symlink():
        return
    directory = Path(os.readlink(link))
    if is_private(directory, user) and not any(directory.iterdir()):
        directory.rmdir()
    link.unlink()
