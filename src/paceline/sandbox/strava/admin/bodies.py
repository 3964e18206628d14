"""What the admin's endpoints take."""

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
