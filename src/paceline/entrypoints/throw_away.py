"""An instance that is thrown away: on a free port, filled while it starts, gone without a trace when its command ends, however it ends.

Two processes. The one in the terminal only waits and holds one end of a pipe. The keeper, in a session of its own where no Ctrl-C reaches
it, starts the server and the filling; when the pipe closes, by whatever death of the first, it stops both and removes the folder.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
import orjson

from paceline.infra.settings import child_environment

_PROGRAM = (sys.executable, "-m", "paceline")
_PORTS = 200
_STOP_WITHIN_S = 40.0
_LOOK_EVERY_S = 0.1


def hold(first_port: int, fill: Sequence[str]) -> int:
    """Run the keeper until it or this process ends; returns the exit status. `fill`: options for `paceline demo`."""
    port = _free_port(first_port)
    folder = Path(tempfile.mkdtemp(prefix="paceline-demo-"))
    signal.signal(signal.SIGTERM, _interrupt)
    keeper = subprocess.Popen(
        [sys.executable, "-m", "paceline.entrypoints.throw_away", str(folder), str(port), *fill],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        return keeper.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        # Whoever is in a hurry and asks twice must not leave the keeper alone with its work.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        keeper.wait()


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _free_port(first: int) -> int:
    for port in range(first, min(first + _PORTS, 65_536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"No port is free from {first} on. Choose another with --port.")


def keep(folder: Path, port: int, fill: Sequence[str]) -> int:
    """Start, fill and serve until standard input closes or the server ends; then stop everything and remove the folder."""
    stop = threading.Event()
    threading.Thread(target=_await_end_of_input, args=(stop,), daemon=True).start()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    # An address in the environment or in `.env` must not turn what is thrown away into somebody's instance.
    environment = child_environment(
        PACELINE_DATA_DIR=str(folder),
        PACELINE_DATABASE_URL="",
        PACELINE_DATABASE_OWNER_URL="",
        PACELINE_BASE_URL="",
        PACELINE_HOST="127.0.0.1",
        PACELINE_PORT=str(port),
        PACELINE_LOG_LEVEL="error",
    )
    programs: list[subprocess.Popen[bytes]] = []
    try:
        click.echo("Starting an instance that is thrown away when you stop it, and filling it …", err=True)
        log = folder / "server.log"
        with log.open("wb") as said:
            server = subprocess.Popen(
                [*_PROGRAM, "serve"], env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        programs.append(server)
        filling = subprocess.Popen(
            [*_PROGRAM, "demo", "--json", *fill], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        programs.append(filling)
        return _serve(server, filling, port, stop, log)
    finally:
        _end(programs)
        shutil.rmtree(folder, ignore_errors=True)


def _await_end_of_input(stop: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    stop.set()


def _serve(
    server: subprocess.Popen[bytes], filling: subprocess.Popen[bytes], port: int, stop: threading.Event, log: Path
) -> int:
    is_announced = False
    while not stop.wait(_LOOK_EVERY_S):
        if server.poll() is not None:
            click.echo(f"The server ended (exit status {server.returncode}).\n{log.read_text()}", err=True)
            return 1
        if is_announced or filling.poll() is None:
            continue
        if filling.returncode:
            return filling.returncode
        assert filling.stdout is not None
        _announce(orjson.loads(filling.stdout.read()), port)
        is_announced = True
    return 0


def _announce(filled: dict[str, Any], port: int) -> None:
    lines = [
        "",
        f"  Paceline is at http://127.0.0.1:{port}",
        "",
        *(
            f"    {one['username']:<9} {one['password']}   ({one['activities']} activities)"
            for one in filled["accounts"]
        ),
        "",
        f"  Filled in {filled['seconds']} s. Ctrl-C stops it and removes everything.",
        "",
    ]
    click.echo("\n".join(lines))


def _end(programs: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and make them. Each is the last to use the database or leaves that to the other; either stops it."""
    for program in programs:
        if program.poll() is None:
            program.terminate()
    deadline_s = time.monotonic() + _STOP_WITHIN_S
    for program in programs:
        try:
            program.wait(max(deadline_s - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
