"""The rows of this slice as its queries return them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StaleActivity:
    """An activity whose analysis is missing or out of date."""

    activity_id: UUID
    sport_family: str
    content_rev: int
    local_on: date


@dataclass(frozen=True, slots=True)
class StoredAnalysis:
    """An analysis as stored, without curves and bests; `rules.analysis_codec` reads it."""

    activity_id: UUID
    sport_family: str
    content_rev: int
    calc_version: str
    metrics: dict[str, Any]
    histograms: bytes | None
    computed_at: datetime
