"""The streams of an activity.

All of one length, over the recording's own times: fewer points than seconds where a device records smartly, and no points in a pause.
"""

from typing import Any

import numpy as np

from paceline.sandbox.strava.world.activity import Activity, Json
from paceline.sandbox.strava.world.columns import Column, Columns

KEYS = (
    "time",
    "distance",
    "latlng",
    "altitude",
    "velocity_smooth",
    "heartrate",
    "cadence",
    "watts",
    "temp",
    "moving",
    "grade_smooth",
)
PRIVACY_ZONE_M = 200.0


def stream_set(activity: Activity, keys: tuple[str, ...], scope: frozenset[str]) -> Json | None:
    """The asked ones of an activity's streams by key, as far as it has them; None where nothing was measured.

    Without keys, and where none of them is known, the answer is `distance` alone.
    """
    known = tuple(key for key in keys if key in KEYS) or ("distance",)
    recorded = activity.origin.recorded_streams()
    if recorded is not None:
        return {key: recorded[key] for key in known if key in recorded}
    columns = activity.origin.columns()
    if columns is None or not columns.is_measured:
        return None
    return _written(seen_columns(columns, activity, scope), known)


def seen_columns(columns: Columns, activity: Activity, scope: frozenset[str]) -> Columns:
    """What a token sees of a recording: without `activity:read_all` nothing that lies in a privacy zone."""
    if not activity.hides_place or "activity:read_all" in scope or columns.distance_m is None:
        return columns
    total_m = columns.distance_m[-1]
    outside = (columns.distance_m >= PRIVACY_ZONE_M) & (columns.distance_m <= total_m - PRIVACY_ZONE_M)
    return columns.only(outside)


def _written(columns: Columns, keys: tuple[str, ...]) -> Json:
    size = len(columns)
    shared = {"series_type": "distance", "original_size": size, "resolution": "high"}
    found = ((key, _data(columns, key)) for key in keys)
    return {key: {"data": data, **shared} for key, data in found if data is not None}


def _data(columns: Columns, key: str) -> Any:
    match key:
        case "time":
            return columns.time_s
        case "moving":
            return columns.moving
        case "latlng":
            return _positions(columns)
        case "grade_smooth":
            return _grade(columns)
        case _:
            name, digits = _COLUMNS[key]
            column: Column | None = getattr(columns, name)
            return None if column is None else _rounded(column, digits)


_COLUMNS = {
    "distance": ("distance_m", 1),
    "altitude": ("altitude_m", 1),
    "velocity_smooth": ("speed_mps", 3),
    "heartrate": ("heart_rate_bpm", 0),
    "cadence": ("cadence_rpm", 0),
    "watts": ("power_w", 0),
    "temp": ("temperature_c", 0),
}


def _rounded(column: Column, digits: int) -> Any:
    whole = _held(column)
    return np.rint(whole).astype(np.int64) if digits == 0 else np.round(whole, digits)


def _held(column: Column) -> Column:
    """A value that a device did not write is the last one it wrote: the service shows no gaps."""
    is_known = np.isfinite(column)
    if is_known.all() or not is_known.any():
        return np.nan_to_num(column)
    last_known = np.maximum.accumulate(np.where(is_known, np.arange(len(column)), 0))
    held = column[last_known]
    return np.where(np.isfinite(held), held, column[is_known][0])


def _positions(columns: Columns) -> Any:
    if columns.latitude_deg is None or columns.longitude_deg is None:
        return None
    return np.round(np.column_stack([_held(columns.latitude_deg), _held(columns.longitude_deg)]), 6)


def _grade(columns: Columns) -> Column | None:
    """Rise over run in percent, over some points around each."""
    if columns.altitude_m is None or columns.distance_m is None or len(columns) < 2:
        return None
    before = np.maximum(np.arange(len(columns)) - 4, 0)
    after = np.minimum(np.arange(len(columns)) + 4, len(columns) - 1)
    run_m = np.maximum(columns.distance_m[after] - columns.distance_m[before], 1.0)
    return np.round(100.0 * (columns.altitude_m[after] - columns.altitude_m[before]) / run_m, 1)
