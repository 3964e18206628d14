"""`paceline serve` as a program: it comes up, says where, and leaves nothing running behind."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from httpx2 import HTTPTransport

_PROGRAM = (sys.executable, "-m", "paceline")


def _environment(data_dir: Path, port: int) -> dict[str, str]:
    return {**os.environ, "PACELINE_DATA_DIR": str(data_dir), "PACELINE_PORT": str(port)}


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


@pytest.mark.parametrize("name", ["PACELINE_DATABASE_URL", "PACELINE_LOG_LEVEL"])
def test_a_wrong_setting_is_called_by_its_name(tmp_path: Path, port: int, name: str) -> None:
    environment = _environment(tmp_path / "data", port) | {name: "nonsense"}
    run = subprocess.run([*_PROGRAM, "serve"], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith(f"paceline: a setting is wrong. {name}: ")


def test_programs_that_start_a_new_instance_at_once_agree_on_it(tmp_path: Path, port: int) -> None:
    programs = [
        subprocess.Popen([*_PROGRAM, "migrate"], env=_environment(tmp_path, port), stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    ends = [(program.communicate(timeout=120)[1], program.returncode) for program in programs]
    assert ends == [("", 0)] * 4


def test_a_data_directory_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, port: int) -> None:
    (tmp_path / "secrets").touch()
    run = subprocess.run(
        [*_PROGRAM, "migrate"],
        env=_environment(tmp_path, port),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("paceline: The data directory cannot be used: ")
    assert _postmasters(tmp_path) == []


def _postmasters(data_dir: Path) -> list[Path]:
    return list(data_dir.rglob("postmaster.pid"))


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_and_a_signal_stops_program_worker_and_database(
    tmp_path: Path, port: int, ending: signal.Signals
) -> None:
    # The port is free again by the time the program asks for it: the fixture only found it.
    with subprocess.Popen(
        [*_PROGRAM, "serve", "--port", "0"],
        env=_environment(tmp_path / "data", port),
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stderr is not None
        address = next(line for line in program.stderr if "Paceline is at" in line).split()[-1]
        with httpx2.Client(transport=HTTPTransport(retries=20)) as browser:
            assert browser.get(f"{address}/healthz").json()["status"] == "ok"
            assert browser.get(f"{address}/readyz").json()["status"] == "ready"
        assert _postmasters(tmp_path)
        program.send_signal(ending)
        assert program.wait(60) == 0
    assert _postmasters(tmp_path) == []


def test_a_port_in_use_is_one_clear_sentence(tmp_path: Path, port: int) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        done = subprocess.run(
            [*_PROGRAM, "serve"],
            env=_environment(tmp_path / "data", taken),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert f"Port {taken}" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_wrong_setting_is_one_clear_sentence(tmp_path: Path, port: int) -> None:
    environment = _environment(tmp_path / "data", port) | {"PACELINE_LOG_LEVEL": "loud"}
    done = subprocess.run([*_PROGRAM, "tasks", "list"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "PACELINE_LOG_LEVEL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
