"""HTTP of athletes: profile, thresholds, zones, weight."""

from fastapi import APIRouter

from paceline.athletes.routes import profile, thresholds, weights, zones

router = APIRouter()
for part in (profile, thresholds, zones, weights):
    router.include_router(part.router)

__all__ = ["router"]
