"""A value that changes on certain days: what every timeline here is made of."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from paceline.athletes.events import BEGINNING

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Steps(Generic[T]):
    """`values[0]` holds before `days[0]`, `values[k]` from `days[k - 1]` on. `days` ascend."""

    days: Sequence[date]
    values: Sequence[T]

    def on(self, day: date) -> T:
        """The value of a day."""
        return self.values[bisect_right(self.days, day)]


def first_difference(before: Steps[T], after: Steps[T]) -> date | None:
    """The first day on which two timelines differ: `BEGINNING` when already before their first step, `None` when nowhere."""
    if before.values[0] != after.values[0]:
        return BEGINNING
    return next((day for day in sorted({*before.days, *after.days}) if before.on(day) != after.on(day)), None)
