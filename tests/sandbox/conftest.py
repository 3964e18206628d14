"""Stand-ins that run for a test, under a clock that stands still."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from paceline.sandbox.open_meteo.app import OpenMeteoSettings
from paceline.sandbox.serving.request import Filling, SandboxRequest
from paceline.sandbox.serving.running import Running, sandbox_in_thread
from paceline.sandbox.strava.filling.seeded import SeededAthlete
from paceline.sandbox.strava.settings import Limits, StravaSettings

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ATHLETE_ID = 4_711
PLENTY = Limits(100_000, 1_000_000, 100_000, 1_000_000)


class Api:
    """The API as an athlete's client sees it."""

    def __init__(self, base_url: str, token: str) -> None:
        self._client = httpx2.Client(base_url=base_url, headers={"authorization": f"Bearer {token}"}, timeout=30.0)

    def get(self, path: str, **query: Any) -> httpx2.Response:
        return self._client.get(path, params=query or None)

    def post(self, path: str, form: dict[str, str]) -> httpx2.Response:
        return self._client.post(path, data=form)

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Wait for an answer no longer than a moment: what hangs on purpose is over after it."""
        self._client.timeout = httpx2.Timeout(30.0, read=0.3)
        try:
            yield
        finally:
            self._client.timeout = httpx2.Timeout(30.0)

    def document(self, path: str, **query: Any) -> Any:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def listed(self, **query: Any) -> list[dict[str, Any]]:
        """All activities, page by page until one is empty."""
        found: list[dict[str, Any]] = []
        page = 1
        while items := self.document("/athlete/activities", **query, page=page):
            found += items
            page += 1
        return found

    def close(self) -> None:
        self._client.close()


class Standing:
    """A running sandbox and clients of it."""

    def __init__(self, running: Running, stack: ExitStack) -> None:
        self.running, self._stack = running, stack
        self.strava = running.strava

    def api(self, *scope: str, athlete_id: int = ATHLETE_ID) -> Api:
        """A client under a fresh grant; of all scopes when none is named."""
        token = self.strava.grant(athlete_id, *scope)["access_token"]
        return self.api_with(token)

    def api_with(self, token: str) -> Api:
        api = Api(self.running.strava_api_url, token)
        self._stack.callback(api.close)
        return api

    def browser(self) -> httpx2.Client:
        """A browser that is signed in as nobody and follows no redirect."""
        return self._stack.enter_context(httpx2.Client(base_url=self.running.strava_url, timeout=5.0))


Open = Callable[..., Standing]


@pytest.fixture
def open_sandbox() -> Iterator[Open]:
    """`open_sandbox(activities=50)`: a sandbox with one seeded athlete, plenty of quota, and its clock stopped at `NOW`."""
    with ExitStack() as stack:

        def open_one(
            *athletes: Filling,
            activities: int = 50,
            open_meteo: OpenMeteoSettings | None = None,
            **strava: Any,
        ) -> Standing:
            fillings = athletes or (SeededAthlete(activities, athlete_id=ATHLETE_ID, ends_at=NOW),)
            settings = replace(
                StravaSettings(limits=PLENTY, frozen_at_s=NOW.timestamp(), delivers_by_itself=False), **strava
            )
            request = SandboxRequest(
                strava=settings,
                athletes=fillings,
                open_meteo=open_meteo or OpenMeteoSettings(frozen_at_s=NOW.timestamp()),
            )
            return Standing(stack.enter_context(sandbox_in_thread(request)), stack)

        yield open_one


@pytest.fixture
def sandbox(open_sandbox: Open) -> Standing:
    """One with fifty activities."""
    return open_sandbox()
