"""The stand-ins' own side: endpoints under `/_sandbox/` that every one of them has, and how they refuse.

They lie on this machine's loopback only and ask for no credential.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from paceline.sandbox.clock import SandboxClock
from paceline.sandbox.faults.gate import ADMIN_PREFIX
from paceline.sandbox.faults.plan import F, FaultPlan

Handler = Callable[[Request], Awaitable[dict[str, Any] | list[Any]]]
Entry = tuple[str, str, Handler]
"""Method, path below the prefix, handler."""
Refusals = dict[type[Exception], int]


class AdminBody(BaseModel):
    """What an endpoint takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ClockSetting(AdminBody):
    """Where the clock shall be; what is left out stays."""

    now: AwareDatetime | None = None
    advance_s: float = 0.0
    frozen: bool | None = None


def clock_entries(clock: SandboxClock) -> list[Entry]:
    """Reading and moving a clock."""

    async def read(_: Request) -> dict[str, Any]:
        return {"now": clock.now().isoformat(), "frozen": clock.frozen_at_s is not None}

    async def move(request: Request) -> dict[str, Any]:
        wanted = ClockSetting.model_validate(await body_of(request))
        if wanted.frozen is not None:
            (clock.freeze if wanted.frozen else clock.run)()
        if wanted.now is not None:
            clock.set(wanted.now.timestamp())
        clock.advance(wanted.advance_s)
        return await read(request)

    return [("GET", "clock", read), ("PUT", "clock", move)]


def fault_entries(plan: FaultPlan[F]) -> list[Entry]:
    """Reading the plan of faults, replacing it and adding to it."""

    async def read(_: Request) -> list[Any]:
        return plan.document()

    async def script(request: Request) -> list[Any]:
        plan.script(await body_of(request))
        return plan.document()

    async def add(request: Request) -> list[Any]:
        plan.add(await body_of(request))
        return plan.document()

    return [("GET", "faults", read), ("PUT", "faults", script), ("POST", "faults", add)]


def admin_routes(entries: Iterable[Entry], refusals: Refusals) -> list[Route]:
    """The entries as routes. What cannot be understood is 422; other errors are answered as the table says."""
    return [
        Route(ADMIN_PREFIX + path, _answering(handler, refusals), methods=[method]) for method, path, handler in entries
    ]


async def body_of(request: Request) -> Any:
    """The request's JSON; an empty object without a body."""
    raw = await request.body()
    return orjson.loads(raw) if raw else {}


def _answering(handler: Handler, refusals: Refusals) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return _json(await handler(request))
        except ValidationError as wrong:
            return _json({"error": wrong.errors(include_url=False, include_context=False)}, 422)
        except orjson.JSONDecodeError as wrong:
            return _json({"error": str(wrong)}, 422)
        except tuple(refusals) as refused:
            return _json({"error": str(refused)}, refusals[type(refused)])

    return answer


def _json(document: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(document), status, media_type="application/json")
