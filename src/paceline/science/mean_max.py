"""Mean-maximal curves: the best mean over every duration of a one-second series.

All of it is prefix sums and differences between them, in whole numbers of 32 bits where they fit: the curve costs memory traffic,
and that halves it. Of short recordings many durations are taken at once, since each call costs more than what it adds up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import NotComputable
from paceline.science.streams import Column, as_column

Sums = NDArray[np.int32] | NDArray[np.int64]

LEAST_COVERAGE = 0.9
LONGEST_STANDARD_S = 48 * 3600
NAMED_MINUTES = (3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720)


@dataclass(frozen=True, slots=True)
class BestWindow:
    """The best window of one duration: from second `start_s`, included, to `end_s`, excluded."""

    start_s: int
    end_s: int
    mean: float


@cache
def _all_durations(finest_s: int, step: float) -> NDArray[np.int64]:
    durations = {minutes * 60 for minutes in NAMED_MINUTES}
    duration = finest_s
    while duration <= LONGEST_STANDARD_S:
        durations.add(duration)
        duration = max(duration + finest_s, round(duration * (1 + step)))
    every = np.array(sorted(durations), dtype=np.int64)
    every.flags.writeable = False
    return every


def standard_durations_s(longest_s: int, *, finest_s: int = 1, step: float = 0.01) -> NDArray[np.int64]:
    """The durations of stored curves, up to `longest_s` (at most 48 h): steps of `finest_s` or a share, and round minutes.

    By default every second to 2.5 min, then steps of 1 %. The same for every activity, so that curves of many activities combine
    point by point. Read-only.
    """
    every = _all_durations(finest_s, step)
    return every[: int(np.searchsorted(every, longest_s, side="right"))]


_CELLS = 32_768
"""Windows looked at in one go: few enough that they stay in the cache."""


def _prefix(whole: Column) -> Sums:
    """Prefix sums of whole numbers."""
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(whole.astype(np.int64))])
    # Differences are bounded by the absolute sum, so with this check no window can overflow.
    return sums.astype(np.int32) if float(np.abs(whole).sum()) <= np.iinfo(np.int32).max else sums


def _prefix_watts(power_w_1hz: ArrayLike) -> Sums:
    return _prefix(np.rint(np.nan_to_num(as_column(power_w_1hz), nan=0.0)))


def mean_max_all(power_w_1hz: ArrayLike) -> Column:
    """Best mean power in W for every duration: item k is the best of k + 1 seconds.

    power_w_1hz: one value a second, pauses as 0 W so that a rest cannot lengthen an effort, NaN counts 0 W; rounded to
    whole watts, for which the result is exact. Time grows with the square of the length (5 h: some 50 ms), so beyond
    6 h prefer `mean_max_at`. Empty for an empty series. The curve need not fall; see `display_envelope`.
    Definition: max over t of mean(P[t .. t+d]).
    """
    sums = _prefix_watts(power_w_1hz)
    return _best_means(sums, np.arange(1, len(sums), dtype=np.int64))


def mean_max_at(power_w_1hz: ArrayLike, durations_s: ArrayLike) -> Column:
    """As `mean_max_all` at some durations (whole seconds ≥ 1): one mean a duration, NaN beyond the series."""
    sums = _prefix_watts(power_w_1hz)
    durations = np.asarray(durations_s, dtype=np.int64)
    fitting = durations < len(sums)
    best = np.full(len(durations), np.nan)
    best[fitting] = _best_means(sums, durations[fitting])
    return best


def _best_means(sums: Sums, durations: NDArray[np.int64]) -> Column:
    """The best mean of each duration, all of them within the series. Values below zero must not occur."""
    at_once = _CELLS // len(sums)
    if at_once < 8:
        return _best_sums_singly(sums, durations) / durations
    best = np.empty(len(durations), dtype=np.int64)
    # A window that hangs over the end sums up less than the last one that does not, so it never wins.
    rows = sliding_window_view(np.concatenate([sums, np.full(len(sums), sums[-1])]), len(sums))
    for first in range(0, len(durations), at_once):
        part = durations[first : first + at_once]
        windows = rows[part, : len(sums) - int(part.min())]
        windows -= sums[: windows.shape[1]]
        best[first : first + at_once] = windows.max(axis=1)
    return best / durations


def _best_sums_singly(sums: Sums, durations: NDArray[np.int64]) -> NDArray[np.int64]:
    scratch = np.empty_like(sums)
    best = np.empty(len(durations), dtype=np.int64)
    for index, duration in enumerate(durations.tolist()):
        windows = scratch[: len(sums) - duration]
        np.subtract(sums[duration:], sums[:-duration], out=windows)
        best[index] = np.maximum.reduce(windows)
    return best


def mean_max_with_gaps(
    values_1hz: ArrayLike, durations_s: ArrayLike, *, per_unit: int = 1000, least_coverage: float = LEAST_COVERAGE
) -> Column:
    """Best mean of the present values for each duration (whole seconds ≥ 1), for heart rate and speed.

    values_1hz: one value ≥ 0 a second, NaN = missing, which is left out of the mean; rounded to whole steps, `per_unit` of which make
    one unit. A window takes part when at least `least_coverage` of its seconds are present (our choice of 0.9). NaN where no window
    does.
    """
    column = as_column(values_1hz)
    present = ~np.isnan(column)
    durations = np.asarray(durations_s, dtype=np.int64)
    fitting = (durations >= 1) & (durations <= len(column))
    best = np.full(len(durations), np.nan)
    if bool(present.all()):
        best[fitting] = _best_means(_prefix(np.rint(column * per_unit)), durations[fitting]) / per_unit
        return best
    sums = _prefix(np.rint(np.where(present, column, 0.0) * per_unit))
    counts = np.concatenate([[0], np.cumsum(present)]).astype(np.int32)
    best[fitting] = _best_covered(sums, counts, durations[fitting], least_coverage) / per_unit
    return best


def _best_covered(sums: Sums, counts: NDArray[np.int32], durations: NDArray[np.int64], least_coverage: float) -> Column:
    size = len(sums)
    at_once = max(_CELLS // size, 1)
    least = np.maximum(np.ceil(least_coverage * durations), 1)
    best = np.empty(len(durations))
    rows = sliding_window_view(np.concatenate([sums, np.full(size, sums[-1])]), size)
    # Past the end nothing is covered.
    covered_rows = sliding_window_view(np.concatenate([counts, np.full(size, -1, dtype=np.int32)]), size)
    for first in range(0, len(durations), at_once):
        these = slice(first, first + at_once)
        width = size - int(durations[these].min())
        windows, covered = rows[durations[these], :width], covered_rows[durations[these], :width]
        windows -= sums[:width]
        covered -= counts[:width]
        # 24 bits of a mean are far finer than any sensor, and halve the traffic once more.
        means = np.full(windows.shape, -np.inf, dtype=np.float32)
        is_covered = covered >= least[these, np.newaxis]
        np.divide(windows, covered, out=means, where=is_covered, dtype=np.float32, casting="unsafe")
        best[these] = means.max(axis=1)
    best[best == -np.inf] = np.nan
    return best


def _prefix_present(values_1hz: ArrayLike) -> tuple[Column, NDArray[np.int32]]:
    """Prefix sums of the values that are present, and of how many there are."""
    column = as_column(values_1hz)
    present = ~np.isnan(column)
    sums = np.concatenate([[0.0], np.cumsum(np.where(present, column, 0.0))])
    return sums, np.concatenate([[0], np.cumsum(present)]).astype(np.int32)


def _window_means(sums: Column, counts: NDArray[np.int32], duration: int, least_coverage: float) -> Column:
    """Mean of what is present in each window, minus infinity where that is too little."""
    windows = sums[duration:] - sums[:-duration]
    if counts[-1] == len(counts) - 1:
        return windows / duration
    covered = counts[duration:] - counts[:-duration]
    windows /= np.maximum(covered, 1)
    windows[covered < max(least_coverage * duration, 1.0)] = -np.inf
    return windows


def best_window(
    values_1hz: ArrayLike, duration_s: int, *, least_coverage: float = LEAST_COVERAGE
) -> BestWindow | NotComputable:
    """Where the best mean of one duration lies (power, heart rate, speed); the earliest of equals.

    values_1hz, least_coverage: as `mean_max_with_gaps`. Not computable: "too_short", or "missing_values" when no window
    is covered well enough.
    """
    return best_windows(values_1hz, (duration_s,), least_coverage=least_coverage)[0]


def best_windows(
    values_1hz: ArrayLike, durations_s: Sequence[int], *, least_coverage: float = LEAST_COVERAGE
) -> list[BestWindow | NotComputable]:
    """`best_window` for several durations, in their order."""
    sums, counts = _prefix_present(values_1hz)
    return [_best_window(sums, counts, duration, least_coverage) for duration in durations_s]


def _best_window(
    sums: Column, counts: NDArray[np.int32], duration_s: int, least_coverage: float
) -> BestWindow | NotComputable:
    if not 1 <= duration_s < len(sums):
        return NotComputable("too_short", "The recording is shorter than this duration.")
    means = _window_means(sums, counts, duration_s, least_coverage)
    start = int(np.argmax(means))
    if means[start] == -np.inf:
        return NotComputable("missing_values", "Too many values are missing in every window of this duration.")
    return BestWindow(start, start + duration_s, float(means[start]))


def display_envelope(means: ArrayLike) -> Column:
    """The curve as drawn: each duration takes the best of itself and all longer ones; NaN stays out.

    Whoever held 233 W for 180 s held at least that for some 120 s within; the raw curve may say less.
    """
    return np.fmax.accumulate(as_column(means)[::-1])[::-1]
