"""A history from a folder of answers recorded from the real service.

`athlete.json` (optional), `activities.json` (the list, all pages in one), and for each activity, as far as they were recorded,
`activities/{id}.json` (the detail) and `streams/{id}.json` (the set by key).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import orjson

from paceline.sandbox.strava.shown.streams import KEYS
from paceline.sandbox.strava.world.activity import Activity, Json
from paceline.sandbox.strava.world.athlete import Athlete
from paceline.sandbox.strava.world.columns import Column, Columns
from paceline.sandbox.strava.world.world import World

_REQUIRED = {
    "id": int,
    "name": str,
    "sport_type": str,
    "type": str,
    "start_date": str,
    "start_date_local": str,
    "distance": int | float,
    "moving_time": int,
    "elapsed_time": int,
    "has_heartrate": bool,
    "map": dict,
}


class WrongRecordingError(ValueError):
    """A folder that cannot be used; the message names the file and what is wrong with it."""


def fill_folder(world: World, folder: Path, athlete_id: int | None = None) -> Athlete:
    """Put the athlete of a folder into a world; all activities become theirs. Raises `WrongRecordingError`."""
    summaries = _list(folder / "activities.json")
    athlete = _athlete(folder, world, athlete_id)
    world.add_athlete(athlete)
    for place, summary in enumerate(summaries):
        activity = _activity(folder, place, summary, athlete.id)
        if activity.id in world.activities:
            raise WrongRecordingError(f"{folder / 'activities.json'}: activity {activity.id} is there twice")
        world.put(activity)
    return athlete


@dataclass(frozen=True, slots=True)
class Recorded:
    """The files of one activity, read when they are asked for."""

    folder: Path
    activity_id: int

    def columns(self) -> Columns | None:
        """The streams as columns."""
        streams = self.recorded_streams()
        return None if streams is None else _columns(streams)

    def recorded_detail(self) -> Json | None:
        """The detail as it was recorded; None when it was not."""
        return _document(self.folder / "activities" / f"{self.activity_id}.json", _is_detail)

    def recorded_streams(self) -> Json | None:
        """The streams as they were recorded; None when they were not."""
        return _document(self.folder / "streams" / f"{self.activity_id}.json", _is_stream_set)


def _activity(folder: Path, place: int, summary: Json, athlete_id: int) -> Activity:
    where = f"{folder / 'activities.json'}: item {place}"
    for name, kind in _REQUIRED.items():
        if not isinstance(summary.get(name), kind):
            raise WrongRecordingError(f"{where}: {name} is missing or of the wrong type")
    owned = {**summary, "athlete": {"id": athlete_id, "resource_state": 1}}
    # Read now, so that a broken file is found at the start and not in the middle of a test.
    recorded = Recorded(folder, summary["id"])
    recorded.recorded_detail()
    recorded.recorded_streams()
    try:
        return Activity(owned, recorded)
    except ValueError as wrong:
        raise WrongRecordingError(f"{where}: {wrong}") from wrong


def _athlete(folder: Path, world: World, athlete_id: int | None) -> Athlete:
    recorded = _document(folder / "athlete.json", lambda document: isinstance(document.get("id"), int)) or {}
    return Athlete(
        athlete_id or recorded.get("id") or world.free_athlete_id(),
        recorded.get("firstname") or "Recorded",
        recorded.get("lastname") or "Athlete",
        city=recorded.get("city"),
        country=recorded.get("country"),
        sex=recorded.get("sex"),
        weight_kg=recorded.get("weight"),
        ftp_w=recorded.get("ftp"),
    )


def _list(path: Path) -> list[Json]:
    document = _read(path)
    if not isinstance(document, list):
        raise WrongRecordingError(f"{path}: not a list of activities")
    items = cast("list[Any]", document)
    if not all(isinstance(item, dict) for item in items):
        raise WrongRecordingError(f"{path}: an item is not an object")
    return items


def _document(path: Path, is_right: Callable[[Json], bool]) -> Json | None:
    if not path.exists():
        return None
    document = _read(path)
    if not isinstance(document, dict) or not is_right(cast("Json", document)):
        raise WrongRecordingError(f"{path}: not what the API answers")
    return cast("Json", document)


def _read(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError as missing:
        raise WrongRecordingError(f"{path}: there is no such file") from missing
    except orjson.JSONDecodeError as wrong:
        raise WrongRecordingError(f"{path}: not JSON ({wrong})") from wrong


def _is_detail(document: Json) -> bool:
    return isinstance(document.get("id"), int)


def _is_stream_set(document: Json) -> bool:
    known: list[Any] = [stream for key, stream in document.items() if key in KEYS]
    return bool(known) and all(_has_data(stream) for stream in known)


def _has_data(stream: Any) -> bool:
    return isinstance(stream, dict) and isinstance(cast("Json", stream).get("data"), list)


def _columns(streams: Json) -> Columns | None:
    """Streams as columns; without times nothing can be cut from them."""
    if "time" not in streams:
        return None
    positions = _column(streams, "latlng")
    return Columns(
        time_s=np.asarray(streams["time"]["data"], dtype=np.int64),
        distance_m=_column(streams, "distance"),
        latitude_deg=None if positions is None else positions[:, 0],
        longitude_deg=None if positions is None else positions[:, 1],
        altitude_m=_column(streams, "altitude"),
        speed_mps=_column(streams, "velocity_smooth"),
        heart_rate_bpm=_column(streams, "heartrate"),
        cadence_rpm=_column(streams, "cadence"),
        power_w=_column(streams, "watts"),
        temperature_c=_column(streams, "temp"),
    )


def _column(streams: Json, key: str) -> Column | None:
    return None if key not in streams else np.asarray(streams[key]["data"], dtype=np.float64)
