"""What others may want to know of activities. Each carries ids and the earliest local day on which anything may differ now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ActivityRecorded:
    """New activities exist, or deleted ones are back."""

    athlete_id: UUID
    activity_ids: Collection[UUID]
    earliest_on: date


@dataclass(frozen=True, slots=True)
class ActivityChanged:
    """Something about activities changed: values, streams, what counts. After a move to another day the earlier of both days is told."""

    athlete_id: UUID
    activity_ids: Collection[UUID]
    earliest_on: date


@dataclass(frozen=True, slots=True)
class ActivityRemoved:
    """Activities are deleted, or gone with their batch."""

    athlete_id: UUID
    activity_ids: Collection[UUID]
    earliest_on: date
