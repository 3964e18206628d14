"""What services allow, and who may use how much of it."""

from enum import StrEnum

from paceline.infra.gate.words import Quota, Window


class Work(StrEnum):
    """What a request is for. History waits, people and what is new do not."""

    INTERACTIVE = "interactive"
    NEW = "new"
    HISTORY = "history"


RESERVE_PCT = {Work.INTERACTIVE: 0, Work.NEW: 0, Work.HISTORY: 20}
"""Of each window, what a kind of work leaves to the others."""

STRAVA = Quota(
    "strava",
    (
        Window("overall", 900, 200),
        Window("overall", 86_400, 2_000),
        Window("read", 900, 100),
        Window("read", 86_400, 1_000),
    ),
)
"""Of an application with one athlete (developers.strava.com/docs/rate-limits); one that was raised says so in its headers."""

QUOTAS = {"strava": STRAVA}
"""By the name of the service."""
