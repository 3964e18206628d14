"""Directories whose servers never outlive a test, and processes that share a server."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from paceline.infra.embedded_postgres import postmaster

NOBODY = 65534
as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: the server's user is another one then")


def eventually(what: Callable[[], bool]) -> bool:
    """Whether something becomes true within ten seconds."""
    deadline = time.monotonic() + 10
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def kill_server(data_dir: Path) -> None:
    """End the server of a directory as a crash does."""
    running = postmaster.find(data_dir.resolve() / "cluster")
    if running:
        with suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A path for a server; pytest makes its parent 0700."""
    path = tmp_path / "postgres"
    yield path
    _clean_up(path)


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A path for a server below a directory that everybody may enter."""
    parent = Path(tempfile.mkdtemp(prefix="paceline-test-"))
    parent.chmod(0o755)
    yield parent / "postgres"
    _clean_up(parent / "postgres")
    shutil.rmtree(parent)


def _clean_up(path: Path) -> None:
    kill_server(path)
    link = path / "socket"
    if link.is_symlink():
        shutil.rmtree(os.readlink(link), ignore_errors=True)


class UserProcess:
    """Another process that uses the server of `data_dir`."""

    def __init__(self, data_dir: Path, *, uid: int = -1, package: str = "") -> None:
        script = str(Path(__file__).with_name("user_process.py"))
        self.process = subprocess.Popen(
            [sys.executable, script, str(uid), str(data_dir), package],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PACELINE_TEST_SECRET": "hunter2-in-the-environment"},
        )
        assert self.hear() == {"ready": True}

    def tell(self, command: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the process ended"
        return json.loads(line)

    def ask(self, command: str) -> dict[str, Any]:
        self.tell(command)
        return self.hear()

    def kill(self) -> None:
        self.process.kill()
        self.close()

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def spawn() -> Iterator[Callable[..., UserProcess]]:
    """Starts processes that are ended with the test."""
    with ExitStack() as stack:

        def make(data_dir: Path, **options: Any) -> UserProcess:
            process = UserProcess(data_dir, **options)
            stack.callback(process.close)
            return process

        yield make
