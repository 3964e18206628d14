"""From effort to movement: second by second, over the ground.

Effort is what the athlete gives; ground and air decide how fast that is. Where one is decides how fast one is there, so a session is gone
through in order: found all at once by going round, places and grades of a long ride drift kilometres apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paceline.samples.rules.body import smooth_noise
from paceline.samples.rules.capacity import PowerCurve
from paceline.samples.rules.landscape import GRID_M, Course
from paceline.science.grade import running_cost_minetti_2002
from paceline.science.mean_max import mean_max_at

Column = NDArray[np.float64]

_GRAVITY = 9.81
_LEVEL_COST = 3.6
_DOWNHILL_USE = 0.45
"""Of what Minetti's curve gives a runner downhill: braking and impact take the rest, see `science.grade`."""
_FOLLOWED = 0.25
"""How much of a change of grade legs follow within a second."""


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
    gain = _LEVEL_COST / running_cost_minetti_2002(_ground(course, 1.2 * float(level.sum())))
    gain = np.where(gain > 1.0, 1.0 + _DOWNHILL_USE * (gain - 1.0), gain)
    speed = _stride(level, np.clip(gain, 0.45, 1.2))
    # Strides a minute of one leg: a little more with speed, far less than in proportion.
    cadence = np.clip(68.0 + 5.6 * speed, 60.0, 105.0) + 0.8 * smooth_noise(count, 8.0, rng)
    return Motion(pace, speed, np.where(speed < 1.6, 55.0, cadence))


def _ground(course: Course | None, length_m: float) -> Column:
    """The grade on each `GRID_M` of a way; level without a course."""
    along_m = np.arange(0.0, length_m + 2 * GRID_M, GRID_M)
    return np.zeros_like(along_m) if course is None else course.gradient(along_m)


def _stride(level_mps: Column, gains: Column) -> Column:
    """Speed where the level speed meets the gain of the ground, which legs follow within some seconds."""
    ground: list[float] = gains.tolist()
    speeds: list[float] = []
    at_m, gain = 0.0, ground[0]
    for level in level_mps.tolist():
        gain += _FOLLOWED * (ground[int(at_m / GRID_M)] - gain)
        speeds.append(level * gain)
        at_m += level * gain
    return np.array(speeds)


@dataclass(frozen=True, slots=True)
class Bicycle:
    """Rider and bicycle: mass in kg, drag area in m², coefficient of rolling resistance."""

    mass_kg: float
    drag_area_m2: float = 0.34
    rolling: float = 0.0045


_REACH = 0.94
_SURGES_KEPT = 0.75
_ROUNDS = 3
_SPANS_S = (30, 60, 120, 180, 300, 480, 720, 1200)
_AIR_KG_M3, _TRANSMISSION = 1.2, 0.976
_SLOWEST_MPS, _COASTS_FROM_MPS = 1.4, 14.0
_BENDS_MPS, _BENDS_SPREAD_MPS, _BENDS_S = 13.8, 1.5, 40.0
"""Bends and caution let no descent be taken faster than about this; it changes within so many seconds."""
_MOST_MPS2 = 1.5
_SPRINT = 1.8
"""From this share of critical power it is a sprint, and one pedals at any speed."""
_SPRINT_FADE = 0.42


@dataclass(frozen=True, slots=True)
class Manner:
    """How a ride is ridden: `steadiness` is 0 in a bunch and 1 on a trainer; all out, efforts reach what the day allows."""

    steadiness: float
    is_all_out: bool = False
    length_m: float | None = None


def ride(
    effort: Column, curve: PowerCurve, bicycle: Bicycle, course: Course | None, rng: np.random.Generator, manner: Manner
) -> Motion:
    """Riding at efforts (share of the day's critical power): riders push on hills and rest behind them, and traffic and mood do the rest.

    The mean over each stretch of equal effort is about what was planned. Speed by the balance of Martin et al., J Appl Biomech 14:276,
    1998. Without a course the road is level.
    """
    count, loose = len(effort), 1.0 - manner.steadiness
    noise = 1.0 + loose * (0.16 * smooth_noise(count, 9.0, rng) + 0.13 * smooth_noise(count, 45.0, rng))
    noise += 0.018 * rng.standard_normal(count)
    coasting = loose * 1.1 * smooth_noise(count, 14.0, rng) > 1.75
    fastest = np.clip(_BENDS_MPS + _BENDS_SPREAD_MPS * smooth_noise(count, _BENDS_S, rng), 10.0, 17.5)
    wanted = curve.critical_w * effort
    gradient = _ground(course, float(fastest.sum()))
    hills = np.clip(1.0 + 1.2 * loose * np.where(gradient > 0, 2.6, 7.0) * gradient, 0.0, 1.22)
    if course is None:
        hills = np.ones_like(gradient)
    is_sprint = effort > _SPRINT
    drive = wanted * np.where(is_sprint, _fading(effort), np.where(coasting, 0.0, np.maximum(noise, 0.0)))
    road = _Road(bicycle, gradient, fastest, np.where(is_sprint, np.inf, _COASTS_FROM_MPS), manner.length_m)
    power, _ = road.roll(drive, hills)
    drive[: len(power)] *= _to_plan(power, wanted[: len(power)])
    power, speed = road.roll(drive, hills)
    power = np.minimum(_eased(power, 1.6), curve.peak_w)
    power = np.minimum(power * _to_plan(power, wanted[: len(power)]), curve.peak_w)
    if not manner.is_all_out:
        power, speed = road.roll(_within_reach(power, curve))
    pedals = power > 12.0
    cadence = np.clip(
        82.0 + 10.0 * (power / curve.critical_w - 0.6) + 3.0 * smooth_noise(len(power), 12.0, rng), 50.0, 125.0
    )
    return Motion(power / curve.critical_w, speed, np.where(pedals, cadence, 0.0), power)


def _fading(effort: Column) -> Column:
    """The shape of stretches that are sprinted: each begins above its mean and ends below it, as strength goes."""
    starts = np.flatnonzero(np.diff(effort, prepend=np.nan) != 0)
    sizes = np.diff(np.append(starts, len(effort)))
    gone = (np.arange(len(effort)) - np.repeat(starts, sizes) + 0.5) / np.repeat(sizes, sizes)
    return 1.0 + _SPRINT_FADE * (1.0 - 2.0 * gone)


@dataclass(frozen=True, slots=True)
class _Road:
    """What a ride rolls along: the grade on each `GRID_M`, and by second the fastest that bends allow and from where nobody pedals, m/s."""

    bicycle: Bicycle
    gradient: Column
    fastest: Column
    coasts_from: Column
    length_m: float | None

    def roll(self, power_w: Column, hills: Column | None = None) -> tuple[Column, Column]:
        """Power and speed of each second up to the end.

        With `hills` power is what one means to push: the ground changes it, and at speed one rests.
        """
        mass = self.bicycle.mass_kg
        drag = 0.5 * _AIR_KG_M3 * self.bicycle.drag_area_m2 / mass
        slope: list[float] = (_GRAVITY * (self.gradient + self.bicycle.rolling)).tolist()
        pushed: list[float] = ([1.0] * len(slope)) if hills is None else hills.tolist()
        coasts_from = np.full(len(power_w), np.inf) if hills is None else self.coasts_from
        end_m = np.inf if self.length_m is None else self.length_m
        powers: list[float] = []
        speeds: list[float] = []
        at_m, speed = 0.0, _SLOWEST_MPS
        # Some ten million times a history: conditions, since a call of `min` would take longer than all the rest.
        for power, fastest, coasts in zip(power_w.tolist(), self.fastest.tolist(), coasts_from.tolist(), strict=False):
            place = int(at_m / GRID_M)
            power = 0.0 if speed > coasts else power * pushed[place]
            gained = (
                power * _TRANSMISSION / mass / (speed if speed > 2.0 else 2.0) - drag * speed * speed - slope[place]
            )
            speed += gained if gained < _MOST_MPS2 else _MOST_MPS2
            if speed > fastest:
                speed = fastest
            elif speed < _SLOWEST_MPS:
                speed = _SLOWEST_MPS
            at_m += speed
            powers.append(power)
            speeds.append(speed)
            if at_m >= end_m:
                break
        return np.array(powers), np.array(speeds)


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


def _to_plan(power: Column, wanted: Column) -> Column:
    """The factor of each second that gives each stretch of equal effort the mean it was planned with."""
    starts = np.flatnonzero(np.diff(wanted, prepend=np.nan) != 0)
    sizes = np.diff(np.append(starts, len(wanted)))
    means = np.add.reduceat(power, starts) / sizes
    return np.repeat(np.clip(wanted[starts] / np.maximum(means, 1.0), 0.5, 1.2), sizes)


def _eased(values: Column, over_s: float) -> Column:
    """Values that need some seconds to change: a mean over a short window centred on each second."""
    width = 2 * max(round(over_s), 1) + 1
    padded = np.pad(values, width // 2, mode="edge")
    sums = np.concatenate([[0.0], np.cumsum(padded)])
    return (sums[width:] - sums[:-width]) / width
