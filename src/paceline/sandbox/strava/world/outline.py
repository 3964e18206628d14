"""An activity in numbers: what its summary says, before it is written the provider's way."""

from dataclasses import dataclass
from enum import StrEnum

Position = tuple[float, float]
"""Latitude and longitude in degrees."""


class Visibility(StrEnum):
    """Who may see an activity; `ONLY_ME` is called Only You in the app."""

    EVERYONE = "everyone"
    FOLLOWERS = "followers_only"
    ONLY_ME = "only_me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is None was not recorded and is left out of the answer, as the real service leaves it out."""

    id: int
    athlete_id: int
    name: str
    sport_type: str
    started_s: int
    time_zone: str
    distance_m: float
    moving_s: int
    elapsed_s: int
    max_speed_mps: float = 0.0
    ascent_m: float = 0.0
    low_m: float | None = None
    high_m: float | None = None
    average_heart_rate_bpm: float | None = None
    max_heart_rate_bpm: int | None = None
    average_cadence_rpm: float | None = None
    average_temperature_c: int | None = None
    average_power_w: float | None = None
    max_power_w: int | None = None
    weighted_power_w: int | None = None
    has_power_meter: bool = False
    """Without a meter the power of a ride is Strava's estimate."""
    relative_effort: float | None = None
    upload_id: int | None = None
    """None: entered by hand."""
    external_id: str | None = None
    device_name: str | None = None
    start: Position | None = None
    end: Position | None = None
    summary_polyline: str = ""
    gear_id: str | None = None
    workout_type: int | None = None
    description: str | None = None
    visibility: Visibility = Visibility.EVERYONE
    is_trainer: bool = False
    is_commute: bool = False
    is_flagged: bool = False
    hides_start_time: bool = False
    hides_place: bool = False
    """Starts or ends in a privacy zone."""

    @property
    def is_manual(self) -> bool:
        """Whether it was entered by hand."""
        return self.upload_id is None

    @property
    def average_speed_mps(self) -> float:
        return self.distance_m / self.moving_s if self.moving_s else 0.0
