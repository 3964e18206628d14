"""Fitness over HTTP."""

from fastapi import APIRouter

from paceline.fitness.routes import activity, curves, days, records, thresholds

router = APIRouter()
for part in (days, curves, activity, records, thresholds):
    router.include_router(part.router)

__all__ = ["router"]
