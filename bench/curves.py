"""The computations behind charts, against the least that the same method must do. In CPU time."""

import time

import numpy as np

from bench.ground import Ground
from bench.ride import FIVE_HOURS_S, ride
from bench.row import Judged, Measurement, Row, milliseconds
from bench.turns import Turns, in_turns
from paceline.connectors.base import Channel
from paceline.science.fitness import fitness_series
from paceline.science.mean_max import mean_max_all, mean_max_at, standard_durations_s

_TEN_YEARS_DAYS = 3653


def _passes(durations: np.ndarray) -> None:
    """The bound of a power curve by prefix sums: subtract and take the maximum, 32-bit, in cache, for each duration."""
    sums = np.arange(FIVE_HOURS_S + 1, dtype=np.int32)
    scratch = np.empty_like(sums)
    for duration in durations.tolist():
        windows = scratch[: len(sums) - duration]
        np.subtract(sums[duration:], sums[:-duration], out=windows)
        windows.max()


def _every_second(ground: Ground) -> Measurement:
    power = ride(FIVE_HOURS_S).channels[Channel.POWER]
    durations = np.arange(1, FIVE_HOURS_S + 1)
    return _in_milliseconds(
        in_turns(
            lambda: mean_max_all(power), lambda: _passes(durations), rounds=ground.rounds(9), clock=time.process_time
        ),
        f"{len(durations):,} durations",
    )


def _one_percent(ground: Ground) -> Measurement:
    power = ride(FIVE_HOURS_S).channels[Channel.POWER]
    durations = standard_durations_s(FIVE_HOURS_S)
    return _in_milliseconds(
        in_turns(
            lambda: mean_max_at(power, durations),
            lambda: _passes(durations),
            rounds=ground.rounds(51),
            clock=time.process_time,
        ),
        f"{len(durations):,} durations",
    )


def _ten_years(ground: Ground) -> Measurement:
    daily_load = np.random.default_rng(1).integers(0, 180, _TEN_YEARS_DAYS).astype(np.float64)
    loads = daily_load.tolist()

    def bound() -> list[float]:
        fitness = fatigue = 0.0
        values: list[float] = []
        for load in loads:
            fitness += 0.0235 * (load - fitness)
            fatigue += 0.1331 * (load - fatigue)
            values.append(fitness - fatigue)
        return values

    return _in_milliseconds(
        in_turns(lambda: fitness_series(daily_load), bound, rounds=ground.rounds(51), clock=time.process_time),
        "3,653 days",
    )


def _in_milliseconds(turns: Turns, note: str) -> Measurement:
    return Measurement(turns.ours * 1000, milliseconds(turns.ours), milliseconds(turns.theirs), turns.cost(), note)


ROWS = (
    Row(
        "curve-exact",
        "power curve of 5 h, every second",
        "the same int32 passes alone",
        _every_second,
        100,
        20,
        Judged.MILLISECONDS,
    ),
    Row(
        "curve-1pct",
        "power curve of 5 h, steps of 1 %",
        "the same int32 passes alone",
        _one_percent,
        10,
        None,
        Judged.MILLISECONDS,
    ),
    Row(
        "fitness-10y",
        "fitness, fatigue, form of 10 years",
        "one plain loop over the days",
        _ten_years,
        5,
        1,
        Judged.MILLISECONDS,
    ),
)
