"""What is read: the list, the detail, the streams."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from paceline.activities.schemas.composition import Composition
from paceline.activities.schemas.facts import Permission, SourceKind, TimeZoneSource
from paceline.connectors.base import Flaw, Lap, Pause, Samples


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A row of the list, and the head of the detail. SI units; `None` is unknown."""

    id: UUID
    parent_id: UUID | None
    leg_no: int | None
    duplicate_of: UUID | None
    name: str
    sport: str
    sport_family: str
    sport_raw: str | None
    started_at: datetime
    utc_offset_s: int
    time_zone: str | None
    local_on: date
    elapsed_s: float
    moving_s: float | None
    distance_m: float | None
    ascent_m: float | None
    average_speed_mps: float | None
    average_heart_rate_bpm: float | None
    average_power_w: float | None
    weighted_power_w: float | None
    polyline: str | None
    is_trainer: bool
    is_commute: bool
    is_manual: bool
    is_race: bool
    is_excluded: bool
    is_multi_sport: bool
    workout_type: str | None
    gear_id: UUID | None
    channels: tuple[str, ...]
    permission: Permission
    counted: bool
    content_rev: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of an activity, without its facts."""

    id: UUID
    source: SourceKind
    source_id: str
    sha256: bytes | None
    file_name: str | None
    file_format: str | None
    batch_id: UUID | None
    obtained_at: datetime
    permission: Permission
    is_primary: bool


@dataclass(frozen=True, slots=True)
class ActivityDetail:
    """All of one activity but its streams."""

    head: ActivityRow
    description: str | None
    private_note: str | None
    time_zone_source: TimeZoneSource
    timer_s: float | None
    descent_m: float | None
    max_speed_mps: float | None
    max_heart_rate_bpm: float | None
    max_power_w: float | None
    energy_kj: float | None
    average_cadence_rpm: float | None
    average_temperature_c: float | None
    calories_kcal: float | None
    perceived_exertion: float | None
    start_latitude_deg: float | None
    start_longitude_deg: float | None
    end_latitude_deg: float | None
    end_longitude_deg: float | None
    place: dict[str, Any] | None
    device: str | None
    sample_count: int
    flaws: tuple[Flaw, ...]
    composition: Composition | None
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    summary: dict[str, float]
    """The primary source's own totals, beside ours."""
    laps: tuple[Lap, ...]
    pauses: tuple[Pause, ...]
    sources: tuple[SourceRow, ...]
    overridden: tuple[str, ...]
    legs: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What a list is narrowed to; `None` and empty do not narrow. Days are local, ranges include both ends."""

    sport_families: tuple[str, ...] = ()
    sports: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    least_distance_m: float | None = None
    most_distance_m: float | None = None
    least_moving_s: float | None = None
    most_moving_s: float | None = None
    text: str | None = None
    """Words that are all in its name, description, sport or day, in any case."""
    gear_id: UUID | None = None
    batch_id: UUID | None = None
    is_trainer: bool | None = None
    is_commute: bool | None = None
    is_race: bool | None = None
    is_manual: bool | None = None
    has_power: bool | None = None
    has_heart_rate: bool | None = None
    has_position: bool | None = None
    is_linked: bool | None = None
    """Whether the athlete linked it to what it repeats."""
    counted: bool | None = None
    deleted: bool = False
    """The deleted ones instead of those that are there."""
    except_ids: tuple[UUID, ...] = ()


class ActivitySort(StrEnum):
    """What the list is ordered by."""

    STARTED_AT = "started_at"
    DISTANCE = "distance"
    DURATION = "duration"
    """In motion; elapsed where that is unknown."""
    ASCENT = "ascent"
    NAME = "name"


class SortOrder(StrEnum):
    DESC = "desc"
    ASC = "asc"


@dataclass(frozen=True, slots=True)
class Ordering:
    """How a list is ordered; what is unknown comes last in either order, and ids settle what is equal."""

    sort: ActivitySort = ActivitySort.STARTED_AT
    order: SortOrder = SortOrder.DESC


NEWEST_FIRST = Ordering()
PageKey = tuple[datetime | float | str | None, UUID]
"""What a page ended with: the value that the list is ordered by, and the id."""


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A page of the list, newest first; `after` is the key (start, id) to go on from, `None` on the last page."""

    rows: tuple[ActivityRow, ...]
    after: PageKey | None


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page whose rows are column values by the names of `ActivityRow`: for an answer that repeats them and decides nothing."""

    rows: list[dict[str, Any]]
    after: PageKey | None


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """What the listed activities of a local month come to, as far as it is known of them; `None` where it is of none."""

    begins_on: date
    count: int
    distance_m: float | None
    moving_s: float
    """The elapsed time of those without a moving time."""
    elapsed_s: float
    ascent_m: float | None


@dataclass(frozen=True, slots=True)
class ReadStreams:
    """Streams of an activity as columns, with the revision their address carries."""

    samples: Samples
    content_rev: int
