"""What is trained on which day: weeks that build and rest, seasons that come and go, races, an illness, a journey."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from paceline.samples.rules.workouts import Workout
from paceline.samples.schemas import SampleKind

YEARS = 2
DAYS = 730


class Activity(StrEnum):
    """What is done, by the sport that FIT or an archive names."""

    RUN = "run"
    RIDE = "ride"
    SWIM = "swim"
    STRENGTH = "strength"
    YOGA = "yoga"
    HIKE = "hike"


@dataclass(frozen=True, slots=True)
class Race:
    """A race: in the ISO week it is held in, on its Sunday. `distance_m` is `None` where the clock decides; then `minutes` does."""

    week: int
    name: str
    distance_m: float | None = None
    minutes: float = 0.0
    is_climb: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """One session of a plan. `share` scales minutes where a plan gives more than one a day."""

    on: date
    activity: Activity
    workout: Workout
    minutes: float
    race: Race | None = None
    is_indoor: bool = False
    is_away: bool = False
    is_evening: bool = False


@dataclass(frozen=True, slots=True)
class Spell:
    """Days out of the ordinary, counted back from the last day."""

    kind: str
    from_days_ago: int
    days: int
    note: str
    severity: str | None = None


_W, _A = Workout, Activity
Week = dict[int, tuple[tuple[Activity, Workout, float], ...]]
"""Weekday (Monday 0) → its sessions."""

_RUN_WEEKS: dict[str, Week] = {
    "base": {
        0: ((_A.STRENGTH, _W.EASY, 45),), 1: ((_A.RUN, _W.STRIDES, 60),), 2: ((_A.RUN, _W.EASY, 55),),
        3: ((_A.RUN, _W.TEMPO, 62),), 4: ((_A.SWIM, _W.EASY, 40),), 5: ((_A.RUN, _W.EASY, 55),), 6: ((_A.RUN, _W.LONG, 100),),
    },
    "build": {
        0: ((_A.STRENGTH, _W.EASY, 40),), 1: ((_A.RUN, _W.SHORT_INTERVALS, 65),), 2: ((_A.RUN, _W.EASY, 60),),
        3: ((_A.RUN, _W.THRESHOLD, 72),), 5: ((_A.RUN, _W.STRIDES, 55),), 6: ((_A.RUN, _W.LONG, 110),),
    },
    "race": {
        1: ((_A.RUN, _W.INTERVALS, 66),), 2: ((_A.RUN, _W.EASY, 55),), 3: ((_A.RUN, _W.TEMPO, 62),),
        5: ((_A.RUN, _W.EASY, 45),), 6: ((_A.RUN, _W.PROGRESSION, 100),),
    },
    "marathon": {
        1: ((_A.RUN, _W.INTERVALS, 72),), 2: ((_A.RUN, _W.EASY, 75),), 3: ((_A.RUN, _W.THRESHOLD, 78),),
        4: ((_A.RUN, _W.RECOVERY, 40),), 5: ((_A.RUN, _W.EASY, 60),), 6: ((_A.RUN, _W.LONG, 135),),
    },
    "rest": {
        1: ((_A.RUN, _W.EASY, 45),), 2: ((_A.YOGA, _W.EASY, 40),), 3: ((_A.RUN, _W.TEST_LONG, 75),),
        5: ((_A.RUN, _W.EASY, 45),), 6: ((_A.RUN, _W.LONG, 85),),
    },
    "off": {
        1: ((_A.RUN, _W.EASY, 40),), 2: ((_A.SWIM, _W.EASY, 40),), 3: ((_A.RUN, _W.EASY, 45),),
        5: ((_A.HIKE, _W.EASY, 120),), 6: ((_A.RUN, _W.EASY, 55),),
    },
}  # fmt: skip
_TO_WORK = (_A.RIDE, _W.COMMUTE, 24.0)
_RIDE_WEEKS: dict[str, Week] = {
    "base": {
        0: ((_A.STRENGTH, _W.EASY, 45),), 1: ((_A.RIDE, _W.SWEET_SPOT, 75), ), 2: (_TO_WORK, _TO_WORK),
        3: ((_A.RIDE, _W.TEMPO, 85),), 4: (_TO_WORK, _TO_WORK), 5: ((_A.RIDE, _W.EASY, 130),), 6: ((_A.RIDE, _W.LONG, 170),),
    },
    "build": {
        1: ((_A.RIDE, _W.INTERVALS, 80),), 2: (_TO_WORK, _TO_WORK), 3: ((_A.RIDE, _W.THRESHOLD, 85),),
        4: (_TO_WORK, _TO_WORK), 5: ((_A.RIDE, _W.GROUP, 150),), 6: ((_A.RIDE, _W.LONG, 220),),
    },
    "race": {
        1: ((_A.RIDE, _W.SHORT_INTERVALS, 75),), 2: (_TO_WORK, _TO_WORK), 3: ((_A.RIDE, _W.STRIDES, 75),),
        4: (_TO_WORK, _TO_WORK), 5: ((_A.RIDE, _W.GROUP, 160),), 6: ((_A.RIDE, _W.LONG, 210),),
    },
    "rest": {
        1: ((_A.RIDE, _W.RECOVERY, 50),), 2: (_TO_WORK, _TO_WORK), 3: ((_A.RIDE, _W.TEST_LONG, 75),),
        5: ((_A.RIDE, _W.EASY, 100),), 6: ((_A.RIDE, _W.EASY, 130),),
    },
    "off": {
        1: ((_A.STRENGTH, _W.EASY, 40),), 2: (_TO_WORK, _TO_WORK), 3: ((_A.SWIM, _W.EASY, 35),),
        5: ((_A.RIDE, _W.EASY, 90),), 6: ((_A.HIKE, _W.EASY, 150),),
    },
}  # fmt: skip
_WEEKS = {SampleKind.RUNNER: _RUN_WEEKS, SampleKind.CYCLIST: _RIDE_WEEKS}
# First ISO week of each part of the year.
_YEARS: dict[SampleKind, tuple[tuple[int, str], ...]] = {
    SampleKind.RUNNER: ((1, "base"), (11, "build"), (19, "race"), (27, "marathon"), (43, "off"), (46, "base")),
    SampleKind.CYCLIST: (
        (1, "base"),
        (11, "build"),
        (21, "race"),
        (26, "build"),
        (32, "race"),
        (41, "off"),
        (44, "base"),
    ),
}
_RACES = {
    SampleKind.RUNNER: (
        Race(14, "Spring 10k", 10_000.0), Race(18, "Park 5k", 5_000.0), Race(24, "City 10k", 10_000.0),
        Race(29, "Summer 5k", 5_000.0), Race(37, "Lake half marathon", 21_097.5), Race(42, "Autumn marathon", 42_195.0),
        Race(50, "Winter 10k", 10_000.0),
    ),
    SampleKind.CYCLIST: (
        Race(16, "Season opener road race", minutes=125), Race(22, "Club time trial", 20_000.0),
        Race(26, "Gran fondo", minutes=285), Race(31, "Evening time trial", 20_000.0),
        Race(35, "Hill climb", 4_600.0, is_climb=True), Race(38, "Late summer road race", minutes=135),
    ),
}  # fmt: skip
SPELLS = {
    SampleKind.RUNNER: (
        Spell("illness", 588, 9, "Flu with fever.", "severe"),
        Spell("travel", 400, 7, "A week in London, easy runs in the park."),
        Spell("illness", 196, 6, "A cold.", "moderate"),
        Spell("travel", 61, 6, "Visiting friends in London."),
    ),
    SampleKind.CYCLIST: (
        Spell("illness", 541, 8, "Bronchitis.", "severe"),
        Spell("travel", 455, 6, "Holidays; a hired bike on easy roads."),
        Spell("illness", 233, 5, "A stomach bug.", "moderate"),
        Spell("travel", 90, 7, "A week on Mallorca, easy riding."),
    ),
}
_RETURN_DAYS = 9
_REST_EVERY = 4
_TAPER = 0.62
_YEAR_GROWTH = 0.08
_MISSED = {Workout.TEST_LONG: 0.0, Workout.COMMUTE: 0.22}
_EASY_WORKOUTS = {Workout.EASY, Workout.RECOVERY, Workout.LONG, Workout.COMMUTE}


def plan(kind: SampleKind, ends_on: date, rng: np.random.Generator) -> list[Planned]:
    """Every session of the two years that end on a day, in their order."""
    first = ends_on - timedelta(days=DAYS - 1)
    found: list[Planned] = []
    monday = first - timedelta(days=first.weekday())
    number = 0
    while monday <= ends_on:
        found += [one for one in _week(kind, monday, number, rng) if first <= one.on <= ends_on]
        monday, number = monday + timedelta(days=7), number + 1
    return [one for planned in found if (one := _spelled(kind, planned, ends_on)) is not None]


def _part(kind: SampleKind, week: int) -> str:
    return [name for first, name in _YEARS[kind] if first <= week][-1]


def _week(kind: SampleKind, monday: date, number: int, rng: np.random.Generator) -> Iterator[Planned]:
    week = monday.isocalendar().week
    part = _part(kind, week)
    race = next((one for one in _RACES[kind] if one.week == week), None)
    is_rest = number % _REST_EVERY == _REST_EVERY - 1 and part != "off" and race is None
    name = "rest" if is_rest else part
    factor = _factor(kind, number, week, race) * rng.uniform(0.94, 1.06)
    for weekday, sessions in _WEEKS[kind][name].items():
        on = monday + timedelta(days=weekday)
        if race is not None and weekday >= 5:
            continue
        for order, (activity, workout, minutes) in enumerate(sessions):
            # Life comes between: one session in sixteen does not happen.
            if rng.random() < _MISSED.get(workout, 0.06):
                continue
            workout = _varied(workout, number, part, race)
            scale = 1.0 if activity not in (Activity.RUN, Activity.RIDE) or workout is Workout.COMMUTE else factor
            scale = 1.0 if workout in (Workout.TEST_LONG, Workout.TEST_SHORT) else scale
            yield Planned(
                on,
                activity,
                workout,
                minutes * scale,
                is_indoor=_is_indoor(kind, activity, workout, on, rng),
                is_evening=order == 1 or (weekday < 5 and workout is not Workout.COMMUTE and rng.random() < 0.75),
            )
    if race is not None:
        sport = Activity.RUN if kind is SampleKind.RUNNER else Activity.RIDE
        yield Planned(
            monday + timedelta(days=5), sport, Workout.STRIDES if kind is SampleKind.RUNNER else Workout.RECOVERY, 38
        )
        yield Planned(monday + timedelta(days=6), sport, Workout.RACE, race.minutes, race)


def _factor(kind: SampleKind, number: int, week: int, race: Race | None) -> float:
    """How much of the plan's minutes a week holds: more within a block, more in the second year, less before a race."""
    factor = (
        (1.0, 1.1, 1.18, 0.85)[number % _REST_EVERY]
        * (1.06 if kind is SampleKind.CYCLIST else 1.0)
        * (1.0 + _YEAR_GROWTH * number / 104)
    )
    if race is not None:
        factor *= _TAPER if race.distance_m is None or race.distance_m > 15_000 else 0.85
    if kind is SampleKind.RUNNER and week in (40, 41):
        factor *= _TAPER + 0.12
    return factor


def _varied(workout: Workout, number: int, part: str, race: Race | None) -> Workout:
    """The same slot of a week is not always the same workout."""
    if race is not None and workout in (Workout.THRESHOLD, Workout.INTERVALS, Workout.SHORT_INTERVALS):
        return Workout.TEMPO
    turn = number % 3
    if workout is Workout.TEST_LONG:
        return Workout.TEST_SHORT if (number // _REST_EVERY) % 2 else Workout.TEST_LONG
    if workout is Workout.LONG and turn == 1:
        return Workout.RACE_PACE if part == "marathon" else Workout.PROGRESSION
    if workout is Workout.INTERVALS and turn == 2:
        return Workout.SHORT_INTERVALS
    if workout is Workout.SHORT_INTERVALS and turn == 0:
        return Workout.INTERVALS
    return workout


def _is_indoor(kind: SampleKind, activity: Activity, workout: Workout, on: date, rng: np.random.Generator) -> bool:
    is_winter = on.month in (11, 12, 1, 2, 3)
    if activity is Activity.RIDE and workout is not Workout.COMMUTE:
        return is_winter and (on.weekday() < 5 or rng.random() < 0.3)
    return (
        kind is SampleKind.RUNNER
        and activity is Activity.RUN
        and is_winter
        and on.weekday() < 5
        and rng.random() < 0.16
    )


def _spelled(kind: SampleKind, planned: Planned, ends_on: date) -> Planned | None:
    """What an illness or a journey leaves of a session."""
    ago = (ends_on - planned.on).days
    for spell in SPELLS[kind]:
        since = spell.from_days_ago - ago
        if 0 <= since < spell.days:
            if spell.kind == "illness" or planned.activity not in (Activity.RUN, Activity.RIDE):
                return None
            if planned.workout is Workout.COMMUTE or planned.race is not None:
                return None
            return _replaced(planned, Workout.EASY, min(planned.minutes * 0.6, 75.0), is_away=True)
        if spell.kind == "illness" and spell.days <= since < spell.days + _RETURN_DAYS:
            if planned.race is not None or planned.activity not in (Activity.RUN, Activity.RIDE):
                return None
            easy = planned.workout if planned.workout in _EASY_WORKOUTS else Workout.EASY
            return _replaced(planned, easy, planned.minutes * 0.6, is_away=False)
    return planned


def _replaced(planned: Planned, workout: Workout, minutes: float, *, is_away: bool) -> Planned:
    is_indoor = planned.is_indoor and not is_away
    return Planned(planned.on, planned.activity, workout, minutes, None, is_indoor, is_away, planned.is_evening)
