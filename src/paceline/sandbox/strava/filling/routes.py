"""Ways on the ground: closed curves of a wanted length through a place."""

import math

import numpy as np

from paceline.sandbox.strava.shown.polyline import SUMMARY_POINTS
from paceline.sandbox.strava.world.columns import Column
from paceline.sandbox.strava.world.outline import Position

M_PER_DEG = 111_320.0
_CURVE_POINTS = 400


def way(start: Position, length_m: float, number: int, fractions: Column) -> tuple[Column, Column]:
    """Latitude and longitude (degrees) after each share of a closed way; `number` tells ways of one place apart."""
    turn = np.linspace(0.0, math.tau, _CURVE_POINTS)
    bend, tilt = 0.12 + 0.05 * (number % 5), 0.9 * number
    radius: Column = 1.0 + bend * np.cos(2 * turn + tilt) + 0.5 * bend * np.cos(5 * turn - tilt)
    east: Column = radius * np.cos(turn + tilt)
    north: Column = radius * np.sin(turn + tilt)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(east), np.diff(north)))])
    total = float(along[-1])
    scale_m = length_m / total
    at = fractions * total
    east_m: Column = scale_m * (np.interp(at, along, east) - east[0])
    north_m: Column = scale_m * (np.interp(at, along, north) - north[0])
    latitude, longitude = start
    cosine = max(math.cos(math.radians(latitude)), 0.05)
    # Beyond the date line longitudes go on at the other end.
    wrapped: Column = (longitude + east_m / (M_PER_DEG * cosine) + 180.0) % 360.0 - 180.0
    return latitude + north_m / M_PER_DEG, wrapped


def summary_way(start: Position, length_m: float, number: int) -> tuple[Column, Column]:
    """The same way by as many points as a summary's line has."""
    return way(start, length_m, number, np.linspace(0.0, 1.0, SUMMARY_POINTS))
