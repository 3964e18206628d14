"""Which bests of many activities are maximal efforts, and the critical power or speed that follows from them."""

from dataclasses import dataclass

import numpy as np

from paceline.science.critical_power import (
    CriticalPowerFit,
    CriticalSpeedFit,
    critical_power_work_time,
    critical_speed_distance_time,
)
from paceline.science.result import Metric, NotComputable

_WINDOWS_S = ((120.0, 200.0), (200.0, 330.0), (330.0, 540.0), (540.0, 720.0), (720.0, 900.0), (900.0, 1200.1))
"""Half open. GoldenCheetah's short (120 to 200 s) and long (720 to 1200 s) window, and steps between them."""
_FATIGUE_EXPONENT = 0.06
"""Riegel's: speed falls as duration^-0.057. It only ranks bests within one window, where durations differ little."""
_SHORTFALL = 0.05
_MINIMUM_SPREAD = 2.5
_MINIMUM_EFFORTS = 3
_W_PRIME_RANGE_J = (5_000.0, 50_000.0)
_D_PRIME_RANGE_M = (30.0, 600.0)


@dataclass(frozen=True, slots=True)
class Effort:
    """A best: mean `value` (watts, or metres per second) over `duration_s`; `source` is the caller's key, untouched."""

    duration_s: float
    value: float
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CriticalPowerEstimate:
    """A fit from field data and the efforts it rests on."""

    fit: CriticalPowerFit
    efforts: tuple[Effort, ...]


@dataclass(frozen=True, slots=True)
class CriticalSpeedEstimate:
    """A fit from field data and the efforts it rests on."""

    fit: CriticalSpeedFit
    efforts: tuple[Effort, ...]


def heuristic_maximal_efforts(bests: tuple[Effort, ...]) -> Metric[tuple[Effort, ...]]:
    """The bests of 2 to 20 minutes that look all-out, shortest first.

    One best a window, the highest after allowing for fatigue. A best that a longer one equals was not all-out and goes,
    and so does one more than 5 % below what the others predict. Needs three, the longest 2.5 times the shortest. The
    windows of the ends are GoldenCheetah's, the rest is ours.
    """
    usable = [best for best in bests if np.isfinite(best.value) and best.value > 0]
    chosen: list[Effort] = []
    for low_s, high_s in _WINDOWS_S:
        window = [best for best in usable if low_s <= best.duration_s < high_s]
        if window:
            chosen.append(max(window, key=lambda best: best.value * best.duration_s**_FATIGUE_EXPONENT))
    falling = [best for at, best in enumerate(chosen) if all(best.value > longer.value for longer in chosen[at + 1 :])]
    kept = _without_shortfalls(falling)
    if len(kept) < _MINIMUM_EFFORTS or kept[-1].duration_s < _MINIMUM_SPREAD * kept[0].duration_s:
        return NotComputable(
            "too_few_maximal_efforts",
            "Three all-out efforts between 2 and 20 minutes are needed, the longest well over twice the shortest.",
        )
    return tuple(kept)


def _without_shortfalls(efforts: list[Effort]) -> list[Effort]:
    kept = list(efforts)
    while len(kept) > _MINIMUM_EFFORTS:
        shortfall, worst = max((_shortfall(kept, at), at) for at in range(len(kept)))
        if shortfall <= _SHORTFALL:
            return kept
        del kept[worst]
    return kept


def _shortfall(efforts: list[Effort], left_out: int) -> float:
    """By which share an effort stays below the hyperbola of the others."""
    others = efforts[:left_out] + efforts[left_out + 1 :]
    duration = np.array([effort.duration_s for effort in others])
    value = np.array([effort.value for effort in others])
    slope, intercept = np.polyfit(duration, value * duration, 1).tolist()
    predicted = slope + intercept / efforts[left_out].duration_s
    return 1.0 - efforts[left_out].value / predicted if predicted > 0 else 0.0


def critical_power_from_bests(bests: tuple[Effort, ...]) -> Metric[CriticalPowerEstimate]:
    """Critical power from the bests of a season: `heuristic_maximal_efforts`, then `critical_power_work_time`.

    A W′ outside 5 to 50 kJ means the bests were not all-out. References: those of the two functions.
    """
    efforts = heuristic_maximal_efforts(bests)
    if isinstance(efforts, NotComputable):
        return efforts
    fit = critical_power_work_time([e.duration_s for e in efforts], [e.value for e in efforts])
    if isinstance(fit, NotComputable):
        return fit
    low_j, high_j = _W_PRIME_RANGE_J
    return CriticalPowerEstimate(fit, efforts) if low_j <= fit.w_prime_j <= high_j else _NOT_ALL_OUT


def critical_speed_from_bests(bests: tuple[Effort, ...]) -> Metric[CriticalSpeedEstimate]:
    """Critical speed from bests (mean speed in m/s over a duration): as `critical_power_from_bests`.

    A D′ outside 30 to 600 m means the bests were not all-out. References: those of the functions used.
    """
    efforts = heuristic_maximal_efforts(bests)
    if isinstance(efforts, NotComputable):
        return efforts
    fit = critical_speed_distance_time([e.duration_s for e in efforts], [e.value * e.duration_s for e in efforts])
    if isinstance(fit, NotComputable):
        return fit
    low_m, high_m = _D_PRIME_RANGE_M
    return CriticalSpeedEstimate(fit, efforts) if low_m <= fit.d_prime_m <= high_m else _NOT_ALL_OUT


_NOT_ALL_OUT = NotComputable(
    "efforts_not_maximal", "The bests of this period look too even to be all-out efforts; a test would settle it."
)
