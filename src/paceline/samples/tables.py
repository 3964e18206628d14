"""Rows of the sample tables (see migration 0011)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from paceline.samples.schemas import SampleKind


@dataclass(frozen=True, slots=True)
class SampleSet:
    """The sample data of an athlete. Without `batch_id` its files are not written yet."""

    id: UUID
    kind: SampleKind
    seed: int
    ends_on: date
    days: int
    batch_id: UUID | None
    brought: dict[str, Any]
    error_code: str | None
    error_message: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Brought:
    """What a sample brought besides activities, as it is found again: values tell whether the athlete has changed them since."""

    note_ids: list[str] = field(default_factory=list[str])
    thresholds: dict[str, float] = field(default_factory=dict[str, float])
    weights_kg: dict[str, float] = field(default_factory=dict[str, float])
    profile: dict[str, Any] = field(default_factory=dict[str, Any])
    time_zone: str | None = None
