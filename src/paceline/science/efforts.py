"""Best efforts: the fastest time over a distance, and the longest distance in a time, within one recording."""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import NotComputable
from paceline.science.streams import SPEED_CAP_MPS, Column, Family, Mask, as_column

Indices = NDArray[np.intp]

RUN_TARGETS_M = (400.0, 800.0, 1000.0, 1609.344, 3000.0, 5000.0, 10_000.0, 15_000.0, 21_097.5, 42_195.0)
RIDE_TARGETS_M = (5000.0, 10_000.0, 20_000.0, 40_000.0, 50_000.0, 90_000.0, 100_000.0, 160_934.4, 180_000.0)

GAP_S = 10.0
GAP_SHARE = 0.05
MOVED_M = 1.0
"""Less than this over a gap is a rest, not a hole in the recording."""

_FASTEST_RUN = (
    (100.0, 9.58), (200.0, 19.19), (400.0, 43.03), (800.0, 100.91), (1000.0, 131.96), (1609.344, 223.13),
    (3000.0, 437.55), (5000.0, 755.36), (10_000.0, 1571.0), (21_097.5, 3402.0), (42_195.0, 7235.0),
    (100_000.0, 21_935.0),
)  # fmt: skip
_FASTEST_RIDE_MPS = ((1000.0, 30.0), (5000.0, 25.0), (20_000.0, 20.0), (40_000.0, 17.5), (100_000.0, 15.5))

_UNRELIABLE = NotComputable("unreliable_distance", "Gaps or jumps in the distance leave no usable window.")
_TOO_FAST = NotComputable("too_fast", "The best window is faster than anyone can be, so the distance must be wrong.")


@dataclass(frozen=True, slots=True)
class BestEffort:
    """The best window: `distance_m` in `elapsed_s`, from `start_s` to `end_s` on the time base given."""

    distance_m: float
    elapsed_s: float
    start_s: float
    end_s: float


def heuristic_fastest_plausible_s(distance_m: float, family: Family) -> float:
    """The shortest believable time in s over a distance: world records on foot, our own limits riding.

    Straight lines between the points on logarithmic scales. Men's records as of 2025, 100 m to 100 km; beyond the ends
    the nearest speed holds. The riding limits have no published source; they leave room for
    descents and groups.
    """
    if family is Family.RIDE:
        points = np.array(_FASTEST_RIDE_MPS)
        speeds = points[:, 1]
    else:
        points = np.array(_FASTEST_RUN)
        speeds = points[:, 0] / points[:, 1]
    return distance_m / exp(float(np.interp(log(distance_m), np.log(points[:, 0]), np.log(speeds))))


@dataclass(frozen=True, slots=True)
class _Track:
    """Cumulative distance over time without missing values, and which of its intervals cannot be trusted."""

    at: Column
    distance: Column
    jump: Mask
    gap: Mask

    @classmethod
    def of(cls, at_s: ArrayLike, distance_m: ArrayLike, family: Family) -> "_Track":
        at, raw = as_column(at_s), as_column(distance_m)
        if len(at) != len(raw):
            raise ValueError(f"{len(at)} sample times for {len(raw)} distances")
        known = ~np.isnan(raw)
        at, raw = at[known], raw[known]
        steps, covered = np.diff(at), np.maximum(np.diff(raw), 0.0)
        # A counter that starts again goes on from where it was; adding up would blur one that never fell.
        fell = bool(np.any(np.diff(raw) < 0))
        distance = np.concatenate([raw[:1], raw[:1] + np.cumsum(covered)]) if fell else raw
        jump = covered > SPEED_CAP_MPS[family] * steps
        return cls(at, distance, jump, (steps > GAP_S) & (covered > MOVED_M))

    def trusts(self, axis: Column, begins: Column, ends: Column, length: float) -> tuple[Mask, Indices, Indices]:
        """Which windows touch neither a jump nor too big a gap, and the samples around them.

        axis: distance or time, what `begins`, `ends` and their common `length` are measured in. A gap is too big beyond
        5 % of that length, even where the window takes in a part of it: where in the gap it would end is a guess.
        """
        # Distance stands still at a stop: leave after one at the start, arrive before one at the end. The nanometre
        # keeps the rounding of `begin + target` from falling on the wrong side of it.
        first = np.clip(np.searchsorted(axis, begins + 1e-9, side="right") - 1, 0, len(axis) - 2)
        last = np.clip(np.searchsorted(axis, ends - 1e-9, side="left"), 1, len(axis) - 1)
        doubtful = self.jump | (self.gap & (np.diff(axis) > GAP_SHARE * length))
        before = np.concatenate([[0], np.cumsum(doubtful)])
        return before[last] == before[first], first, last


def best_effort_by_distance(
    at_s: ArrayLike, distance_m: ArrayLike, target_m: float, family: Family
) -> BestEffort | NotComputable:
    """The least elapsed time over exactly `target_m`, found exactly on the polyline of distance over time.

    at_s: elapsed seconds, strictly increasing, pauses not taken out, so that a rest cannot make a record (Strava's rule
    for best efforts); distance_m: cumulative, same length, NaN = missing.
    The least time begins or ends at a sample, so both kinds of window are tried, the other end interpolated.
    Left out: windows that touch a jump (faster than 12 m/s on foot, 30 m/s riding), or a gap over 10 s that carries
    over 5 % of the distance. A counter that starts again goes on from where it was.
    Not computable: "too_short", "unreliable_distance" (nothing is left), "too_fast" (beyond
    `heuristic_fastest_plausible_s`). Raises ValueError when lengths differ or the target is not above zero.
    """
    return best_efforts_by_distance(at_s, distance_m, (target_m,), family)[target_m]


def best_efforts_by_distance(
    at_s: ArrayLike, distance_m: ArrayLike, targets_m: tuple[float, ...], family: Family
) -> dict[float, BestEffort | NotComputable]:
    """`best_effort_by_distance` for several targets (`RUN_TARGETS_M`, `RIDE_TARGETS_M`), by target."""
    if any(not target > 0 for target in targets_m):
        raise ValueError("a target distance is more than zero")
    track = _Track.of(at_s, distance_m, family)
    return {target: _fastest(track, target, family) for target in targets_m}


def _fastest(track: _Track, target: float, family: Family) -> BestEffort | NotComputable:
    distance = track.distance
    if len(distance) < 2 or distance[-1] - distance[0] < target:
        return NotComputable("too_short", "The recording covers less than this distance.")
    from_sample = distance[distance[-1] - distance >= target]
    to_sample = distance[distance - distance[0] >= target]
    begins = np.concatenate([from_sample, to_sample - target])
    ends = np.concatenate([from_sample + target, to_sample])
    trusted, first, last = track.trusts(distance, begins, ends, target)
    starts = _time_at(track, begins, first, first + 1)
    stops = _time_at(track, ends, last - 1, last)
    if not bool(trusted.any()):
        return _UNRELIABLE
    best = int(np.argmin(np.where(trusted, stops - starts, np.inf)))
    elapsed = float(stops[best] - starts[best])
    if elapsed < heuristic_fastest_plausible_s(target, family):
        return _TOO_FAST
    return BestEffort(target, elapsed, float(starts[best]), float(stops[best]))


def _time_at(track: _Track, place: Column, left: Indices, right: Indices) -> Column:
    span = track.distance[right] - track.distance[left]
    share = np.divide(place - track.distance[left], span, out=np.ones(len(place)), where=span > 0)
    return track.at[left] + np.clip(share, 0.0, 1.0) * (track.at[right] - track.at[left])


def best_distance_by_duration(
    at_s: ArrayLike, distance_m: ArrayLike, duration_s: float, family: Family
) -> BestEffort | NotComputable:
    """The longest distance within exactly `duration_s` of elapsed time, found exactly on the polyline.

    Parameters, rejections and codes as `best_effort_by_distance`; a gap counts as too big when it lasts over 5 % of the
    duration and moved. For power and heart rate by duration see `mean_max.best_window`.
    """
    if not duration_s > 0:
        raise ValueError("a duration is more than zero")
    track = _Track.of(at_s, distance_m, family)
    at = track.at
    if len(at) < 2 or at[-1] - at[0] < duration_s:
        return NotComputable("too_short", "The recording is shorter than this duration.")
    from_sample, to_sample = at[at[-1] - at >= duration_s], at[at - at[0] >= duration_s]
    starts = np.concatenate([from_sample, to_sample - duration_s])
    stops = np.concatenate([from_sample + duration_s, to_sample])
    trusted, _, _ = track.trusts(at, starts, stops, duration_s)
    if not bool(trusted.any()):
        return _UNRELIABLE
    covered = np.interp(stops, at, track.distance) - np.interp(starts, at, track.distance)
    best = int(np.argmax(np.where(trusted, covered, -np.inf)))
    reached = float(covered[best])
    if reached > 0 and duration_s < heuristic_fastest_plausible_s(reached, family):
        return _TOO_FAST
    return BestEffort(reached, duration_s, float(starts[best]), float(stops[best]))
