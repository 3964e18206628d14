"""What the end of a request teaches: pure, from what was known to what is known then.

Circuit breaker after M. Nygard, Release It!, 2007: after some failures in a row nobody asks for a while that doubles; then one request
finds out for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from paceline.infra.gate.words import Ending, Granted, Outcome, WindowUse

LATE_S = 1.0
"""Windows roll this much after the service's clock: it tells its clock to the second, and a request too early is one refused."""
SLACK_S = 5.0
"""A window that begins so much later than the clock says goes on: clocks are told to a second or two."""
FAILURES_ALLOWED = 5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 30.0, 900.0
LONGEST_HOLD_S = 3600.0
"""The longest a service is not asked: what is blocked until a person acts is tried again so seldom."""
PROBE_S = 60.0
"""How long others wait for the one that finds out; longer than any request may take."""
EDGE_HOLD_S = 5.0
"""After a refusal whose headers show room everywhere: it came over the edge of a window."""
HELD = "rate_limit"
"""Blocks where a service said itself how long it wants to be left alone."""
_MOST_AHEAD = timedelta(days=1)
"""Beyond, a date is no clock."""
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class HostRow:
    """How a service does, as it is stored."""

    clock_ahead_s: float = 0.0
    failures_in_a_row: int = 0
    opened_until: datetime | None = None
    blocked_code: str | None = None
    blocked_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window as it is stored: `starts_at` by the service's clock."""

    scope: str
    span_s: int
    starts_at: datetime
    used: int
    most: int


def begins(moment: datetime, span_s: int) -> datetime:
    """The start of the window that a moment of the service's clock lies in."""
    return moment - (moment - _EPOCH) % timedelta(seconds=span_s)


def at_present(window: WindowRow, there: datetime) -> WindowRow:
    """A stored window as it counts at a moment of the service's clock; as the statement that takes a turn has it."""
    start, span = begins(there, window.span_s), timedelta(seconds=window.span_s)
    goes_on = start <= window.starts_at <= there + timedelta(seconds=SLACK_S)
    used = window.used if start <= window.starts_at <= start + span else 0
    return replace(window, starts_at=window.starts_at if goes_on else start, used=used)


def learn_clock(ahead_s: float, ending: Ending) -> float:
    """How far the service's clock is ahead of ours: as before, moved no further than its answer proves."""
    least_s, most_s = _bounds_s(ending)
    return min(max(ahead_s, least_s), most_s)


def _bounds_s(ending: Ending) -> tuple[float, float]:
    """It said a whole second, at some moment between our sending and our receiving."""
    served_at, sent_at, received_at = ending.served_at, ending.sent_at, ending.received_at
    if served_at is None or sent_at is None or received_at is None or abs(served_at - received_at) > _MOST_AHEAD:
        return float("-inf"), float("inf")
    return (served_at - received_at).total_seconds(), (served_at - sent_at).total_seconds() + 1


def learn_host(host: HostRow, turn: Granted, ending: Ending, now: datetime) -> HostRow:
    """How the service does after this request."""
    ahead_s = learn_clock(host.clock_ahead_s, ending)
    held_until = _held_until(host, ending, now)
    if ending.outcome is Outcome.ANSWERED:
        return HostRow(ahead_s)
    if ending.outcome is Outcome.LIMITED:
        since = None if held_until is None else now
        return HostRow(ahead_s, 0, held_until, None if held_until is None else HELD, since)
    if ending.outcome is Outcome.BLOCKED:
        code = ending.blocked_code or "blocked"
        since = host.blocked_since if host.blocked_code == code else now
        return HostRow(ahead_s, 0, held_until, code, since or now)
    return _failed(replace(host, clock_ahead_s=ahead_s), turn, held_until, now)


def _held_until(host: HostRow, ending: Ending, now: datetime) -> datetime | None:
    """Until when the service itself wants to be left alone."""
    asked_s = LONGEST_HOLD_S if ending.outcome is Outcome.BLOCKED else ending.retry_after_s
    if asked_s is None and ending.outcome is Outcome.LIMITED and _shows_room(ending):
        asked_s = EDGE_HOLD_S
    if asked_s is None:
        return None
    until = now + timedelta(seconds=min(asked_s, LONGEST_HOLD_S))
    return until if host.opened_until is None else max(until, host.opened_until)


def _failed(host: HostRow, turn: Granted, held_until: datetime | None, now: datetime) -> HostRow:
    # Of those that were on their way when it opened, each would double the pause.
    if host.opened_until is not None and not turn.is_probe:
        return replace(host, opened_until=held_until or host.opened_until)
    failures = host.failures_in_a_row + 1
    beyond = failures - FAILURES_ALLOWED
    if beyond < 0 and not turn.is_probe:
        return replace(host, failures_in_a_row=failures, opened_until=held_until)
    pause_s = min(FIRST_PAUSE_S * 2.0 ** min(max(beyond, 0), 30), LONGEST_PAUSE_S)
    until = now + timedelta(seconds=pause_s)
    return replace(
        host, failures_in_a_row=failures, opened_until=until if held_until is None else max(until, held_until)
    )


def learn_windows(
    windows: Sequence[WindowRow], turn: Granted, ending: Ending, now: datetime, ahead_s: float
) -> tuple[WindowRow, ...]:
    """The windows after this request. `ahead_s` is how far the service's clock is known to be ahead by then."""
    said = {(use.scope, use.span_s): use for use in ending.uses}
    stated = [_with_most(window, said.get((window.scope, window.span_s))) for window in windows]
    least_s, _ = _bounds_s(ending)
    served_at = ending.served_at if ending.served_at is not None and least_s > float("-inf") else None
    there = served_at or now + timedelta(seconds=ahead_s)
    full = _named_full(stated, turn, said) if _fills(ending) else frozenset[tuple[str, int]]()
    learnt: list[WindowRow] = []
    for window in stated:
        key = (window.scope, window.span_s)
        if key in full:
            learnt.append(_filled(window, said.get(key), turn, there))
        else:
            learnt.append(_counted(window, said.get(key), turn, there))
    return tuple(learnt)


def _fills(ending: Ending) -> bool:
    """A refusal that says how long to wait, or that all windows have room, holds the service as a whole and fills no window."""
    return ending.outcome is Outcome.LIMITED and ending.retry_after_s is None and not _shows_room(ending)


def _shows_room(ending: Ending) -> bool:
    room = [use.used < use.most for use in ending.uses if use.used is not None and use.most is not None]
    return bool(room) and all(room)


def _with_most(window: WindowRow, use: WindowUse | None) -> WindowRow:
    return window if use is None or use.most is None else replace(window, most=use.most)


def _named_full(
    windows: Sequence[WindowRow], turn: Granted, said: dict[tuple[str, int], WindowUse]
) -> frozenset[tuple[str, int]]:
    """The windows that a refusal speaks of: those its headers show to be full, else the shortest."""
    taken = [window for window in windows if window.scope in turn.scopes]
    named = [
        window
        for window in taken
        if (use := said.get((window.scope, window.span_s))) and use.used is not None and use.used >= window.most
    ]
    shortest_s = min((window.span_s for window in taken), default=0)
    return frozenset(
        (window.scope, window.span_s) for window in named or [one for one in taken if one.span_s == shortest_s]
    )


def _filled(window: WindowRow, use: WindowUse | None, turn: Granted, there: datetime) -> WindowRow:
    taken_in, served_in = begins(turn.at, window.span_s), begins(there, window.span_s)
    # Served in an earlier window than we took it in: our clock ran ahead, and the window is set back with it.
    ran_ahead = served_in < taken_in
    full_in = min(taken_in, served_in)
    if window.starts_at > full_in and not ran_ahead:
        return window
    said = use.used if use is not None and use.used is not None else 0
    return replace(window, starts_at=full_in, used=max(window.most, said, window.used))


def _counted(window: WindowRow, use: WindowUse | None, turn: Granted, there: datetime) -> WindowRow:
    """Upwards only: what others have on their way is counted by us and not by the service yet."""
    served_in = begins(there, window.span_s)
    # Of a request that began in one window and ended in another nobody knows of which its answer speaks.
    if use is None or use.used is None or begins(turn.at, window.span_s) != served_in:
        return window
    if window.starts_at < served_in:
        return replace(window, starts_at=served_in, used=use.used)
    return replace(window, used=max(window.used, use.used)) if window.starts_at == served_in else window
