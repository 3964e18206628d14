"""Zones: the published schemes as data, the zone of a value, and time in zones from samples or from a histogram.

Activities keep histograms without thresholds; zones are applied on reading, so a new threshold needs no samples.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import NotComputable
from paceline.science.streams import Column, as_column

HEART_RATE_BIN_BPM = 1.0
POWER_BIN_W = 1.0
SPEED_BIN_MPS = 0.01

_DENSE_BINS = 65_536
_BOUND_DIGITS = 9
"""Bounds and values are rounded alike, so that 1.07 × 100 and 107, or 7 bins of 0.01 and 0.07, meet exactly."""


class ZoneBasis(StrEnum):
    """What a scheme's fractions are fractions of."""

    THRESHOLD_HEART_RATE = "threshold_heart_rate"
    MAXIMUM_HEART_RATE = "maximum_heart_rate"
    HEART_RATE_RESERVE = "heart_rate_reserve"
    THRESHOLD_POWER = "threshold_power"
    THRESHOLD_SPEED = "threshold_speed"
    CRITICAL_SPEED = "critical_speed"


@dataclass(frozen=True, slots=True)
class Zones:
    """An athlete's zones in the unit of the value: zone k runs from `lower_bounds[k - 1]` to the next bound.

    A value on a bound belongs to the upper zone, or to the lower one when `upper_inclusive`. Below the first bound is
    zone 0, unless the first bound is 0: then the first zone takes everything below.
    """

    names: tuple[str, ...]
    lower_bounds: tuple[float, ...]
    upper_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class ZoneScheme:
    """A published scheme: lower bounds as fractions of its basis."""

    code: str
    basis: ZoneBasis
    names: tuple[str, ...]
    lower_fractions: tuple[float, ...]
    upper_inclusive: bool
    reference: str

    def zones_for(self, basis_value: float, resting_bpm: float = 0.0) -> Zones | NotComputable:
        """The zones of an athlete whose threshold, maximum (bpm), power (W) or speed (m/s) is `basis_value`.

        resting_bpm: for the heart rate reserve only, whose basis value is the maximum. Not computable
        ("threshold_unknown") when the basis is not above zero, or not above the resting heart rate.
        """
        floor = resting_bpm if self.basis is ZoneBasis.HEART_RATE_RESERVE else 0.0
        if not (basis_value > floor >= 0.0):
            return NotComputable("threshold_unknown", "The value these zones depend on is not known.")
        bounds = tuple(round(floor + share * (basis_value - floor), _BOUND_DIGITS) for share in self.lower_fractions)
        return Zones(self.names, bounds, self.upper_inclusive)


_SEVEN = ("1", "2", "3", "4", "5a", "5b", "5c")
_FIVE = ("1", "2", "3", "4", "5")
_FRIEL = "Friel, The Triathlete's Training Bible; bounds as printed in 220 Triathlon, Going Long: training zones"

FRIEL_RUN_HEART_RATE = ZoneScheme(
    "friel_run_heart_rate",
    ZoneBasis.THRESHOLD_HEART_RATE,
    _SEVEN,
    (0.0, 0.85, 0.90, 0.95, 1.00, 1.03, 1.07),
    upper_inclusive=False,
    reference=_FRIEL,
)
FRIEL_BIKE_HEART_RATE = ZoneScheme(
    "friel_bike_heart_rate",
    ZoneBasis.THRESHOLD_HEART_RATE,
    _SEVEN,
    (0.0, 0.81, 0.90, 0.94, 1.00, 1.03, 1.07),
    upper_inclusive=False,
    reference=_FRIEL,
)
FRIEL_PACE = ZoneScheme(
    "friel_pace",
    ZoneBasis.THRESHOLD_SPEED,
    _SEVEN,
    # Printed as shares of the threshold's time: over 129, 114-129, 106-113, 99-105, 97-100, 90-96, under 90 %. Zones 4
    # and 5a overlap; 101 % parts them. A time on a bound belongs to the slower zone, hence `upper_inclusive` for speed.
    (0.0, 1 / 1.30, 1 / 1.14, 1 / 1.06, 1 / 1.01, 1 / 0.97, 1 / 0.90),
    upper_inclusive=True,
    reference=_FRIEL,
)
COGGAN_POWER = ZoneScheme(
    "coggan_power",
    ZoneBasis.THRESHOLD_POWER,
    ("1", "2", "3", "4", "5", "6", "7"),
    (0.0, 0.55, 0.75, 0.90, 1.05, 1.20, 1.50),
    upper_inclusive=True,
    reference="Allen & Coggan, Training and Racing with a Power Meter, 2nd ed., 2010, ch. 3",
)
COGGAN_HEART_RATE = ZoneScheme(
    "coggan_heart_rate",
    ZoneBasis.THRESHOLD_HEART_RATE,
    _FIVE,
    (0.0, 0.68, 0.83, 0.94, 1.05),
    upper_inclusive=True,
    reference="Allen & Coggan, Training and Racing with a Power Meter, 2nd ed., 2010, ch. 3",
)
SKIBA_RUN = ZoneScheme(
    "skiba_run",
    ZoneBasis.CRITICAL_SPEED,
    ("1", "2", "3", "4", "5", "6"),
    (0.0, 0.80, 0.87, 0.95, 1.05, 1.19),
    upper_inclusive=False,
    reference="Skiba, as in GoldenCheetah, PaceZones.cpp",
)
MAXIMUM_HEART_RATE = ZoneScheme(
    "maximum_heart_rate",
    ZoneBasis.MAXIMUM_HEART_RATE,
    _FIVE,
    (0.5, 0.6, 0.7, 0.8, 0.9),
    upper_inclusive=False,
    reference="Edwards, The Heart Rate Monitor Book, 1993",
)
HEART_RATE_RESERVE = ZoneScheme(
    "heart_rate_reserve",
    ZoneBasis.HEART_RATE_RESERVE,
    _FIVE,
    (0.5, 0.6, 0.7, 0.8, 0.9),
    upper_inclusive=False,
    reference="Karvonen, Kentala & Mustala, Ann Med Exp Biol Fenn 35:307, 1957, in Edwards' steps of a tenth",
)
SCHEMES = {
    scheme.code: scheme
    for scheme in (
        FRIEL_RUN_HEART_RATE,
        FRIEL_BIKE_HEART_RATE,
        FRIEL_PACE,
        COGGAN_POWER,
        COGGAN_HEART_RATE,
        SKIBA_RUN,
        MAXIMUM_HEART_RATE,
        HEART_RATE_RESERVE,
    )
}


def three_zones(first_threshold: float, second_threshold: float) -> Zones | NotComputable:
    """Below the first threshold (VT1, LT1), between both, and from the second on; any unit, half open upwards.

    Reference: Seiler & Kjerland, Scand J Med Sci Sports 16:49, 2006, doi:10.1111/j.1600-0838.2004.00418.x.
    """
    if not 0 < first_threshold < second_threshold:
        return NotComputable("threshold_unknown", "Two thresholds are needed, the first below the second.")
    return Zones(("1", "2", "3"), (0.0, first_threshold, second_threshold))


def zones_of(values: ArrayLike, zones: Zones) -> NDArray[np.int64]:
    """The zone number of each value: 1, 2 …, 0 below the first bound, -1 where the value is missing."""
    column = np.round(as_column(values), _BOUND_DIGITS)
    side = "left" if zones.upper_inclusive else "right"
    numbers = np.searchsorted(np.array(zones.lower_bounds), column, side=side).astype(np.int64)
    if zones.lower_bounds[0] == 0.0:
        numbers = np.maximum(numbers, 1)
    return np.where(np.isnan(column), -1, numbers)


def zone_of(value: float, zones: Zones) -> int:
    """The zone number of one value, as `zones_of`."""
    return int(zones_of([value], zones)[0])


@dataclass(frozen=True, slots=True)
class TimeInZones:
    """Seconds in each zone, below the first, and without a value; together the recorded time."""

    seconds: tuple[float, ...]
    below_s: float
    missing_s: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Seconds at each value: bin k holds what rounds to `k * bin_width`. Only bins that occur, in order."""

    bin_width: float
    bins: NDArray[np.int64]
    seconds: Column
    missing_s: float


def histogram_s(values: ArrayLike, dt_s: ArrayLike, bin_width: float) -> Histogram:
    """Seconds by value, for 1-bpm, 1-W or 0.01-m/s bins (`HEART_RATE_BIN_BPM`, `POWER_BIN_W`, `SPEED_BIN_MPS`).

    values: one a sample, NaN = missing; dt_s: what each sample stands for (`TimeBase.dt_s`, capped at 5 s).
    Time in zones from it is exact when values are whole bins, else off by what lies half a bin around a bound.
    Raises ValueError when lengths differ or the width is not positive.
    """
    column, dt = _paired(values, dt_s)
    if not bin_width > 0:
        raise ValueError("a bin is wider than zero")
    numbers = np.rint(column / bin_width)
    # Beyond 2^53 neighbouring whole numbers collapse: no sensor's value, so it counts as missing.
    usable = np.abs(numbers) < 2.0**53
    bins, seconds = _sum_by_bin(numbers[usable].astype(np.int64), dt[usable])
    return Histogram(bin_width, bins, seconds, float(dt[~usable].sum()))


def _sum_by_bin(numbers: NDArray[np.int64], dt: Column) -> tuple[NDArray[np.int64], Column]:
    """The bins that occur, in order, and the time in each."""
    lowest = int(numbers.min()) if len(numbers) else 0
    if len(numbers) and int(numbers.max()) - lowest < _DENSE_BINS:
        # What a sensor writes lies close together; counting is ten times as fast as sorting.
        offsets = numbers - lowest
        filled = np.flatnonzero(np.bincount(offsets))
        return filled + lowest, np.bincount(offsets, weights=dt).astype(np.float64)[filled]
    bins, place = np.unique(numbers, return_inverse=True)
    return bins, np.bincount(place, weights=dt, minlength=len(bins)).astype(np.float64)


def time_in_zones(values: ArrayLike, dt_s: ArrayLike, zones: Zones) -> TimeInZones:
    """Seconds in each zone from samples; parameters as `histogram_s`. Raises ValueError when lengths differ."""
    column, dt = _paired(values, dt_s)
    return _sum_by_zone(zones_of(column, zones), dt, zones, 0.0)


def time_in_zones_from_histogram(histogram: Histogram, zones: Zones) -> TimeInZones:
    """Seconds in each zone from a stored histogram, whatever the thresholds were when it was made."""
    numbers = zones_of(histogram.bins * histogram.bin_width, zones)
    return _sum_by_zone(numbers, histogram.seconds, zones, histogram.missing_s)


def _paired(values: ArrayLike, dt_s: ArrayLike) -> tuple[Column, Column]:
    column, dt = as_column(values), as_column(dt_s)
    if len(column) != len(dt):
        raise ValueError(f"{len(column)} values for {len(dt)} durations")
    return column, dt


def _sum_by_zone(numbers: NDArray[np.int64], dt: Column, zones: Zones, missing_s: float) -> TimeInZones:
    sums: list[float] = np.bincount(numbers + 1, weights=dt, minlength=len(zones.names) + 2).tolist()
    return TimeInZones(tuple(sums[2:]), below_s=sums[1], missing_s=sums[0] + missing_s)
