"""What this slice tells the slices above it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

BEGINNING = date(1900, 1, 1)
"""Before any activity, and far enough from `date.min` that a window may reach back from it."""


@dataclass(frozen=True, slots=True)
class JudgementChanged:
    """Thresholds, zones, weight, sex or birth year differ from `earliest_on` on, so what was judged by them is out of date."""

    athlete_id: UUID
    earliest_on: date


@dataclass(frozen=True, slots=True)
class TimeZoneChanged:
    """The athlete's time zone differs: activities whose day hangs on it may move to another one."""

    athlete_id: UUID
    earliest_on: date = BEGINNING
