"""When two recordings are probably the same effort (REL-D8), and when one is certainly known already.

Probable: same sport family, duration within 5 %, distance within 5 %, and either at least 80 % of the time in common, or starts
within 2 min of each other after a shift by whole or half hours (a service or device that took local time for UTC).

A file may not say its sport (GPX without a type). An unknown family is compared with every other, but then both distances and at
least 95 % of the time in common are asked for, and no shift is tried. Two known families are never one effort.

A shift alone is weak: an athlete who commutes both ways every day rides the same length at the same minute past the hour. So a
shifted pair needs both distances, and is refused when anything speaks against it: the same device recorded both (its clock would
have to be wrong for one of them), they start or end more than 500 m apart, or their mean heart rates differ by more than 5 %.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from math import cos, hypot, radians
from typing import Any
from uuid import UUID

from paceline.connectors.sports import SportFamily

LEAST_OVERLAP = 0.8
# A service tells the recording's own start and end; what differs is rounding.
SAME_SECONDS = 2.0
SAME_LENGTH = 0.02
LEAST_OVERLAP_UNKNOWN = 0.95
TOLERANCE = 0.05
START_TOLERANCE_S = 120.0
SHIFT_STEP_S = 1800.0
# What taking local time for UTC makes at most (UTC+14). A whole day would be tomorrow's run at the usual hour.
LONGEST_SHIFT_S = 14 * 3600.0
APART_M = 500.0


@dataclass(frozen=True, slots=True)
class Effort:
    """What a comparison needs of one activity. Positions are (latitude, longitude) in degrees."""

    started_s: float
    """Unix seconds."""
    elapsed_s: float
    family: str
    distance_m: float | None = None
    start: tuple[float, float] | None = None
    end: tuple[float, float] | None = None
    average_heart_rate_bpm: float | None = None
    device_serials: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two efforts are probably one."""

    overlap: float
    shift_s: float
    duration_ratio: float
    distance_ratio: float | None

    def to_evidence(self) -> dict[str, Any]:
        """As stored beside the pair and shown on its card."""
        return {
            "overlap": round(self.overlap, 4),
            "shift_s": self.shift_s,
            "duration_ratio": round(self.duration_ratio, 4),
            "distance_ratio": None if self.distance_ratio is None else round(self.distance_ratio, 4),
        }


def find_likeness(one: Effort, other: Effort) -> Likeness | None:
    """Why the two are probably the same effort; `None` when they are not. The order of the two does not matter for that."""
    if one.elapsed_s <= 0 or other.elapsed_s <= 0:
        return None
    is_same_family = one.family == other.family
    if not is_same_family and SportFamily.OTHER not in (one.family, other.family):
        return None
    duration_ratio = one.elapsed_s / other.elapsed_s
    if not _alike(one.elapsed_s, other.elapsed_s):
        return None
    distance_ratio = None
    if one.distance_m and other.distance_m:
        distance_ratio = one.distance_m / other.distance_m
        if not _alike(one.distance_m, other.distance_m):
            return None
    overlap = _overlap(one, other)
    if not is_same_family and (distance_ratio is None or overlap < LEAST_OVERLAP_UNKNOWN):
        return None
    if overlap >= LEAST_OVERLAP:
        return Likeness(overlap, 0.0, duration_ratio, distance_ratio)
    apart_s = one.started_s - other.started_s
    shift_s = round(apart_s / SHIFT_STEP_S) * SHIFT_STEP_S
    if abs(apart_s - shift_s) > START_TOLERANCE_S or abs(shift_s) > LONGEST_SHIFT_S:
        return None
    if shift_s != 0 and (distance_ratio is None or _speaks_against(one, other)):
        return None
    return Likeness(overlap, shift_s, duration_ratio, distance_ratio)


def is_same_upload(one: Effort, other: Effort) -> bool:
    """Whether a service's activity and another source's are certainly one recording: start and duration agree to two seconds.

    Nobody begins and ends two efforts of one sport in the same seconds. Distances, which services smooth and people correct, may differ by
    2 %.
    """
    if one.family != other.family or abs(one.started_s - other.started_s) > SAME_SECONDS:
        return False
    if abs(one.elapsed_s - other.elapsed_s) > SAME_SECONDS:
        return False
    if not one.distance_m or not other.distance_m:
        return True
    return abs(one.distance_m - other.distance_m) <= SAME_LENGTH * max(one.distance_m, other.distance_m)


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(one, other)


def _overlap(one: Effort, other: Effort) -> float:
    """The time in common as a part of the longer one."""
    end_s = min(one.started_s + one.elapsed_s, other.started_s + other.elapsed_s)
    common_s = end_s - max(one.started_s, other.started_s)
    return max(common_s, 0.0) / max(one.elapsed_s, other.elapsed_s)


def _speaks_against(one: Effort, other: Effort) -> bool:
    rates = one.average_heart_rate_bpm, other.average_heart_rate_bpm
    return (
        bool(one.device_serials & other.device_serials)
        or _far(one.start, other.start)
        or _far(one.end, other.end)
        or (rates[0] is not None and rates[1] is not None and not _alike(rates[0], rates[1]))
    )


def _far(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    if one is None or other is None:
        return False
    north = (one[0] - other[0]) * 111_195
    east = ((one[1] - other[1] + 180) % 360 - 180) * 111_195 * cos(radians(one[0]))
    return hypot(north, east) > APART_M


@dataclass(frozen=True, slots=True)
class Known:
    """A source that is new, or stored (or was, before a deletion), as far as recognising it again needs."""

    activity_id: UUID | None
    source: str
    source_id: str
    sha256: bytes | None
    device: tuple[str, datetime] | None
    """Serial number and creation time of the recording."""
    started_s: float | None = None
    elapsed_s: float = 0.0

    def of(self, activity_id: UUID) -> "Known":
        """The same, stored under an activity."""
        return replace(self, activity_id=activity_id)


def same_source(new: Known, known: Known) -> bool:
    """The very same thing from the very same source."""
    return (new.source, new.source_id) == (known.source, known.source_id)


# An export's row and the service's interface speak of one activity by one number.
_TWINS = {"archive": "strava_api", "strava_api": "archive"}


def twin_of(known: Known) -> Known | None:
    """The same activity as the other of two sources that share their ids tells it; `None` for every other kind."""
    twin = _TWINS.get(known.source)
    return None if twin is None else replace(known, source=twin)


def same_file(new: Known, known: Known) -> bool:
    """Another source's word on the same original: an archive's row and its file. Two activities of one file are not the same."""
    return new.sha256 is not None and new.sha256 == known.sha256 and new.source != known.source


def same_recording(new: Known, known: Known) -> bool:
    """The same recording in other bytes: device, creation time and place in the file agree, and the times meet.

    The times are asked because some makers write a constant for the serial number or the time.
    """
    if new.device is None or new.device != known.device or _number_of(new) != _number_of(known):
        return False
    if new.started_s is None or known.started_s is None:
        return True
    return new.started_s < known.started_s + known.elapsed_s and known.started_s < new.started_s + new.elapsed_s


def _number_of(known: Known) -> str:
    return known.source_id.partition("#")[2]
