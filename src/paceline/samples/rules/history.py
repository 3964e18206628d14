"""A whole history: what an athlete did in two years, and what they would have typed in besides."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from paceline.athletes.schemas import ANY_SPORT, ThresholdKind
from paceline.samples.rules import season
from paceline.samples.rules.capacity import Condition, conditions, load_of
from paceline.samples.rules.persona import PERSONAS, Persona
from paceline.samples.rules.season import SPELLS, Activity, Planned
from paceline.samples.rules.session import Session, starts_at, steps_of
from paceline.samples.rules.workouts import Workout
from paceline.samples.schemas import SampleKind

DEFAULT_SEED = 1
_OTHER_LOAD = 22.0
_WEIGHED_EVERY_DAYS = 9
# Streams of chance: one for the plan, one for each session, one for the scales.
PLAN_STREAM, SESSION_STREAM, WEIGHT_STREAM = 1, 2, 3


@dataclass(frozen=True, slots=True)
class SampleSpec:
    """What makes a history: the same spec is the same history, to the byte."""

    kind: SampleKind
    ends_on: date
    seed: int = DEFAULT_SEED
    days: int = season.DAYS
    """How many days before the end are written; fitness is that of the full two years all the same."""

    @property
    def persona(self) -> Persona:
        return PERSONAS[self.kind]

    @property
    def first_on(self) -> date:
        return self.ends_on - timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True)
class StatedThreshold:
    """A value the athlete states."""

    sport_family: str
    kind: ThresholdKind
    value: float
    valid_from: date


@dataclass(frozen=True, slots=True)
class SampleNote:
    """An illness or a journey, from its first day to its last."""

    kind: str
    from_on: date
    until_on: date
    note: str
    severity: str | None


@dataclass(frozen=True, slots=True)
class History:
    """Everything of a sample that is not yet a file."""

    spec: SampleSpec
    sessions: tuple[Session, ...]
    weights_kg: dict[date, float]
    thresholds: tuple[StatedThreshold, ...]
    notes: tuple[SampleNote, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some sessions of a history, by their places in it."""

    spec: SampleSpec
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file of an archive."""

    name: str
    content: bytes


@lru_cache(maxsize=4)
def history_of(spec: SampleSpec) -> History:
    """The history of a spec. Cheap: nothing is run or ridden yet."""
    persona, first = spec.persona, spec.ends_on - timedelta(days=season.DAYS - 1)
    planned = season.plan(spec.kind, spec.ends_on, _stream(spec, PLAN_STREAM))
    mornings = _mornings(spec, planned, first)
    weights = _weights(spec, first)
    sessions = [
        _session(spec, number, one, mornings[(one.on - first).days], _weight_on(weights, one.on))
        for number, one in enumerate(planned, start=1)
    ]
    kept = tuple(one for one in sessions if one.planned.on >= spec.first_on)
    return History(
        spec,
        kept,
        {on: kg for on, kg in weights.items() if on >= spec.first_on},
        _thresholds(persona, spec),
        tuple(_notes(spec)),
    )


def session_rng(spec: SampleSpec, number: int) -> np.random.Generator:
    """The chance of one session, the same whether others were made before it or not."""
    return _stream(spec, SESSION_STREAM, number)


def _stream(spec: SampleSpec, *keys: int) -> np.random.Generator:
    kind = tuple(SampleKind).index(spec.kind)
    return np.random.default_rng([spec.seed, spec.ends_on.toordinal(), kind, *keys])


def _mornings(spec: SampleSpec, planned: list[Planned], first: date) -> list[Condition]:
    """The condition on each morning. Planned load depends on condition only through a test's effort, so a rested one serves."""
    loads = [0.0] * season.DAYS
    usual = Condition(spec.persona.fitness_at_start, spec.persona.fitness_at_start, 0.0)
    for number, one in enumerate(planned, start=1):
        steps = steps_of(spec.persona, one, usual, session_rng(spec, number))
        if one.race is not None and one.race.distance_m is not None:
            # The steps of such a race go on behind the line.
            steps = tuple(type(step)(round(step.seconds * 0.8), step.effort, step.kind) for step in steps)
        seconds = np.array([float(step.seconds) for step in steps])
        effort = np.array([step.effort for step in steps])
        loads[(one.on - first).days] += load_of(seconds, effort) if steps else _OTHER_LOAD
    return conditions(loads, spec.persona.fitness_at_start)


def _session(spec: SampleSpec, number: int, planned: Planned, condition: Condition, weight_kg: float) -> Session:
    place = spec.persona.away if planned.is_away else spec.persona.home
    steps = steps_of(spec.persona, planned, condition, session_rng(spec, number))
    started_at = starts_at(planned, place, _stream(spec, SESSION_STREAM, number, 1))
    return Session(number, planned, condition, started_at, place, steps, _gear(spec.persona, planned), weight_kg)


def _gear(persona: Persona, planned: Planned) -> str | None:
    first, second = persona.gear
    is_own = planned.activity is (Activity.RUN if persona.kind is SampleKind.RUNNER else Activity.RIDE)
    if not is_own or (planned.is_away and planned.activity is Activity.RIDE):
        return None
    if persona.kind is SampleKind.CYCLIST:
        return second.name if planned.workout is Workout.COMMUTE else first.name
    fast = (Workout.RACE, Workout.INTERVALS, Workout.SHORT_INTERVALS, Workout.TEST_LONG, Workout.TEST_SHORT)
    return second.name if planned.workout in fast else first.name


def _weights(spec: SampleSpec, first: date) -> dict[date, float]:
    """Every week or so on the scales: lighter over two years, heavier each winter."""
    rng = _stream(spec, WEIGHT_STREAM)
    begin_kg, end_kg = spec.persona.weight_kg
    found: dict[date, float] = {}
    day = 0
    while day < season.DAYS:
        on = first + timedelta(days=day)
        winter_kg = 0.7 * np.cos(2 * np.pi * (on.timetuple().tm_yday - 20) / 365.25)
        kg = begin_kg + (end_kg - begin_kg) * day / season.DAYS + winter_kg + rng.normal(0, 0.35)
        found[on] = round(float(kg), 1)
        day += int(rng.integers(_WEIGHED_EVERY_DAYS - 3, _WEIGHED_EVERY_DAYS + 4))
    return found


def _weight_on(weights: dict[date, float], on: date) -> float:
    return weights[max(day for day in weights if day <= on)]


def _thresholds(persona: Persona, spec: SampleSpec) -> tuple[StatedThreshold, ...]:
    """What this athlete knows: the resting rate, and the runner a test's threshold, the cyclist a maximum. All else is to be found."""
    stated = [StatedThreshold(ANY_SPORT, ThresholdKind.RESTING_HR_BPM, persona.resting_hr_bpm, spec.first_on)]
    if persona.kind is SampleKind.RUNNER:
        stated.append(StatedThreshold("run", ThresholdKind.LTHR_BPM, persona.lthr_bpm, spec.first_on))
    else:
        stated.append(StatedThreshold(ANY_SPORT, ThresholdKind.HR_MAX_BPM, persona.hr_max_bpm, spec.first_on))
    return tuple(stated)


def _notes(spec: SampleSpec) -> list[SampleNote]:
    found: list[SampleNote] = []
    for spell in SPELLS[spec.kind]:
        from_on = spec.ends_on - timedelta(days=spell.from_days_ago)
        until_on = from_on + timedelta(days=spell.days - 1)
        if until_on >= spec.first_on:
            found.append(SampleNote(spell.kind, from_on, until_on, spell.note, spell.severity))
    return found
