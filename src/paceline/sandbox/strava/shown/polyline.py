"""Google's encoded polyline, precision 5."""

import numpy as np

from paceline.sandbox.strava.world.columns import Column

SUMMARY_POINTS = 100
_BITS, _MOST_LETTERS = 5, 6
"""360 degrees in steps of 1e-5, zigzag: 27 bits, six letters of five."""


def encoded(latitude_deg: Column, longitude_deg: Column) -> str:
    """The line through these points."""
    rounded = np.rint(np.column_stack([latitude_deg, longitude_deg]) * 1e5).astype(np.int64)
    steps = np.diff(rounded, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    zigzag = np.where(steps < 0, ~(steps << 1), steps << 1)
    rest = zigzag[:, None] >> (_BITS * np.arange(_MOST_LETTERS + 1))
    goes_on = rest[:, 1:] > 0
    letters = (rest[:, :-1] & 0x1F | np.where(goes_on, 0x20, 0)) + 63
    # The first letter is written even of a nought, a further one where the one before it goes on.
    written = np.column_stack([np.ones(len(rest), dtype=np.bool_), goes_on[:, :-1]])
    return letters[written].astype(np.uint8).tobytes().decode("ascii")


def encoded_summary(latitude_deg: Column, longitude_deg: Column) -> str:
    """The line through at most `SUMMARY_POINTS` of them."""
    count = len(latitude_deg)
    at = np.unique(np.linspace(0, count - 1, min(count, SUMMARY_POINTS)).astype(np.int64))
    return encoded(latitude_deg[at], longitude_deg[at])
