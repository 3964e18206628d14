"""W′ balance along a ride, in as few points as a chart needs."""

from dataclasses import dataclass

import numpy as np

from paceline.fitness.rules.analysis import LONGEST_RECORDING_S
from paceline.science.recording import CleanRecording
from paceline.science.result import Metric, NotComputable
from paceline.science.streams import Column
from paceline.science.w_prime import w_prime_balance_skiba_2015

MOST_POINTS = 1000


@dataclass(frozen=True, slots=True)
class WBalance:
    """What is left of W′ in J at seconds since the start; of each stretch the lowest, so that no low is lost."""

    at_s: Column
    balance_j: Column
    lowest_j: float
    below_zero_s: int


def w_balance(recording: CleanRecording, cp_w: float, w_prime_j: float) -> Metric[WBalance]:
    """Over elapsed time: a pause is recovery at 0 W. Of two samples or more; not computable without power, or beyond two days."""
    series = recording.power_1hz
    if series is None:
        return NotComputable("no_power", "The recording holds no power.")
    if recording.base.at_s[-1] > LONGEST_RECORDING_S:
        return NotComputable("too_long", "The recording spans more than two days, which is beyond what is computed.")
    if isinstance(series, NotComputable):
        return series
    balance = w_prime_balance_skiba_2015(series.values, cp_w, w_prime_j)
    if isinstance(balance, NotComputable):
        return balance
    lows = _lowest_of_stretches(balance)
    return WBalance(lows.astype(np.float64), balance[lows], float(balance.min()), int(np.count_nonzero(balance < 0)))


def _lowest_of_stretches(balance: Column) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The second of the lowest value in each of at most `MOST_POINTS` stretches of equal length."""
    length = -(-len(balance) // MOST_POINTS)
    padded = np.full(length * -(-len(balance) // length), np.inf)
    padded[: len(balance)] = balance
    stretches = padded.reshape(-1, length)
    return np.arange(len(stretches), dtype=np.int64) * length + stretches.argmin(axis=1)
