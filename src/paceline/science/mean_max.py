"""Mean-maximal curves: the best mean over every duration of a one-second series."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import NotComputable
from paceline.science.streams import Column, as_column

LEAST_COVERAGE = 0.9
NAMED_MINUTES = (3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720)


@dataclass(frozen=True, slots=True)
class BestWindow:
    """The best window of one duration: from second `start_s`, included, to `end_s`, excluded."""

    start_s: int
    end_s: int
    mean: float


def standard_durations_s(longest_s: int) -> NDArray[np.int64]:
    """The durations of stored curves, up to `longest_s`: every second to 2.5 min, then steps of 1 %, and round minutes.

    The same for every activity, so that curves of many activities combine point by point.
    """
    durations = {minutes * 60 for minutes in NAMED_MINUTES}
    duration = 1
    while duration <= longest_s:
        durations.add(duration)
        duration = max(duration + 1, round(duration * 1.01))
    return np.array(sorted(d for d in durations if d <= longest_s), dtype=np.int64)


def _prefix_watts(power_w_1hz: ArrayLike) -> NDArray[np.int32] | NDArray[np.int64]:
    """Prefix sums of whole watts. 32 bits halve the memory traffic, which is what the curve costs."""
    watts = np.rint(np.nan_to_num(as_column(power_w_1hz), nan=0.0)).astype(np.int64)
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(watts)])
    # Differences are bounded by the absolute sum, so with this check no window can overflow.
    return sums.astype(np.int32) if int(np.abs(watts).sum()) <= np.iinfo(np.int32).max else sums


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


def _best_means(sums: NDArray[np.int32] | NDArray[np.int64], durations: NDArray[np.int64]) -> Column:
    scratch = np.empty_like(sums)
    best = np.empty(len(durations), dtype=np.int64)
    for index, duration in enumerate(durations.tolist()):
        windows = scratch[: len(sums) - duration]
        np.subtract(sums[duration:], sums[:-duration], out=windows)
        best[index] = windows.max()
    return best / durations


def mean_max_with_gaps(
    values_1hz: ArrayLike, durations_s: ArrayLike, *, least_coverage: float = LEAST_COVERAGE
) -> Column:
    """Best mean of the present values for each duration (whole seconds ≥ 1), for heart rate and speed.

    values_1hz: one value a second, NaN = missing, which is left out of the mean. A window takes part when at least
    `least_coverage` of its seconds are present (our choice of 0.9). NaN where no window does.
    """
    sums, counts = _prefix_present(values_1hz)
    durations = np.asarray(durations_s, dtype=np.int64)
    best = np.full(len(durations), np.nan)
    for index, duration in enumerate(durations.tolist()):
        if 1 <= duration < len(sums):
            highest = float(_window_means(sums, counts, duration, least_coverage).max())
            best[index] = highest if highest > -np.inf else np.nan
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
    sums, counts = _prefix_present(values_1hz)
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
