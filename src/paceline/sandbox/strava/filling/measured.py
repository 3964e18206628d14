"""The numbers of an activity, measured from its recording."""

from dataclasses import replace

import numpy as np

from paceline.sandbox.strava.shown.polyline import encoded, encoded_summary
from paceline.sandbox.strava.shown.streams import PRIVACY_ZONE_M
from paceline.sandbox.strava.world.columns import Column, Columns
from paceline.sandbox.strava.world.outline import Outline, Position

_LONGEST_STEP_S = 10
"""A longer step between two points is a pause, whatever the speed at its ends."""


def with_numbers(outline: Outline, columns: Columns) -> Outline:
    """The outline with everything that can be measured from these columns; the rest stays as it was."""
    distance_m = 0.0 if columns.distance_m is None else float(columns.distance_m[-1] - columns.distance_m[0])
    moving_s = _moving_s(columns)
    elapsed_s = int(columns.time_s[-1] - columns.time_s[0])
    measured = replace(
        outline,
        distance_m=round(distance_m, 1),
        moving_s=moving_s,
        elapsed_s=elapsed_s,
        max_speed_mps=_peak(columns.speed_mps) or 0.0,
        average_heart_rate_bpm=_mean(columns.heart_rate_bpm),
        max_heart_rate_bpm=_whole(_peak(columns.heart_rate_bpm)),
        average_cadence_rpm=_mean(columns.cadence_rpm),
        average_temperature_c=_whole(_mean(columns.temperature_c)),
    )
    return _with_ground(_with_power(measured, columns), columns)


def cut_line(columns: Columns) -> str:
    """The line of a recording without its first and last metres."""
    latitude, longitude, distance = columns.latitude_deg, columns.longitude_deg, columns.distance_m
    if latitude is None or longitude is None or distance is None:
        return ""
    seen = (distance >= PRIVACY_ZONE_M) & (distance <= distance[-1] - PRIVACY_ZONE_M)
    return encoded(latitude[seen], longitude[seen]) if seen.any() else ""


def _with_power(outline: Outline, columns: Columns) -> Outline:
    if columns.power_w is None:
        return replace(outline, average_power_w=None, max_power_w=None, weighted_power_w=None, has_power_meter=False)
    fourth = np.nanmean(np.nan_to_num(columns.power_w) ** 4) ** 0.25
    return replace(
        outline,
        average_power_w=_mean(columns.power_w),
        max_power_w=_whole(_peak(columns.power_w)),
        weighted_power_w=int(fourth),
        has_power_meter=True,
    )


def _with_ground(outline: Outline, columns: Columns) -> Outline:
    altitude, latitude, longitude = columns.altitude_m, columns.latitude_deg, columns.longitude_deg
    if altitude is not None:
        known = altitude[np.isfinite(altitude)]
        ascent_m = float(np.maximum(np.diff(known), 0.0).sum())
        outline = replace(
            outline,
            ascent_m=round(ascent_m, 1),
            low_m=round(float(known.min()), 1),
            high_m=round(float(known.max()), 1),
        )
    if latitude is None or longitude is None:
        return replace(outline, start=None, end=None, summary_polyline="")
    is_known = np.isfinite(latitude) & np.isfinite(longitude)
    latitude, longitude = latitude[is_known], longitude[is_known]
    return replace(
        outline,
        start=_position(latitude, longitude, 0),
        end=_position(latitude, longitude, -1),
        summary_polyline=encoded_summary(latitude, longitude),
    )


def _moving_s(columns: Columns) -> int:
    steps = np.diff(columns.time_s)
    return int(steps[columns.moving[1:] & (steps <= _LONGEST_STEP_S)].sum())


def _position(latitude: Column, longitude: Column, at: int) -> Position:
    return round(float(latitude[at]), 6), round(float(longitude[at]), 6)


def _mean(column: Column | None) -> float | None:
    return None if column is None else round(float(np.nanmean(column)), 1)


def _peak(column: Column | None) -> float | None:
    return None if column is None else float(np.nanmax(column))


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
