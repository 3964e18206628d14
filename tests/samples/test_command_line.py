"""`paceline demo` as a person types it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import psycopg
import pytest
from httpx2 import HTTPTransport
from sqlalchemy import make_url

from paceline.accounts.service import create_user, owner_athlete
from tests.instances import Case
from tests.servers import ServerAddress

_SHORT = ("--days", "8", "--until", "2026-06-14")


@pytest.fixture
def instance(server: ServerAddress, database: str, tmp_path: Path) -> Case:
    """The test's database as an instance."""
    return Case(server.superuser_url(str(make_url(database).database)), database, tmp_path / "data")


def _rows(instance: Case, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(instance.superuser_url) as db:
        return db.execute(question).fetchall()


async def test_two_accounts_are_made_filled_and_taken_away(instance: Case) -> None:
    document = instance.run("demo", "--json", *_SHORT).document
    runner, cyclist = document["accounts"]
    assert (runner["username"], runner["is_admin"]) == ("runner", True)
    assert (cyclist["username"], cyclist["is_admin"]) == ("cyclist", False)
    assert runner["activities"] >= 5
    assert cyclist["activities"] >= 5
    assert runner["password"] != cyclist["password"]
    assert _rows(instance, "select count(*) from dirty_mark") == [(0,)]
    assert _rows(instance, "select count(*) from fitness_day")[0] > (10,)
    assert _rows(instance, "select distinct is_sample from athlete") == [(True,)]
    assert _rows(instance, "select max(local_on)::text from activity") == [("2026-06-14",)]
    with instance.serving() as address, httpx2.Client(transport=HTTPTransport(retries=20)) as browser:
        who = {"username": "cyclist", "password": cyclist["password"]}
        token = browser.post(f"{address}/api/v1/auth/token", json=who).json()["access_token"]
        browser.headers["authorization"] = f"Bearer {token}"
        present = browser.get(f"{address}/api/v1/samples").json()["present"]
        assert (present["athlete"], present["state"]) == ("cyclist", "ready")
    again = instance.run("demo", *_SHORT)
    assert (again.status, again.out) == (1, "")
    assert "There are accounts of these names already: runner, cyclist." in again.err
    removed = instance.run("demo", "--remove", "--json").document
    assert removed["deleted_accounts"] == ["runner", "cyclist"]
    assert removed["removed_activities"] == runner["activities"] + cyclist["activities"]
    for table in ("athlete", "account", "activity", "blob", "sample_set", "gear", "profile_note"):
        assert _rows(instance, f"select count(*) from {table}") == [(0,)], table


async def test_an_account_that_holds_more_stays(instance: Case) -> None:
    await create_user("ana", "a rather long password", is_admin=True)
    accounts = instance.run("demo", "--json", *_SHORT).document["accounts"]
    assert [one["is_admin"] for one in accounts] == [False, False]
    with psycopg.connect(instance.superuser_url) as db:
        weighed = "insert into weight_measurement (athlete_id, measured_on, weight_kg, source) values (%s, '2020-01-01', 70, 'athlete')"
        db.execute(weighed, [accounts[0]["athlete_id"]])
    removed = instance.run("demo", "--remove", "--json").document
    assert (removed["deleted_accounts"], removed["kept_accounts"]) == (["cyclist"], ["runner"])
    assert _rows(instance, "select username from account order by 1") == [("ana",), ("runner",)]
    assert _rows(instance, "select weight_kg from weight_measurement") == [(70.0,)]
    assert instance.run("demo", "--remove", "--json").document["removed_activities"] == 0


async def test_somebodys_waiting_training_keeps_the_first_account_for_them(instance: Case) -> None:
    await owner_athlete()
    run = instance.run("demo", *_SHORT)
    assert run.status == 1
    assert "Make that account first" in run.err
    assert _rows(instance, "select count(*) from account") == [(0,)]


@pytest.mark.parametrize("arguments", [("--remove", "--throw-away"), ("--days", "0"), ("--until", "yesterday")])
async def test_a_wrong_command_is_a_usage_error(instance: Case, arguments: tuple[str, ...]) -> None:
    run = instance.run("demo", *arguments)
    assert (run.status, run.out) == (2, "")


@pytest.mark.parametrize("point", ["samples.begun", "samples.files_written", "samples.prepared"])
async def test_a_killed_command_leaves_what_can_be_taken_away(instance: Case, point: str) -> None:
    killed = instance.run("demo", *_SHORT, crash_at=f"{point}:1")
    assert killed.status == -signal.SIGKILL
    removed = instance.run("demo", "--remove", "--json").document
    assert removed == {"removed_activities": 0, "deleted_accounts": ["runner", "cyclist"], "kept_accounts": []}
    assert _rows(instance, "select count(*) from athlete") == [(0,)]


async def test_a_killed_removal_has_removed_nothing_and_can_be_repeated(instance: Case) -> None:
    filled = instance.run("demo", "--json", *_SHORT).document["accounts"]
    killed = instance.run("demo", "--remove", crash_at="samples.removed:1")
    assert killed.status == -signal.SIGKILL
    assert _rows(instance, "select count(*) from activity") == [(sum(one["activities"] for one in filled),)]
    assert instance.run("demo", "--remove", "--json").document["deleted_accounts"] == ["runner", "cyclist"]


def _programs_of(folder: Path) -> list[str]:
    """Processes whose environment or arguments name a folder."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in said:
            found.append(process.name)
    return [one for one in found if one != str(os.getpid())]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_an_instance_that_is_thrown_away_leaves_no_process_and_no_folder(
    tmp_path: Path, ending: signal.Signals
) -> None:
    program = [sys.executable, "-m", "paceline", "demo", "--throw-away", *_SHORT]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PACELINE_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/no"}
    # Ctrl-C is heard by a program in the foreground; one that pytest starts may have it switched off.
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True) as hold:
        assert hold.stdout is not None
        lines = iter(hold.stdout)
        address = next(line for line in lines if "Paceline is at" in line).split()[-1]
        password = next(line for line in lines if "runner" in line).split()[1]
        assert next(line for line in lines if "Filled in" in line)
        (folder,) = tmp_path.iterdir()
        with httpx2.Client(transport=HTTPTransport(retries=20)) as browser:
            who = {"username": "runner", "password": password}
            assert browser.post(f"{address}/api/v1/auth/token", json=who).status_code == 200
        assert _programs_of(folder)
        hold.send_signal(ending)
        hold.stdout.close()
        assert hold.wait(60) == (-signal.SIGKILL if ending is signal.SIGKILL else 0)
    deadline_s = time.monotonic() + 60
    while folder.exists() or _programs_of(folder):
        assert time.monotonic() < deadline_s, _programs_of(folder)
        os.sched_yield()
