"""Everything the stand-in knows, in one place; the routes are what can be done with it."""

from dataclasses import dataclass, field

from paceline.sandbox.clock import SandboxClock
from paceline.sandbox.strava.admin.ledger import Ledger
from paceline.sandbox.strava.api.quota import Quota
from paceline.sandbox.strava.oauth.tokens import Tokens
from paceline.sandbox.strava.settings import StravaSettings
from paceline.sandbox.strava.world.world import World


@dataclass
class StravaState:
    """One application at the provider, its athletes, and what was done."""

    settings: StravaSettings
    world: World
    clock: SandboxClock
    tokens: Tokens
    quota: Quota
    ledger: Ledger = field(default_factory=Ledger)
    is_app_active: bool = True
    api_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: StravaSettings, world: World) -> "StravaState":
        """A fresh one over a world."""
        clock = SandboxClock(frozen_at_s=settings.frozen_at_s)
        return cls(
            settings=settings,
            world=world,
            clock=clock,
            tokens=Tokens(clock, settings.rotates_refresh_tokens),
            quota=Quota(clock, settings.limits),
            api_prefixes=settings.api_prefixes,
        )

    def deauthorize(self, athlete_id: int) -> None:
        """End what an athlete granted."""
        self.tokens.revoke(athlete_id)
