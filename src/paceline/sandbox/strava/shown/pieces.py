"""Pieces of a recording: laps, splits and best efforts, cut from its columns."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from paceline.sandbox.strava.shown.summary import number
from paceline.sandbox.strava.world.activity import Activity, Json, epoch_s, instant
from paceline.sandbox.strava.world.columns import Column, Columns

_MILE_M = 1609.344
_BEST_EFFORTS_M = {
    "400m": 400.0,
    "1/2 mile": 805.0,
    "1K": 1000.0,
    "1 mile": 1609.0,
    "2 mile": 3219.0,
    "5K": 5000.0,
    "10K": 10_000.0,
    "15K": 15_000.0,
    "10 mile": 16_090.0,
    "20K": 20_000.0,
    "Half-Marathon": 21_097.0,
    "30K": 30_000.0,
    "Marathon": 42_195.0,
}
_RUN_LAP_M, _OTHER_LAP_M = 1000.0, 5000.0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the recording from one point to another."""

    columns: Columns
    start: int
    end: int

    @property
    def elapsed_s(self) -> int:
        return int(self.columns.time_s[self.end] - self.columns.time_s[self.start])

    @property
    def moving_s(self) -> int:
        steps = np.diff(self.columns.time_s[self.start : self.end + 1])
        moving = self.columns.moving[self.start + 1 : self.end + 1]
        # A step over a pause is no movement, however the points at its ends are marked.
        return int(steps[moving & (steps <= 10)].sum())

    @property
    def distance_m(self) -> float:
        distance_m = self.columns.distance_m
        return 0.0 if distance_m is None else float(distance_m[self.end] - distance_m[self.start])

    @property
    def speed_mps(self) -> float:
        return self.distance_m / max(self.moving_s, 1)

    def mean(self, column: Column | None) -> float | None:
        """The mean of a quantity over the stretch."""
        return None if column is None else float(np.nanmean(column[self.start : self.end + 1]))

    def peak(self, column: Column | None) -> float | None:
        """Its maximum."""
        return None if column is None else float(np.nanmax(column[self.start : self.end + 1]))

    def rise_m(self) -> float:
        """Altitude at the end less that at the start."""
        altitude_m = self.columns.altitude_m
        return 0.0 if altitude_m is None else float(altitude_m[self.end] - altitude_m[self.start])

    def ascent_m(self) -> float:
        """All metres upwards."""
        altitude_m = self.columns.altitude_m
        if altitude_m is None:
            return 0.0
        return float(np.maximum(np.diff(altitude_m[self.start : self.end + 1]), 0).sum())


def laps_of(activity: Activity, columns: Columns) -> list[Json]:
    """The laps: automatic ones of a runner's kilometre or a rider's five."""
    length_m = _RUN_LAP_M if "Run" in activity.summary["sport_type"] else _OTHER_LAP_M
    return [_lap(activity, stretch, place) for place, stretch in enumerate(_every(columns, length_m), start=1)]


def _lap(activity: Activity, stretch: _Stretch, place: int) -> Json:
    columns, as_integers = stretch.columns, activity.id % 2 == 0
    heart_rate, power_w = stretch.mean(columns.heart_rate_bpm), stretch.mean(columns.power_w)
    optional = {
        "average_cadence": stretch.mean(columns.cadence_rpm),
        "average_heartrate": heart_rate,
        "max_heartrate": stretch.peak(columns.heart_rate_bpm),
        "average_watts": power_w,
    }
    lap: Json = {
        "id": activity.id * 2 + place,
        "resource_state": 2,
        "name": f"Lap {place}",
        "activity": _meta(activity.id),
        "athlete": _meta(activity.athlete_id),
        "elapsed_time": stretch.elapsed_s,
        "moving_time": stretch.moving_s,
        **_starting(activity, stretch),
        "distance": number(stretch.distance_m, 2, as_integers),
        "average_speed": number(stretch.speed_mps, 2, as_integers),
        "max_speed": number(stretch.peak(columns.speed_mps) or 0.0, 2, as_integers),
        "lap_index": place,
        "split": place,
        "start_index": stretch.start,
        "end_index": stretch.end,
        "total_elevation_gain": number(stretch.ascent_m(), 1, as_integers),
        **{name: number(value, 1, as_integers) for name, value in optional.items() if value is not None},
    }
    if power_w is not None:
        lap["device_watts"] = activity.summary.get("device_watts", False)
    return lap


def splits_of(activity: Activity, columns: Columns, *, miles: bool) -> list[Json]:
    """The splits of every kilometre or mile, the last one shorter."""
    as_integers = activity.id % 2 == 0
    splits: list[Json] = []
    for place, stretch in enumerate(_every(columns, _MILE_M if miles else 1000.0), start=1):
        speed = number(stretch.speed_mps, 2, as_integers)
        heart_rate = stretch.mean(columns.heart_rate_bpm)
        splits.append(
            {
                "distance": number(stretch.distance_m, 1, as_integers),
                "elapsed_time": stretch.elapsed_s,
                "moving_time": stretch.moving_s,
                "elevation_difference": number(stretch.rise_m(), 1, as_integers),
                "split": place,
                "average_speed": speed,
                "average_grade_adjusted_speed": speed,
                "pace_zone": min(int(stretch.speed_mps), 6),
                **({} if heart_rate is None else {"average_heartrate": heart_rate}),
            }
        )
    return splits


def best_efforts_of(activity: Activity, columns: Columns) -> list[Json]:
    """The fastest stretch of each of the usual distances."""
    if columns.distance_m is None:
        return []
    efforts: list[Json] = []
    for place, (name, length_m) in enumerate(_BEST_EFFORTS_M.items(), start=1):
        stretch = _fastest(columns, columns.distance_m, length_m)
        if stretch is None:
            break
        efforts.append(
            {
                "id": activity.id * 3 + place,
                "resource_state": 2,
                "name": name,
                "activity": _meta(activity.id),
                "athlete": _meta(activity.athlete_id),
                "elapsed_time": stretch.elapsed_s,
                "moving_time": stretch.moving_s,
                **_starting(activity, stretch),
                "distance": int(length_m),
                "pr_rank": None,
                "achievements": [],
                "start_index": stretch.start,
                "end_index": stretch.end,
            }
        )
    return efforts


def _fastest(columns: Columns, distance_m: Column, length_m: float) -> _Stretch | None:
    ends = np.searchsorted(distance_m, distance_m + length_m)
    starts = np.flatnonzero(ends < len(columns))
    if len(starts) == 0:
        return None
    took_s = columns.time_s[ends[starts]] - columns.time_s[starts]
    best = int(starts[np.argmin(took_s)])
    return _Stretch(columns, best, int(ends[best]))


def _every(columns: Columns, length_m: float) -> list[_Stretch]:
    """The recording cut at every so many metres; whole where it has no distance."""
    if columns.distance_m is None or len(columns) < 2:
        return [_Stretch(columns, 0, len(columns) - 1)]
    marks = np.arange(length_m, float(columns.distance_m[-1]), length_m)
    cuts: list[int] = [0, *np.searchsorted(columns.distance_m, marks).tolist(), len(columns) - 1]
    return [_Stretch(columns, start, end) for start, end in pairwise(cuts) if end > start]


def _starting(activity: Activity, stretch: _Stretch) -> Json:
    after_s = int(stretch.columns.time_s[stretch.start])
    return {name: instant(epoch_s(activity.summary[name]) + after_s) for name in ("start_date", "start_date_local")}


def _meta(identifier: Any) -> Json:
    return {"id": identifier, "resource_state": 1}
