"""The stand-in as one ASGI app."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from paceline.sandbox.faults.base import Answer, Call, Fault, Subject
from paceline.sandbox.faults.gate import ADMIN_PREFIX, Gate
from paceline.sandbox.faults.plan import FaultPlan
from paceline.sandbox.strava.admin.routes import AdminRoutes
from paceline.sandbox.strava.api.activities import ActivityRoutes
from paceline.sandbox.strava.api.athletes import AthleteRoutes
from paceline.sandbox.strava.api.endpoints import bare_path, endpoint_of
from paceline.sandbox.strava.faults.kinds import STRAVA_RULES, StravaFault
from paceline.sandbox.strava.oauth.routes import OauthRoutes
from paceline.sandbox.strava.settings import StravaSettings
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.webhooks.routes import WebhookRoutes
from paceline.sandbox.strava.world.world import World


class StravaSandbox:
    """Strava over a world of athletes. Tests that run it in their own process may use `state` and `plan` directly."""

    def __init__(self, world: World, settings: StravaSettings | None = None) -> None:
        self.state = StravaState.of(settings or StravaSettings(), world)
        self.plan: FaultPlan[StravaFault] = FaultPlan(STRAVA_RULES)
        parts = (OauthRoutes, WebhookRoutes, AthleteRoutes, ActivityRoutes)
        routes = [route for part in parts for route in part(self.state).routes()]
        routes += AdminRoutes(self.state, self.plan).routes()
        service = _Under(Starlette(routes=routes, lifespan=self._lifespan), self.state)
        self._gate = Gate(
            service,
            self.plan,
            self.state.clock.now,
            describe=self._describe,
            record=self._record,
            context=self.state,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        await self._gate(scope, receive, send)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncGenerator[None]:
        """Deliver webhooks beside, as long as the app stands."""
        if not self.state.settings.delivers_by_itself:
            yield
            return
        async with asyncio.TaskGroup() as beside:
            delivering = beside.create_task(self.state.deliveries.run())
            yield
            delivering.cancel()

    def _describe(self, scope: Scope) -> Subject:
        endpoint = endpoint_of(bare_path(scope["path"], self.state.api_prefixes))
        return Subject(endpoint.name, self._athlete_id(dict(scope["headers"])), endpoint.activity_id)

    def _athlete_id(self, headers: dict[bytes, bytes]) -> int | None:
        scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        return self.state.tokens.find_athlete(token.strip()) if scheme.lower() == "bearer" else None

    def _record(self, call: Call, answer: Answer, fault: Fault | None) -> None:
        self.state.ledger.record(call, answer, fault, self.state.clock.now_s())


class _Under:
    """The service under the prefixes where its API lies now."""

    def __init__(self, service: ASGIApp, state: StravaState) -> None:
        self._service, self._state = service, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request by its path without the prefix."""
        if scope["type"] == "http" and not scope["path"].startswith(ADMIN_PREFIX):
            path = bare_path(scope["path"], self._state.api_prefixes)
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self._service(scope, receive, send)
