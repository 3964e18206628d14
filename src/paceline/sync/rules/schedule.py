"""Which lists are due: what is recent by the minute or by the hour, a month by night, everything once a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from paceline.sync.schemas import SessionKind, SyncOptions

OVERLAP = timedelta(days=7)
"""So far back a list of what is recent begins: late uploads start before what is known."""
MONTH = timedelta(days=30)
POLLED_EVERY = timedelta(minutes=15)
RECONCILED_EVERY = timedelta(hours=6)
MONTH_EVERY = timedelta(days=1)
ALL_EVERY = timedelta(days=7)
_REQUESTS_A_POLL = 2
_SHARE_OF_POLLS = 0.2


@dataclass(frozen=True, slots=True)
class Listed:
    """When the lists of a connection were read last; `None` is never."""

    recent_at: datetime | None
    month_at: datetime | None
    all_at: datetime | None
    is_history_complete: bool


@dataclass(frozen=True, slots=True)
class DueList:
    """A session to begin."""

    kind: SessionKind
    options: SyncOptions


def poll_every(connection_count: int, daily_requests: int, *, has_webhooks: bool) -> timedelta:
    """How often what is recent is listed: with webhooks as a back-stop; without, so that all polls take a fifth of the day's requests."""
    if has_webhooks:
        return RECONCILED_EVERY
    polls_a_day = max(daily_requests * _SHARE_OF_POLLS / (_REQUESTS_A_POLL * max(connection_count, 1)), 1.0)
    return max(POLLED_EVERY, timedelta(days=1) / polls_a_day)


def due_lists(listed: Listed, now: datetime, every: timedelta) -> list[DueList]:
    """What to begin now. A longer list includes the shorter ones, and before the history is complete it is the back-fill that lists."""
    if listed.is_history_complete and _is_due(listed.all_at, ALL_EVERY, now):
        return [DueList(SessionKind.RECONCILE, SyncOptions())]
    if listed.is_history_complete and _is_due(listed.month_at, MONTH_EVERY, now):
        return [DueList(SessionKind.RECONCILE, SyncOptions(after_at=now - MONTH))]
    if _is_due(listed.recent_at, every, now):
        return [DueList(SessionKind.INCREMENTAL, SyncOptions(after_at=now - OVERLAP))]
    return []


def next_list_at(listed: Listed, now: datetime, every: timedelta) -> datetime:
    """When the next list is due, at the earliest now."""
    times = [(listed.recent_at or now - every) + every]
    if listed.is_history_complete:
        times += [
            (listed.month_at or now - MONTH_EVERY) + MONTH_EVERY,
            (listed.all_at or now - ALL_EVERY) + ALL_EVERY,
        ]
    return max(min(times), now)


def _is_due(at: datetime | None, every: timedelta, now: datetime) -> bool:
    return at is None or at + every <= now


def covers(kind: SessionKind, options: SyncOptions, now: datetime) -> tuple[str, ...]:
    """Which of the lists `recent`, `month` and `all` a session that has read its list to the end has read."""
    if kind is SessionKind.WEBHOOK or options.max_activities is not None or options.before_at is not None:
        return ()
    if options.after_at is None:
        return ("recent", "month", "all")
    if options.after_at <= now - MONTH + timedelta(hours=12):
        return ("recent", "month")
    return ("recent",)
