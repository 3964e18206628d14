"""Everything the stand-in knows, in one place; the routes are what can be done with it."""

from dataclasses import dataclass, field

from paceline.sandbox.clock import SandboxClock
from paceline.sandbox.strava.admin.ledger import Ledger
from paceline.sandbox.strava.api.quota import Quota
from paceline.sandbox.strava.oauth.tokens import Tokens
from paceline.sandbox.strava.settings import StravaSettings
from paceline.sandbox.strava.webhooks.deliveries import Deliveries
from paceline.sandbox.strava.webhooks.events import activity_events, deauthorization_event
from paceline.sandbox.strava.world.world import Happening, World


@dataclass
class StravaState:
    """One application at the provider, its athletes, and what was done."""

    settings: StravaSettings
    world: World
    clock: SandboxClock
    tokens: Tokens
    quota: Quota
    deliveries: Deliveries
    ledger: Ledger = field(default_factory=Ledger)
    is_app_active: bool = True
    api_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: StravaSettings, world: World) -> "StravaState":
        """A fresh one over a world."""
        clock = SandboxClock(frozen_at_s=settings.frozen_at_s)
        state = cls(
            settings=settings,
            world=world,
            clock=clock,
            tokens=Tokens(clock, settings.rotates_refresh_tokens),
            quota=Quota(clock, settings.limits),
            deliveries=Deliveries(clock, settings.callback_timeout_s, settings.retry_gap_s),
            api_prefixes=settings.api_prefixes,
        )
        world.listen(state.tell)
        clock.on_change(state.deliveries.wake)
        return state

    def tell(self, happening: Happening) -> None:
        """Make the events of what happened to an activity, for what its athlete grants."""
        grant = self.tokens.grants.get(happening.activity.athlete_id)
        if grant is None:
            return
        for event in activity_events(happening, grant.scope, int(self.clock.now_s())):
            self.deliveries.post(event)

    def deauthorize(self, athlete_id: int) -> None:
        """End what an athlete granted, and tell the application."""
        if self.tokens.revoke(athlete_id):
            self.deliveries.post(deauthorization_event(athlete_id, int(self.clock.now_s())))
