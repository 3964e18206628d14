"""What goes out of activities. SI units, the unit in the name; `null` is unknown."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from paceline.activities.schemas import SourceKind, TimeZoneSource

ChannelName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
PermissionOut = Literal["open", "restricted"]


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


# -- reading


class ActivityOut(_Out):
    """A row of the list. `counted`: whether totals, load and records are made of it."""

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
    polyline: str | None = Field(description="Google's encoded polyline, precision 5, simplified.")
    is_trainer: bool
    is_commute: bool
    is_manual: bool
    is_race: bool
    is_excluded: bool
    is_multi_sport: bool
    workout_type: str | None
    gear_id: UUID | None
    channels: tuple[str, ...]
    permission: PermissionOut
    counted: bool
    content_rev: int = Field(description="The revision that a lasting address of the streams carries.")


class ActivityPageOut(_Out):
    items: list[ActivityOut]
    next_cursor: str | None


class MonthsOut(_Out):
    """Totals by local month as columns, the newest first; months without activities are left out."""

    total_count: int
    month: list[str] = Field(
        description="`YYYY-MM`; its activities are those of the list from its first to its last day."
    )
    count: list[int]
    distance_m: list[float | None] = Field(description="Null where it is known of none; so is `ascent_m`.")
    moving_s: list[float] = Field(description="With the elapsed time of activities whose moving time is unknown.")
    elapsed_s: list[float]
    ascent_m: list[float | None]


class NeighboursOut(_Out):
    """The listed activities before and after one in time; null at the ends."""

    previous_id: UUID | None
    next_id: UUID | None


class SourceOut(_Out):
    id: UUID
    source: SourceKind
    source_id: str
    file_name: str | None
    file_format: str | None
    batch_id: UUID | None
    obtained_at: datetime
    permission: PermissionOut
    is_primary: bool
    has_original: bool


class ActivityFlawOut(_Out):
    code: str
    detail: str


class LapOut(_Out):
    """A lap as the device wrote it; `summary` has further values of the device by name."""

    started_at: datetime
    elapsed_s: float
    timer_s: float | None
    distance_m: float | None
    trigger: str | None
    intensity: str | None
    summary: dict[str, float]


class LapsOut(_Out):
    items: list[LapOut]


class PauseOut(_Out):
    started_at: datetime
    ended_at: datetime


class PairSideOut(_Out):
    """An open pair seen from one of its sides."""

    other_id: UUID
    is_primary: bool = Field(description="Whether this one counts while the pair is open.")
    evidence: dict[str, Any]
    found_at: datetime


class EditOut(_Out):
    """An edit. `before` and `after` hold what was set by hand of this activity, `null` = nothing."""

    id: UUID
    kind: str
    activity_count: int
    activity_ids: tuple[UUID, ...] = Field(description="At most the first 20.")
    before: dict[str, Any]
    after: dict[str, Any]
    made_by: str
    made_at: datetime
    undone_at: datetime | None


class EditPageOut(_Out):
    items: list[EditOut]
    next_cursor: str | None


class ActivityDetailOut(ActivityOut):
    revision: str = Field(description="What `If-Match` takes.")
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
    flaws: list[ActivityFlawOut]
    is_composed: bool = Field(
        description="Cropped, split or merged: the streams are not those of one original as it is."
    )
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    summary: dict[str, float] = Field(description="The primary source's own totals, beside ours.")
    pauses: list[PauseOut]
    sources: list[SourceOut]
    overridden: tuple[str, ...] = Field(description="The fields set by hand.")
    legs: list[ActivityOut]
    duplicates: list[PairSideOut]
    edits: list[EditOut] = Field(description="The latest 30.")


class StreamOut(_Out):
    unit: str | None
    values: list[float | None]


class StreamsOut(_Out):
    """Columns over one time base. Nothing assumes 1 Hz, and a gap in `elapsed_ms` is a gap in the recording."""

    activity_id: UUID
    content_rev: int
    first_at_ms: int | None = Field(description="Unix milliseconds UTC of the first sample.")
    sample_count: int = Field(description="How many samples there are, before any were left out.")
    elapsed_ms: list[int] = Field(description="Milliseconds since the first sample.")
    channels: dict[str, StreamOut]


class PatchedOut(_Out):
    """The activity as it is now. `edit_id` is what undoes the change, null when nothing was different."""

    edit_id: UUID | None
    activity: ActivityDetailOut


class ManualOut(_Out):
    activity_id: UUID
    probable_of: tuple[UUID, ...] = Field(
        description="Activities that this one probably repeats; it does not count until decided."
    )


class EditedOut(_Out):
    """What an edit did. `edit_id` is what undoes it, null when nothing was different."""

    edit_id: UUID | None
    activity_ids: tuple[UUID, ...]


class PairOut(_Out):
    """A probable duplicate: `activity` was recorded later and does not count until decided."""

    activity: ActivityOut
    other: ActivityOut
    evidence: dict[str, Any]
    found_at: datetime


class PairPageOut(_Out):
    items: list[PairOut]
    next_cursor: str | None
    total_count: int = Field(description="How many pairs wait for a decision, on all pages.")


class GearOut(_Out):
    """Totals are of counted activities; `distance_m` includes `initial_distance_m`."""

    id: UUID
    kind: str
    name: str
    brand: str | None
    model: str | None
    is_retired: bool
    initial_distance_m: float
    distance_m: float
    moving_s: float
    activity_count: int
    first_on: date | None
    last_on: date | None
    source: str


class GearListOut(_Out):
    items: list[GearOut]


class HitOut(_Out):
    kind: Literal["activity"] = "activity"
    id: UUID
    title: str
    snippet: str | None
    on: date
    sport: str
    distance_m: float | None
    elapsed_s: float


class HitsOut(_Out):
    items: list[HitOut]
