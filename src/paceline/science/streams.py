"""Time bases, the one-second grid and its gap policy, rolling means, and the removal of impossible samples.

A recording is irregular: devices write every second, or only when something changes, and the timer may stand. What
needs a regular series says so in its parameter (`power_w_1hz`); everything else takes the time of each sample.

Gap policy (our own; GoldenCheetah and Strava differ from each other): samples at most 3 s apart are joined by a line; a
longer hole with the timer running counts as 0 W for power and as missing for the rest; a standing timer is excluded.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import NotComputable

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]
Spans = tuple[tuple[float, float], ...]

GAP_LIMIT_S = 3.0
DT_CAP_S = 5.0
LONGEST_GRID_S = 31 * 86_400

POWER_CAP_W = 2500.0
SPIKE_LEVEL_W = 800.0
SPIKE_RATIO = 2.5
SPIKE_REACH_S = 2.0
HEART_RATE_RANGE_BPM = (30.0, 230.0)
HEART_RATE_JUMP_BPM_PER_S = 20.0


class Family(StrEnum):
    """What plausibility limits depend on; finer sports are the caller's business."""

    RUN = "run"
    RIDE = "ride"
    WALK = "walk"


SPEED_CAP_MPS = {Family.RUN: 12.0, Family.WALK: 12.0, Family.RIDE: 30.0}


def as_column(values: ArrayLike) -> Column:
    """One-dimensional float64, infinities turned into the missing mark NaN. Raises ValueError for more dimensions."""
    column = np.asarray(values, dtype=np.float64)
    if column.ndim != 1:
        raise ValueError(f"expected one dimension, got {column.ndim}")
    infinite = np.isinf(column)
    return np.where(infinite, np.nan, column) if bool(infinite.any()) else column


@dataclass(frozen=True, slots=True)
class TimeBase:
    """When the samples were taken, in seconds since the start, and when the timer stood.

    `at_s` is strictly increasing but may have any spacing; `pauses_s` are (from, to) pairs in order, not overlapping.
    Raises ValueError otherwise.
    """

    at_s: Column
    pauses_s: Spans = ()

    def __post_init__(self) -> None:
        if not bool(np.isfinite(self.at_s).all()) or bool(np.any(np.diff(self.at_s) <= 0)):
            raise ValueError("sample times must be finite and strictly increasing")
        if bool(np.any(np.diff(np.array(self.pauses_s, dtype=np.float64).ravel()) < 0)):
            raise ValueError("pauses must be in order and must not overlap")

    @classmethod
    def from_unix_ms(cls, at_ms: NDArray[np.int64], pauses_ms: tuple[tuple[int, int], ...] = ()) -> "TimeBase":
        """Unix milliseconds UTC, as the readers deliver them, become seconds since the first sample."""
        if len(at_ms) == 0:
            return cls(np.empty(0))
        start_ms = int(at_ms[0])
        pauses_s = tuple(((begin - start_ms) / 1000, (end - start_ms) / 1000) for begin, end in pauses_ms)
        return cls((at_ms - start_ms) / 1000, pauses_s)

    @property
    def timer(self) -> Mask:
        """True for samples taken while the timer ran. The start of a pause belongs to it, its end does not."""
        return self.running_at(self.at_s)

    def running_at(self, at_s: Column) -> Mask:
        """True where no pause [from, to) holds the time, in seconds since the start."""
        edges = np.array(self.pauses_s, dtype=np.float64).ravel()
        return np.searchsorted(edges, at_s, side="right") % 2 == 0

    def timer_at(self, at_s: Column) -> Column:
        """The timer's reading at each time: seconds since the start without the pauses."""
        if not self.pauses_s:
            return at_s
        edges = np.array(self.pauses_s, dtype=np.float64).ravel()
        lengths = np.zeros(len(edges))
        lengths[1::2] = edges[1::2] - edges[::2]
        return at_s - np.interp(at_s, edges, np.cumsum(lengths))

    def dt_s(self, cap_s: float = DT_CAP_S) -> Column:
        """Timer seconds each sample stands for: until the next one, pauses taken out, at most `cap_s`.

        The last sample stands for the median interval; a single sample has no interval and stands for 0 s. The cap (our
        own choice) keeps a lost sensor from filling a zone with its last value.
        """
        if len(self.at_s) < 2:
            return np.zeros(len(self.at_s))
        ends = np.append(self.at_s[1:], self.at_s[-1] + np.median(np.diff(self.at_s)))
        return np.minimum(self.timer_at(ends) - self.timer_at(self.at_s), cap_s)


def heuristic_gap_limit_s(at_s: ArrayLike) -> float:
    """How far apart samples may be and still be joined: twice the longer intervals (90th percentile), 3 s to 30 s.

    No published source. A device that writes only what changes has a median interval of 2 s and ordinary ones of 8 s;
    of a recorder that writes every second nine intervals in ten are that second, so its holes stay holes.
    """
    at = as_column(at_s)
    if len(at) < 2:
        return GAP_LIMIT_S
    steps = np.diff(at)
    place = 0.9 * (len(steps) - 1)
    below = int(place)
    above = min(below + 1, len(steps) - 1)
    # `np.percentile` says the same in ten times the time.
    ordered = np.partition(steps, (below, above))
    longer = ordered[below] + (place - below) * (ordered[above] - ordered[below])
    return min(max(GAP_LIMIT_S, 2.0 * float(longer)), 30.0)


class GapFill(StrEnum):
    """What a hole longer than the gap limit counts as."""

    ZERO = "zero"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SecondSeries:
    """One channel at second 0, 1, 2 … since the first sample, pauses included.

    `present` is True for measured or joined seconds, `timer` while the timer ran; `values` elsewhere holds the fill.
    """

    values: Column
    present: Mask
    timer: Mask

    @property
    def timer_values(self) -> Column:
        """The seconds of running timer put one after another: what load and averages are computed from."""
        return self.values[self.timer]


def resample_1hz(
    base: TimeBase, values: ArrayLike, *, gap_limit_s: float = GAP_LIMIT_S, fill: GapFill = GapFill.MISSING
) -> SecondSeries | NotComputable:
    """The channel on whole seconds since the first sample, by the gap policy of this module.

    values: one a sample, NaN = missing. A recording faster than 1 Hz is read at the whole seconds, not averaged.
    Raises ValueError when lengths differ. Not computable ("too_long") beyond 31 days: that is a wrong clock.
    """
    column = as_column(values)
    at = base.at_s
    if len(column) != len(at):
        raise ValueError(f"{len(column)} values for {len(at)} sample times")
    if len(at) == 0:
        return SecondSeries(np.empty(0), np.empty(0, dtype=np.bool_), np.empty(0, dtype=np.bool_))
    if at[-1] - at[0] > LONGEST_GRID_S:
        return NotComputable("too_long", "The recording spans more than 31 days, so its clock cannot be right.")
    seconds = at[0] + np.arange(int(at[-1] - at[0]) + 1, dtype=np.float64)
    timer = base.running_at(seconds)
    known = ~np.isnan(column) & base.timer
    # On the timer's clock the two ends of a pause meet, so a pause never counts as a gap.
    known_at, clock = base.timer_at(at[known]), base.timer_at(seconds)
    present = timer & _covered(clock, known_at, gap_limit_s)
    filled = np.full(len(seconds), 0.0 if fill is GapFill.ZERO else np.nan)
    if bool(present.any()):
        filled[present] = np.interp(clock[present], known_at, column[known])
    return SecondSeries(filled, present, timer)


def _covered(clock_s: Column, known_at: Column, gap_limit_s: float) -> Mask:
    """Which times fall on a known sample or between two that are close enough to join."""
    if len(known_at) == 0:
        return np.zeros(len(clock_s), dtype=np.bool_)
    after = np.searchsorted(known_at, clock_s, side="left")
    before = np.searchsorted(known_at, clock_s, side="right") - 1
    inside = (before >= 0) & (after < len(known_at))
    spread = known_at[np.minimum(after, len(known_at) - 1)] - known_at[np.maximum(before, 0)]
    return inside & (spread <= gap_limit_s)


def rolling_mean_full(values: ArrayLike, window: int) -> Column:
    """Means of all full windows: n - window + 1 of them (none if n < window), NaN where a window misses a value."""
    column = as_column(values)
    if window < 1:
        raise ValueError("a window has at least one sample")
    if len(column) < window:
        return np.empty(0)
    missing = np.isnan(column)
    means = window_sums(np.where(missing, 0.0, column), window) / window
    if bool(missing.any()):
        means[window_sums(missing.astype(np.float64), window) > 0] = np.nan
    return means


def rolling_mean_zero_padded(values: ArrayLike, window: int) -> Column:
    """n trailing means over a window that reaches back into zeros at the start (GoldenCheetah's convention)."""
    return rolling_mean_full(np.concatenate([np.zeros(max(window - 1, 0)), as_column(values)]), window)


def rolling_mean_expanding(values: ArrayLike, window: int) -> Column:
    """n trailing means over at most `window` samples; the first average what there is (sweatpy's convention)."""
    column = as_column(values)
    full = rolling_mean_full(column, window)
    head = column[: window - 1]
    return np.concatenate([np.cumsum(head) / np.arange(1, len(head) + 1), full])


def window_sums(values: Column, window: int) -> Column:
    """Sums of all full windows, by prefix sums; values without NaN, 1 ≤ window ≤ n."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return sums[window:] - sums[:-window]


def centred_mean(at: Column, values: Column, width: float) -> Column:
    """Mean of the polyline through (at, values) over a window of `width` around each point, in the unit of `at`.

    `at` never decreases (time, or distance with stops). Towards the ends the window shrinks on both sides alike, so
    that a straight line stays one. Values must hold no NaN.
    """
    if len(at) < 2:
        return values.copy()
    half = np.minimum(width / 2, np.minimum(at - at[0], at[-1] - at))
    # Differences of the integral over less than a thousandth would be rounding noise; there the value itself serves.
    inner = half > 1e-3
    low, high = at[inner] - half[inner], at[inner] + half[inner]
    mean = values.copy()
    mean[inner] = (polyline_integral(high, at, values) - polyline_integral(low, at, values)) / (high - low)
    return mean


def polyline_integral(x: Column, at: Column, values: Column) -> Column:
    """Integral of the polyline through (at, values) from at[0] to each x inside it; `at` never decreases, n ≥ 2."""
    area = np.concatenate([[0.0], np.cumsum(np.diff(at) * (values[1:] + values[:-1]) / 2)])
    left = np.clip(np.searchsorted(at, x, side="right") - 1, 0, len(at) - 2)
    span = at[left + 1] - at[left]
    into = x - at[left]
    slope = np.divide(values[left + 1] - values[left], span, out=np.zeros(len(x)), where=span > 0)
    return area[left] + into * (values[left] + slope * into / 2)


def ewma(values: ArrayLike, weight: float, start: float = 0.0) -> Column:
    """Exponentially weighted mean y ← (1 - weight) y + weight x over equally spaced values, missing ones as 0.

    `start` is y before the first value.
    """
    column = np.nan_to_num(as_column(values), nan=0.0)
    keep, level = 1.0 - weight, start
    means = np.empty(len(column))
    for index, value in enumerate((column * weight).tolist()):
        level = keep * level + value
        means[index] = level
    return means


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A channel with its impossible values replaced by NaN, how many there were, and how many of them were spikes."""

    values: Column
    flagged: int
    spikes: int = 0


def _without(column: Column, bad: Mask) -> Cleaned:
    return Cleaned(np.where(bad, np.nan, column), int(np.count_nonzero(bad)))


def clean_power(at_s: ArrayLike, power_w: ArrayLike) -> Cleaned:
    """Power below 0 or above 2500 W is a sensor error (our cap, above every published road sprint), and so is a spike.

    Power never above zero was not recorded: devices fill the channel with 0 W where no meter is. It is missing then, which
    is no error and not counted as one.
    """
    column = as_column(power_w)
    if not bool((column > 0).any()):
        column = np.where(column == 0, np.nan, column)
    capped = _without(column, (column < 0) | (column > POWER_CAP_W))
    spiked = _without(capped.values, heuristic_power_spikes(at_s, capped.values))
    return Cleaned(spiked.values, capped.flagged + spiked.flagged, spiked.flagged)


def heuristic_power_spikes(at_s: ArrayLike, power_w: ArrayLike) -> Mask:
    """Single samples above 800 W and above 2.5 times all that was measured within 2 s before and after; NaN = missing.

    A crank that is read wrongly while one pushes off gives such a sample, a sprint does not: it takes seconds to come and to
    go. A sample that nothing stands beside is believed, and so are two high ones in a row. That a spike is what is high and
    at odds with what surrounds it is GoldenCheetah's idea (FixSpikes); the three limits are our own.
    """
    at, column = as_column(at_s), as_column(power_w)
    high = np.flatnonzero(column > SPIKE_LEVEL_W)
    beside = np.full(len(high), np.nan)
    for step in (-1, 1):
        other = high + step
        while bool((reached := _within_reach(at, high, other)).any()):
            beside[reached] = np.fmax(beside[reached], column[other[reached]])
            other = other + step
    spikes = np.zeros(len(column), dtype=np.bool_)
    # A comparison with NaN, where nothing stands beside, is false.
    spikes[high[column[high] > SPIKE_RATIO * beside]] = True
    return spikes


def _within_reach(at: Column, one: NDArray[np.int64], other: NDArray[np.int64]) -> Mask:
    """Whether each other sample exists and lies within the reach of a spike."""
    inside = (other >= 0) & (other < len(at))
    return inside & (np.abs(at[np.where(inside, other, one)] - at[one]) <= SPIKE_REACH_S)


def clean_speed(speed_mps: ArrayLike, family: Family) -> Cleaned:
    """Speed below 0, or above 12 m/s on foot and 30 m/s riding, is a positioning error (our caps)."""
    column = as_column(speed_mps)
    return _without(column, (column < 0) | (column > SPEED_CAP_MPS[family]))


def clean_heart_rate(at_s: ArrayLike, heart_rate_bpm: ArrayLike) -> Cleaned:
    """Heart rate below 30 or above 230 bpm, or over 20 bpm a second away from the last accepted value (our limits).

    The allowance grows with time, so a true change after a lost signal is believed again within seconds.
    """
    at, column = as_column(at_s), as_column(heart_rate_bpm)
    low, high = HEART_RATE_RANGE_BPM
    bad = (column < low) | (column > high)
    usable = np.flatnonzero(~bad & ~np.isnan(column))
    too_fast = np.abs(np.diff(column[usable])) > HEART_RATE_JUMP_BPM_PER_S * np.diff(at[usable])
    if bool(too_fast.any()):
        bad[usable[_jumps(at[usable].tolist(), column[usable].tolist())]] = True
    return _without(column, bad)


def _jumps(at_s: list[float], heart_rate_bpm: list[float]) -> list[int]:
    jumps: list[int] = []
    last_at, last = at_s[0], heart_rate_bpm[0]
    for index, (at, value) in enumerate(zip(at_s, heart_rate_bpm, strict=True)):
        if abs(value - last) > HEART_RATE_JUMP_BPM_PER_S * (at - last_at):
            jumps.append(index)
        else:
            last_at, last = at, value
    return jumps
