"""From effort to movement: second by second, over the ground.

Effort is what the athlete gives; ground and air decide how fast that is. Speed and place depend on each other, so both are found by going
round a few times from the level speed; a third round moves nobody by more than a few metres.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paceline.samples.rules.body import smooth_noise
from paceline.samples.rules.capacity import PowerCurve
from paceline.samples.rules.landscape import Course
from paceline.science.grade import running_cost_minetti_2002
from paceline.science.mean_max import mean_max_at

Column = NDArray[np.float64]

_ROUNDS = 3
_GRAVITY = 9.81
_LEVEL_COST = 3.6
_DOWNHILL_USE = 0.45
"""Of what Minetti's curve gives a runner downhill: braking and impact take the rest, see `science.grade`."""


@dataclass(frozen=True, slots=True)
class Motion:
    """A session in moving time, one value a second, shape (n,) each; `effort` is what the heart answers to."""

    effort: Column
    speed_mps: Column
    cadence_rpm: Column
    power_w: Column | None = None

    @property
    def distance_m(self) -> Column:
        return np.cumsum(self.speed_mps)

    def until(self, distance_m: float | None) -> "Motion":
        """The part up to a distance; a race ends at its line."""
        if distance_m is None:
            return self
        end = int(np.searchsorted(self.distance_m, distance_m)) + 1
        power = None if self.power_w is None else self.power_w[:end]
        return Motion(self.effort[:end], self.speed_mps[:end], self.cadence_rpm[:end], power)


def run(effort: Column, threshold_mps: float, course: Course | None, rng: np.random.Generator) -> Motion:
    """Running at efforts (share of threshold speed): the metabolic rate is kept, so that speed gives way to the grade.

    v = v_level · C(0) / C(i) with the cost of Minetti et al., J Appl Physiol 93:1039, 2002; downhill its gain is taken in part.
    """
    count = len(effort)
    pace = _eased(effort, 6.0) * (1.0 + 0.02 * smooth_noise(count, 25.0, rng) + 0.012 * smooth_noise(count, 5.0, rng))
    level = np.maximum(threshold_mps * pace, 0.6)
    speed = level
    for _ in range(_ROUNDS):
        if course is None:
            break
        gain = _LEVEL_COST / running_cost_minetti_2002(course.gradient(np.cumsum(speed)))
        gain = np.where(gain > 1.0, 1.0 + _DOWNHILL_USE * (gain - 1.0), gain)
        speed = level * _eased(np.clip(gain, 0.45, 1.2), 5.0)
    # Strides a minute of one leg: a little more with speed, far less than in proportion.
    cadence = np.clip(68.0 + 5.6 * speed, 60.0, 105.0) + 0.8 * smooth_noise(count, 8.0, rng)
    return Motion(pace, speed, np.where(speed < 1.6, 55.0, cadence))


@dataclass(frozen=True, slots=True)
class Bicycle:
    """Rider and bicycle: mass in kg, drag area in m², coefficient of rolling resistance."""

    mass_kg: float
    drag_area_m2: float = 0.34
    rolling: float = 0.0045


_LOOSE = 0.5
_REACH = 0.94
_SURGES_KEPT = 0.75
_SPANS_S = (30, 60, 120, 180, 300, 480, 720, 1200)
_AIR_KG_M3, _TRANSMISSION = 1.2, 0.976
_FASTEST_MPS = 18.5
_COASTS_FROM_MPS = 14.0


def ride(
    effort: Column,
    curve: PowerCurve,
    bicycle: Bicycle,
    course: Course | None,
    rng: np.random.Generator,
    *,
    steadiness: float,
) -> Motion:
    """Riding at efforts (share of the day's critical power): riders push on hills and rest behind them, and traffic and mood do the rest.

    The mean over each stretch of equal effort stays what was planned. Speed by the balance of Martin et al., J Appl Biomech 14:276, 1998.
    `steadiness` is 0 in a bunch, 1 on a trainer. Without a course the road is level.
    """
    count, loose = len(effort), 1.0 - steadiness
    noise = 1.0 + loose * (0.16 * smooth_noise(count, 9.0, rng) + 0.13 * smooth_noise(count, 45.0, rng))
    noise += 0.018 * rng.standard_normal(count)
    coasting = loose * 1.1 * smooth_noise(count, 14.0, rng) > 1.75
    wanted = curve.critical_w * effort
    speed = _steady_speed(wanted, np.zeros(count), bicycle)
    power, gradient = wanted, np.zeros(count)
    for _ in range(_ROUNDS):
        gradient = gradient if course is None else course.gradient(np.cumsum(speed))
        hill = np.clip(1.0 + 1.2 * loose * np.where(gradient > 0, 2.6, 7.0) * gradient, 0.0, 1.22)
        power = wanted * np.maximum(noise, 0.0) * (1.0 if course is None else hill)
        power[coasting | (speed > _COASTS_FROM_MPS)] = 0.0
        power = np.minimum(_as_planned(_eased(power, 1.6), wanted), curve.peak_w)
        speed = _eased(_steady_speed(power, gradient, bicycle), 9.0)
    if loose > _LOOSE:
        power = _within_reach(power, curve)
        speed = _eased(_steady_speed(power, gradient, bicycle), 9.0)
    pedals = power > 12.0
    cadence = np.clip(
        82.0 + 10.0 * (power / curve.critical_w - 0.6) + 3.0 * smooth_noise(count, 12.0, rng), 50.0, 125.0
    )
    return Motion(power / curve.critical_w, speed, np.where(pedals, cadence, 0.0), power)


def _within_reach(power: Column, curve: PowerCurve) -> Column:
    """Power so that no stretch of some minutes comes near the day's maximum: only a test or a race against the clock is all-out.

    Surges are shortened first; only what then still exceeds is ridden more easily as a whole.
    """
    for _ in range(_ROUNDS):
        if _excess(power, curve) <= 1.0:
            return power
        surge = np.maximum(power - curve.critical_w, 0.0)
        power = power - (1.0 - _SURGES_KEPT) * surge
    return power / max(_excess(power, curve), 1.0)


def _excess(power: Column, curve: PowerCurve) -> float:
    """By which factor the hardest stretch exceeds what an ordinary day reaches."""
    spans_s = [span_s for span_s in _SPANS_S if span_s < len(power)]
    bests_w = mean_max_at(power, spans_s)
    return max(
        (best / curve.maximal_w(span) / _REACH for best, span in zip(bests_w, spans_s, strict=True)), default=1.0
    )


def _as_planned(power: Column, wanted: Column) -> Column:
    """Power scaled so that each stretch of equal effort has the mean it was planned with."""
    starts = np.flatnonzero(np.diff(wanted, prepend=np.nan) != 0)
    sizes = np.diff(np.append(starts, len(wanted)))
    means = np.add.reduceat(power, starts) / sizes
    return power * np.repeat(np.clip(wanted[starts] / np.maximum(means, 1.0), 0.5, 1.6), sizes)


def _steady_speed(power: Column, gradient: Column, bicycle: Bicycle) -> Column:
    """The speed at which air, rolling and gravity take a power, by Newton's method."""
    slope = bicycle.mass_kg * _GRAVITY * (gradient + bicycle.rolling)
    drag = 0.5 * _AIR_KG_M3 * bicycle.drag_area_m2
    driving = power * _TRANSMISSION
    speed = np.full(len(power), 9.0)
    for _ in range(12):
        excess = drag * speed**3 + slope * speed - driving
        speed = np.clip(speed - excess / np.maximum(3 * drag * speed**2 + slope, 4.0), 1.4, _FASTEST_MPS)
    return speed


def _eased(values: Column, over_s: float) -> Column:
    """Values that need some seconds to change: a mean over a short window centred on each second."""
    width = 2 * max(round(over_s), 1) + 1
    padded = np.pad(values, width // 2, mode="edge")
    sums = np.concatenate([[0.0], np.cumsum(padded)])
    return (sums[width:] - sums[:-width]) / width
