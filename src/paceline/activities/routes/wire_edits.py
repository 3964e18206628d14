"""What comes into activities: edits, manual entries, gear. What is not named here is refused."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NaiveDatetime, StringConstraints, model_validator

from paceline.activities.routes.narrowing import Filters
from paceline.activities.routes.wire import ChannelName
from paceline.activities.schemas import LONGEST_NAME
from paceline.activities.service.editing.duplicates import Decision
from paceline.connectors.sports import SportKind

Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Name = Annotated[
    # A line break in a name breaks every list it is shown in.
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")
]
WordOrNone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
# Ten weeks: longer than any race, and short enough that a wrong unit is noticed.
Seconds = Annotated[float, Field(ge=0, le=6_048_000)]
Metres = Annotated[float, Field(ge=0, le=20_000_000)]
Energy = Annotated[float, Field(ge=0, le=200_000)]
Exertion = Annotated[float, Field(ge=0, le=10, description="Borg CR10.")]
ZoneName = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$")]


MOST_AT_ONCE = 20_000
"""Of one bulk edit. It is one transaction and one entry to undo; so many take some seconds."""


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class ActivityFields(_In):
    """What can be set of one activity and of many; absent is no change, null shows what the sources say."""

    sport: SportKind | None = None
    gear_id: UUID | Literal["none"] | None = Field(
        default=None, description="`none`: without gear, whatever the sources say."
    )
    is_trainer: bool | None = None
    is_commute: bool | None = None
    is_race: bool | None = None
    is_excluded: bool | None = Field(default=None, description="Left out of totals, load and records.")
    workout_type: WordOrNone | None = Field(default=None, description="Empty: none, whatever the sources say.")
    perceived_exertion: Exertion | None = None
    description: Text | None = None
    private_note: Text | None = None


class ActivityPatch(ActivityFields):
    """Only what is named changes, as an override; null ends the override."""

    name: Name | None = None
    started_at: AwareDatetime | None = None
    time_zone: ZoneName | None = Field(default=None, description="IANA name, for example `Europe/Berlin`.")
    elapsed_s: Annotated[float, Field(gt=0, le=6_048_000)] | None = None
    moving_s: Seconds | None = None
    distance_m: Metres | None = None
    ascent_m: Metres | None = None
    calories_kcal: Energy | None = None
    primary_source_id: UUID | None = Field(default=None, description="The source whose streams are shown.")


class ManualIn(_In):
    """An activity without a recording."""

    sport: SportKind
    started_at_local: NaiveDatetime = Field(description="Wall clock in `time_zone`, without an offset.")
    time_zone: ZoneName | None = Field(default=None, description="IANA name; the athlete's own where absent.")
    elapsed_s: Annotated[float, Field(gt=0, le=6_048_000)]
    moving_s: Seconds | None = None
    distance_m: Metres | None = None
    ascent_m: Metres | None = None
    average_heart_rate_bpm: Annotated[float, Field(ge=20, le=260)] | None = None
    average_power_w: Annotated[float, Field(ge=0, le=3000)] | None = None
    calories_kcal: Energy | None = None
    perceived_exertion: Exertion | None = None
    name: Name | None = None
    description: Text | None = None
    private_note: Text | None = None
    workout_type: Word | None = None
    is_trainer: bool = False
    is_commute: bool = False
    is_race: bool = False
    gear_id: UUID | None = None


class FilterIn(Filters):
    """The filters of the list, and what is left out of what they show."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    except_ids: list[UUID] = Field(default=[], max_length=MOST_AT_ONCE)


class BulkIn(_In):
    """The same edit of many activities, undone as one: fields to set, into the trash, or out of it."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)] | None = None
    filter: FilterIn | None = Field(default=None, description="With `restore`, of what is in the trash.")
    set: ActivityFields | None = None
    delete: bool = False
    restore: bool = False

    @model_validator(mode="after")
    def one_of_each(self) -> "BulkIn":
        if (self.ids is None) == (self.filter is None):
            raise ValueError("Name either `ids` or a `filter`.")
        sets = self.set is not None and bool(self.set.model_fields_set)
        if sets + self.delete + self.restore != 1:
            raise ValueError("Either `set` at least one field, or `delete`, or `restore`.")
        return self


class SplitIn(_In):
    at_s: Annotated[list[Seconds], Field(min_length=1, max_length=50)] = Field(
        description="Seconds since the first sample; a sample at a cut belongs to the piece that begins there."
    )


class CropIn(_In):
    from_s: Seconds = Field(description="Seconds since the first sample.")
    to_s: Seconds

    @model_validator(mode="after")
    def in_order(self) -> "CropIn":
        if self.from_s >= self.to_s:
            raise ValueError("`from_s` lies before `to_s`.")
        return self


class MergeIn(_In):
    """Two activities into one. `channels`: those of the other that replace ours; absent: the recordings follow each other."""

    activity_id: UUID = Field(description="Keeps its id and its words.")
    other_id: UUID = Field(description="Stays as a linked duplicate that does not count.")
    channels: Annotated[list[ChannelName], Field(min_length=1, max_length=100)] | None = None
    clock_shift_s: Annotated[float, Field(ge=-90_000, le=90_000)] = Field(
        default=0, description="Added to the other's times."
    )


class DecisionIn(_In):
    activity_id: UUID
    other_id: UUID
    decision: Decision
    primary_id: UUID | None = Field(default=None, description="With `primary`: the one that counts.")

    @model_validator(mode="after")
    def primary_is_named(self) -> "DecisionIn":
        if (self.decision is Decision.PRIMARY) != (self.primary_id is not None):
            raise ValueError("`primary_id` goes with the decision `primary`.")
        return self


class GearIn(_In):
    kind: Literal["bike", "shoes", "other"]
    name: Name
    brand: Name | None = None
    model: Name | None = None
    is_retired: bool = False
    initial_distance_m: Metres = 0


def _refuse_null(values: Any) -> Any:
    if isinstance(values, dict):
        cleared = {name for name, value in values.items() if value is None} - {"brand", "model"}  # pyright: ignore[reportUnknownVariableType] -- any JSON
        if cleared:
            raise ValueError(f"This cannot be cleared: {', '.join(sorted(map(str, cleared)))}.")  # pyright: ignore[reportUnknownArgumentType] -- any JSON
    return values  # pyright: ignore[reportUnknownVariableType] -- any JSON


class GearPatch(_In):
    """Only what is named changes; null clears brand and model."""

    kind: Literal["bike", "shoes", "other"] | None = None
    name: Name | None = None
    brand: Name | None = None
    model: Name | None = None
    is_retired: bool | None = None
    initial_distance_m: Metres | None = None

    _refuse_null = model_validator(mode="before")(_refuse_null)
