"""The time as the other side has it.

A stand-in has a clock of its own: tokens, quotas and events run by it, so that tests pass hours in no time and a provider may be ahead of
us or behind.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

Listener = Callable[[], None]


@dataclass
class SandboxClock:
    """Real time moved by an offset, or standing still."""

    offset_s: float = 0.0
    frozen_at_s: float | None = None
    _listeners: list[Listener] = field(default_factory=list[Listener])

    def now_s(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self.offset_s if self.frozen_at_s is None else self.frozen_at_s

    def now(self) -> datetime:
        """The same as an aware instant."""
        return datetime.fromtimestamp(self.now_s(), UTC)

    def set(self, now_s: float) -> None:
        """Make it that instant, running or frozen as before."""
        if self.frozen_at_s is None:
            self.offset_s = now_s - time.time()
        else:
            self.frozen_at_s = now_s
        self._tell()

    def advance(self, by_s: float) -> None:
        """Move on, or back when negative."""
        self.set(self.now_s() + by_s)

    def freeze(self) -> None:
        """Stand still: from now on only `advance` and `set` move it."""
        self.frozen_at_s = self.now_s()

    def run(self) -> None:
        """Go on from the present instant."""
        now_s, self.frozen_at_s = self.now_s(), None
        self.set(now_s)

    def on_change(self, listener: Listener) -> None:
        """Call something each time the clock is moved by hand."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
