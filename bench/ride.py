"""A synthetic ride: eight channels at the resolution of a device, from a seed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Channel, Samples

START_MS = 1_700_000_000_000
FIVE_HOURS_S = 18_000
_METRES_A_DEGREE = 111_195.0


def ride(seconds: int, *, seed: int = 0, start_ms: int = START_MS, mean_power_w: float = 190.0) -> Samples:
    """One value a second for each of eight channels: climbs, surges, stops, and the noise of real sensors."""
    random = np.random.default_rng(seed)
    second = np.arange(seconds)
    effort = 1 + 0.25 * np.sin(second / 900 + seed) + 0.12 * np.sin(second / 67) + _wandering(random, seconds, 0.02, 60)
    power = np.clip(mean_power_w * effort + random.normal(0, 22, seconds), 0, None)
    coasting = _spells(random, seconds, every_s=240, longest_s=15)
    power[coasting] = 0
    cadence = np.where(coasting, 0, np.clip(84 + 8 * (effort - 1) + random.normal(0, 2, seconds), 0, None))
    speed = np.clip(8.5 + 2 * (effort - 1) + _wandering(random, seconds, 0.05, 30), 1, 20)
    distance = np.cumsum(speed)
    heart_rate = np.clip(_smoothed(95 + power / 4, 45) + _wandering(random, seconds, 0.1, 90), 60, 195)
    heading = np.cumsum(_wandering(random, seconds, 0.003, 20) / 20)
    north, east = np.cumsum(speed * np.cos(heading)), np.cumsum(speed * np.sin(heading))
    altitude = 400 + 150 * np.sin(distance / 4000 + seed) + _wandering(random, seconds, 0.05, 300)
    columns: dict[Channel, NDArray[Any]] = {
        Channel.DISTANCE: np.round(distance, 2),
        Channel.LATITUDE: np.round(47 + north / _METRES_A_DEGREE, 7),
        Channel.LONGITUDE: np.round(8 + east / (_METRES_A_DEGREE * np.cos(np.radians(47))), 7),
        Channel.ALTITUDE: np.round(altitude * 5) / 5,
        Channel.SPEED: np.round(speed, 3),
        Channel.HEART_RATE: np.round(heart_rate),
        Channel.CADENCE: np.round(cadence),
        Channel.POWER: np.round(power),
    }
    return Samples(start_ms + second.astype(np.int64) * 1000, columns)


def _wandering(random: np.random.Generator, count: int, step: float, over_s: int) -> NDArray[np.float64]:
    """Slow noise that comes back to zero: steps whose sum over `over_s` seconds counts."""
    return _smoothed(random.normal(0, step * over_s, count), over_s)


def _smoothed(values: NDArray[np.float64], over_s: int) -> NDArray[np.float64]:
    padded = np.concatenate([np.full(over_s, values[0]), values])
    sums = np.cumsum(padded)
    return (sums[over_s:] - sums[:-over_s]) / over_s


def _spells(random: np.random.Generator, count: int, *, every_s: int, longest_s: int) -> NDArray[np.bool_]:
    """Short spells at random moments."""
    spells = np.zeros(count, dtype=np.bool_)
    for start in random.integers(0, count, count // every_s):
        spells[start : start + random.integers(1, longest_s + 1)] = True
    return spells
