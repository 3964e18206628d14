"""Fitness over HTTP."""

from paceline.fitness.routes import activity, curves, days, loads, records, thresholds
from paceline.infra.web.routing import joined

router = joined(days.router, curves.router, activity.router, loads.router, records.router, thresholds.router)

__all__ = ["router"]
