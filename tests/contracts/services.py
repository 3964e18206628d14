"""The services under the contract, each with the handles that the suite needs on the other side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import httpx2
from pydantic import SecretStr

from paceline.connectors.services.contract import ServiceConnector
from paceline.connectors.services.records import Consent, TokenPair
from paceline.connectors.strava.app import StravaApp
from paceline.connectors.strava.connector import StravaConnector
from paceline.infra.outbound.backoff import Backoff
from paceline.infra.outbound.client import Bounds
from paceline.sandbox.serving.request import SandboxRequest
from paceline.sandbox.serving.running import Running, sandbox_in_thread
from paceline.sandbox.strava.filling.seeded import SeededAthlete
from paceline.sandbox.strava.settings import StravaSettings
from tests.builders.fake_service import FakeConnector

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ATHLETE_ID = 4_711
OLDEST = NOW - timedelta(days=3)


class Service(Protocol):
    """A service, from both sides. `secrets` grows with every token, code and secret that goes over the line."""

    connector: ServiceConnector
    naps_s: list[float]
    secrets: set[str]

    def tokens(self, *scopes: str) -> TokenPair: ...
    def consent(self) -> Consent: ...
    def add(self, started_at: datetime, **fields: Any) -> int: ...
    def rename(self, activity_id: int, name: str) -> None: ...
    def delete(self, activity_id: int) -> None: ...
    def expire(self) -> None: ...
    def advance(self, by: timedelta) -> None: ...
    def trouble(self, endpoint: str, kind: str, times: int = 1) -> None: ...
    def request_count(self) -> int: ...


class FakeService:
    """The fake of the tests of what syncs."""

    def __init__(self) -> None:
        self.connector = FakeConnector(NOW)
        self.naps_s: list[float] = []
        self.secrets: set[str] = set()
        self._tokens = self._noted(self.connector.join(ATHLETE_ID))
        self._added = 0

    def tokens(self, *scopes: str) -> TokenPair:
        return self._tokens

    def consent(self) -> Consent:
        consent = self.connector.consent(ATHLETE_ID)
        self.secrets.add(consent.code.get_secret_value())
        return consent

    def add(self, started_at: datetime, **fields: Any) -> int:
        self._added += 1
        activity_id = 9_000_000_000 + self._added
        self.connector.put(ATHLETE_ID, activity_id, started_at, manual=bool(fields.get("is_manual")))
        return activity_id

    def rename(self, activity_id: int, name: str) -> None:
        held = self.connector._athletes[ATHLETE_ID].activities[activity_id]
        self.connector.put(ATHLETE_ID, activity_id, datetime.fromisoformat(held["start_date"]), name=name)

    def delete(self, activity_id: int) -> None:
        self.connector.delete(ATHLETE_ID, activity_id)

    def expire(self) -> None:
        self.connector.expire(ATHLETE_ID)

    def advance(self, by: timedelta) -> None:
        self.connector.now += by

    def trouble(self, endpoint: str, kind: str, times: int = 1) -> None:
        self.connector.trouble(endpoint, kind, times)

    def request_count(self) -> int:
        return len(self.connector.requests)

    def _noted(self, tokens: TokenPair) -> TokenPair:
        self.secrets |= {tokens.access.get_secret_value(), tokens.refresh.get_secret_value()}
        return tokens


_ENDPOINTS = {
    "list": "activities.list",
    "detail": "activities.detail",
    "streams": "activities.streams",
    "token": "oauth.token",
}
_TROUBLES: dict[str, dict[str, Any]] = {
    "down": {"kind": "status", "status": 503},
    "reset": {"kind": "reset"},
    "unreadable": {"kind": "html"},
    "limited": {"kind": "rate_limited"},
    "invalid": {"kind": "status", "status": 200, "body": '"x"', "content_type": "application/json"},
    "forbidden": {
        "kind": "status",
        "status": 401,
        "body": '{"errors":[{"resource":"AccessToken","field":"activity:read_permission","code":"missing"}]}',
    },
    "inactive": {
        "kind": "status",
        "status": 403,
        "body": '{"errors":[{"resource":"Application","field":"Status","code":"Inactive"}]}',
    },
}
"""Every other kind is a fault of the stand-in by its own name, with its fields."""


class StravaService:
    """Strava's client against the stand-in of Strava, over HTTP."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.control = running.strava
        self.naps_s: list[float] = []
        self.secrets: set[str] = {StravaSettings().client_secret}
        self.connector = self.connector_to(running.strava_api_url)

    def connector_to(self, api_url: str, client_secret: str = StravaSettings().client_secret) -> StravaConnector:
        """A client whose naps are noted and take no time, and which gives up on silence soon."""

        async def nap(seconds: float) -> None:
            self.naps_s.append(seconds)
            self.control.advance(seconds)

        app = StravaApp("12345", SecretStr(client_secret), api_url, self.running.strava_oauth_url)
        backoff = Backoff(sleep=nap, jitter=lambda: 0.0, seconds=lambda: 0.0)
        return StravaConnector(
            app, bounds=Bounds(connect_s=2.0, silence_s=1.0, total_s=2.0, most_bytes=2_000_000), backoff=backoff
        )

    def tokens(self, *scopes: str) -> TokenPair:
        granted = self.control.grant(ATHLETE_ID, *scopes)
        self.secrets |= {granted["access_token"], granted["refresh_token"]}
        return TokenPair(
            SecretStr(granted["access_token"]),
            SecretStr(granted["refresh_token"]),
            datetime.fromtimestamp(granted["expires_at"], UTC),
            frozenset(scopes or ("read", "activity:read_all")),
        )

    def consent(self) -> Consent:
        """The athlete at the page of consent, in a browser of their own."""
        address = self.connector.authorize_url(redirect_uri="http://localhost/callback", state="state-of-a-browser")
        scopes = parse_qs(urlsplit(address).query)["scope"][0].split(",")
        with httpx2.Client() as browser:
            form = {"decision": "allow", "athlete_id": str(ATHLETE_ID), "granted": scopes}
            back = browser.post(address, data=form).headers["location"]
        query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
        assert query["state"] == "state-of-a-browser"
        self.secrets.add(query["code"])
        return self.connector.read_consent(query)

    def add(self, started_at: datetime, **fields: Any) -> int:
        added = self.control.change(
            "add", athlete_id=ATHLETE_ID, started_at=started_at.isoformat(), duration_s=600, **fields
        )
        assert added is not None
        return added

    def rename(self, activity_id: int, name: str) -> None:
        self.control.change("edit", activity_id=activity_id, name=name)

    def delete(self, activity_id: int) -> None:
        self.control.change("delete", activity_id=activity_id)

    def expire(self) -> None:
        self.control.change("expire_tokens", athlete_id=ATHLETE_ID)

    def advance(self, by: timedelta) -> None:
        self.control.advance(by.total_seconds())

    def trouble(self, endpoint: str, kind: str, times: int = 1, **fields: Any) -> None:
        fault = _TROUBLES[kind] if kind in _TROUBLES and not fields else {"kind": kind, **fields}
        self.control.add_faults(
            [{"fault": fault, "match": {"endpoint": _ENDPOINTS.get(endpoint, endpoint)}, "times": times}]
        )

    def request_count(self) -> int:
        return sum(self.control.counts()["requests"].values())


@asynccontextmanager
async def strava_service(activities: int = 0, **settings: Any) -> AsyncIterator[StravaService]:
    """The stand-in with one athlete, under a clock that stands still."""
    wanted = StravaSettings(frozen_at_s=NOW.timestamp(), delivers_by_itself=False, **settings)
    athlete = SeededAthlete(activities, athlete_id=ATHLETE_ID, ends_at=NOW)
    with sandbox_in_thread(SandboxRequest(strava=wanted, athletes=(athlete,))) as running:
        service = StravaService(running)
        try:
            yield service
        finally:
            await service.connector.aclose()
