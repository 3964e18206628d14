"""What the admin's endpoints take."""

from typing import Any, Literal

from pydantic import Field

from paceline.sandbox.admin import AdminBody
from paceline.sandbox.strava.settings import ALL_SCOPES


class Granting(AdminBody):
    """A pair of tokens without the consent page."""

    athlete_id: int
    scope: tuple[str, ...] = ALL_SCOPES


class SeededPlan(AdminBody):
    """A plan of faults from a seed."""

    seed: int = Field(ge=0)
    rate: float = Field(ge=0, le=1)
    requests: int = Field(default=2000, ge=1)


class Delivery(AdminBody):
    """Deliver webhooks now."""

    even_if_not_due: bool = False
    in_order: Literal["due", "reversed"] = "due"
    parallel: int = Field(default=1, ge=1, le=100)


class RawEvent(AdminBody):
    """Any document at all, sent to the callback as an event, so many times."""

    event: dict[str, Any]
    copies: int = Field(default=1, ge=1, le=10_000)
    parallel: int = Field(default=1, ge=1, le=100)
