"""Undoing rollover: values of which a message stores only the lowest bits."""

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Column


def accumulate(values: Column, full: NDArray[np.bool_], bits: int, *, start: float | None = None) -> Column:
    """Complete the values that hold only their lowest `bits`, assuming that they never step back.

    `values`, shape (n,), are whole numbers in order of writing; where `full` they are complete and restart the count.
    Before the first complete value the count begins at `start`, or stays NaN without one.
    """
    if not len(values):
        return values
    modulus = 1 << bits
    whole = values.astype(np.int64)
    low = whole & (modulus - 1)
    steps = np.zeros(len(low), dtype=np.int64)
    steps[1:] = np.where(full[1:], 0, (low[1:] - low[:-1]) & (modulus - 1))
    climbed = np.cumsum(steps)
    anchor = np.maximum.accumulate(np.where(full, np.arange(len(low)), -1))
    anchored = anchor >= 0
    result = np.full(len(low), np.nan)
    at = anchor[anchored]
    result[anchored] = whole[at] + climbed[anchored] - climbed[at]
    if start is not None:
        first = (low[0] - int(start)) & (modulus - 1)
        result[~anchored] = start + first + climbed[~anchored]
    return result
