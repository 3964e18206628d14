"""What can be set of the stand-in: the application that is registered there, and what Strava lets it do."""

from dataclasses import dataclass

ALL_SCOPES = (
    "read",
    "read_all",
    "profile:read_all",
    "profile:write",
    "activity:read",
    "activity:read_all",
    "activity:write",
)
OLD_API_PREFIX = "/api/v3"


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests of all athletes together: in a quarter of an hour and in a UTC day, of all kinds and of those that read."""

    short: int = 200
    daily: int = 2000
    read_short: int = 100
    read_daily: int = 1000


@dataclass(frozen=True, slots=True)
class StravaSettings:
    """One registered application."""

    client_id: int = 12345
    client_secret: str = "sandbox-client-secret"
    callback_domain: str = "localhost"
    athlete_cap: int = 10
    limits: Limits = Limits()
    api_prefixes: tuple[str, ...] = (OLD_API_PREFIX, "")
    """Where the API lies: under the old prefix, and at the root as on the host announced for 2027."""
    rotates_refresh_tokens: bool = True
    callback_timeout_s: float = 2.0
    retry_gap_s: float = 120.0
    delivers_by_itself: bool = True
    """False: webhooks wait until they are told to go, so that a test chooses the moment."""
    frozen_at_s: float | None = None
    """Where the stand-in's clock stands from the start; it runs when left out."""
