"""Recordings to analyse, one value a second unless said otherwise."""

import numpy as np
from numpy.typing import ArrayLike

from paceline.connectors.base import Channel, Pause, Samples
from paceline.connectors.recording import recording_of
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules import analysis as rules
from paceline.fitness.schemas import Analysis

START_MS = 1_760_000_000_000


def recording(every_s: float = 1.0, **channels: ArrayLike) -> Samples:
    """Samples with the named channels (`power_w=…`, `heart_rate_bpm=…`), all of one length."""
    columns = {Channel(name): np.asarray(values, dtype=np.float64) for name, values in channels.items()}
    count = len(next(iter(columns.values()))) if columns else 0
    return Samples(START_MS + (np.arange(count) * every_s * 1000).astype(np.int64), columns)


def ride(minutes: int, watts: float = 200.0, bpm: float = 140.0) -> Samples:
    """An even ride with power and heart rate."""
    seconds = minutes * 60
    return recording(power_w=np.full(seconds, watts), heart_rate_bpm=np.full(seconds, bpm))


def run(minutes: int, mps: float = 3.0, bpm: float = 150.0) -> Samples:
    """An even run on level ground."""
    seconds = minutes * 60
    return recording(
        speed_mps=np.full(seconds, mps),
        distance_m=np.arange(seconds) * mps,
        heart_rate_bpm=np.full(seconds, bpm),
        altitude_m=np.full(seconds, 100.0),
    )


def analyse(samples: Samples, pauses: tuple[Pause, ...], family: SportFamily) -> Analysis:
    """The analysis of samples as they are."""
    return rules.analyse(recording_of(samples, pauses, family), family)
