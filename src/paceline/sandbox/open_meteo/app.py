"""The stand-in as one ASGI app: `/v1/archive` and `/v1/forecast`, which the real service has on two hosts."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from paceline.sandbox.admin import admin_routes, clock_entries, fault_entries
from paceline.sandbox.clock import SandboxClock
from paceline.sandbox.faults.base import Answer, Call, Fault, Subject
from paceline.sandbox.faults.gate import Gate
from paceline.sandbox.faults.plan import FaultPlan
from paceline.sandbox.open_meteo.answers import error_response, json_response, weather_document
from paceline.sandbox.open_meteo.faults import OPEN_METEO_RULES, OpenMeteoFault
from paceline.sandbox.open_meteo.limits import CallLimits, Calls, reason
from paceline.sandbox.open_meteo.query import QueryError, asked

_ENDPOINTS = {"/v1/archive": "archive", "/v1/forecast": "forecast"}


@dataclass(frozen=True, slots=True)
class OpenMeteoSettings:
    """What can be set of it."""

    limits: CallLimits = field(default_factory=CallLimits)
    archive_lag_days: float = 5.0
    """The newest days of the archive are there, and null."""
    frozen_at_s: float | None = None


class OpenMeteoSandbox:
    """Open-Meteo. Tests that run it in their own process may use its parts directly."""

    def __init__(self, settings: OpenMeteoSettings | None = None) -> None:
        self.settings = settings or OpenMeteoSettings()
        self.clock = SandboxClock(frozen_at_s=self.settings.frozen_at_s)
        self.calls = Calls(self.clock, self.settings.limits)
        self.plan: FaultPlan[OpenMeteoFault] = FaultPlan(OPEN_METEO_RULES)
        self._requests: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        entries = [*clock_entries(self.clock), *fault_entries(self.plan), ("GET", "ledger", self._ledger)]
        routes = [
            Route("/v1/archive", self._weather(is_forecast=False)),
            Route("/v1/forecast", self._weather(is_forecast=True)),
            *admin_routes(entries, {}),
        ]
        self._gate = Gate(Starlette(routes=routes), self.plan, self.clock.now, describe=_describe, record=self._record)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        await self._gate(scope, receive, send)

    def _weather(self, *, is_forecast: bool) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                wanted = asked(request.query_params, self.clock.now().date(), is_forecast=is_forecast)
            except QueryError as refused:
                return error_response(400, str(refused))
            passed = self.calls.take(len(wanted.places))
            if passed is not None:
                return error_response(429, reason(passed))
            lag_s = self.settings.archive_lag_days * 86_400
            unknown_after_s = None if is_forecast else self.clock.now_s() - lag_s
            return json_response(weather_document(wanted, unknown_after_s, is_forecast=is_forecast))

        return answer

    async def _ledger(self, _: Request) -> dict[str, Any]:
        return {
            "now": self.clock.now().isoformat(),
            "calls": self.calls.total,
            "refused": self.calls.refused,
            "requests": dict(self._requests),
            "statuses": dict(self._statuses),
        }

    def _record(self, call: Call, answer: Answer, _: Fault | None) -> None:
        self._requests[call.subject.endpoint] += 1
        self._statuses[str(answer.status)] += 1


def _describe(scope: Scope) -> Subject:
    return Subject(_ENDPOINTS.get(scope["path"], "unknown"))
