"""HTTP of athletes: profile, thresholds, zones, weight, notes, privacy zones."""

from fastapi import APIRouter

from paceline.athletes.routes import notes, privacy_zones, profile, thresholds, weights, zones

router = APIRouter()
for part in (profile, thresholds, zones, weights, notes, privacy_zones):
    router.include_router(part.router)

__all__ = ["router"]
