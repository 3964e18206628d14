"""What a metric gives back when its inputs do not allow it: a reason instead of an invented number."""

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NotComputable:
    """A metric that has no value here.

    `code` is stable and for programs (`no_power`, `too_short`, `threshold_unknown` …); `reason` is one sentence that
    reaches the screen and the coach's prompt.
    """

    code: str
    reason: str


Metric = T | NotComputable
"""`Metric[float]` is `float | NotComputable`."""
