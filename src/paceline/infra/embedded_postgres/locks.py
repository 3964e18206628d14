"""Advisory locks between processes. The kernel drops them with their holders, so a kill -9 leaves nothing behind."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from paceline.infra.embedded_postgres.errors import EmbeddedPostgresError

_POLL_S = 0.02


def open_lock(path: Path) -> int:
    """A file descriptor to lock. Never follows a link: as root the directory may belong to another user."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def try_exclusive(handle: int) -> bool:
    """Take the lock alone if nobody else has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(handle: int) -> None:
    """Take the lock together with others, or turn an exclusive one into a shared one."""
    fcntl.flock(handle, fcntl.LOCK_SH)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock."""
    handle = open_lock(path)
    try:
        return not try_exclusive(handle)
    finally:
        os.close(handle)


@contextmanager
def exclusive(path: Path, timeout_s: float) -> Generator[int]:
    """Hold the lock alone; yields its file descriptor. Raises EmbeddedPostgresError `start_timeout`."""
    handle = open_lock(path)
    deadline = time.monotonic() + timeout_s
    try:
        while not try_exclusive(handle):
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    "start_timeout",
                    f"Another process has been starting or stopping the database for {timeout_s:.0f} s.",
                )
            time.sleep(_POLL_S)
        yield handle
    finally:
        os.close(handle)
