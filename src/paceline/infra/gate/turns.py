"""Whose turn it is to ask a service: one gate for all processes, since its quota is one and its troubles are everybody's.

A request takes its turn and settles it, each in a short transaction of its own. Taking counts it in every window of its scopes or in none.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from paceline.infra.db.direct import fetch_rows
from paceline.infra.db.system import system_session
from paceline.infra.gate import statements
from paceline.infra.gate.learning import (
    HELD,
    LATE_S,
    PROBE_S,
    SLACK_S,
    HostRow,
    WindowRow,
    at_present,
    learn_host,
    learn_windows,
)
from paceline.infra.gate.words import (
    Ending,
    GateState,
    Granted,
    Quota,
    RefusalReason,
    Refused,
    WindowState,
)

_JITTER_S = 3.0


async def take_turn(
    quota: Quota, scopes: Sequence[str], *, reserve_pct: int = 0, jitter: Callable[[], float] = random.random
) -> Granted | Refused:
    """A turn in the windows of these scopes; with a reserve, only out of the rest of each."""
    values = {
        "provider": quota.provider,
        "scopes": list(scopes),
        "windows": len(quota.of(scopes)),
        "reserve_pct": reserve_pct,
        "late_s": LATE_S,
        "slack_s": SLACK_S,
        "probe_s": PROBE_S,
    }
    async with system_session() as db:
        rows = await fetch_rows(db, statements.TAKE, values)
        if not rows or rows[0][0] < values["windows"]:
            await fetch_rows(db, statements.ENSURE, _known(quota))
            rows = await fetch_rows(db, statements.TAKE, values)
    _, is_granted, is_open, there, blocked_code, opened_until, full_until = rows[0]
    if is_granted:
        return Granted(there, tuple(scopes), is_probe=is_open)
    if opened_until is not None:
        return Refused(opened_until, _reason(blocked_code), None if blocked_code == HELD else blocked_code)
    return Refused(full_until + timedelta(seconds=_JITTER_S * jitter()), RefusalReason.QUOTA)


def _reason(blocked_code: str | None) -> RefusalReason:
    if blocked_code is None:
        return RefusalReason.OUTAGE
    return RefusalReason.QUOTA if blocked_code == HELD else RefusalReason.BLOCKED


def _known(quota: Quota) -> dict[str, object]:
    return {
        "provider": quota.provider,
        "scopes": [window.scope for window in quota.windows],
        "spans_s": [window.span_s for window in quota.windows],
        "mosts": [window.most for window in quota.windows],
    }


async def settle_turn(quota: Quota, turn: Granted, ending: Ending) -> None:
    """What the request of a turn says of the quota, of the service's clock, and of how it does."""
    provider = {"provider": quota.provider}
    async with system_session() as db:
        rows = await fetch_rows(db, statements.LOCK, provider)
        if not rows:
            return
        now, host, windows = _stored(rows)
        after = learn_host(host, turn, ending, now)
        learnt = learn_windows(windows, turn, ending, now, after.clock_ahead_s)
        if changed := [window for window in learnt if window not in windows]:
            values = {
                "scopes": [window.scope for window in changed],
                "spans_s": [window.span_s for window in changed],
                "starts_at": [window.starts_at for window in changed],
                "useds": [window.used for window in changed],
                "mosts": [window.most for window in changed],
            }
            await fetch_rows(db, statements.WRITE_WINDOWS, provider | values)
        if after != host:
            await fetch_rows(db, statements.WRITE_HOST, provider | asdict(after))


def _stored(rows: Sequence[tuple[Any, ...]]) -> tuple[datetime, HostRow, tuple[WindowRow, ...]]:
    now = rows[0][0]
    return now, HostRow(*rows[0][1:6]), tuple(WindowRow(*row[6:]) for row in rows if row[6] is not None)


async def gate_state(quota: Quota) -> GateState | None:
    """How things stand, for people and for planning; None before the service was first asked."""
    async with system_session() as db:
        rows = await fetch_rows(db, statements.READ, {"provider": quota.provider})
    if not rows:
        return None
    now, host, windows = _stored(rows)
    there = now + timedelta(seconds=host.clock_ahead_s - LATE_S)
    return GateState(
        tuple(_shown(window, there, now) for window in windows),
        host.clock_ahead_s,
        host.failures_in_a_row,
        host.opened_until,
        host.blocked_code,
        host.blocked_since,
    )


def _shown(window: WindowRow, there: datetime, now: datetime) -> WindowState:
    present = at_present(window, there)
    ends_at = present.starts_at + timedelta(seconds=window.span_s) + (now - there)
    return WindowState(window.scope, window.span_s, present.used, window.most, ends_at)


async def unblock(quota: Quota) -> None:
    """Let the next request find out at once, for instance because a person has acted."""
    async with system_session() as db:
        rows = await fetch_rows(db, statements.LOCK, {"provider": quota.provider})
        if rows:
            _, host, _ = _stored(rows)
            values = asdict(HostRow(host.clock_ahead_s))
            await fetch_rows(db, statements.WRITE_HOST, {"provider": quota.provider} | values)
