"""Measuring two things in turns: A B A B, so that what else the machine does falls on both."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TypeVar

from bench.row import Spread

_Item = TypeVar("_Item")
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Turns:
    """Seconds a round, of ours and of the other."""

    ours_s: list[float]
    theirs_s: list[float]

    @property
    def ours(self) -> float:
        return median(self.ours_s)

    @property
    def theirs(self) -> float:
        return median(self.theirs_s)

    def speedup(self) -> Spread:
        """How many times faster ours is, round by round."""
        return Spread.of([theirs / ours for ours, theirs in zip(self.ours_s, self.theirs_s, strict=True)])

    def cost(self) -> Spread:
        """How many times longer ours takes, round by round."""
        return Spread.of([ours / theirs for ours, theirs in zip(self.ours_s, self.theirs_s, strict=True)])


def in_turns(
    ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int, clock: Clock = time.perf_counter
) -> Turns:
    """Time both in turns, after one run of each that does not count."""
    ours()
    theirs()
    return in_turns_over((None,), lambda _: ours(), lambda _: theirs(), rounds=rounds, clock=clock)


def in_turns_over(
    items: Iterable[_Item],
    ours: Callable[[_Item], object],
    theirs: Callable[[_Item], object],
    *,
    rounds: int,
    times: int = 1,
    clock: Clock = time.perf_counter,
) -> Turns:
    """Time both in turns on each item; a round is the sum over all.

    `times`: how often both run on each item in a round; the median of these counts, so that an interruption does not. `clock`: take
    `time.process_time` where both only compute in this process, then other programs of a shared machine do not count.
    """
    turns = Turns([], [])
    for _ in range(rounds):
        ours_s = theirs_s = 0.0
        for item in items:
            own: list[float] = []
            other: list[float] = []
            for _ in range(times):
                own.append(seconds_of(partial(ours, item), clock))
                other.append(seconds_of(partial(theirs, item), clock))
            ours_s += median(own)
            theirs_s += median(other)
        turns.ours_s.append(ours_s)
        turns.theirs_s.append(theirs_s)
    return turns


def seconds_of(work: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """How long one run takes."""
    started = clock()
    work()
    return clock() - started
