"""What a presented refresh token leads to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

GRACE = timedelta(seconds=10)
"""Two tabs, or an answer lost on the way: for so long a used token still leads to its one successor."""


class Refresh(Enum):
    UNKNOWN = auto()
    EXPIRED = auto()
    REUSED = auto()
    ROTATE = auto()
    REPEAT = auto()


@dataclass(frozen=True, slots=True)
class RefreshState:
    """A refresh token with what its family and account say."""

    expires_at: datetime
    used_at: datetime | None
    family_ended: bool


def judge_refresh(state: RefreshState, now: datetime) -> Refresh:
    """Rotate a fresh token, repeat its successor within the grace, and treat a later reuse as a theft."""
    if state.family_ended:
        return Refresh.UNKNOWN
    if state.used_at is not None:
        return Refresh.REPEAT if now - state.used_at <= GRACE else Refresh.REUSED
    return Refresh.EXPIRED if state.expires_at <= now else Refresh.ROTATE
