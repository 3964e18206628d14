"""Movement: moving time, distance from positions, and speed from distance."""

from math import asin, sqrt

import numpy as np
from numpy.typing import ArrayLike

from paceline.science.result import NotComputable
from paceline.science.streams import (
    DT_CAP_S,
    SPEED_CAP_MPS,
    Column,
    Family,
    Mask,
    TimeBase,
    as_column,
    heuristic_gap_limit_s,
)

EARTH_RADIUS_M = 6_371_008.8
MOVING_SPEED_MPS = {Family.RUN: 0.3, Family.WALK: 0.3, Family.RIDE: 0.5}
"""Below it somebody stands. Ours: Strava's documented 30 min a mile (0.894 m/s) of runs would throw steep climbing away."""

ANCHOR_M = 3.0


def heuristic_moving(speed_mps: ArrayLike, cadence_rpm: ArrayLike, family: Family) -> Mask:
    """True for samples in motion: faster than 0.3 m/s on foot, 0.5 riding; else by cadence, see below.

    Both channels one value a sample, NaN = missing. Cadence above zero decides where speed is missing, and throughout
    when speed is never above zero (treadmill or trainer without a sensor). The limits have no published source.
    Raises ValueError when lengths differ.
    """
    speed, cadence = as_column(speed_mps), as_column(cadence_rpm)
    if len(speed) != len(cadence):
        raise ValueError(f"{len(speed)} speeds for {len(cadence)} cadences")
    unknown = np.isnan(speed) if bool((speed > 0).any()) else np.ones(len(speed), dtype=np.bool_)
    return np.where(unknown, cadence > 0, speed > MOVING_SPEED_MPS[family])


def moving_time_s(
    base: TimeBase,
    family: Family,
    *,
    distance_m: ArrayLike | None = None,
    speed_mps: ArrayLike | None = None,
    cadence_rpm: ArrayLike | None = None,
) -> float | NotComputable:
    """Seconds of running timer in motion, at most the timer from the first sample to the last.

    Channels one value a sample, NaN = missing. distance_m: cumulative. An interval over which distance grew at the limit of
    `MOVING_SPEED_MPS` or faster counts whole, however long it is. Where distance is not known or never grows,
    `heuristic_moving` decides by speed and cadence, an interval counting no further than samples are joined. Distance that
    moves in jumps (a pool swim's lengths) tells no stop from a stroke: all of the timer counts. No published source.
    Not computable ("no_movement_data") when no channel has a value. Raises ValueError when lengths differ.
    """
    count = len(base.at_s)
    distance, speed, cadence = (
        np.full(count, np.nan) if one is None else as_column(one) for one in (distance_m, speed_mps, cadence_rpm)
    )
    if not bool((~np.isnan(distance) | ~np.isnan(speed) | ~np.isnan(cadence)).any()):
        return NotComputable("no_movement_data", "The recording holds neither distance, speed nor cadence.")
    clock = base.timer_at(base.at_s)
    timer_s = np.diff(clock)
    gap_limit_s = heuristic_gap_limit_s(base.at_s)
    reach_s = np.minimum(timer_s, max(DT_CAP_S, gap_limit_s))
    by_sensors = np.where(heuristic_moving(speed, cadence, family)[:-1], reach_s, 0.0)
    gained = _gained_m(clock, distance, gap_limit_s)
    if not bool((gained > 0).any()):
        return float(by_sensors.sum())
    if _in_jumps(gained[timer_s > 0]):
        return float(timer_s.sum())
    by_distance = np.where(gained >= MOVING_SPEED_MPS[family] * timer_s, timer_s, 0.0)
    return float(np.where(np.isnan(gained), by_sensors, by_distance).sum())


def _gained_m(clock_s: Column, distance_m: Column, gap_limit_s: float) -> Column:
    """Distance gained from each sample to the next, NaN outside the known ones.

    Holes are bridged evenly, and so are repeated values up to the gap limit: many counters skip a second now and then.
    """
    known = np.flatnonzero(~np.isnan(distance_m))
    if not len(known):
        return np.full(max(len(clock_s) - 1, 0), np.nan)
    growths = np.flatnonzero(np.diff(distance_m[known]) > 0) + 1
    since_s = clock_s[known[growths]] - clock_s[known[np.append(0, growths[:-1])[: len(growths)]]]
    telling = np.unique(np.concatenate([[0], growths, growths[since_s > gap_limit_s] - 1, [len(known) - 1]]))
    points = known[telling]
    bridged = np.interp(clock_s, clock_s[points], distance_m[points], left=np.nan, right=np.nan)
    return np.diff(bridged)


def _in_jumps(gained_m: Column) -> bool:
    """True when distance rarely grows over two intervals running, as that of a length, a lap or a slow sensor does."""
    grows = gained_m > 0
    return bool(2 * np.count_nonzero(grows[1:] & grows[:-1]) < np.count_nonzero(grows[1:]))


def haversine_m(
    latitude_deg: ArrayLike, longitude_deg: ArrayLike, to_latitude_deg: ArrayLike, to_longitude_deg: ArrayLike
) -> Column:
    """Great-circle distance in m between pairs of positions in degrees, in their common shape, on a sphere of 6371 km.

    Equation: 2R·asin √(sin²(Δφ/2) + cos φ1 cos φ2 sin²(Δλ/2)). Valid for: any distance, within 0.5 % of the ellipsoid.
    Reference: Sinnott, Virtues of the Haversine, Sky and Telescope 68:159, 1984.
    """
    phi, to_phi = np.radians(latitude_deg), np.radians(to_latitude_deg)
    across = np.sin((to_phi - phi) / 2) ** 2
    along = np.sin(np.radians(np.asarray(to_longitude_deg) - np.asarray(longitude_deg)) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(across + np.cos(phi) * np.cos(to_phi) * along, 0.0, 1.0)))


def heuristic_distance_from_positions(
    at_s: ArrayLike, latitude_deg: ArrayLike, longitude_deg: ArrayLike, family: Family
) -> Column | NotComputable:
    """Cumulative distance in m at each sample from positions, for recordings without a distance of their own.

    at_s: seconds, strictly increasing; positions in degrees, NaN = missing. No published source. A single point out of
    reach from both neighbours is dropped; any other step faster than 12 m/s on foot or 30 m/s riding adds nothing.
    Distance is counted from one anchor to the next at least 3 m away, so that a standing receiver's jitter adds
    nothing, and spread evenly over the time between. Not computable below two positions ("no_positions").
    """
    at, latitude, longitude = as_column(at_s), as_column(latitude_deg), as_column(longitude_deg)
    usable = np.flatnonzero((np.abs(latitude) <= 90) & (np.abs(longitude) <= 180))
    cap = SPEED_CAP_MPS[family]
    if len(usable) > 2:
        usable = usable[~_outliers(at[usable], latitude[usable], longitude[usable], cap)]
    if len(usable) < 2:
        return NotComputable("no_positions", "The recording holds fewer than two usable positions.")
    times, anchors = _anchor_distances(at[usable], _on_sphere(latitude[usable], longitude[usable]), cap)
    return np.interp(at, times, anchors)


def _outliers(at: Column, latitude: Column, longitude: Column, cap_mps: float) -> Mask:
    steps = haversine_m(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:])
    unreachable = steps > cap_mps * np.diff(at)
    across = haversine_m(latitude[:-2], longitude[:-2], latitude[2:], longitude[2:])
    reachable_without = across <= cap_mps * (at[2:] - at[:-2])
    return np.concatenate([[False], unreachable[:-1] & unreachable[1:] & reachable_without, [False]])


def _on_sphere(latitude: Column, longitude: Column) -> list[tuple[float, float, float]]:
    phi, lam = np.radians(latitude), np.radians(longitude)
    x, y, z = np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)
    return list(zip(x.tolist(), y.tolist(), z.tolist(), strict=True))


def _anchor_distances(at: Column, points: list[tuple[float, float, float]], cap_mps: float) -> tuple[Column, Column]:
    """Times and cumulative distances of the anchors. Chords are compared, arcs are counted."""
    ax, ay, az = points[0]
    moments: list[float] = at.tolist()
    anchor_at, previous_at, total = moments[0], moments[0], 0.0
    times, distances = [anchor_at], [0.0]
    nearest = (ANCHOR_M / EARTH_RADIUS_M) ** 2
    for moment, (x, y, z) in zip(moments, points, strict=True):
        chord_squared = (x - ax) ** 2 + (y - ay) ** 2 + (z - az) ** 2
        if chord_squared >= nearest:
            leg = 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord_squared) / 2))
            # The jitter within the anchor's circle may precede a true step, hence its radius as allowance.
            if leg - ANCHOR_M <= cap_mps * (moment - previous_at):
                total += leg
            ax, ay, az, anchor_at = x, y, z, moment
            times.append(moment)
            distances.append(total)
        previous_at = moment
    if anchor_at < previous_at:
        times.append(previous_at)
        distances.append(total)
    return np.array(times), np.array(distances)


def heuristic_speed_from_distance(at_s: ArrayLike, distance_m: ArrayLike, *, window_s: float = 5.0) -> Column:
    """Speed in m/s at each sample: distance gained over a window centred on it, over the window's time.

    at_s: seconds, strictly increasing; distance_m: cumulative, NaN = missing and bridged evenly. The window is cut at
    the ends. No published source for the 5 s, which hide the jitter of positions. NaN with fewer than two distances.
    """
    at, distance = as_column(at_s), as_column(distance_m)
    known = ~np.isnan(distance)
    times, covered = at[known], np.maximum.accumulate(distance[known])
    if len(times) < 2:
        return np.full(len(at), np.nan)
    reach = np.maximum(window_s / 2, _longer_interval(at))
    low, high = np.maximum(at - reach, at[0]), np.minimum(at + reach, at[-1])
    return (np.interp(high, times, covered) - np.interp(low, times, covered)) / (high - low)


def _longer_interval(at: Column) -> Column:
    """The longer interval beside each sample: a slow recorder's window has to reach its neighbours."""
    steps = np.diff(at)
    return np.maximum(np.append(steps, 0.0), np.append([0.0], steps))
