"""A synthetic landscape: hills, a river and the ways through it, laid around real public places where nobody lives.

Altitude is a sum of long waves with a valley cut into it and one hill that is worth a race. Ways are closed curves through the start, so
that the same way is the same ground on every day; what lies on a real map there (lake, forest) is not looked at.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

_EARTH_M_PER_DEG = 111_320.0
GRID_M = 10.0
_WAVES = 14
_HILL_AT_M = (5600.0, 4400.0)
_SMOOTHED_M = 60.0
_VALLEY_M = 1100.0
_FALL = 0.001


@dataclass(frozen=True, slots=True)
class Place:
    """Where ways start. `relief_m` is the height of the longest waves, `hill_m` that of the hill; `ground_seed` makes the ground."""

    name: str
    latitude_deg: float
    longitude_deg: float
    time_zone: str
    base_m: float
    relief_m: float
    hill_m: float
    ground_seed: int


EDERSEE = Place("Edersee", 51.1832, 9.0580, "Europe/Berlin", 260.0, 30.0, 330.0, 11)
"""The crest of a dam in a national park."""
RICHMOND_PARK = Place("Richmond Park", 51.4429, -0.2750, "Europe/London", 40.0, 9.0, 30.0, 12)
"""A public park of 950 hectares."""
MALLORCA = Place("Serra de Tramuntana", 39.8220, 2.8840, "Europe/Madrid", 480.0, 34.0, 260.0, 13)
"""A monastery's pass road."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way over the ground, sampled every `GRID_M` metres: degrees, altitude and grade (rise over run), shape (n,) each."""

    latitude_deg: Column
    longitude_deg: Column
    altitude_m: Column
    gradient: Column

    @property
    def length_m(self) -> float:
        return GRID_M * (len(self.altitude_m) - 1)


def altitude_m(place: Place, east_m: Column, north_m: Column) -> Column:
    """Ground level at points east and north of a place, same shape."""
    rng = np.random.default_rng(place.ground_seed)
    lengths_m = np.geomspace(1400.0, 15_000.0, _WAVES)
    heading, phase = rng.uniform(0, math.tau, _WAVES), rng.uniform(0, math.tau, _WAVES)
    # Heights grow with the wave's length, as terrain's do, so that no wave is steeper than the next.
    heights_m = place.relief_m * (lengths_m / lengths_m[-1]) ** 0.85
    height = np.full_like(east_m, place.base_m)
    for length_m, angle, shift, high_m in zip(lengths_m, heading, phase, heights_m, strict=True):
        along = east_m * math.cos(angle) + north_m * math.sin(angle)
        height += high_m * np.sin(math.tau * along / length_m + shift)
    away_m = np.hypot(east_m - _HILL_AT_M[0], north_m - _HILL_AT_M[1])
    height += place.hill_m * np.exp(-((away_m / 2600.0) ** 2))
    # The river has made its valley flat: a floor that sinks a metre a kilometre, with the hills rising on both sides.
    in_valley = np.exp(-(((north_m - _river_north_m(east_m)) / _VALLEY_M) ** 2))
    floor_m = place.base_m - place.relief_m - _FALL * east_m
    return in_valley * floor_m + (1.0 - in_valley) * height


def _river_north_m(east_m: Column) -> Column:
    return 420.0 * np.sin(east_m / 2300.0) - 520.0


@lru_cache(maxsize=64)
def loop(place: Place, length_m: int, number: int) -> Way:
    """A closed way of that length through the place; `number` tells several of one length apart."""
    rng = np.random.default_rng([place.ground_seed, length_m, number])
    turn = np.linspace(0, math.tau, 4001)
    radius = np.ones_like(turn)
    for wave in range(2, 6):
        radius += rng.uniform(0.03, 0.28 / wave) * np.cos(wave * turn + rng.uniform(0, math.tau))
    heading = rng.uniform(0, math.tau)
    east, north = radius * np.cos(turn + heading), radius * np.sin(turn + heading)
    return _way(place, east - east[0], north - north[0], float(length_m))


@lru_cache(maxsize=8)
def commute(place: Place, *, is_homeward: bool = False) -> Way:
    """The way to work, 8.6 km, or back."""
    along = np.linspace(1, 0, 2001) if is_homeward else np.linspace(0, 1, 2001)
    return _way(place, -8000.0 * along, 900.0 * np.sin(along * 5) - 1500.0 * along, 8600.0)


@lru_cache(maxsize=8)
def riverside(place: Place) -> Way:
    """The level way along the river, 12 km: where people race, and test themselves."""
    east_m = np.linspace(0.0, 14_000.0, 3001)
    north_m = _river_north_m(east_m)
    along_m = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(east_m), np.diff(north_m)))])
    within = along_m <= 12_000.0
    return _way(place, east_m[within], north_m[within], None)


@lru_cache(maxsize=8)
def climb(place: Place) -> Way:
    """Up the hill, from its foot to its top."""
    along = np.linspace(0, 1, 2001)
    away_m, angle = 4600.0 * (1 - along), 2.2 + 1.6 * along
    return _way(place, _HILL_AT_M[0] + away_m * np.cos(angle), _HILL_AT_M[1] + away_m * np.sin(angle), None)


def _way(place: Place, east: Column, north: Column, length_m: float | None) -> Way:
    """A curve, scaled to a length unless that is `None`, sampled on the grid."""
    steps_m = np.hypot(np.diff(east), np.diff(north))
    scale = 1.0 if length_m is None else length_m / float(steps_m.sum())
    along_m = scale * np.concatenate([[0.0], np.cumsum(steps_m)])
    grid_m = np.arange(0.0, along_m[-1] + 1e-6, GRID_M)
    east_m, north_m = np.interp(grid_m, along_m, scale * east), np.interp(grid_m, along_m, scale * north)
    height_m = altitude_m(place, east_m, north_m)
    window = int(_SMOOTHED_M / GRID_M) + 1
    padded = np.pad(height_m, window // 2, mode="edge")
    smooth_m = np.convolve(padded, np.ones(window) / window, mode="valid")
    cosine = math.cos(math.radians(place.latitude_deg))
    return Way(
        place.latitude_deg + north_m / _EARTH_M_PER_DEG,
        place.longitude_deg + east_m / (_EARTH_M_PER_DEG * cosine),
        height_m,
        np.gradient(smooth_m, GRID_M),
    )


@dataclass(frozen=True, slots=True)
class Course:
    """How a way is used: round and round, or out to `turn_m` and back."""

    way: Way
    turn_m: float | None = None

    def at(self, distance_m: Column) -> tuple[Column, NDArray[np.float64]]:
        """Place on the way's grid (as a float index) and direction (1 out, -1 back) after each distance."""
        if self.turn_m is None:
            return np.mod(distance_m, self.way.length_m) / GRID_M, np.ones_like(distance_m)
        phase_m = np.mod(distance_m, 2 * self.turn_m)
        is_back = phase_m > self.turn_m
        return np.where(is_back, 2 * self.turn_m - phase_m, phase_m) / GRID_M, np.where(is_back, -1.0, 1.0)

    def gradient(self, distance_m: Column) -> Column:
        """Rise over run in the direction of travel."""
        place, direction = self.at(distance_m)
        return direction * np.interp(place, np.arange(len(self.way.gradient)), self.way.gradient)

    def position(self, distance_m: Column) -> tuple[Column, Column, Column]:
        """Latitude, longitude (degrees) and altitude (m)."""
        place, _ = self.at(distance_m)
        grid = np.arange(len(self.way.altitude_m))
        latitude, longitude, altitude = (
            np.interp(place, grid, column)
            for column in (self.way.latitude_deg, self.way.longitude_deg, self.way.altitude_m)
        )
        return latitude, longitude, altitude
