"""The words of this slice."""

from enum import StrEnum
from typing import Literal

from paceline.connectors.sports import SportFamily

ANY_SPORT = "any"
"""The family of a heart rate value that holds in every sport."""

ThresholdFamily = SportFamily | Literal["any"]


class ThresholdKind(StrEnum):
    """What a threshold measures; the unit is in the name."""

    FTP_W = "ftp_w"
    CRITICAL_POWER_W = "critical_power_w"
    W_PRIME_J = "w_prime_j"
    LTHR_BPM = "lthr_bpm"
    HR_MAX_BPM = "hr_max_bpm"
    RESTING_HR_BPM = "resting_hr_bpm"
    THRESHOLD_SPEED_MPS = "threshold_speed_mps"
    CRITICAL_SPEED_MPS = "critical_speed_mps"
    D_PRIME_M = "d_prime_m"


class ThresholdSource(StrEnum):
    ATHLETE = "athlete"
    DETECTED = "detected"
    IMPORTED = "imported"


class ZoneKind(StrEnum):
    HEART_RATE = "heart_rate"
    POWER = "power"
    PACE = "pace"


class ZoneUnit(StrEnum):
    """The unit of zone bounds. Pace zones are stored and sent as speed."""

    BPM = "bpm"
    W = "w"
    MPS = "mps"


class Units(StrEnum):
    METRIC = "metric"
    IMPERIAL = "imperial"


class Weekday(StrEnum):
    MONDAY = "monday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class ProfileTimeZoneSource(StrEnum):
    DEFAULT = "default"
    IMPORT = "import"
    ATHLETE = "athlete"


class TemperatureUnit(StrEnum):
    CELSIUS = "celsius"
    FAHRENHEIT = "fahrenheit"


class ClockFace(StrEnum):
    """How a time of day is written: 17:30 or 5:30 pm."""

    H24 = "h24"
    H12 = "h12"


class SpeedDisplay(StrEnum):
    """How speed is shown: as time over a distance, or as distance over time."""

    PACE = "pace"
    SPEED = "speed"


class OnboardingState(StrEnum):
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class WeightSource(StrEnum):
    ATHLETE = "athlete"
    IMPORTED = "imported"


class NoteKind(StrEnum):
    """Why an athlete cannot train as usual for some days."""

    INJURY = "injury"
    ILLNESS = "illness"
    TRAVEL = "travel"


class Severity(StrEnum):
    """What an injury or an illness does to training: it goes on with care, goes on less, or rests."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
