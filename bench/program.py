"""Paceline as people run it: a process of its own, and what it takes of memory."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

_ANSWER_WITHIN_S = 60
_LOOK_EVERY_S = 0.002


@dataclass(frozen=True, slots=True)
class Served:
    """A running `paceline serve`: where it listens, and how long its first answer took from the start of the process."""

    pid: int
    host: str
    port: int
    first_answer_s: float


def environment(data_dir: Path, **settings: object) -> dict[str, str]:
    """The environment of an instance with nothing of the caller's settings."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith("PACELINE_") and name != "DATABASE_URL"
    }
    changes = {f"PACELINE_{name.upper()}": str(value) for name, value in settings.items()}
    return {**plain, "PACELINE_DATA_DIR": str(data_dir), **changes}


@contextmanager
def served(data_dir: Path, *options: str, **settings: object) -> Generator[Served]:
    """`paceline serve` on a free port, ended with the block."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "paceline", "serve", "--port", "0", *options],
        cwd=data_dir.parent,
        env=environment(data_dir, **settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = urlsplit(_announced(process))
        assert address.hostname is not None
        assert address.port is not None
        _wait_for_answer(address.hostname, address.port)
        yield Served(process.pid, address.hostname, address.port, time.perf_counter() - started)
    finally:
        # Ctrl-C, which stops the embedded database too.
        process.send_signal(signal.SIGINT)
        process.wait()


@contextmanager
def bare_endpoint(database_url: str, athlete_id: object) -> Generator[tuple[str, int]]:
    """The rival endpoint on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        host, port = free.getsockname()
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "bench.bare_endpoint:app", "--port", str(port), "--no-access-log", "--log-level", "warning"],
        env={**os.environ, "BENCH_DATABASE": database_url, "BENCH_ATHLETE": str(athlete_id)},
    )  # fmt: skip
    try:
        _wait_for_answer(host, port, "/activities")
        yield host, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _announced(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://\S+", line):
            # Nobody reads on, and a full pipe would stop the program.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return found[0]
    raise RuntimeError(f"paceline serve ended without an address: {''.join(said)[-400:]}")


def _wait_for_answer(host: str, port: int, path: str = "/readyz") -> None:
    until = time.monotonic() + _ANSWER_WITHIN_S
    while time.monotonic() < until:
        connection = HTTPConnection(host, port, timeout=_ANSWER_WITHIN_S)
        with suppress(ConnectionRefusedError):
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        connection.close()
        time.sleep(_LOOK_EVERY_S)
    raise RuntimeError("paceline serve did not answer")


def resident_mb(pid: int) -> float:
    """The resident memory of a process now, in MB."""
    return _status_mb(pid, "VmRSS") or 0.0


def _status_mb(pid: int, field: str) -> float | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    found = re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else None


class PeakWatch:
    """The highest resident memory of a process and of each of its descendants, by the kernel's own high-water mark.

    The mark only rises, so looking a few times a second misses nothing but the last moments of a process that ends.
    """

    def __init__(self, pid: int, *, leave_out: str = "postgres") -> None:
        self._pid = pid
        self._leave_out = leave_out
        self._peaks: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "PeakWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def parent_mb(self) -> float:
        return self._peaks.get(self._pid, 0.0)

    @property
    def highest_child_mb(self) -> float:
        return max((peak for pid, peak in self._peaks.items() if pid != self._pid), default=0.0)

    def _look(self) -> None:
        while not self._stop.wait(0.02):
            for pid in _tree(self._pid):
                if self._leave_out not in _name(pid) and (peak := _status_mb(pid, "VmHWM")):
                    self._peaks[pid] = peak


def _tree(root: int) -> list[int]:
    found = [root]
    for pid in found:
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return "postgres"
