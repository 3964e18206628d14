"""Fitness over HTTP."""

from paceline.fitness.routes import activity, curves, days, loads, records, selection, thresholds
from paceline.infra.web.routing import joined

router = joined(
    days.router, curves.router, activity.router, selection.router, loads.router, records.router, thresholds.router
)

__all__ = ["router"]
