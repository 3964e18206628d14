"""Whatever was killed, the next start works."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from paceline.infra.embedded_postgres import EmbeddedPostgresError, start
from paceline.infra.embedded_postgres.server import Server
from tests.infra.embedded_postgres.conftest import NOBODY, UserProcess, eventually, kill_server

Spawn = Callable[..., UserProcess]


def _answers(server: Server) -> bool:
    with psycopg.connect(server.superuser_url("postgres")) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def test_a_server_killed_with_9_comes_back_with_committed_data(data_dir: Path) -> None:
    crashed = start(data_dir)
    with psycopg.connect(crashed.superuser_url("postgres")) as connection:
        connection.execute("create table kept as select 42 as answer")
    os.kill(crashed.pid, signal.SIGKILL)
    with start(data_dir) as server:
        assert server.pid != crashed.pid
        with psycopg.connect(server.superuser_url("postgres")) as connection:
            assert connection.execute("select answer from kept").fetchone() == (42,)
        crashed.stop()
        assert _answers(server)


def test_after_a_crash_the_server_returns_under_the_address_others_know(data_dir: Path) -> None:
    first = start(data_dir)
    kill_server(data_dir)
    with start(data_dir), first:
        assert _answers(first)


def test_the_stale_pid_of_a_living_stranger_does_not_stop_a_plain_user(open_dir: Path, spawn: Spawn) -> None:
    plain = NOBODY if os.geteuid() == 0 else -1
    open_dir.mkdir()
    if plain == NOBODY:
        os.chown(open_dir, NOBODY, NOBODY)
    user = spawn(open_dir, uid=plain)
    stranger = spawn(open_dir, uid=plain)
    crashed = user.ask("start")["pid"]
    os.kill(crashed, signal.SIGKILL)
    pid_file = open_dir / "cluster" / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(crashed), str(stranger.process.pid), 1))
    answer = user.ask("start")
    assert "code" not in answer
    assert answer["pid"] not in (crashed, stranger.process.pid)
    assert stranger.process.poll() is None
    assert user.ask("select 1") == {"value": 1}
    assert user.ask("stop") == {"stopped": True}


def test_a_pid_file_cut_to_nothing_does_not_stop_the_start(data_dir: Path) -> None:
    start(data_dir).stop()
    (data_dir / "cluster" / "postmaster.pid").touch()
    with start(data_dir) as server:
        assert _answers(server)


def test_the_rest_of_an_interrupted_initdb_is_replaced(data_dir: Path) -> None:
    (data_dir / "cluster.new" / "base").mkdir(parents=True)
    (data_dir / "cluster.new" / "PG_VERSION").write_text("18\n")
    (data_dir / "password").write_text("made-before-the-crash\n")
    with start(data_dir) as server:
        assert _answers(server)
        assert "made-before-the-crash" in server.superuser_url("postgres")
    assert not (data_dir / "cluster.new").exists()


def test_a_process_killed_in_the_middle_of_initdb_leaves_a_directory_that_works(data_dir: Path, spawn: Spawn) -> None:
    process = spawn(data_dir)
    process.tell("start")
    assert eventually((data_dir / "cluster.new" / "PG_VERSION").exists)
    process.kill()
    assert not (data_dir / "cluster").exists()
    with start(data_dir) as server:
        assert _answers(server)


def test_a_server_whose_process_cannot_be_seen_from_here_is_not_started_twice(data_dir: Path) -> None:
    pid_file = data_dir / "cluster" / "postmaster.pid"
    with start(data_dir) as server:
        content = pid_file.read_text()
        # What the file of a server in another container looks like: its pid means nothing here.
        pid_file.write_text(content.replace(str(server.pid), str(2**31 - 1), 1))
        with pytest.raises(EmbeddedPostgresError) as caught:
            start(data_dir, timeout_s=0.2)
        pid_file.write_text(content)
        assert _answers(server)
    assert caught.value.code == "start_timeout"
    assert "another container" in caught.value.message


def test_a_lost_socket_directory_is_repaired_by_a_restart_unless_others_use_the_server(
    data_dir: Path, spawn: Spawn
) -> None:
    other = spawn(data_dir)
    pid = other.ask("start")["pid"]
    socket_dir = Path(os.readlink(data_dir / "socket"))
    for entry in socket_dir.iterdir():
        entry.unlink()
    socket_dir.rmdir()
    with pytest.raises(EmbeddedPostgresError) as caught:
        start(data_dir)
    assert caught.value.code == "server_unreachable"
    other.kill()
    with start(data_dir) as server:
        assert server.pid != pid
        assert _answers(server)
