"""How long a back-fill will take: what is left, against what the quota lets through."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

RESERVE = 0.2


@dataclass(frozen=True, slots=True)
class Allowance:
    """One window of the quota: so many of `most` are used in the window that ends then; each later one lasts `span_s`."""

    most: int
    used: int
    ends_at: datetime
    span_s: int


def estimate_end(requests_left: int, windows: Sequence[Allowance], now: datetime, *, pace_s: float = 1.0) -> datetime:
    """When so many requests will have been let through, by every window and one at a time. Somebody else's use is not foreseen."""
    end = now + timedelta(seconds=requests_left * pace_s)
    for window in windows:
        share = math.floor(window.most * (1.0 - RESERVE))
        now_free = max(share - window.used, 0)
        if requests_left <= now_free or share < 1:
            continue
        later = requests_left - now_free
        full_windows = math.ceil(later / share) - 1
        in_last = later - full_windows * share
        begins = window.ends_at + timedelta(seconds=full_windows * window.span_s)
        end = max(end, begins + timedelta(seconds=in_last * pace_s))
    return end
