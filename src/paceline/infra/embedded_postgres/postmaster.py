"""The running server, as its lock, its `postmaster.pid` and the process table tell.

The server inherits a locked file descriptor, so the lock `server` is held as long as any of its processes lives: whatever
its pid file says, and in whichever container it runs. The pid file says where it listens and whether it is ready; its lines
(src/include/utils/pidfile.h): pid, data directory, start time, port, socket directory, listen address, shared memory key,
status.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from paceline.infra.embedded_postgres import locks
from paceline.infra.embedded_postgres.launch import ServerUser, replace_file

# No process of Linux or macOS can have it, and kill() answers ESRCH.
_IMPOSSIBLE_PID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The process of a server that is alive. `ready` when it accepts connections."""

    pid: int
    socket_dir: Path
    ready: bool


def lock_path(cluster: Path) -> Path:
    """The lock the server's processes hold."""
    return cluster.parent / "server"


def is_alive(cluster: Path) -> bool:
    """Whether any process of a server of this cluster is alive, be it only the rest of a crashed one."""
    return locks.is_held(lock_path(cluster)) or find(cluster) is not None


def find(cluster: Path) -> Postmaster | None:
    """The live server of this cluster, in any state, or None."""
    lines = _pid_file_lines(cluster)
    pid = int(lines[0]) if lines and lines[0].isdigit() else 0
    if not pid or not _is_server_of(cluster, pid):
        return None
    fields = [*lines, *[""] * 8][:8]
    return Postmaster(pid, Path(fields[4]), fields[7] == "ready")


def disown_stale_pid_file(cluster: Path, user: ServerUser) -> None:
    """After a crash: make the server see that the process named in the file is gone.

    The pid may be somebody else's by now (always so when a container restarts), and PostgreSQL then refuses to start. Only the
    pid is replaced, because the server also reads the shared memory key in the file, and with it refuses while a backend of
    a crashed server is alive. The caller holds the start lock and has seen that no server is alive.
    """
    lines = _pid_file_lines(cluster)
    if len(lines) > 1 and lines[0].lstrip("-").isdigit():
        replace_file(cluster / "postmaster.pid", "\n".join([str(_IMPOSSIBLE_PID), *lines[1:]]) + "\n", user)
    else:
        # Cut short by the crash; PostgreSQL refuses to start on an empty file.
        (cluster / "postmaster.pid").unlink(missing_ok=True)


def _pid_file_lines(cluster: Path) -> list[str]:
    try:
        text = (cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [line.strip() for line in text.splitlines()]


def _is_server_of(cluster: Path, pid: int) -> bool:
    if not Path("/proc/self/cmdline").exists():
        return locks.is_held(lock_path(cluster)) and _exists(pid)
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return arguments[0].endswith(b"postgres") and str(cluster).encode() in arguments


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
