"""Zones of an athlete, and the time an activity spent in each."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from paceline.sandbox.strava.world.activity import Activity, Json
from paceline.sandbox.strava.world.athlete import Athlete
from paceline.sandbox.strava.world.columns import Column, Columns

OPEN_END = -1
_PACE_BOUNDS_MPS = (0.0, 2.964, 3.446, 3.856, 4.12, 4.358)


def athlete_zones(athlete: Athlete) -> Json:
    """What `/athlete/zones` says; power only where there is an FTP."""
    zones: Json = {"heart_rate": {"custom_zones": False, "zones": _ranges(athlete.heart_rate_zones_bpm)}}
    if athlete.ftp_w is not None:
        zones["power"] = {"zones": _ranges(athlete.power_zones_w)}
    return zones


def activity_zones(activity: Activity, athlete: Athlete, columns: Columns | None) -> list[Json]:
    """What `/activities/{id}/zones` says: a distribution for each quantity that was measured."""
    if columns is None:
        return []
    found: list[Json] = []
    if columns.heart_rate_bpm is not None:
        buckets = _time_in(columns, columns.heart_rate_bpm, athlete.heart_rate_zones_bpm)
        score = activity.summary.get("suffer_score", 0.0)
        extra = {"score": score, "points": int(score), "custom_zones": False}
        found.append({"type": "heartrate", "distribution_buckets": buckets, **extra})
    if columns.speed_mps is not None and "Run" in activity.summary["type"]:
        found.append({"type": "pace", "distribution_buckets": _time_in(columns, columns.speed_mps, _PACE_BOUNDS_MPS)})
    if columns.power_w is not None and activity.summary.get("device_watts"):
        bounds = (0, *range(1, 451, 50))
        found.append({"type": "power", "distribution_buckets": _time_in(columns, columns.power_w, bounds)})
    return [{**one, "resource_state": 3, "sensor_based": True} for one in found]


def _ranges(bounds: Sequence[float]) -> list[Json]:
    closed = [{"min": low, "max": high} for low, high in pairwise(bounds)]
    return [*closed, {"min": bounds[-1], "max": OPEN_END}]


def _time_in(columns: Columns, values: Column, bounds: Sequence[float]) -> list[Json]:
    lasted_s = np.diff(columns.time_s, append=columns.time_s[-1])
    zone = np.clip(np.searchsorted(bounds, np.nan_to_num(values), side="right") - 1, 0, len(bounds) - 1)
    totals_s = np.bincount(zone, weights=lasted_s, minlength=len(bounds))
    return [{**one, "time": float(total)} for one, total in zip(_ranges(bounds), totals_s, strict=True)]
