"""The summary of an activity, as lists hold it.

From 3,622 recorded activities: what was not measured is left out instead of null; numbers without a fraction are integers in some
activities and floats in others; an activity without a position has empty coordinates and an empty line.
"""

from datetime import UTC, datetime

from paceline.sandbox.strava.shown.time_zones import label, utc_offset_s
from paceline.sandbox.strava.world.activity import Json, instant
from paceline.sandbox.strava.world.outline import Outline, Visibility

_DEPRECATED_TYPES = {
    "TrailRun": "Run",
    "MountainBikeRide": "Ride",
    "GravelRide": "Ride",
    "EMountainBikeRide": "EBikeRide",
    "VirtualRow": "Rowing",
    "HighIntensityIntervalTraining": "Workout",
    "Pilates": "Workout",
    "Padel": "Workout",
    "Tennis": "Workout",
    "PhysicalTherapy": "Workout",
}
_HIDDEN_START_S = 1
_HAS_KUDOS_EVERY = 3


def summary_of(outline: Outline) -> Json:
    """The representation with `resource_state` 2, for a token that sees everything."""
    as_integers = outline.id % 2 == 0
    summary = {
        **_what(outline),
        **_when(outline, as_integers),
        **_how_much(outline, as_integers),
        **_where(outline),
        **_who_sees(outline),
        **_measured(outline, as_integers),
        **_uploaded(outline),
    }
    if outline.workout_type is not None:
        summary["workout_type"] = outline.workout_type
    return summary


def deprecated_type(sport_type: str) -> str:
    """The older `type` of a sport type."""
    return _DEPRECATED_TYPES.get(sport_type, sport_type)


def number(value: float, digits: int, as_integers: bool) -> float | int:
    """A rounded number; one without a fraction is written as an integer by some uploads."""
    rounded = round(float(value), digits)
    return int(rounded) if as_integers and rounded.is_integer() else rounded


def _what(outline: Outline) -> Json:
    return {
        "resource_state": 2,
        "athlete": {"id": outline.athlete_id, "resource_state": 1},
        "name": outline.name,
        "type": deprecated_type(outline.sport_type),
        "sport_type": outline.sport_type,
        "id": outline.id,
    }


def _when(outline: Outline, as_integers: bool) -> Json:
    offset_s = utc_offset_s(outline.time_zone, outline.started_s)
    local_s = outline.started_s + offset_s
    if outline.hides_start_time:
        day = datetime.fromtimestamp(local_s, UTC).replace(hour=0, minute=0, second=0)
        local_s = int(day.timestamp()) + _HIDDEN_START_S
        # The midnight before may have another offset than the start: what is shown is consistent with itself.
        offset_s = utc_offset_s(outline.time_zone, local_s - offset_s)
    return {
        "start_date": instant(local_s - offset_s),
        "start_date_local": instant(local_s),
        "timezone": label(outline.time_zone, outline.started_s),
        "utc_offset": number(offset_s, 1, as_integers),
    }


def _how_much(outline: Outline, as_integers: bool) -> Json:
    return {
        "distance": number(outline.distance_m, 1, as_integers),
        "moving_time": outline.moving_s,
        "elapsed_time": outline.elapsed_s,
        "total_elevation_gain": number(outline.ascent_m, 1, as_integers),
        "average_speed": number(outline.average_speed_mps, 3, as_integers),
        "max_speed": number(outline.max_speed_mps, 3, as_integers),
    }


def _where(outline: Outline) -> Json:
    hidden = outline.hides_place
    return {
        "location_city": None,
        "location_state": None,
        "location_country": None,
        "start_latlng": [] if hidden or outline.start is None else list(outline.start),
        "end_latlng": [] if hidden or outline.end is None else list(outline.end),
        "map": {"id": f"a{outline.id}", "summary_polyline": outline.summary_polyline, "resource_state": 2},
    }


def _who_sees(outline: Outline) -> Json:
    return {
        "achievement_count": outline.id % 4,
        "kudos_count": outline.id % _HAS_KUDOS_EVERY,
        "comment_count": 0,
        "athlete_count": 1,
        "photo_count": 0,
        "total_photo_count": 0,
        "pr_count": outline.id % 2,
        "has_kudoed": False,
        "trainer": outline.is_trainer,
        "commute": outline.is_commute,
        "manual": outline.is_manual,
        "private": outline.visibility is Visibility.ONLY_ME,
        "visibility": outline.visibility.value,
        "flagged": outline.is_flagged,
        "gear_id": outline.gear_id,
    }


def _measured(outline: Outline, as_integers: bool) -> Json:
    has_heart_rate = outline.average_heart_rate_bpm is not None
    found: dict[str, float | int | bool | None] = {
        "has_heartrate": has_heart_rate,
        "heartrate_opt_out": False,
        "display_hide_heartrate_option": has_heart_rate,
        "average_heartrate": _or_none(outline.average_heart_rate_bpm, 1, as_integers),
        "max_heartrate": _or_none(outline.max_heart_rate_bpm, 1, as_integers),
        "average_cadence": _or_none(outline.average_cadence_rpm, 1, as_integers),
        "average_temp": outline.average_temperature_c,
        "elev_low": _or_none(outline.low_m, 1, as_integers),
        "elev_high": _or_none(outline.high_m, 1, as_integers),
        "suffer_score": outline.relative_effort,
        **_power(outline, as_integers),
    }
    return {name: value for name, value in found.items() if value is not None}


def _power(outline: Outline, as_integers: bool) -> dict[str, float | int | bool | None]:
    """An estimate has an average and nothing more; a meter's power is weighted and has a maximum."""
    if outline.average_power_w is None:
        return {}
    return {
        "average_watts": number(outline.average_power_w, 1, as_integers),
        "kilojoules": number(outline.average_power_w * outline.moving_s / 1000, 1, as_integers),
        "device_watts": outline.has_power_meter,
        "weighted_average_watts": outline.weighted_power_w if outline.has_power_meter else None,
        "max_watts": outline.max_power_w if outline.has_power_meter else None,
    }


def _uploaded(outline: Outline) -> Json:
    said: Json = {"upload_id": outline.upload_id, "external_id": outline.external_id, "from_accepted_tag": False}
    if outline.upload_id is not None:
        said["upload_id_str"] = str(outline.upload_id)
    if outline.device_name is not None:
        said["device_name"] = outline.device_name
    return said


def _or_none(value: float | None, digits: int, as_integers: bool) -> float | int | None:
    return None if value is None else number(value, digits, as_integers)
