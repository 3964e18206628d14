"""Google's encoded polyline, precision 5: a track as a short text."""

import numpy as np

from paceline.connectors.base import Column


def decode_polyline(encoded: str) -> tuple[Column, Column]:
    """Latitudes and longitudes in degrees. Raises ValueError for what is no polyline.

    Google, Encoded Polyline Algorithm Format.
    """
    letters = np.frombuffer(encoded.encode("ascii"), dtype=np.uint8).astype(np.int64) - 63
    if not len(letters):
        return np.empty(0), np.empty(0)
    if int(letters.min()) < 0 or int(letters.max()) > 63 or letters[-1] & 0x20:
        raise ValueError("not an encoded polyline")
    is_last = (letters & 0x20) == 0
    number_of = np.concatenate([[0], np.cumsum(is_last)[:-1]])
    firsts = np.concatenate([[0], np.flatnonzero(is_last)[:-1] + 1])
    places = np.arange(len(letters)) - firsts[number_of]
    if int(places.max()) > 6:
        raise ValueError("not an encoded polyline")
    raw = np.add.reduceat((letters & 0x1F) << (5 * places), firsts)
    steps = np.where(raw & 1, ~(raw >> 1), raw >> 1)
    if len(steps) % 2:
        raise ValueError("not an encoded polyline")
    points = np.cumsum(steps.reshape(-1, 2), axis=0) / 100_000
    return points[:, 0], points[:, 1]
