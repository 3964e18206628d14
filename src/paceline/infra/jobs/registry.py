"""Jobs by name. A slice's `jobs` module registers its handlers; `entrypoints.wiring` imports those modules."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Handler = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """One job: its name `slice.verb`, the queue it waits in, and what runs."""

    name: str
    queue: str
    handler: Handler


_JOBS: dict[str, Job] = {}


def job(name: str, *, queue: str = "default") -> Callable[[Handler], Handler]:
    """Register a handler. It gets the job's arguments by keyword; two handlers of one name are a mistake in the program."""

    def register(handler: Handler) -> Handler:
        known = _JOBS.get(name)
        if known is not None and known.handler is not handler:
            raise ValueError(f"two handlers for the job {name}")
        _JOBS[name] = Job(name, queue, handler)
        return handler

    return register


def jobs() -> dict[str, Job]:
    """All jobs known to this process."""
    return dict(_JOBS)


async def run_job(name: str, arguments: dict[str, Any]) -> None:
    """Run a job here and now, as the worker would. For tests and for commands that work off their own follow-up jobs."""
    await _JOBS[name].handler(**arguments)
