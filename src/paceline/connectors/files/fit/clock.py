"""Which times in a file to believe."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Column, Flaw

_FIRST_DATE: Final = 0x1000_0000
"""Below, a FIT `date_time` counts the seconds since power-up: the clock was not set."""

_PLAUSIBLE_S: Final = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Clock:
    """The middle of the recording in FIT seconds; None in a file without records."""

    middle: float | None

    @classmethod
    def of_records(cls, seconds: Column) -> "Clock":
        """The clock of records at FIT `seconds`, shape (n,), NaN where unknown."""
        timed = seconds[~np.isnan(seconds)]
        return cls(float(np.median(timed)) if len(timed) else None)

    def believe(self, seconds: Column) -> Column:
        """The times with NaN for those a month off the recording: a clock not set yet, or damage."""
        far = seconds < _FIRST_DATE if self.middle is None else np.abs(seconds - self.middle) > _PLAUSIBLE_S
        return np.where(far, np.nan, seconds)

    def usable_rows(self, seconds: Column) -> tuple[NDArray[np.intp], tuple[Flaw, ...]]:
        """The rows of records whose time can be meant, with flaws for the others."""
        flaws: list[Flaw] = []
        untimed = int(np.isnan(seconds).sum())
        usable = ~np.isnan(self.believe(seconds))
        doubtful = len(seconds) - untimed - int(usable.sum())
        if untimed:
            flaws.append(Flaw("fit_record_without_time", f"{untimed} records have no time and were left out."))
        if doubtful:
            flaws.append(
                Flaw("fit_time_implausible", f"{doubtful} records lie a month off the rest and were left out.")
            )
        if self.middle is not None and self.middle < _FIRST_DATE:
            flaws.append(Flaw("fit_clock_not_set", "The device's clock was not set; the date is wrong."))
        return np.flatnonzero(usable), tuple(flaws)
