"""Rate limits in PostgreSQL, so that they hold on a default install and across processes.

A fixed window per limit and subject, all windows of one request counted by one statement, which commits before the work it guards begins.
When the database does not answer, the request fails: a limit never fails open. Keys are kept as hashes, because people type passwords
into name fields.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from paceline.infra.db.system import system_session
from paceline.infra.errors import AppError, ErrorKind


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` hits in each window of one subject."""

    name: str
    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Count:
    """The hits of a subject in its present window, this one included, and how long the window still lasts."""

    hits: int
    ends_in_s: int


# Sorted keys: two requests that count the same subjects lock the rows in one order.
_COUNT = text(
    """
    insert into rate_limit as kept (key, hits, window_ends_at)
    select key, 1, app.now() + make_interval(secs => window_s)
    from unnest(cast(:keys as bytea[]), cast(:windows_s as double precision[])) as asked (key, window_s) order by key
    on conflict (key) do update set
        hits = case when kept.window_ends_at <= app.now() then 1 else least(kept.hits, 1000000) + 1 end,
        window_ends_at = case when kept.window_ends_at <= app.now() then excluded.window_ends_at else kept.window_ends_at end
    returning key, hits, extract(epoch from window_ends_at - app.now()) as ends_in_s
    """
)


def _key(limit: Limit, subject: str) -> bytes:
    return hashlib.sha256(f"{limit.name}\n{subject}".encode()).digest()


def address_key(host: str | None) -> str:
    """The subject that stands for a client's address: IPv6 by its /64, since one machine owns all of it."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


async def count_hits(*hits: tuple[Limit, str]) -> list[Count]:
    """Count one hit on each limit and subject; the counts in the order asked. Commits in a transaction of its own."""
    keys = [_key(limit, subject) for limit, subject in hits]
    windows_s = [limit.window.total_seconds() for limit, _ in hits]
    async with system_session() as db:
        rows = await db.execute(_COUNT, {"keys": keys, "windows_s": windows_s})
        counts = {bytes(row.key): Count(row.hits, max(1, math.ceil(row.ends_in_s))) for row in rows}
    return [counts[key] for key in keys]


async def check_limits(*hits: tuple[Limit, str]) -> None:
    """Count one hit on each limit and subject. Raises `AppError(rate_limited)` with the seconds to wait when one is over."""
    counts = await count_hits(*hits)
    waits_s = [count.ends_in_s for (limit, _), count in zip(hits, counts, strict=True) if count.hits > limit.most]
    if waits_s:
        raise rate_limited(max(waits_s))


def rate_limited(wait_s: int) -> AppError:
    """The refusal, with the time after which it makes sense to come back."""
    return AppError(
        "rate_limited", "Too many attempts. Wait a little and try again.", ErrorKind.RATE_LIMITED, retry_after_s=wait_s
    )


async def forget_hits(limit: Limit, subject: str) -> None:
    """Begin a subject's window anew, for instance after a right password."""
    async with system_session() as db:
        await db.execute(text("delete from rate_limit where key = :key"), {"key": _key(limit, subject)})


async def forget_ended_windows() -> int:
    """Remove counters whose window is over; returns how many."""
    async with system_session() as db:
        return (await db.execute(text("delete from rate_limit where window_ends_at <= app.now()"))).rowcount
