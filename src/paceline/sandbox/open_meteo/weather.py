"""Weather from nothing but place and hour: smooth, seasonal, and the same in every run.

Not a climate; only what a client needs to tell summer from winter, day from night, and one place from the next.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Hours = NDArray[np.int64]

_KNOT_HOURS = 9
_WARMEST_HOUR, _WARMEST_DAY = 15.0, 201.0
_SOLSTICE_DAY = 172.0
_RAIN_ABOVE, _DRIZZLE_MM, _DOWNPOUR_MM = 0.72, 0.5, 4.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid."""

    latitude_deg: float
    longitude_deg: float
    elevation_m: float

    @property
    def number(self) -> int:
        """What tells it from all others."""
        return round(self.latitude_deg * 1e4) * 4_000_000 + round(self.longitude_deg * 1e4)


def hourly(cell: Cell, hours: Hours) -> dict[str, Column]:
    """Every variable at hours since 1970 (UTC), metric units."""
    sun = _sun_height(cell, hours)
    clouds = np.clip(_wave(cell, hours, 1) * 130 - 15, 0, 100)
    temperature = _temperature(cell, hours) - 0.02 * clouds
    humidity = np.clip(55 + 35 * _wave(cell, hours, 2) - 0.8 * (temperature - 12) + 0.1 * clouds, 15, 100)
    wind_kmh = 3 + 34 * _wave(cell, hours, 3) ** 2
    wet = np.maximum(_wave(cell, hours, 4) - _RAIN_ABOVE, 0.0)
    rain_mm = np.where(clouds > 40, wet * 25, 0.0)
    sea_level_hpa = 1013 + 24 * (_wave(cell, hours, 5) - 0.5)
    light = np.maximum(sun, 0.0) * (1 - 0.0065 * clouds)
    is_frost = temperature < 0
    return {
        "temperature_2m": temperature,
        "apparent_temperature": _apparent(temperature, humidity, wind_kmh),
        "dew_point_2m": _dew_point(temperature, humidity),
        "relative_humidity_2m": humidity,
        "surface_pressure": sea_level_hpa * np.exp(-cell.elevation_m / 8434.0),
        "pressure_msl": sea_level_hpa,
        "precipitation": rain_mm,
        "rain": np.where(is_frost, 0.0, rain_mm),
        "snowfall": np.where(is_frost, rain_mm * 0.7, 0.0),
        "weather_code": _code(clouds, rain_mm, is_frost),
        "cloud_cover": clouds,
        "wind_speed_10m": wind_kmh,
        "wind_gusts_10m": wind_kmh * (1.4 + 0.5 * _wave(cell, hours, 6)),
        "wind_direction_10m": (360 * _wave(cell, hours, 7) * 1.7) % 360,
        "shortwave_radiation": 990 * light,
        "is_day": (sun > 0).astype(np.float64),
        "visibility": np.clip(42_000 - 280 * humidity - 4000 * rain_mm, 150, 24_140),
        "uv_index": 11 * light,
    }


def elevation_m(latitude_deg: float, longitude_deg: float) -> float:
    """Ground of a place: rolling, never below the sea."""
    waves = (
        math.sin(latitude_deg * 3.1) + math.sin(longitude_deg * 2.3) + math.sin((latitude_deg + longitude_deg) * 0.7)
    )
    return float(round(max(60 + 55 * waves, 0)))


def _temperature(cell: Cell, hours: Hours) -> Column:
    latitude = abs(cell.latitude_deg)
    day = hours / 24.0 % 365.25
    half_year = 0.0 if cell.latitude_deg >= 0 else 182.6
    season = np.cos(2 * np.pi * (day - _WARMEST_DAY - half_year) / 365.25)
    local_hour = hours + cell.longitude_deg / 15.0
    daily = np.cos(2 * np.pi * (local_hour - _WARMEST_HOUR) / 24.0)
    mean = 27 - 0.42 * latitude - 0.0065 * cell.elevation_m
    return mean + 0.21 * latitude * season + 4.5 * daily + 9 * (_wave(cell, hours, 8) - 0.5)


def _sun_height(cell: Cell, hours: Hours) -> Column:
    """Sine of the sun's elevation."""
    day = hours / 24.0 % 365.25
    tilt = np.radians(23.44) * np.cos(2 * np.pi * (day - _SOLSTICE_DAY) / 365.25)
    angle = np.radians(15.0 * (hours % 24 - 12.0) + cell.longitude_deg)
    latitude = math.radians(cell.latitude_deg)
    return math.sin(latitude) * np.sin(tilt) + math.cos(latitude) * np.cos(tilt) * np.cos(angle)


def _apparent(temperature_c: Column, humidity_pct: Column, wind_kmh: Column) -> Column:
    """Steadman's apparent temperature in the shade (R. G. Steadman, Aust Met Mag 43:1, 1994)."""
    vapour_hpa = humidity_pct / 100 * 6.105 * np.exp(17.27 * temperature_c / (237.7 + temperature_c))
    return temperature_c + 0.33 * vapour_hpa - 0.70 * wind_kmh / 3.6 - 4.0


def _dew_point(temperature_c: Column, humidity_pct: Column) -> Column:
    """By Magnus' formula."""
    gamma = np.log(humidity_pct / 100) + 17.625 * temperature_c / (243.04 + temperature_c)
    return 243.04 * gamma / (17.625 - gamma)


def _code(clouds_pct: Column, rain_mm: Column, is_frost: NDArray[np.bool_]) -> Column:
    """WMO code: 0–3 by clouds, 51 drizzle, 61 and 63 rain, 71 snow."""
    dry = np.digitize(clouds_pct, [10, 40, 80]).astype(np.float64)
    wet = np.where(rain_mm < _DRIZZLE_MM, 51.0, np.where(rain_mm < _DOWNPOUR_MM, 61.0, 63.0))
    return np.where(rain_mm <= 0, dry, np.where(is_frost, 71.0, wet))


def _wave(cell: Cell, hours: Hours, kind: int) -> Column:
    """Noise between 0 and 1 that changes over some hours: knots of hashed height, eased between."""
    knot = hours // _KNOT_HOURS
    share = (1 - np.cos(np.pi * (hours % _KNOT_HOURS) / _KNOT_HOURS)) / 2
    return (1 - share) * _hashed(cell, knot, kind) + share * _hashed(cell, knot + 1, kind)


def _hashed(cell: Cell, knot: Hours, kind: int) -> Column:
    """A number between 0 and 1 of a knot (Steele's SplitMix64)."""
    mixed = (knot + cell.number * 31 + kind * 1_000_003).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) / 2.0**64
