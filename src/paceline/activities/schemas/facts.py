"""What a source says of an activity, and what its samples come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self

from paceline.activities.schemas.stored_json import instant, known_fields, without_gaps, write_json
from paceline.connectors.base import Device, Flaw, Lap, Pause

LONGEST_NAME = 200
"""Characters of a name that is set by hand."""


class SourceKind(StrEnum):
    """Where something came from."""

    FILE = "file"
    ARCHIVE = "archive"
    MANUAL = "manual"
    STRAVA_API = "strava_api"
    INTERVALS_API = "intervals_api"
    DEMO = "demo"


class TimeZoneSource(StrEnum):
    """Who says in which zone an activity started, the most reliable first."""

    POSITION = "position"
    DEVICE = "device"
    PROVIDER = "provider"
    ATHLETE = "athlete"


Permission = Literal["open", "restricted"]

DATE_UNKNOWN = "date_unknown"
"""The flaw of a recording whose date cannot be true."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What one source itself says of an activity or a leg. `None` is unknown; nothing here is computed by us but the time zone.

    `sport` is our code (`connectors.sports.Sport`), `sport_raw` the source's own word. `gear` is the name the source gives it,
    what begins with `gear_` what else it says of it.
    """

    started_at_ms: int
    elapsed_s: float
    sport: str
    sport_raw: str | None = None
    name: str | None = None
    description: str | None = None
    private_note: str | None = None
    utc_offset_s: int | None = None
    time_zone: str | None = None
    time_zone_source: TimeZoneSource | None = None
    timer_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    summary: dict[str, float] = field(default_factory=dict[str, float])
    """The source's own totals under the names of `connectors.base.Recording.summary`, kept beside ours."""
    laps: tuple[Lap, ...] = ()
    pauses: tuple[Pause, ...] = ()
    device: Device = field(default_factory=Device)
    is_trainer: bool | None = None
    is_commute: bool | None = None
    is_race: bool | None = None
    is_manual: bool | None = None
    workout_type: str | None = None
    gear: str | None = None
    gear_kind: str | None = None
    gear_brand: str | None = None
    gear_model: str | None = None
    perceived_exertion: float | None = None
    calories_kcal: float | None = None

    @property
    def started_at(self) -> datetime:
        """The start as an instant in UTC."""
        return instant(self.started_at_ms)

    def to_json(self) -> str:
        """The facts as JSON text that PostgreSQL takes; what is empty is left out. `from_json` gives the same facts back."""
        return write_json(without_gaps(self))

    @classmethod
    def from_json(cls, stored: str | bytes | Mapping[str, Any]) -> Self:
        """The facts from JSON text, or from what a driver made of it. Names this version does not know are ignored."""
        values = known_fields(cls, stored)
        values["laps"] = tuple(Lap(**lap) for lap in values.get("laps", ()))
        values["pauses"] = tuple(Pause(**pause) for pause in values.get("pauses", ()))
        values["device"] = Device(**values.get("device", {}))
        if zone_source := values.get("time_zone_source"):
            values["time_zone_source"] = TimeZoneSource(zone_source)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the samples of one source, or of a composition, come to; `None` is unknown."""

    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    average_speed_mps: float | None = None
    max_speed_mps: float | None = None
    average_heart_rate_bpm: float | None = None
    max_heart_rate_bpm: float | None = None
    average_power_w: float | None = None
    max_power_w: float | None = None
    weighted_power_w: float | None = None
    energy_kj: float | None = None
    average_cadence_rpm: float | None = None
    average_temperature_c: float | None = None
    start_latitude_deg: float | None = None
    start_longitude_deg: float | None = None
    end_latitude_deg: float | None = None
    end_longitude_deg: float | None = None
    polyline: str | None = None
    """Google's encoded polyline, precision 5, simplified."""
    sample_count: int = 0
    channels: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def is_undated(self) -> bool:
        """Whether the clock was wrong: the times are right among themselves, the date is not known."""
        return any(flaw.code == DATE_UNKNOWN for flaw in self.flaws)

    def to_json(self) -> str:
        """As JSON text that PostgreSQL takes; what is empty is left out. `from_json` gives the same back."""
        return write_json(without_gaps(self))

    @classmethod
    def from_json(cls, stored: str | bytes | Mapping[str, Any]) -> Self:
        """From JSON text, or from what a driver made of it."""
        values = known_fields(cls, stored)
        values["channels"] = tuple(values.get("channels", ()))
        values["flaws"] = tuple(Flaw(**flaw) for flaw in values.get("flaws", ()))
        return cls(**values)
