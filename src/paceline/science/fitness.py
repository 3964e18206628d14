"""Fitness, fatigue and form from daily load, and the figures that go with them.

Glossary: fitness is often called CTL, fatigue ATL, form TSB.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import Metric, NotComputable

Series = NDArray[np.float64]

FITNESS_DAYS = 42.0
FATIGUE_DAYS = 7.0
BASELINE_DAYS = 42
_SEED_DAYS = 28
_RAMP_DAYS = 7
_WEEK_DAYS = 7
_CHRONIC_DAYS = 28
_MONOTONY_CAP = 10.0


class Smoothing(StrEnum):
    """How a time constant becomes the share of a day's load: exponential as GoldenCheetah and intervals.icu, or linear
    as TrainingPeaks. After 42 days of 100 fitness reads 63.21 or 63.65."""

    EXPONENTIAL = "exponential"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class FitnessState:
    """Fitness and fatigue at the end of a day: all that the days after it need to know of the past."""

    fitness: float
    fatigue: float


NO_HISTORY = FitnessState(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class FitnessSeries:
    """One value a day. `form` is what the athlete woke up with: yesterday's fitness less yesterday's fatigue.

    `partial` marks days whose load was not finite; they count as 0, and their numbers are a lower bound.
    """

    fitness: Series
    fatigue: Series
    form: Series
    partial: NDArray[np.bool_]

    @property
    def form_same_day(self) -> Series:
        """Fitness less fatigue of the same evening, as intervals.icu shows it."""
        return self.fitness - self.fatigue

    def state_after(self, day: int) -> FitnessState:
        """The state at the end of day `day` (index), to go on from without the days before."""
        return FitnessState(float(self.fitness[day]), float(self.fatigue[day]))


@dataclass(frozen=True, slots=True)
class ImpulseResponse:
    """Banister's model: fitness `g`, fatigue `h` and performance `p`, one value a day."""

    g: Series
    h: Series
    p: Series


@dataclass(frozen=True, slots=True)
class GoodnessOfFit:
    sum_of_squares: float
    r_squared: float
    r_squared_adjusted: float


def share_of_day(time_constant_days: float, smoothing: Smoothing = Smoothing.EXPONENTIAL) -> float:
    """The share a day's load has in the average: `1 - e^(-1/tau)`, or `1/tau` in the linear form of TrainingPeaks.

    pandas' `ewm(span=tau)` is neither. Reference: Allen, Coggan & McGregor, Training and Racing with a Power Meter,
    3rd ed. (2019), Performance Manager; GoldenCheetah PMCData.cpp for the exponential form.
    """
    if smoothing is Smoothing.LINEAR:
        return 1.0 / time_constant_days
    return -math.expm1(-1.0 / time_constant_days)


def fitness_series(
    daily_load: ArrayLike,
    seed: FitnessState = NO_HISTORY,
    fitness_days: float = FITNESS_DAYS,
    fatigue_days: float = FATIGUE_DAYS,
    smoothing: Smoothing = Smoothing.EXPONENTIAL,
) -> FitnessSeries:
    """Fitness, fatigue and form from one load a day (rest days are 0), starting from `seed` the evening before.

    `F_t = F_(t-1) + a (L_t - F_(t-1))` with time constants of 42 and 7 days. Each day needs only the evening before, so
    a run from a stored `FitnessState` gives the very numbers of the full run. With seed 0 fitness is low for about four
    months: see `BASELINE_DAYS`. Reference: Allen, Coggan & McGregor (2019), Performance Manager; Banister (1975).
    """
    load = np.atleast_1d(np.asarray(daily_load, dtype=np.float64))
    partial = ~np.isfinite(load)
    usable: list[float] = np.where(partial, 0.0, load).tolist()
    fitness = _average(usable, seed.fitness, share_of_day(fitness_days, smoothing))
    fatigue = _average(usable, seed.fatigue, share_of_day(fatigue_days, smoothing))
    before = np.concatenate([[seed.fitness - seed.fatigue], fitness[:-1] - fatigue[:-1]])
    return FitnessSeries(fitness, fatigue, before[: len(load)], partial)


def _average(load: list[float], start: float, share: float) -> Series:
    value = start
    values: list[float] = []
    for day in load:
        value += share * (day - value)
        values.append(value)
    return np.array(values)


def heuristic_seed(daily_load: ArrayLike) -> FitnessState:
    """A start for an athlete who did train before the first record: the mean daily load of the first 28 days.

    Our proposal, taken from common practice; without it fitness is 5 % low until about 126 days have passed.
    """
    load = np.asarray(daily_load, dtype=np.float64)[:_SEED_DAYS]
    finite = load[np.isfinite(load)]
    mean = float(finite.mean()) if finite.size else 0.0
    return FitnessState(mean, mean)


def ramp(fitness: ArrayLike) -> Series:
    """Change of fitness over seven days, one value a day; the first seven days have none (NaN).

    `fitness_t - fitness_(t-7)`. 5 to 8 a week is the upper range coaches give. Reference: GoldenCheetah PMCData.cpp.
    """
    values = np.asarray(fitness, dtype=np.float64)
    change = np.full(values.shape, np.nan)
    change[_RAMP_DAYS:] = values[_RAMP_DAYS:] - values[:-_RAMP_DAYS]
    return change


def impulse_response_banister(
    daily_load: ArrayLike, p0: float, gains: tuple[float, float], time_constants_days: tuple[float, float]
) -> ImpulseResponse:
    """Banister's performance model; `gains` are (k1, k2), `time_constants_days` (tau1, tau2).

    `g_t = g_(t-1) e^(-1/tau1) + w_t`, h likewise with tau2, `p = p0 + k1 g - k2 h`. Five parameters: meaningless when
    fitted to fewer than eight performances. Reference: Banister et al. (1975); Clarke & Skiba, Adv Physiol Educ 37:134
    (2013), doi 10.1152/advan.00078.2011.
    """
    load: list[float] = np.atleast_1d(np.asarray(daily_load, dtype=np.float64)).tolist()
    g = _accumulate(load, math.exp(-1.0 / time_constants_days[0]))
    h = _accumulate(load, math.exp(-1.0 / time_constants_days[1]))
    return ImpulseResponse(g, h, p0 + gains[0] * g - gains[1] * h)


def _accumulate(load: list[float], kept: float) -> Series:
    value = 0.0
    values: list[float] = []
    for day in load:
        value = value * kept + day
        values.append(value)
    return np.array(values)


def days_of_influence_banister(
    gains: tuple[float, float], time_constants_days: tuple[float, float]
) -> Metric[tuple[float, float]]:
    """(t_n, t_g) in days: until when load before a race still harms, and when it helps most.

    `t_n = tau1 tau2/(tau1-tau2) ln(k2/k1)`, `t_g = tau1 tau2/(tau1-tau2) ln(k2 tau1/(k1 tau2))`. Reference: Fitz-Clarke
    et al., J Appl Physiol 71:1151 (1991); Clarke & Skiba (2013).
    """
    (k1, k2), (tau1, tau2) = gains, time_constants_days
    if not (k1 > 0 and k2 > 0 and tau1 > tau2 > 0):
        return NotComputable("parameters_invalid", "Fitness must last longer than fatigue, and both gains be positive.")
    scale = tau1 * tau2 / (tau1 - tau2)
    return scale * math.log(k2 / k1), scale * math.log(k2 * tau1 / (k1 * tau2))


def goodness_of_fit(observed: ArrayLike, predicted: ArrayLike, parameters: int = 5) -> Metric[GoodnessOfFit]:
    """Sum of squares, R² and R² adjusted for `parameters` (five in Banister's model).

    `R²_adj = 1 - (1-R²)(n-1)/(n-p-1)`. Reference: Clarke & Skiba, Adv Physiol Educ 37:134 (2013).
    """
    seen = np.asarray(observed, dtype=np.float64)
    freedom = len(seen) - parameters - 1
    if freedom <= 0:
        return NotComputable("too_few_performances", f"A model of {parameters} parameters needs more performances.")
    squares = float(((seen - np.asarray(predicted, dtype=np.float64)) ** 2).sum())
    total = float(((seen - seen.mean()) ** 2).sum())
    if total == 0.0:
        return NotComputable("no_variation", "All performances are equal, so there is nothing to explain.")
    r_squared = 1.0 - squares / total
    return GoodnessOfFit(squares, r_squared, 1.0 - (1.0 - r_squared) * (len(seen) - 1) / freedom)


class Deviation(StrEnum):
    """Which standard deviation monotony divides by; Foster's paper does not say, and they differ by 8 %."""

    SAMPLE = "sample"
    POPULATION = "population"


def week_load_foster(week_load: ArrayLike) -> Metric[float]:
    """Sum of seven daily loads, rest days 0. Reference: Foster, Med Sci Sports Exerc 30:1164 (1998)."""
    load = np.asarray(week_load, dtype=np.float64)
    if load.shape != (_WEEK_DAYS,) or not np.isfinite(load).all():
        return NotComputable("week_incomplete", "Monotony and strain need the load of seven whole days.")
    return float(load.sum())


def monotony_foster(week_load: ArrayLike, deviation: Deviation = Deviation.SAMPLE) -> Metric[float]:
    """Monotony of seven daily loads, rest days 0: `mean / SD`, at most 10; a week without load has 0.

    Above 2 is called high. We take the sample deviation. Reference: Foster, Med Sci Sports Exerc 30:1164 (1998); the cap
    is fellrnr.com's.
    """
    total = week_load_foster(week_load)
    if isinstance(total, NotComputable) or total == 0.0:
        return total
    spread = float(np.asarray(week_load, dtype=np.float64).std(ddof=1 if deviation is Deviation.SAMPLE else 0))
    mean = total / _WEEK_DAYS
    return mean / spread if mean < _MONOTONY_CAP * spread else _MONOTONY_CAP


def strain_foster(week_load: ArrayLike, deviation: Deviation = Deviation.SAMPLE) -> Metric[float]:
    """Strain of a week: `weekly load x monotony`. Reference: Foster, Med Sci Sports Exerc 30:1164 (1998)."""
    total, monotony = week_load_foster(week_load), monotony_foster(week_load, deviation)
    if isinstance(total, NotComputable):
        return total
    return monotony if isinstance(monotony, NotComputable) else total * monotony


_TOO_FEW_DAYS = NotComputable("too_few_days", "The ratio of acute to chronic load needs 28 days and some load.")


def _two_windows(daily_load: ArrayLike) -> tuple[Series, Series] | None:
    load = np.asarray(daily_load, dtype=np.float64)
    if len(load) < _CHRONIC_DAYS or not np.isfinite(load).all():
        return None
    return load[-_CHRONIC_DAYS:], load[-_WEEK_DAYS:]


def acute_chronic_ratio_coupled(daily_load: ArrayLike) -> Metric[float]:
    """Mean of the last 7 days over the mean of the last 28. Descriptive only; it does not predict injury.

    Reference: Hulin et al., Br J Sports Med 48:708 (2014); criticism: Impellizzeri et al., IJSPP 15:907 (2020).
    """
    windows = _two_windows(daily_load)
    if windows is None or not windows[0].any():
        return _TOO_FEW_DAYS
    return float(windows[1].mean() / windows[0].mean())


def acute_chronic_ratio_uncoupled(daily_load: ArrayLike) -> Metric[float]:
    """Mean of the last 7 days over the mean of the 21 days before them. Descriptive only.

    Reference: Lolli et al., Br J Sports Med 53:921 (2019), on the spurious correlation of the coupled form.
    """
    windows = _two_windows(daily_load)
    if windows is None or not windows[0][:-_WEEK_DAYS].any():
        return _TOO_FEW_DAYS
    return float(windows[1].mean() / windows[0][:-_WEEK_DAYS].mean())


def acute_chronic_ratio_williams(daily_load: ArrayLike) -> Metric[float]:
    """Ratio of two exponential averages with `lambda = 2/(N+1)`, N 7 and 28, both starting at the first load.

    Descriptive only. Reference: Williams et al., Br J Sports Med 51:209 (2017), doi 10.1136/bjsports-2016-096589.
    """
    if _two_windows(daily_load) is None:
        return _TOO_FEW_DAYS
    load: list[float] = np.asarray(daily_load, dtype=np.float64).tolist()
    acute = _average(load, load[0], 2.0 / (_WEEK_DAYS + 1))[-1]
    chronic = _average(load, load[0], 2.0 / (_CHRONIC_DAYS + 1))[-1]
    return float(acute / chronic) if chronic > 0 else _TOO_FEW_DAYS
