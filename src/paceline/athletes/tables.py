"""The rows of this slice as its queries return them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from paceline.athletes.schemas import (
    ClockFace,
    NoteKind,
    OnboardingState,
    ProfileTimeZoneSource,
    Severity,
    SpeedDisplay,
    TemperatureUnit,
    ThresholdKind,
    ThresholdSource,
    Units,
    Weekday,
    WeightSource,
    ZoneKind,
)
from paceline.connectors.sports import SportFamily
from paceline.science.load import Sex


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile of an athlete; the defaults are those of an athlete who has said nothing."""

    display_name: str | None = None
    birth_year: int | None = None
    sex: Sex | None = None
    height_cm: float | None = None
    time_zone: str = "UTC"
    time_zone_source: ProfileTimeZoneSource = ProfileTimeZoneSource.DEFAULT
    units: Units = Units.METRIC
    week_starts_on: Weekday = Weekday.MONDAY
    weekly_distance_m: float | None = None
    weekly_duration_s: int | None = None
    days_per_week: int | None = None
    minutes_available: tuple[int | None, ...] = (None,) * 7
    """Monday first; `None` = not said."""
    easy_speed_mps: float | None = None
    sports: tuple[SportFamily, ...] = ()
    temperature_unit: TemperatureUnit | None = None
    clock: ClockFace | None = None
    language: str | None = None
    speed_display: Mapping[SportFamily, SpeedDisplay] = field(default_factory=dict[SportFamily, SpeedDisplay])
    keyboard_shortcuts: bool = True
    onboarding_state: OnboardingState | None = None
    """`None` = not begun."""
    onboarding_step: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Threshold:
    """One value of one kind from a day on."""

    id: UUID
    sport_family: str
    kind: ThresholdKind
    value: float
    valid_from: date
    source: ThresholdSource
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class StoredThreshold:
    """A threshold with its evidence, for lists."""

    threshold: Threshold
    evidence: dict[str, object]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProposedThreshold:
    """A value that a detection or an import found. `evidence` is JSON: method, activities, efforts, a note."""

    sport_family: str
    kind: ThresholdKind
    value: float
    valid_from: date
    source: ThresholdSource = ThresholdSource.DETECTED
    evidence: dict[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """The scheme chosen for a sport and kind from a day on. Custom bounds are in bpm, W or m/s."""

    sport_family: str
    kind: ZoneKind
    scheme: str
    custom_lower_bounds: tuple[float, ...] | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class Weight:
    """The body mass of one local day."""

    measured_on: date
    weight_kg: float
    source: WeightSource


@dataclass(frozen=True, slots=True)
class Note:
    """What an athlete says of an injury, an illness or a journey; `until_on` is `None` while it goes on."""

    id: UUID
    kind: NoteKind
    from_on: date
    until_on: date | None
    severity: Severity | None
    body_part: str | None
    note: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PrivacyZone:
    """A circle around a place of which others shall see nothing."""

    id: UUID
    name: str
    latitude_deg: float
    longitude_deg: float
    radius_m: float
    created_at: datetime
