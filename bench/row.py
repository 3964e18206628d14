"""A row of the table: what is measured, its goals, and the verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.ground import Ground


class UnavailableError(Exception):
    """A row cannot be measured here; the message says why."""


class Judged(Enum):
    """Which figure a goal speaks of."""

    RATIO = "×"
    MILLISECONDS = "ms"
    SECONDS = "s"
    MEGABYTES = "MB"
    KILOBYTES = "kB"


class Verdict(Enum):
    STRETCH = "stretch met"
    MUST = "must met"
    MISSED = "MISSED"
    NO_GOAL = "no goal"


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several rounds, with the lowest and the highest."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{_three_digits(self.middle)}× ({_three_digits(self.low)}–{_three_digits(self.high)})"


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a row found. `judged` is compared with the goals, in the unit the row names."""

    judged: float
    ours: str
    theirs: str
    ratio: Spread | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    `bound` names the rival or the physical bound. `must` and `stretch` are in the unit of `judged`: at least that much where
    `at_least`, else at most.
    """

    name: str
    what: str
    bound: str
    run: Callable[["Ground"], Measurement]
    must: float | None = None
    stretch: float | None = None
    judged: Judged = Judged.RATIO
    at_least: bool = False

    def verdict(self, figure: float) -> Verdict:
        """How a figure compares with the goals."""
        if self.must is None:
            return Verdict.NO_GOAL
        if not self._reaches(figure, self.must):
            return Verdict.MISSED
        return Verdict.STRETCH if self.stretch is not None and self._reaches(figure, self.stretch) else Verdict.MUST

    def goal(self, figure: float | None) -> str:
        """A goal as the table shows it."""
        if figure is None:
            return "–"
        unit = self.judged.value if self.judged is Judged.RATIO else f" {self.judged.value}"
        return f"{'≥' if self.at_least else '≤'} {_three_digits(figure)}{unit}"

    def _reaches(self, figure: float, goal: float) -> bool:
        return figure >= goal if self.at_least else figure <= goal


def milliseconds(seconds: float) -> str:
    """A duration as people read it."""
    return f"{seconds:.2f} s" if seconds >= 10 else f"{_three_digits(seconds * 1000)} ms"


def _three_digits(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
