"""Fewer points for a chart, with the spikes kept: of each stretch of time the lowest and the highest value of every channel."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


def pick_indices(at_ms: NDArray[np.int64], columns: Sequence[Column], most: int) -> NDArray[np.int64]:
    """Which samples to draw: at most `most` (≥ 4) indices in order, shared by all channels; all of them when they are few enough.

    Recorded time is cut into stretches of equal length; each gives the place of the minimum and of the maximum of every channel
    (NaN = missing, left out), and the first and last sample are always there. So the overall extremes of each channel stay, as
    long as two points a channel fit into `most`; of more channels than that, the first ones count. Raises ValueError below 4.
    """
    if most < 4:
        raise ValueError("a chart has at least four points")
    count = len(at_ms)
    if count <= most:
        return np.arange(count)
    looked_at = columns[: (most - 2) // 2]
    stretches = (most - 2) // (2 * len(looked_at)) if looked_at else most - 2
    recorded = _recorded_time(at_ms)
    stretch = np.minimum(recorded * stretches // max(int(recorded[-1]), 1), stretches - 1)
    starts = np.flatnonzero(np.concatenate([[True], stretch[1:] != stretch[:-1]]))
    kept = np.zeros(count, dtype=np.bool_)
    kept[[0, count - 1]] = True
    if not looked_at:
        kept[starts] = True
    for values in looked_at:
        missing = np.isnan(values)
        has_gaps = bool(missing.any())
        kept[_first_equal(np.where(missing, np.inf, values) if has_gaps else values, starts, np.minimum)] = True
        kept[_first_equal(np.where(missing, -np.inf, values) if has_gaps else values, starts, np.maximum)] = True
    return np.flatnonzero(kept)


def _recorded_time(at_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Time since the start in which a long gap takes no more room than ten usual intervals, so that a lunch break costs no detail."""
    steps = np.diff(at_ms)
    return np.concatenate([[0], np.cumsum(np.minimum(steps, 10 * max(int(np.median(steps)), 1)))])


def _first_equal(values: Column, starts: NDArray[np.int64], extreme: np.ufunc) -> NDArray[np.int64]:
    """The first place of each stretch's extreme, for stretches that have any value."""
    best = extreme.reduceat(values, starts)
    lengths = np.diff(np.append(starts, len(values)))
    places = np.flatnonzero((values == np.repeat(best, lengths)) & np.isfinite(values))
    owner = np.searchsorted(starts, places, side="right")
    return places[np.concatenate([[True], owner[1:] != owner[:-1]])] if len(places) else places
