"""A sandbox that runs: all stand-ins, filled, with their addresses."""

import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pickle import dumps

import orjson

from paceline.sandbox.open_meteo.app import OpenMeteoSandbox
from paceline.sandbox.serving.control import Control, StravaControl
from paceline.sandbox.serving.request import OPEN_METEO, STRAVA, SandboxRequest, filled_world
from paceline.sandbox.serving.server import served
from paceline.sandbox.strava.app import StravaSandbox

_STOPPED_WITHIN_S = 15.0


class SandboxStartError(Exception):
    """The sandbox could not be started; the message says why."""


@dataclass(frozen=True, slots=True)
class Running:
    """Addresses of the stand-ins, and their own sides."""

    strava_url: str
    open_meteo_url: str

    @property
    def strava(self) -> StravaControl:
        """Strava's own side."""
        return StravaControl(self.strava_url)

    @property
    def open_meteo(self) -> Control:
        """Open-Meteo's own side."""
        return Control(self.open_meteo_url)

    @property
    def strava_api_url(self) -> str:
        """What `https://www.strava.com/api/v3` is."""
        return f"{self.strava_url}/api/v3"

    @property
    def strava_oauth_url(self) -> str:
        """What `https://www.strava.com/oauth` is."""
        return f"{self.strava_url}/oauth"

    @property
    def weather_archive_url(self) -> str:
        """What `https://archive-api.open-meteo.com/v1/archive` is."""
        return f"{self.open_meteo_url}/v1/archive"

    @property
    def weather_forecast_url(self) -> str:
        """What `https://api.open-meteo.com/v1/forecast` is."""
        return f"{self.open_meteo_url}/v1/forecast"


@contextmanager
def sandbox_in_thread(request: SandboxRequest) -> Generator[Running]:
    """All stand-ins in a thread of this process. Raises ValueError when they cannot be filled, OSError when a port is taken."""
    apps = {
        STRAVA: StravaSandbox(filled_world(request.athletes), request.strava),
        OPEN_METEO: OpenMeteoSandbox(request.open_meteo),
    }
    with served(apps, request.ports) as addresses:
        yield _running(addresses)


@contextmanager
def sandbox_process(request: SandboxRequest) -> Generator[Running]:
    """All stand-ins in a process of their own, which ends with this one however that ends. Raises `SandboxStartError`."""
    program = [sys.executable, "-m", "paceline.sandbox.serving.child"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            handed = dumps(request)
            child.stdin.write(len(handed).to_bytes(8, "big") + handed)
            child.stdin.flush()
            said = orjson.loads(child.stdout.readline() or b'{"error": "it ended without a word"}')
            if "error" in said:
                raise SandboxStartError(said["error"])
            yield _running(said)
        finally:
            # Its end of the pipe tells it.
            child.stdin.close()
            try:
                child.wait(_STOPPED_WITHIN_S)
            except subprocess.TimeoutExpired:
                child.kill()


def _running(addresses: Mapping[str, str]) -> Running:
    return Running(addresses[STRAVA], addresses[OPEN_METEO])
