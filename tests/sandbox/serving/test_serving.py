"""Starting and ending the stand-ins."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from paceline.sandbox.faults.gate import ADMIN_PREFIX
from paceline.sandbox.serving.request import RecordedFolder, SandboxRequest
from paceline.sandbox.serving.running import Running, SandboxStartError, sandbox_in_thread, sandbox_process
from paceline.sandbox.strava.app import StravaSandbox
from paceline.sandbox.strava.filling.records import ActivityRecord, AthleteRecords
from paceline.sandbox.strava.filling.seeded import SeededAthlete
from paceline.sandbox.strava.world.athlete import Athlete
from paceline.sandbox.strava.world.columns import Columns
from paceline.sandbox.strava.world.world import World
from tests.sandbox.conftest import NOW

_WITHIN_S = 20
REQUEST = SandboxRequest(athletes=(SeededAthlete(5, athlete_id=1, ends_at=NOW),))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _is_up(running: Running) -> bool:
    try:
        answers = [
            httpx2.get(f"{url}{ADMIN_PREFIX}ledger", timeout=5) for url in (running.strava_url, running.open_meteo_url)
        ]
    except httpx2.TransportError:
        return False
    return all(answer.status_code == 200 for answer in answers)


@pytest.mark.parametrize("open_it", [sandbox_in_thread, sandbox_process])
def test_a_sandbox_is_there_while_it_is_open_and_not_after(open_it: type[Running]) -> None:
    with open_it(REQUEST) as running:
        assert _is_up(running)
        assert len(running.strava.ledger()["athletes"][0]["activities"]) == 5
    assert not _is_up(running)


@pytest.mark.parametrize("open_it", [sandbox_in_thread, sandbox_process])
def test_it_takes_the_ports_it_is_given(open_it: type[Running]) -> None:
    ports = {"strava": _free_port(), "open_meteo": _free_port()}
    with open_it(SandboxRequest(ports=ports)) as running:
        assert urlsplit(running.strava_url).port == ports["strava"]
        assert urlsplit(running.open_meteo_url).port == ports["open_meteo"]
    # They are free again at once.
    with open_it(SandboxRequest(ports=ports)) as running:
        assert _is_up(running)


def test_addresses_are_those_a_client_is_configured_with() -> None:
    running = Running("http://127.0.0.1:8400", "http://127.0.0.1:8401")
    assert running.strava_api_url == "http://127.0.0.1:8400/api/v3"
    assert running.strava_oauth_url == "http://127.0.0.1:8400/oauth"
    assert running.weather_archive_url == "http://127.0.0.1:8401/v1/archive"
    assert running.weather_forecast_url == "http://127.0.0.1:8401/v1/forecast"


def test_a_port_that_is_taken_is_said_and_nothing_stays_open() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = {"strava": _free_port(), "open_meteo": taken.getsockname()[1]}
        with pytest.raises(OSError, match="in use"), sandbox_in_thread(SandboxRequest(ports=ports)):
            pytest.fail("opened on a port that is taken")
        with pytest.raises(SandboxStartError, match="in use"), sandbox_process(SandboxRequest(ports=ports)):
            pytest.fail("opened on a port that is taken")
    with sandbox_in_thread(SandboxRequest(ports=ports)) as running:
        assert _is_up(running)


def test_a_folder_that_cannot_be_used_is_said_before_anything_is_served(tmp_path: Path) -> None:
    request = SandboxRequest(athletes=(RecordedFolder(tmp_path),))
    with pytest.raises(SandboxStartError, match=r"activities\.json: there is no such file"), sandbox_process(request):
        pytest.fail("opened on an empty folder")


def test_records_reach_a_process_of_its_own() -> None:
    import numpy as np

    columns = Columns(np.arange(100), distance_m=np.arange(100) * 3.0)
    record = ActivityRecord(started_at=NOW, time_zone="Europe/Berlin", sport_type="Run", name="Easy", columns=columns)
    request = SandboxRequest(athletes=(AthleteRecords(Athlete(7, "Mara", "Quell"), (record,)),))
    with sandbox_process(request) as running:
        assert running.strava.ledger()["athletes"][0]["activities"][0]["distance"] == 297


def test_requests_that_hang_do_not_hold_up_the_end() -> None:
    with sandbox_in_thread(REQUEST) as running:
        running.strava.script_faults([{"fault": {"kind": "hang"}}])
        address = urlsplit(running.strava_url)
        hanging = socket.create_connection((address.hostname, address.port), timeout=10)
        hanging.sendall(b"GET /athlete HTTP/1.1\r\nHost: x\r\n\r\n")
        _until_matched(running)
    with hanging, suppress(ConnectionResetError):
        assert hanging.recv(1) == b""


def _until_matched(running: Running) -> None:
    """The hanging request has arrived."""
    deadline = time.monotonic() + _WITHIN_S
    while running.strava.faults()[0]["matched"] == 0:
        assert time.monotonic() < deadline


def test_the_process_ends_with_the_one_that_opened_it() -> None:
    program = (
        "from paceline.sandbox.serving.running import *\n"
        "with sandbox_process(SandboxRequest()) as running:\n"
        "    print(running.strava_url, running.open_meteo_url, flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as opener:
        assert opener.stdout is not None
        running = Running(*opener.stdout.readline().split())
        assert _is_up(running)
        os.kill(opener.pid, signal.SIGKILL)
        opener.wait(10)
    # The pipe's end closes with its owner; what listens closes soon after.
    deadline = time.monotonic() + _WITHIN_S
    while _is_up(running):
        assert time.monotonic() < deadline


async def test_the_app_answers_without_a_server_too() -> None:
    app = StravaSandbox(World())
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://strava") as client:
        assert (await client.get("/api/v3/athlete")).status_code == 401
        app.plan.script([{"fault": {"kind": "reset"}}])
        with pytest.raises(ConnectionResetError):
            await client.get("/api/v3/athlete")


def test_nobody_outside_of_this_machine_is_served() -> None:
    with sandbox_in_thread(SandboxRequest()) as running:
        assert urlsplit(running.strava_url).hostname == urlsplit(running.open_meteo_url).hostname == "127.0.0.1"
