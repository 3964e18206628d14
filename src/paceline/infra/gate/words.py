"""What is said at the gate. Pure, so that clients of services can speak it without knowing the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` requests of a scope in each span of the service's clock; spans are laid from 1970 on, so 86,400 s are UTC days."""

    scope: str
    span_s: int
    most: int


@dataclass(frozen=True, slots=True)
class Quota:
    """What a service allows, as far as it is known beforehand; its answers correct `most` of each window."""

    provider: str
    windows: tuple[Window, ...]

    def of(self, scopes: Sequence[str]) -> tuple[Window, ...]:
        """The windows that a request of these scopes counts in."""
        return tuple(window for window in self.windows if window.scope in scopes)


@dataclass(frozen=True, slots=True)
class WindowUse:
    """What a service says of one of its windows; `None` where it does not say."""

    scope: str
    span_s: int
    used: int | None
    most: int | None


class RefusalReason(StrEnum):
    """Why nobody asks now: the `quota` is used up, the service is in an `outage`, or something is `blocked` until a person acts."""

    QUOTA = "quota"
    OUTAGE = "outage"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Granted:
    """A turn, to be settled when the request has ended.

    `at` is the instant by the service's clock, `scopes` what it was counted in. `is_probe`: after an outage this request finds out for all.
    """

    at: datetime
    scopes: tuple[str, ...]
    is_probe: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """No turn before `until` (our clock). `code` says what blocks, where something does."""

    until: datetime
    reason: RefusalReason
    code: str | None = None


class Outcome(StrEnum):
    """What a request says of its service.

    `ANSWERED`: it works, whatever it said. `FAILED`: it does not. `LIMITED`: it wants to be left alone. `BLOCKED`: it refuses all of us.
    """

    ANSWERED = "answered"
    FAILED = "failed"
    LIMITED = "limited"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a request ended. `served_at` is the service's clock as its answer has it, to the second; the others are ours."""

    outcome: Outcome
    uses: Sequence[WindowUse] = ()
    served_at: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    retry_after_s: float | None = None
    blocked_code: str | None = None


@dataclass(frozen=True, slots=True)
class WindowState:
    """A window at present: how many requests it counted, how many it allows, and when it ends (our clock)."""

    scope: str
    span_s: int
    used: int
    most: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class GateState:
    """How a service does at present. `opened_until`: nobody asks it before then."""

    windows: tuple[WindowState, ...]
    clock_ahead_s: float
    failures_in_a_row: int
    opened_until: datetime | None
    blocked_code: str | None
    blocked_since: datetime | None
