"""Which times in a file to believe, and what to make of a clock that was not set."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Column, Flaw
from paceline.connectors.files.fit.messages import MessageSet
from paceline.connectors.files.fit.profile import FILE_ID, SESSION, START_TIME, TIME_CREATED, TIMESTAMP_CORRELATION

_FIRST_DATE: Final = 0x1000_0000
"""Below, a FIT `date_time` counts the seconds since power-up: the clock was not set."""

_PLAUSIBLE_S: Final = 30 * 86_400
_SYSTEM_TIME: Final = 1


@dataclass(frozen=True, slots=True)
class Clock:
    """The middle of the recording in FIT seconds; None in a file without records.

    `shift_s` makes a time of a clock that was not set a true one; None where nothing in the file says how.
    """

    middle_s: float | None
    shift_s: float | None = None

    @classmethod
    def of_records(cls, messages: MessageSet, seconds: Column) -> "Clock":
        """The clock of a file whose records lie at FIT `seconds`, shape (n,), NaN where unknown."""
        timed = seconds[~np.isnan(seconds)]
        if not len(timed):
            return cls(None)
        shift_s = _shift_s(messages, timed) if (timed < _FIRST_DATE).any() else None
        timed = cls(None, shift_s).corrected(timed)
        dated = timed[timed >= _FIRST_DATE]
        return cls(float(np.median(dated if len(dated) else timed)), shift_s)

    @property
    def is_set(self) -> bool:
        """Whether the times of the records are dates."""
        return self.middle_s is None or self.middle_s >= _FIRST_DATE

    def corrected(self, seconds: Column) -> Column:
        """The times with those of a clock that was not set made true, where the file says how."""
        return seconds if self.shift_s is None else np.where(seconds < _FIRST_DATE, seconds + self.shift_s, seconds)

    def believe(self, seconds: Column) -> Column:
        """The corrected times with NaN for those a month off the recording: a clock not set yet, or damage."""
        seconds = self.corrected(seconds)
        far = seconds < _FIRST_DATE if self.middle_s is None else np.abs(seconds - self.middle_s) > _PLAUSIBLE_S
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
        if not self.is_set:
            flaws.append(Flaw("fit_clock_not_set", "The device's clock was not set; the date is wrong."))
        elif self.shift_s is not None:
            detail = "The device's clock was not set; its times were worked out from another time in the file."
            flaws.append(Flaw("fit_clock_corrected", detail))
        return np.flatnonzero(usable), tuple(flaws)


def _shift_s(messages: MessageSet, timed: Column) -> float | None:
    """What to add to a time of a clock that was not set; `timed`: the times of the records in the order of the file.

    The device's own comparison of both clocks; else the moment in which the clock was set, a second after the last record before; else
    the start that the file's id or the session gives. A local time alone is not believed: devices write a constant there.
    """
    table = messages.table(TIMESTAMP_CORRELATION)
    if len(table):
        true, counted = table.times(), table.column(_SYSTEM_TIME)
        both = np.flatnonzero((true >= _FIRST_DATE) & (counted < _FIRST_DATE))
        if len(both):
            return float(true[both[0]] - counted[both[0]])
    set_at = int(np.argmax(timed >= _FIRST_DATE))
    if set_at:
        return float(timed[set_at] - timed[set_at - 1]) - 1
    if timed[0] >= _FIRST_DATE:
        return None
    starts = (messages.table(FILE_ID).column(TIME_CREATED), messages.table(SESSION).column(START_TIME))
    return next((float(at - timed[0]) for column in starts for at in column.tolist() if at >= _FIRST_DATE), None)
