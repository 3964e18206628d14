"""Daily load into fitness, fatigue and form, forward from any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from paceline.fitness.tables import DayLoad, FitnessDay
from paceline.science.evidence import calc_version
from paceline.science.fitness import BASELINE_DAYS, NO_HISTORY, FitnessState, fitness_series, ramp

Series = NDArray[np.float64]

DAY_METRICS = ("fitness", "fatigue", "form")
WEEK_DAYS = 7
_MONOTONY_CAP = 10.0


def days_version() -> str:
    """The versions of what a stored day holds."""
    return calc_version(DAY_METRICS)


def state_of(day: FitnessDay | None) -> FitnessState:
    """What the days after a stored one need of it; nothing before the first."""
    return NO_HISTORY if day is None else FitnessState(day.fitness, day.fatigue)


def fitness_days(loads: Mapping[date, DayLoad], first: date, last: date, seed: FitnessState) -> list[FitnessDay]:
    """Each day from `first` to `last`, the evening before `first` being `seed`. A day without activities is load 0, one with
    an activity that has no load is partial: its load is a lower bound.
    """
    count = (last - first).days + 1
    if count <= 0:
        return []
    days = [first + timedelta(days=number) for number in range(count)]
    known = [loads.get(day) for day in days]
    load = [day.load if day else 0.0 for day in known]
    series = fitness_series(load, seed)
    return [
        FitnessDay(day, amount, bool(found and found.uncomputed_count), fitness, fatigue, form)
        for day, amount, found, fitness, fatigue, form in zip(
            days,
            load,
            known,
            series.fitness.tolist(),
            series.fatigue.tolist(),
            series.form.tolist(),
            strict=True,
        )
    ]


def extend(last: FitnessDay | None, until: date) -> list[FitnessDay]:
    """The rest days after the last stored one, up to and with `until`."""
    if last is None:
        return []
    return fitness_days({}, last.local_on + timedelta(days=1), until, state_of(last))


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """For each day the figures of the seven days that end on it; NaN where there are fewer, or where one is partial."""

    ramp: Series
    monotony: Series
    strain: Series


def week_figures(days: Sequence[FitnessDay]) -> WeekFigures:
    """Ramp, monotony and strain for consecutive days.

    The same numbers as `science.fitness.monotony_foster` and `strain_foster` give week by week (a test compares), for all
    weeks at once: ten years would else cost a third of a second.
    """
    load = np.array([np.nan if day.is_partial else day.load for day in days], dtype=np.float64)
    monotony, total = np.full(len(days), np.nan), np.full(len(days), np.nan)
    if len(days) >= WEEK_DAYS:
        weeks = np.lib.stride_tricks.sliding_window_view(load, WEEK_DAYS)
        sums, spread = weeks.sum(axis=1), weeks.std(axis=1, ddof=1)
        mean = sums / WEEK_DAYS
        capped = np.divide(mean, spread, out=np.full(len(sums), _MONOTONY_CAP), where=mean < _MONOTONY_CAP * spread)
        total[WEEK_DAYS - 1 :] = sums
        monotony[WEEK_DAYS - 1 :] = np.where(np.isnan(sums), np.nan, np.where(sums == 0.0, 0.0, capped))
    change = ramp([day.fitness for day in days]) if days else np.empty(0)
    return WeekFigures(change, monotony, total * monotony)


def baseline_until(first: date) -> date:
    """The last day on which fitness is still building up from nothing, and reads low."""
    return first + timedelta(days=BASELINE_DAYS - 1)
