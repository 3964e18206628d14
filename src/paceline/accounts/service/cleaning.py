"""Task function `cleanup-expired-tokens`: each part on its own, so that one that fails does not hold up the others."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from paceline.accounts.queries import security
from paceline.infra.db.system import system_session
from paceline.infra.errors import AppError
from paceline.infra.rate_limits import forget_ended_windows

log = structlog.get_logger("paceline.accounts")

Part = Callable[[], Awaitable[int]]


async def _forget(part: str) -> int:
    async with system_session() as db:
        return await security.forget(db, part)


CLEANUP_PARTS: Mapping[str, Part] = {
    **{part: partial(_forget, part) for part in security.FORGETTABLE},
    "rate_limits": forget_ended_windows,
}


async def run_parts(parts: Mapping[str, Part]) -> dict[str, object]:
    """Run every part; per part how many rows went, or the error that it ended in."""
    results: dict[str, object] = {}
    for name, part in parts.items():
        try:
            results[name] = {"deleted": await part()}
        except (AppError, SQLAlchemyError) as error:
            log.warning("cleanup_part_failed", part=name, error=type(error).__name__)
            results[name] = {"error": type(error).__name__}
    return results


async def forget_expired() -> dict[str, object]:
    """Forget ended sign-ins, tokens, links, counters and old security facts."""
    return await run_parts(CLEANUP_PARTS)
