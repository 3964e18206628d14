"""What the chosen policy makes of what comes through a service's interface."""

from datetime import datetime, timedelta

from paceline.activities.schemas import Permission
from paceline.sync.schemas import Policy

KEPT_STRICTLY = timedelta(days=7)


def permission_under(policy: Policy) -> Permission:
    """Whether a model may see it."""
    return "open" if policy == "owner-ai" else "restricted"


def expiry_under(policy: Policy, obtained_at: datetime) -> datetime | None:
    """Until when it may be kept; `None` is for ever."""
    return obtained_at + KEPT_STRICTLY if policy == "strict" else None
