"""Neutral records: what every reader and every service client hands upwards.

Columns, not objects: one numpy array a channel over one common time base, `NaN` where the device wrote nothing. A channel that
never holds a value is left out. Units are in the channel names and are SI, or the unit every athlete uses (bpm, rpm, W, °C).
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


class Channel(StrEnum):
    """The channels we understand. Everything else travels as an `ExtraChannel`."""

    DISTANCE = "distance_m"
    LATITUDE = "latitude_deg"
    LONGITUDE = "longitude_deg"
    ALTITUDE = "altitude_m"
    SPEED = "speed_mps"
    HEART_RATE = "heart_rate_bpm"
    CADENCE = "cadence_rpm"
    """Revolutions a minute of the crank; for runners strides a minute of one leg, as the devices write it."""
    POWER = "power_w"
    TEMPERATURE = "temperature_c"
    GRADE = "grade_pct"


class FileFormat(StrEnum):
    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"


@dataclass(frozen=True, slots=True)
class ExtraChannel:
    """A numeric channel kept as the device wrote it: a developer field, or a field we store but do not interpret."""

    name: str
    unit: str | None
    values: Column


@dataclass(frozen=True, slots=True)
class Samples:
    """Columns over one time base.

    `at_ms` holds Unix milliseconds UTC, strictly increasing; nothing assumes 1 Hz, and a gap in `at_ms` is a gap in the recording.
    """

    at_ms: NDArray[np.int64]
    channels: dict[Channel, Column]
    extras: tuple[ExtraChannel, ...] = ()

    def __len__(self) -> int:
        return len(self.at_ms)


@dataclass(frozen=True, slots=True)
class Lap:
    """A lap as the device wrote it; `None` where it wrote nothing."""

    started_at_ms: int
    elapsed_s: float
    timer_s: float | None = None
    distance_m: float | None = None
    trigger: str | None = None
    intensity: str | None = None
    summary: dict[str, float] = field(default_factory=dict[str, float])
    """Further device values by our field name, for example `avg_heart_rate_bpm`."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The timer stood from `from_ms` to `to_ms` (Unix milliseconds UTC)."""

    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Device:
    """The recording device. `serial` is kept as text, since makers use more than 32 bits."""

    manufacturer: str | None = None
    product: str | None = None
    serial: str | None = None
    software: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """One continuous effort in one sport: a simple activity, or one leg of a multi-sport one.

    `samples` may be empty (a pool swim of lengths only, a manual entry); then `elapsed_s` and `distance_m` come from the summary.
    """

    started_at_ms: int
    elapsed_s: float
    sport_raw: str | None
    """The maker's own value, for FIT `sport/sub_sport` as in `cycling/road`, for TCX and GPX the text as written."""
    samples: Samples
    name: str | None = None
    description: str | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    utc_offset_s: int | None = None
    """Local minus UTC where the file says so (FIT `local_timestamp`, an ISO time with an offset)."""
    is_dated: bool = True
    """False where the device's clock was not set: the times are right among themselves, the date is not."""
    laps: tuple[Lap, ...] = ()
    pauses: tuple[Pause, ...] = ()
    summary: dict[str, float] = field(default_factory=dict[str, float])
    """The device's own totals by our field name: `total_calories_kcal`, `total_ascent_m`, `avg_power_w`, `pool_length_m` …"""


@dataclass(frozen=True, slots=True)
class RecordedActivity:
    """One activity: one leg in nearly all cases, several for a multi-sport session."""

    legs: tuple[Recording, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with a file that was read all the same. `code` is stable, `detail` is for people."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class DecodedFile:
    """What one file held. Without activities, `skip_code` and `skip_reason` say why."""

    format: FileFormat
    activities: tuple[RecordedActivity, ...]
    device: Device = Device()
    created_at_ms: int | None = None
    """FIT `file_id.time_created`; with the serial number it identifies the recording."""
    flaws: tuple[Flaw, ...] = ()
    skip_code: str | None = None
    skip_reason: str | None = None


class UnreadableFileError(Exception):
    """The file cannot be read at all. `code` is stable (`file_empty`, `format_unknown` …), `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
