"""Workouts as steps of effort: what is ridden or run within a session. Effort 1 is critical power, or the speed of an hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Workout(StrEnum):
    """What a session is for."""

    RECOVERY = "recovery"
    EASY = "easy"
    LONG = "long"
    PROGRESSION = "progression"
    RACE_PACE = "race_pace"
    TEMPO = "tempo"
    SWEET_SPOT = "sweet_spot"
    THRESHOLD = "threshold"
    INTERVALS = "intervals"
    SHORT_INTERVALS = "short_intervals"
    STRIDES = "strides"
    GROUP = "group"
    COMMUTE = "commute"
    TEST_LONG = "test_long"
    TEST_SHORT = "test_short"
    RACE = "race"


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch at one effort; `kind` is the lap's intensity as FIT names it."""

    seconds: int
    effort: float
    kind: str = "active"


Maximal = Callable[[float], float]
"""Duration in seconds → the highest effort that can be held for it today."""

_WARM, _COOL = "warmup", "cooldown"
_WORK, _REST = "interval", "recovery"


def _sets(count: int, work: Step, rest: Step) -> list[Step]:
    """Repeats with a rest between them."""
    return ([work, rest] * count)[:-1]


def _within(minutes: float, warm: Step, core: Sequence[Step], ease: float) -> tuple[Step, ...]:
    """A core between warm-up and cool-down; what is left of the time is ridden easily at the end."""
    left = round(minutes * 60) - warm.seconds - sum(step.seconds for step in core)
    return (warm, *core, Step(max(left, 300), ease, _COOL))


def ride_steps(workout: Workout, minutes: float, maximal: Maximal, rng: np.random.Generator) -> tuple[Step, ...]:
    """The steps of a ride of about that many minutes."""
    total = round(minutes * 60)
    core = _ride_core(workout, maximal)
    if core is not None:
        ease = {Workout.STRIDES: 0.62, Workout.TEST_LONG: 0.48, Workout.TEST_SHORT: 0.48}.get(workout, 0.55)
        return _within(minutes, Step(900, 0.58, _WARM), core, ease)
    match workout:
        case Workout.RECOVERY:
            return (Step(total, 0.5),)
        case Workout.COMMUTE:
            return (Step(total, rng.uniform(0.55, 0.7)),)
        case Workout.LONG:
            return (Step(total // 2, 0.65), Step(total // 4, 0.7), Step(total // 4, 0.66))
        case Workout.PROGRESSION:
            return (Step(total * 2 // 3, 0.64), Step(total // 3, 0.79))
        case Workout.GROUP:
            efforts = rng.uniform(0.58, 0.95, max(total // 480, 1))
            return tuple(Step(480, float(effort)) for effort in efforts)
        case _:
            return (Step(total, rng.uniform(0.6, 0.66)),)


def _ride_core(workout: Workout, maximal: Maximal) -> list[Step] | None:
    """What is ridden between warm-up and cool-down; `None` for a ride without."""
    work_30 = _sets(10, Step(30, 1.35, _WORK), Step(30, 0.5, _REST))
    cores = {
        Workout.TEMPO: _sets(3, Step(900, 0.82, _WORK), Step(240, 0.55, _REST)),
        Workout.SWEET_SPOT: _sets(3, Step(720, 0.9, _WORK), Step(240, 0.52, _REST)),
        Workout.THRESHOLD: _sets(3, Step(720, 0.98, _WORK), Step(300, 0.5, _REST)),
        Workout.INTERVALS: _sets(5, Step(240, 1.1, _WORK), Step(210, 0.48, _REST)),
        Workout.SHORT_INTERVALS: [*work_30, Step(360, 0.5, _REST), *work_30],
        Workout.STRIDES: _sets(6, Step(12, 0.905 * maximal(12.0), _WORK), Step(288, 0.55, _REST)),
        Workout.TEST_LONG: [
            Step(300, 0.97 * maximal(300.0), _WORK),
            Step(600, 0.45, _REST),
            Step(1200, 0.985 * maximal(1200.0), _WORK),
        ],
        Workout.TEST_SHORT: [
            Step(180, 0.99 * maximal(180.0), _WORK),
            Step(1500, 0.48, _REST),
            Step(720, 0.985 * maximal(720.0), _WORK),
        ],
    }
    return cores.get(workout)


def run_steps(workout: Workout, minutes: float, maximal: Maximal, rng: np.random.Generator) -> tuple[Step, ...]:
    """The steps of a run of about that many minutes."""
    total = round(minutes * 60)
    core = _run_core(workout, total, maximal)
    if core is not None:
        ease = {Workout.TEST_LONG: 0.66, Workout.TEST_SHORT: 0.66}.get(workout, 0.72)
        warm = Step(1800, 0.75, _WARM) if workout is Workout.RACE_PACE else Step(900, 0.74, _WARM)
        return _within(minutes, warm, core, ease)
    match workout:
        case Workout.RECOVERY:
            return (Step(total, 0.69),)
        case Workout.LONG:
            return (Step(total, rng.uniform(0.75, 0.78)),)
        case Workout.PROGRESSION:
            return (Step(total // 2, 0.75), Step(total // 4, 0.8), Step(total // 4, 0.89))
        case _:
            return (Step(total, rng.uniform(0.73, 0.78)),)


def _run_core(workout: Workout, total_s: int, maximal: Maximal) -> list[Step] | None:
    """What is run between warm-up and cool-down; `None` for a run without."""
    cores = {
        Workout.RACE_PACE: _sets(2, Step(1800, 0.915, _WORK), Step(300, 0.74, _REST)),
        Workout.TEMPO: [Step(1500, 0.96, _WORK)],
        Workout.THRESHOLD: _sets(4, Step(480, 1.01, _WORK), Step(90, 0.62, _REST)),
        Workout.INTERVALS: _sets(6, Step(180, 1.075, _WORK), Step(120, 0.55, _REST)),
        Workout.SHORT_INTERVALS: _sets(10, Step(85, 1.15, _WORK), Step(90, 0.5, _REST)),
        Workout.STRIDES: [
            Step(max(total_s - 2100, 600), 0.76),
            *_sets(6, Step(20, 1.36, _WORK), Step(70, 0.6, _REST)),
        ],
        Workout.TEST_LONG: [
            Step(720, 0.99 * maximal(720.0), _WORK),
            Step(1200, 0.55, _REST),
            Step(180, 0.985 * maximal(180.0), _WORK),
        ],
        Workout.TEST_SHORT: [
            Step(360, 0.99 * maximal(360.0), _WORK),
            Step(900, 0.5, _REST),
            Step(150, 0.98 * maximal(150.0), _WORK),
        ],
    }
    return cores.get(workout)


def efforts_of(steps: Sequence[Step]) -> NDArray[np.float64]:
    """The effort of each second."""
    return np.repeat([step.effort for step in steps], [step.seconds for step in steps])


def starts_of(steps: Sequence[Step]) -> NDArray[np.int64]:
    """The second in which each step begins, and the one after the last."""
    return np.cumsum([0, *(step.seconds for step in steps)])
