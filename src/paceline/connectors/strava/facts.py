"""What a summary and a detail share: the fields of an activity, with the oddities of the real service.

Seen in some 3,600 activities of four athletes: fields are absent rather than null; numbers are whole or not, as it happens; `start_latlng`
is `[]` without a position; `start_date_local` ends in Z and is local all the same; the offset in `timezone` is the standard one, wrong in
summer, so that only its name counts; a hidden start is at 00:00:01 local time.
"""

from datetime import datetime

from paceline.connectors.services.records import RemoteGear, Visibility, WorkoutType
from paceline.connectors.services.values import Json, above_zero, flag, identifier, instant, members, number, text
from paceline.connectors.sports import Sport, sport_from_raw

_VISIBILITIES: dict[str, Visibility] = {"everyone": "everyone", "followers_only": "followers", "only_me": "only_me"}
_WORKOUT_TYPES: dict[int, WorkoutType] = {1: "race", 2: "long_run", 3: "workout", 11: "race", 12: "workout"}
"""Runs have 0 to 3, rides 10 to 12; 0 and 10 stand for none."""
_HIDDEN_START = "T00:00:01Z"


def activity_id(said: Json) -> int | None:
    """The id; ids passed 32 bits long ago."""
    return identifier(said.get("id"))


def started_at(said: Json) -> datetime | None:
    """The start in UTC."""
    return instant(said.get("start_date"))


def is_start_hidden(said: Json) -> bool:
    """Whether the athlete hides the hour: since July 2024 the API then gives the first second of the day."""
    return str(said.get("start_date_local")).endswith(_HIDDEN_START)


def sport_of(said: Json) -> tuple[Sport, str | None]:
    """Our sport and Strava's own word for it; `type` is the older and coarser field."""
    raw = text(said.get("sport_type")) or text(said.get("type"))
    return sport_from_raw("strava", raw), raw


def visibility_of(said: Json) -> Visibility | None:
    """Who may see it."""
    stated = _VISIBILITIES.get(str(said.get("visibility")))
    return stated or ("only_me" if said.get("private") is True else None)


def time_zone_of(said: Json) -> str | None:
    """The name in `(GMT-05:00) America/New_York`. Odd ones occur: EST, Etc/GMT+5."""
    return text((text(said.get("timezone")) or "").rpartition(")")[2])


def utc_offset_s(said: Json) -> int | None:
    """Local minus UTC at the start."""
    stated = number(said.get("utc_offset"))
    if stated is not None:
        return round(stated)
    local, utc = instant(said.get("start_date_local")), started_at(said)
    return None if local is None or utc is None or is_start_hidden(said) else round((local - utc).total_seconds())


def times_s(said: Json) -> tuple[float, float | None]:
    """Elapsed and moving time. Some say they moved for longer than it took."""
    moving_s = above_zero(said.get("moving_time"))
    return max(above_zero(said.get("elapsed_time")) or 0.0, moving_s or 0.0), moving_s


def workout_of(said: Json) -> tuple[WorkoutType | None, bool | None]:
    """What kind of workout it was, and whether a race; unknown where nothing is said."""
    stated = said.get("workout_type")
    if isinstance(stated, bool) or not isinstance(stated, int):
        return None, None
    kind = _WORKOUT_TYPES.get(stated)
    return kind, kind == "race"


def is_manual(said: Json) -> bool | None:
    """Whether it was typed in."""
    return flag(said.get("manual"))


def gear_of(said: Json) -> RemoteGear | None:
    """The bicycle (`b…`) or shoes (`g…`); only a detail names them."""
    gear = members(said.get("gear"))
    gear_id = text(gear.get("id")) or text(said.get("gear_id"))
    if gear_id is None:
        return None
    kind = "bike" if gear_id.startswith("b") else "shoes" if gear_id.startswith("g") else None
    return RemoteGear(gear_id, text(gear.get("name")), kind)


def is_power_estimated(said: Json) -> bool:
    """Whether the power is Strava's estimate, as it makes one for rides without a meter."""
    return said.get("device_watts") is False


_ABOVE_ZERO = {
    "average_speed": "avg_speed_mps",
    "max_speed": "max_speed_mps",
    "average_heartrate": "avg_heart_rate_bpm",
    "max_heartrate": "max_heart_rate_bpm",
    "average_cadence": "avg_cadence_rpm",
    "suffer_score": "relative_effort",
    "calories": "total_calories_kcal",
}
_ANY = {"elev_low": "min_altitude_m", "elev_high": "max_altitude_m", "average_temp": "avg_temperature_c"}
_MEASURED = {"average_watts": "avg_power_w", "max_watts": "max_power_w", "weighted_average_watts": "weighted_power_w"}


def totals_of(said: Json) -> dict[str, float]:
    """Strava's own figures of an activity or a lap by our names. Cadence of a runner is of one leg there as it is with us.

    A zero is left out where it stands for nothing measured; power that Strava estimated has a name of its own.
    """
    found = {name: above_zero(said.get(field)) for field, name in _ABOVE_ZERO.items()}
    found |= {name: number(said.get(field)) for field, name in _ANY.items()}
    ascent_m = number(said.get("total_elevation_gain"))
    found["total_ascent_m"] = ascent_m if ascent_m or "elev_high" in said else None
    work_kj = above_zero(said.get("kilojoules"))
    work_j = None if work_kj is None else work_kj * 1000
    if is_power_estimated(said):
        found |= {"estimated_avg_power_w": above_zero(said.get("average_watts")), "estimated_work_j": work_j}
    else:
        found |= {name: number(said.get(field)) for field, name in _MEASURED.items()}
        found["total_work_j"] = work_j
    return {name: value for name, value in found.items() if value is not None}
