"""What the athlete can do on a day: fitness and fatigue from the load so far, and the curves of maximal power and speed.

Fitness and fatigue are exponential means of daily load with 42 and 7 days; capacity rises with the first and falls with the second, as in
Banister et al., Aust J Sports Med 7:57, 1975. The scale of load is 100 for an hour at threshold.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FITNESS_DAYS, FATIGUE_DAYS = 42.0, 7.0
_FATIGUE_SHARE = 0.15
"""How much a point of fatigue above fitness costs, in points of fitness."""
_LONG_S = 2400.0
_POWER_LOSS = 0.06
_SPEED_LOSS = 0.048
"""Share of critical power and speed lost each time the duration grows e-fold beyond 40 minutes."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A morning: fitness and fatigue before the day's training, and how far the history has gone (0 to 1)."""

    fitness: float
    fatigue: float
    progress: float

    @property
    def readiness(self) -> float:
        """Points of fitness that show today."""
        return self.fitness - _FATIGUE_SHARE * (self.fatigue - self.fitness)


def conditions(daily_load: Sequence[float], fitness_at_start: float) -> list[Condition]:
    """The condition on each morning of a history of daily loads."""
    fitness = fatigue = fitness_at_start
    found: list[Condition] = []
    for number, load in enumerate(daily_load):
        found.append(Condition(fitness, fatigue, number / max(len(daily_load) - 1, 1)))
        fitness += (load - fitness) / FITNESS_DAYS
        fatigue += (load - fatigue) / FATIGUE_DAYS
    return found


@dataclass(frozen=True, slots=True)
class PowerModel:
    """How critical power follows condition, W; `trend_w` is what two years of training add."""

    base_w: float
    per_fitness_w: float
    trend_w: float
    w_prime_j: float
    peak_w: float

    def on(self, condition: Condition) -> "PowerCurve":
        """The curve of a day."""
        critical_w = self.base_w + self.per_fitness_w * condition.readiness + self.trend_w * condition.progress
        return PowerCurve(critical_w, self.w_prime_j, self.peak_w)


@dataclass(frozen=True, slots=True)
class SpeedModel:
    """How critical speed follows condition, m/s; `trend_mps` is what two years of training add."""

    base_mps: float
    per_fitness_mps: float
    trend_mps: float
    d_prime_m: float
    peak_mps: float

    def on(self, condition: Condition) -> "SpeedCurve":
        """The curve of a day."""
        critical_mps = self.base_mps + self.per_fitness_mps * condition.readiness + self.trend_mps * condition.progress
        return SpeedCurve(critical_mps, self.d_prime_m, self.peak_mps)


@dataclass(frozen=True, slots=True)
class PowerCurve:
    """Maximal power of a day by duration."""

    critical_w: float
    w_prime_j: float
    peak_w: float

    def maximal_w(self, duration_s: float) -> float:
        """Highest mean power over a duration, W: three parameters (Morton, Ergonomics 39:611, 1996), then a logarithmic decline as in
        Puchowicz, Baker & Clarke, J Sports Sci 38:801, 2020.
        """
        return _maximal(duration_s, self.critical_w, self.w_prime_j, self.peak_w, _POWER_LOSS)

    @property
    def ftp_w(self) -> float:
        """95 % of the best 20 minutes."""
        return 0.95 * self.maximal_w(1200.0)


@dataclass(frozen=True, slots=True)
class SpeedCurve:
    """Maximal level speed of a day by duration."""

    critical_mps: float
    d_prime_m: float
    peak_mps: float

    def maximal_mps(self, duration_s: float) -> float:
        """Highest mean speed over a duration, m/s: the running form of `PowerCurve.maximal_w` (Hughson et al., Int J Sports Med
        5:23, 1984).
        """
        return _maximal(duration_s, self.critical_mps, self.d_prime_m, self.peak_mps, _SPEED_LOSS)

    @property
    def threshold_mps(self) -> float:
        """The speed of an hour."""
        return self.maximal_mps(3600.0)

    def race_s(self, distance_m: float) -> float:
        """The best time over a distance, s."""
        low_s, high_s = 10.0, 40_000.0
        while high_s - low_s > 0.1:
            middle_s = (low_s + high_s) / 2
            if self.maximal_mps(middle_s) * middle_s < distance_m:
                low_s = middle_s
            else:
                high_s = middle_s
        return high_s


def _maximal(duration_s: float, critical: float, capacity: float, peak: float, loss: float) -> float:
    value = critical + capacity / (duration_s + capacity / (peak - critical))
    return value - loss * critical * max(math.log(duration_s / _LONG_S), 0.0)


def load_of(seconds: NDArray[np.float64], intensity: NDArray[np.float64]) -> float:
    """Planned load: 100 for an hour at threshold, by the square of intensity (TSS without its smoothing)."""
    return float(np.sum(seconds * intensity**2) / 36.0)
