"""The application's quota: quarters of an hour by the clock and UTC days, for all requests and for those that read."""

from dataclasses import dataclass, field

from paceline.sandbox.clock import SandboxClock
from paceline.sandbox.strava.settings import Limits

QUARTER_S, DAY_S = 900, 86_400
Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which limit a request met: `field` is what the error body calls it."""

    window: str
    is_read: bool

    @property
    def field(self) -> str:
        # Both were seen: the bucket of all requests names itself since 2023, the other form is older.
        return "rate limit" if self.is_read else "overall rate limit"


@dataclass
class _Used:
    short: int = 0
    daily: int = 0


@dataclass
class Quota:
    """What is used of it, by the stand-in's clock."""

    clock: SandboxClock
    limits: Limits
    overall: _Used = field(default_factory=_Used)
    read: _Used = field(default_factory=_Used)
    refused: int = 0
    _quarter: int = -1
    _day: int = -1

    def take(self, *, is_read: bool) -> Refusal | None:
        """Count a request; None when it is let through. One that is refused counts to the day all the same."""
        self._roll()
        refusal = self._refusal(is_read=is_read)
        self.overall.daily += 1
        self.read.daily += is_read
        if refusal is None:
            self.overall.short += 1
            self.read.short += is_read
        else:
            self.refused += 1
        return refusal

    def use(self, short: int, daily: int, read_short: int, read_daily: int) -> None:
        """Let that much be used of the present windows: a test begins near a limit."""
        self._roll()
        self.overall, self.read = _Used(short, daily), _Used(read_short, read_daily)

    def headers(self) -> Headers:
        """Limits and usage as an answer carries them: quarter of an hour, day."""
        self._roll()
        limits = self.limits
        return {
            "X-Ratelimit-Limit": f"{limits.short},{limits.daily}",
            "X-Ratelimit-Usage": f"{self.overall.short},{self.overall.daily}",
            "X-Readratelimit-Limit": f"{limits.read_short},{limits.read_daily}",
            "X-Readratelimit-Usage": f"{self.read.short},{self.read.daily}",
        }

    def _refusal(self, *, is_read: bool) -> Refusal | None:
        limits = self.limits
        checks = (
            (self.overall.daily >= limits.daily, Refusal("daily", is_read=False)),
            (is_read and self.read.daily >= limits.read_daily, Refusal("daily", is_read=True)),
            (self.overall.short >= limits.short, Refusal("short", is_read=False)),
            (is_read and self.read.short >= limits.read_short, Refusal("short", is_read=True)),
        )
        return next((refusal for is_met, refusal in checks if is_met), None)

    def _roll(self) -> None:
        now_s = int(self.clock.now_s())
        if now_s // QUARTER_S != self._quarter:
            self._quarter = now_s // QUARTER_S
            self.overall.short = self.read.short = 0
        if now_s // DAY_S != self._day:
            self._day = now_s // DAY_S
            self.overall.daily = self.read.daily = 0
