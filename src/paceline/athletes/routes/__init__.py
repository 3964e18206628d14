"""HTTP of athletes: profile, thresholds, zones, weight, notes, privacy zones."""

from paceline.athletes.routes import notes, privacy_zones, profile, thresholds, weights, zones
from paceline.infra.web.routing import joined

router = joined(profile.router, thresholds.router, zones.router, weights.router, notes.router, privacy_zones.router)

__all__ = ["router"]
