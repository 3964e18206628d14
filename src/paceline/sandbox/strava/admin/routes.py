"""The admin's endpoints."""

import asyncio
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from paceline.sandbox.admin import admin_routes, body_of, clock_entries, fault_entries
from paceline.sandbox.faults.plan import FaultPlan
from paceline.sandbox.strava.admin.bodies import Delivery, Granting, RawEvent, SeededPlan
from paceline.sandbox.strava.admin.ledger import truth
from paceline.sandbox.strava.changes.activities import ImpossibleChangeError
from paceline.sandbox.strava.changes.kinds import CHANGES
from paceline.sandbox.strava.changes.making import make_change
from paceline.sandbox.strava.faults.kinds import StravaFault
from paceline.sandbox.strava.faults.seeded import seeded_faults
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.world.activity import Json
from paceline.sandbox.strava.world.world import UnknownInWorldError

_REFUSALS: dict[type[Exception], int] = {UnknownInWorldError: 404, ImpossibleChangeError: 409}


class AdminRoutes:
    """Ledger, clock, changes, faults, webhooks."""

    def __init__(self, state: StravaState, plan: FaultPlan[StravaFault]) -> None:
        self._state, self._plan = state, plan

    def routes(self) -> list[Route]:
        """All of them."""
        entries = [
            *clock_entries(self._state.clock),
            *fault_entries(self._plan),
            ("POST", "faults/seeded", self._seed_faults),
            ("GET", "ledger", self._ledger),
            ("DELETE", "ledger", self._clear_ledger),
            ("GET", "requests", self._requests),
            ("POST", "changes", self._change),
            ("POST", "grants", self._grant),
            ("PUT", "webhooks/script", self._script_webhooks),
            ("POST", "webhooks/deliver", self._deliver),
            ("POST", "webhooks/send", self._send),
        ]
        return admin_routes(entries, _REFUSALS)

    async def _ledger(self, request: Request) -> Json:
        state = self._state
        counts = {
            **state.ledger.document(),
            "now": state.clock.now().isoformat(),
            "quota": {**state.quota.headers(), "refused": state.quota.refused},
            "tokens": {"refreshes": state.tokens.refreshes, "rotations": state.tokens.rotations},
            "grants": [
                {"athlete_id": one.athlete_id, "scope": sorted(one.scope)} for one in state.tokens.grants.values()
            ],
            "webhooks": state.deliveries.document(),
        }
        if request.query_params.get("activities") == "false":
            return counts
        return {**counts, "athletes": truth(state.world)}

    async def _clear_ledger(self, _: Request) -> Json:
        self._state.ledger.clear()
        return {}

    async def _requests(self, _: Request) -> list[Any]:
        return [asdict(one) for one in self._state.ledger.served]

    async def _change(self, request: Request) -> list[Any]:
        """One change or a list of them, made one after the other."""
        body = await body_of(request)
        changes = CHANGES.validate_python(body if isinstance(body, list) else [body])
        made = [make_change(self._state, change) for change in changes]
        return [{"activity_id": None if activity is None else activity.id} for activity in made]

    async def _grant(self, request: Request) -> Json:
        wanted = Granting.model_validate(await body_of(request))
        self._state.world.athlete(wanted.athlete_id)
        grant = self._state.tokens.grant(wanted.athlete_id, frozenset(wanted.scope))
        return {
            "athlete_id": grant.athlete_id,
            "access_token": grant.access.token,
            "refresh_token": grant.refresh_token,
            "expires_at": int(grant.access.expires_s),
        }

    async def _seed_faults(self, request: Request) -> list[Any]:
        wanted = SeededPlan.model_validate(await body_of(request))
        self._plan.script(seeded_faults(wanted.seed, wanted.rate, requests=wanted.requests))
        return self._plan.document()

    async def _script_webhooks(self, request: Request) -> Json:
        self._state.deliveries.script.script(await body_of(request))
        return {}

    async def _deliver(self, request: Request) -> list[Any]:
        wanted = Delivery.model_validate(await body_of(request))
        attempts = await self._state.deliveries.deliver(
            even_if_not_due=wanted.even_if_not_due, in_order=wanted.in_order, parallel=wanted.parallel
        )
        return [asdict(attempt) for attempt in attempts]

    async def _send(self, request: Request) -> list[Any]:
        wanted = RawEvent.model_validate(await body_of(request))
        at_once = asyncio.Semaphore(wanted.parallel)

        async def send() -> Json:
            async with at_once:
                return asdict(await self._state.deliveries.send_raw(wanted.event))

        return list(await asyncio.gather(*(send() for _ in range(wanted.copies))))
