"""Several processes use one server; the last one out stops it."""

import os
from collections.abc import Callable
from pathlib import Path

from paceline.infra.embedded_postgres import postmaster, start
from tests.infra.embedded_postgres.conftest import UserProcess, eventually

Spawn = Callable[..., UserProcess]


def test_processes_that_start_at_once_share_one_server_and_the_last_one_out_stops_it(
    data_dir: Path, spawn: Spawn
) -> None:
    users = [spawn(data_dir) for _ in range(3)]
    for user in users:
        user.tell("start")
    assert len({user.hear()["pid"] for user in users}) == 1
    for leaving in users[:-1]:
        assert leaving.ask("stop") == {"stopped": True}
        assert users[-1].ask("select 1") == {"value": 1}
    users[-1].ask("stop")
    assert not postmaster.is_alive(data_dir / "cluster")


def test_a_user_killed_with_9_neither_stops_the_server_nor_keeps_it(data_dir: Path, spawn: Spawn) -> None:
    starter, other = spawn(data_dir), spawn(data_dir)
    pid = starter.ask("start")["pid"]
    assert other.ask("start")["pid"] == pid
    starter.kill()
    assert other.ask("select 1") == {"value": 1}
    other.ask("stop")
    assert eventually(lambda: not postmaster.is_alive(data_dir / "cluster"))


def test_a_server_whose_only_user_was_killed_is_adopted_and_stopped_by_the_next(data_dir: Path, spawn: Spawn) -> None:
    starter = spawn(data_dir)
    pid = starter.ask("start")["pid"]
    starter.kill()
    os.kill(pid, 0)
    with start(data_dir) as server:
        assert server.pid == pid
    assert not postmaster.is_alive(data_dir / "cluster")


def test_two_users_in_one_process_count_twice(data_dir: Path) -> None:
    first, second = start(data_dir), start(data_dir)
    first.stop()
    first.stop()
    assert second.is_running()
    second.stop()
    assert not second.is_running()
