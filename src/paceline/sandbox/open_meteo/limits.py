"""Calls a minute, an hour and a day; each place of a request is a call."""

from dataclasses import dataclass, field

from paceline.sandbox.clock import SandboxClock

_WINDOWS = (("Daily", 86_400), ("Hourly", 3600), ("Minutely", 60))
WHEN = {"Minutely": "in one minute", "Hourly": "in the next hour", "Daily": "tomorrow"}


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Of the free service."""

    minutely: int = 600
    hourly: int = 5000
    daily: int = 10_000


@dataclass
class Calls:
    """What was called, by the stand-in's clock."""

    clock: SandboxClock
    limits: CallLimits
    total: int = 0
    refused: int = 0
    _used: dict[str, int] = field(default_factory=dict[str, int])
    _window: dict[str, int] = field(default_factory=dict[str, int])

    def take(self, count: int) -> str | None:
        """Count calls; the name of the window whose limit they pass, if any. Those that are refused use nothing up."""
        allowed = {"Minutely": self.limits.minutely, "Hourly": self.limits.hourly, "Daily": self.limits.daily}
        for name, length_s in _WINDOWS:
            number = int(self.clock.now_s()) // length_s
            if self._window.get(name) != number:
                self._window[name], self._used[name] = number, 0
        passed = next((name for name, _ in _WINDOWS if self._used[name] + count > allowed[name]), None)
        if passed is not None:
            self.refused += count
            return passed
        self.total += count
        for name in self._used:
            self._used[name] += count
        return None


def reason(window: str) -> str:
    """What a refusal says."""
    return f"{window} API request limit exceeded. Please try again {WHEN[window]}."
