"""A track as a short text: Google's encoded polyline, precision 5, after Douglas-Peucker."""

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

MOST_POINTS = 500
_PRECISION = 100_000
_CANDIDATES = 2000


def encode_track(latitude_deg: Column, longitude_deg: Column, *, most: int = MOST_POINTS) -> str | None:
    """The track as an encoded polyline of at most `most` points; `None` with fewer than two valid positions.

    Positions in degrees, NaN = missing; (0, 0) is what a receiver without a fix writes, and is left out. Encoding by Google,
    Encoded Polyline Algorithm Format. Simplification by Douglas and Peucker, Cartographica 10:112, 1973,
    doi:10.3138/FM57-6770-U75U-7727, with the tolerance (2 m, or the extent over 2000) raised until the points are few enough.
    """
    usable = usable_positions(latitude_deg, longitude_deg)
    latitude, longitude = latitude_deg[usable], longitude_deg[usable]
    if len(latitude) < 2:
        return None
    kept = _simplified(latitude, longitude, most)
    return encode_points(latitude[kept], longitude[kept])


def usable_positions(latitude_deg: Column, longitude_deg: Column) -> NDArray[np.int64]:
    """Which samples have a position on Earth that is not the (0, 0) of a receiver without a fix."""
    on_earth = (np.abs(latitude_deg) <= 90) & (np.abs(longitude_deg) <= 180)
    return np.flatnonzero(on_earth & ((latitude_deg != 0) | (longitude_deg != 0)))


def _simplified(latitude: Column, longitude: Column, most: int) -> NDArray[np.int64]:
    # Beyond some thousand points the eye of a 500-point line sees no difference, and the work stays bounded.
    places = np.linspace(0, len(latitude) - 1, min(len(latitude), _CANDIDATES)).astype(np.int64)
    phi = np.radians(latitude[places])
    # Metres on a plane; differences of longitude are taken the short way round, so that the date line is no obstacle.
    along = (longitude[places] - longitude[places[0]] + 180) % 360 - 180
    x, y = along * np.cos(phi[0]) * 111_195.0, latitude[places] * 111_195.0
    tolerance_m = max(2.0, float(np.hypot(np.ptp(x), np.ptp(y))) / 2000)
    while True:
        kept = _douglas_peucker(x, y, tolerance_m)
        if len(kept) <= most:
            return places[kept]
        places, x, y = places[kept], x[kept], y[kept]
        tolerance_m *= 1.5


def _douglas_peucker(x: Column, y: Column, tolerance_m: float) -> NDArray[np.int64]:
    """The points that stay. All spans of one depth are split in one go: a loop over spans costs five times as much."""
    kept = np.zeros(len(x), dtype=np.bool_)
    kept[[0, -1]] = True
    plane = x + 1j * y
    firsts, lasts = np.array([0]), np.array([len(x) - 1])
    while len(firsts):
        has_inner = lasts - firsts > 1
        firsts, lasts = firsts[has_inner], lasts[has_inner]
        if not len(firsts):
            break
        squares, farthest = _farthest(plane, firsts, lasts)
        splits = squares > tolerance_m * tolerance_m
        middles = farthest[splits]
        kept[middles] = True
        firsts, lasts = np.concatenate([firsts[splits], middles]), np.concatenate([middles, lasts[splits]])
    return np.flatnonzero(kept)


def _farthest(
    plane: NDArray[np.complex128], firsts: NDArray[np.int64], lasts: NDArray[np.int64]
) -> tuple[Column, NDArray[np.int64]]:
    """For each span the point between its ends that is farthest from the segment between them, and that distance squared."""
    inner = lasts - firsts - 1
    starts = np.cumsum(inner) - inner
    span = np.repeat(np.arange(len(firsts)), inner)
    points = np.arange(len(span)) + (firsts + 1 - starts)[span]
    # Turned so that the segment lies along the real axis.
    ahead = plane[lasts] - plane[firsts]
    length = np.abs(ahead)
    turn = np.divide(np.conj(ahead), length, out=np.ones(len(ahead), dtype=np.complex128), where=length > 0)
    turned = (plane[points] - plane[firsts][span]) * turn[span]
    # The distance to the segment, not to its line: an out-and-back track ends where it began.
    beyond = turned.real - np.minimum(np.maximum(turned.real, 0.0), length[span])
    squares = beyond * beyond + turned.imag * turned.imag
    most = np.maximum.reduceat(squares, starts)
    ties = np.flatnonzero(squares == most[span])
    _, first_of_each = np.unique(span[ties], return_index=True)
    return most, points[ties[first_of_each]]


def encode_points(latitude_deg: Column, longitude_deg: Column) -> str:
    """All points as an encoded polyline, precision 5."""
    steps = np.stack([np.rint(latitude_deg * _PRECISION), np.rint(longitude_deg * _PRECISION)], axis=1).astype(np.int64)
    differences = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    text = bytearray()
    for zigzag in ((differences << 1) ^ (differences >> 63)).tolist():
        rest = int(zigzag)
        while rest >= 0x20:
            text.append((0x20 | (rest & 0x1F)) + 63)
            rest >>= 5
        text.append(rest + 63)
    return text.decode("ascii")
