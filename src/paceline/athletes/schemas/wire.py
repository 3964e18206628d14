"""The wire format of this slice. SI units, the unit in the name."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from paceline.athletes.schemas.words import (
    ANY_SPORT,
    ClockFace,
    NoteKind,
    OnboardingState,
    ProfileTimeZoneSource,
    Severity,
    SpeedDisplay,
    TemperatureUnit,
    ThresholdFamily,
    ThresholdKind,
    ThresholdSource,
    Units,
    Weekday,
    WeightSource,
    ZoneKind,
    ZoneUnit,
)
from paceline.connectors.sports import SportFamily
from paceline.science.load import Sex
from paceline.science.result import NotComputable


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def _refuse_null(value: object) -> object:
    # Runs only for what was sent: a default is not validated.
    if value is None:
        raise ValueError("This cannot be cleared.")
    return value


class MinutesAvailable(_In):
    """Minutes for training on each weekday; null = not said, 0 = none."""

    monday: int | None = Field(default=None, ge=0, le=1440)
    tuesday: int | None = Field(default=None, ge=0, le=1440)
    wednesday: int | None = Field(default=None, ge=0, le=1440)
    thursday: int | None = Field(default=None, ge=0, le=1440)
    friday: int | None = Field(default=None, ge=0, le=1440)
    saturday: int | None = Field(default=None, ge=0, le=1440)
    sunday: int | None = Field(default=None, ge=0, le=1440)


DisplayName = Annotated[
    # PostgreSQL stores no NUL, and a line break in a name breaks every list it is shown in.
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")
]


LanguageTag = Annotated[str, StringConstraints(max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class Onboarding(_In):
    """How far the first steps went, so that another device goes on where this one stopped. The steps are the app's own words."""

    state: OnboardingState
    step: str | None = Field(
        default=None, max_length=40, pattern=r"^[a-z][a-z0-9_-]*$", description="The step reached; null: none yet."
    )


def _once_each(families: list[SportFamily]) -> list[SportFamily]:
    return list(dict.fromkeys(families))


class ProfilePatch(_In):
    """Only what is named changes; null clears."""

    display_name: DisplayName | None = None
    birth_year: int | None = Field(default=None, ge=1900, le=2200)
    sex: Sex | None = None
    height_cm: float | None = Field(default=None, ge=80, le=250)
    weekly_distance_m: float | None = Field(default=None, ge=0, le=2_000_000)
    weekly_duration_s: int | None = Field(default=None, ge=0, le=604_800)
    days_per_week: int | None = Field(default=None, ge=0, le=7)
    minutes_available: MinutesAvailable | None = None
    easy_speed_mps: float | None = Field(default=None, ge=0.5, le=15)
    temperature_unit: TemperatureUnit | None = Field(default=None, description="Null: as `units` say.")
    clock: ClockFace | None = Field(default=None, description="Null: as is usual in the language.")
    language: LanguageTag | None = Field(
        default=None,
        description="Language tag (BCP 47), for example `en`; `en-XA` is the pseudo-locale. Null: the browser's.",
    )
    onboarding: Onboarding | None = Field(default=None, description="Null: not begun.")
    # These always have a value: absent is no change, null is refused.
    sports: Annotated[list[SportFamily], Field(max_length=20), AfterValidator(_once_each)] | None = Field(
        default=None, description="What the athlete practises, the most important first; may be empty."
    )
    speed_display: dict[SportFamily, SpeedDisplay] | None = Field(
        default=None, description="Replaces the whole map. A family that is not in it is shown as is usual for it."
    )
    keyboard_shortcuts: bool | None = None
    time_zone: str | None = Field(default=None, max_length=64, description="IANA name, for example `Europe/Berlin`.")
    units: Units | None = None
    week_starts_on: Weekday | None = None

    _refuse_null = field_validator(
        "sports", "speed_display", "keyboard_shortcuts", "time_zone", "units", "week_starts_on", mode="before"
    )(_refuse_null)


class ProfileOut(BaseModel):
    """The profile. `revision` goes into `If-Match` of a PATCH."""

    revision: int
    display_name: str | None
    birth_year: int | None
    sex: Sex | None
    height_cm: float | None
    weight_kg: float | None = Field(description="The newest measurement up to today.")
    time_zone: str
    time_zone_source: ProfileTimeZoneSource
    units: Units
    week_starts_on: Weekday
    weekly_distance_m: float | None
    weekly_duration_s: int | None
    days_per_week: int | None
    minutes_available: MinutesAvailable
    easy_speed_mps: float | None
    sports: list[SportFamily] = Field(description="What the athlete practises, the most important first.")
    temperature_unit: TemperatureUnit | None = Field(description="Null: as `units` say.")
    clock: ClockFace | None = Field(description="Null: as is usual in the language.")
    language: str | None = Field(description="Language tag; null: the browser's.")
    speed_display: dict[SportFamily, SpeedDisplay] = Field(
        description="A family that is not in it is shown as is usual for it."
    )
    keyboard_shortcuts: bool
    onboarding: Onboarding | None = Field(description="Null: not begun.")


class ThresholdIn(_In):
    """A value the athlete states, in the unit its kind names."""

    sport_family: ThresholdFamily = Field(
        default=ANY_SPORT, description="`any` for heart rate values that hold in every sport."
    )
    kind: ThresholdKind
    value: float
    valid_from: date | None = Field(default=None, description="First local day it holds; today when left out.")


class ThresholdPatch(_In):
    """A changed value becomes the athlete's own."""

    value: float | None = None
    valid_from: date | None = None

    _refuse_null = field_validator("value", "valid_from", mode="before")(_refuse_null)


class ThresholdOut(BaseModel):
    id: UUID
    sport_family: str
    kind: ThresholdKind
    value: float
    valid_from: date
    source: ThresholdSource
    is_confirmed: bool
    evidence: dict[str, object]
    created_at: datetime


class ThresholdInForce(BaseModel):
    """The value that judges an activity of this day."""

    sport_family: str
    kind: ThresholdKind
    threshold_id: UUID
    value: float
    valid_from: date
    source: ThresholdSource
    is_estimated: bool = Field(description="Not confirmed by the athlete.")
    is_extrapolated: bool = Field(description="The first known value, serving a day before it.")


class ThresholdPage(BaseModel):
    items: list[ThresholdOut]
    next_cursor: str | None
    in_force: list[ThresholdInForce] = Field(description="What judges today, for every sport with a value of its own.")


class ZoneChoiceIn(_In):
    """How zones are drawn. `scheme` null returns to the default of the sport."""

    sport_family: SportFamily
    kind: ZoneKind
    scheme: str | None = Field(max_length=40, description="One of the sport's `schemes`, `custom`, or null.")
    custom_lower_bounds: list[float] | None = Field(
        None, min_length=2, max_length=12, description="Where each zone begins, in the unit of the kind; for `custom`."
    )
    valid_from: date | None = Field(default=None, description="First local day it holds; today when left out.")


class ZonesIn(_In):
    zones: list[ZoneChoiceIn] = Field(min_length=1, max_length=50)


class ZoneOut(BaseModel):
    name: str
    lower: float
    upper: float | None


class ZoneSchemeOut(BaseModel):
    code: str
    needs: str = Field(description="The threshold its bounds are shares of.")
    is_computable: bool
    reference: str
    zones: list[ZoneOut] = Field(description="As it would draw them today; empty while its threshold is unknown.")


class NotComputableOut(BaseModel):
    """Why there is no value."""

    code: str
    reason: str

    @classmethod
    def of(cls, why: NotComputable) -> "NotComputableOut":
        return cls(code=why.code, reason=why.reason)


class ZonesOut(BaseModel):
    """The zones of one sport and kind, or why there are none."""

    sport_family: str
    kind: ZoneKind
    unit: ZoneUnit
    scheme: str | None
    is_default: bool
    is_estimated: bool
    is_extrapolated: bool
    upper_inclusive: bool = Field(description="A value on a bound belongs to the lower zone.")
    zones: list[ZoneOut]
    not_computable: NotComputableOut | None
    schemes: list[ZoneSchemeOut]


class ZonesInForce(BaseModel):
    on: date
    items: list[ZonesOut]


class WeightIn(_In):
    measured_on: date | None = Field(default=None, description="Local day; today when left out.")
    weight_kg: float = Field(ge=20, le=350)


class WeightOut(BaseModel):
    measured_on: date
    weight_kg: float
    source: WeightSource


class WeightPage(BaseModel):
    items: list[WeightOut]
    next_cursor: str | None


# Line breaks are welcome here; PostgreSQL stores no NUL.
NoteText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")
]


class NoteIn(_In):
    """An injury, an illness or a journey, from its first local day to its last."""

    kind: NoteKind
    from_on: date | None = Field(default=None, description="Local day; today when left out.")
    until_on: date | None = Field(default=None, description="The last day; null while it goes on.")
    severity: Severity | None = Field(
        default=None, description="Of an injury or illness: training goes on (mild), less (moderate), rests (severe)."
    )
    body_part: DisplayName | None = Field(default=None, description="Of an injury.")
    note: NoteText | None = None


class NotePatch(_In):
    """Only what is named changes; null clears."""

    from_on: date | None = None
    until_on: date | None = None
    severity: Severity | None = None
    body_part: DisplayName | None = None
    note: NoteText | None = None

    _refuse_null = field_validator("from_on", mode="before")(_refuse_null)


class NoteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: NoteKind
    from_on: date
    until_on: date | None
    severity: Severity | None
    body_part: str | None
    note: str | None
    created_at: datetime
    updated_at: datetime


class NotePage(BaseModel):
    items: list[NoteOut]
    next_cursor: str | None


class PrivacyZoneIn(_In):
    """A circle around a place of which others shall see nothing."""

    name: DisplayName
    latitude_deg: float = Field(ge=-90, le=90)
    longitude_deg: float = Field(ge=-180, le=180)
    radius_m: float = Field(ge=100, le=5000)


class PrivacyZonePatch(_In):
    """Only what is named changes."""

    name: DisplayName | None = None
    latitude_deg: float | None = Field(default=None, ge=-90, le=90)
    longitude_deg: float | None = Field(default=None, ge=-180, le=180)
    radius_m: float | None = Field(default=None, ge=100, le=5000)

    _refuse_null = field_validator("*", mode="before")(_refuse_null)


class PrivacyZoneOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    latitude_deg: float
    longitude_deg: float
    radius_m: float
    created_at: datetime


class PrivacyZones(BaseModel):
    items: list[PrivacyZoneOut]
