"""`paceline import` as a person types it: a process of its own on an instance without a server."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import make_url

from paceline.accounts.service import create_user
from tests.builders.archive import build_zip
from tests.imports.runs import fit, put
from tests.instances import Case
from tests.servers import ServerAddress

SIGINT_STATUS = 130


@pytest.fixture
def instance(server: ServerAddress, database: str, tmp_path: Path) -> Case:
    """The test's database as an instance."""
    return Case(server.superuser_url(str(make_url(database).database)), database, tmp_path / "data")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put(tmp_path / "files", {"a.fit": fit(0), "b.fit": fit(1), "bad.gpx": b"<gpx", "c.fit": fit(2, file_type=2)})


def _one(instance: Case, question: str) -> object:
    with psycopg.connect(instance.superuser_url) as db:
        row = db.execute(question).fetchone()
    assert row is not None
    return row[0]


async def test_one_document_on_stdout_and_success_although_files_failed(instance: Case, folder: Path) -> None:
    document = instance.run("import", "--json", str(folder)).document
    assert set(document) == {"batch_id", "counts", "files"}
    assert document["counts"] == {"imported": 2, "duplicate": 0, "skipped": 1, "failed": 1}
    assert [Path(one["path"]).name for one in document["files"]] == ["a.fit", "b.fit", "bad.gpx", "c.fit"]
    assert all(set(one) == {"path", "outcome", "code", "reason", "activity_ids"} for one in document["files"])
    assert _one(instance, "select count(*) from athlete") == 1
    assert _one(instance, "select count(*) from dirty_mark") == 0
    assert _one(instance, "select count(*) from daily_load") == 2
    again = instance.run("import", "--json", str(folder)).document
    assert again["counts"] == {"imported": 0, "duplicate": 2, "skipped": 1, "failed": 1}


async def test_people_read_what_went_wrong_and_how_to_take_it_back(instance: Case, folder: Path) -> None:
    run = instance.run("import", str(folder))
    assert run.status == 0
    lines = run.out.splitlines()
    assert lines[-1] == "completed: 2 imported, 0 duplicate, 1 skipped, 1 failed"
    assert any(line.startswith("failed") and "bad.gpx: " in line for line in lines)
    batch_id = run.err.split()[-1]
    assert UUID(batch_id)
    assert batch_id in instance.run("import", "--list").out
    assert instance.run("import", "--rollback", batch_id).out == "Taken back: 2 activities removed.\n"
    assert _one(instance, "select count(*) from activity") == 0
    assert _one(instance, "select count(*) from daily_load") == 0
    unknown = instance.run("import", "--rollback", "00000000-0000-7000-8000-000000000000")
    assert (unknown.status, unknown.out) == (1, "")
    assert "no such import" in unknown.err


async def test_a_name_from_a_zip_gives_the_terminal_no_orders(instance: Case, tmp_path: Path) -> None:
    put(tmp_path / "odd", {"odd.zip": build_zip({"red\x1b[31m\nname.gpx": b"<gpx"})})
    run = instance.run("import", str(tmp_path / "odd"))
    (line,) = [one for one in run.out.splitlines() if one.startswith("failed")]
    assert "red\\x1b[31m\\nname.gpx" in line


@pytest.mark.parametrize(
    "arguments",
    [(), ("/no/such/path",), ("--list", "--rollback", "00000000-0000-7000-8000-000000000000"), ("--rollback", "x")],
)
async def test_a_wrong_command_is_a_usage_error(instance: Case, arguments: tuple[str, ...]) -> None:
    run = instance.run("import", *arguments)
    assert (run.status, run.out) == (2, "")
    assert "Error" in run.err


async def test_with_several_athletes_one_has_to_be_named(instance: Case, folder: Path) -> None:
    await create_user("ana", "a rather long password")
    assert instance.run("import", "--json", str(folder)).document["counts"]["imported"] == 2
    await create_user("ben", "a rather long password")
    refused = instance.run("import", str(folder))
    assert (refused.status, "ana, ben" in refused.err) == (2, True)
    assert instance.run("import", "--json", "--athlete", "Ben", str(folder)).document["counts"]["imported"] == 2
    ana = str(_one(instance, "select athlete_id from account where username = 'ana'"))
    assert instance.run("import", "--json", "--athlete", ana, str(folder)).document["counts"]["imported"] == 0
    assert instance.run("import", "--athlete", "zoe", str(folder)).status == 2


async def test_a_database_that_does_not_answer_is_a_system_error(instance: Case, folder: Path) -> None:
    away = Case(instance.superuser_url, "postgresql://nobody@127.0.0.1:9/nothing", instance.data_dir)
    run = away.run("import", str(folder))
    assert (run.status, run.out) == (1, "")
    assert run.err.startswith("paceline: The database does not let us in: ")
    assert "Traceback" not in run.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_command_says_how_to_go_on_and_does(instance: Case, tmp_path: Path, number: int) -> None:
    folder = put(tmp_path / "many", {f"{day:03}.fit": fit(day, seconds=300) for day in range(60)})
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PACELINE_")}
    environment |= {"PACELINE_DATABASE_URL": instance.app_url, "PACELINE_DATA_DIR": str(instance.data_dir)}
    command = [sys.executable, "-m", "paceline", "import", "--workers", "1", str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        while not _one(instance, "select count(*) from activity"):
            assert running.poll() is None
            os.sched_yield()
        running.send_signal(number)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (SIGINT_STATUS, b"")
    assert b"the same command goes on" in err
    done = _one(instance, "select count(*) from activity")
    assert isinstance(done, int)
    assert 0 < done < 60
    assert _one(instance, "select count(*) from import_item where attempts > 0 and outcome is null") == 0
    document = instance.run("import", "--json", str(folder)).document
    assert document["counts"] == {"imported": 60, "duplicate": 0, "skipped": 0, "failed": 0}
    assert _one(instance, "select count(*) from import_batch") == 1
