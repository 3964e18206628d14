"""A session of a history: when, where, with what, and what it is called."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from paceline.samples.rules.capacity import Condition, PowerCurve, SpeedCurve
from paceline.samples.rules.landscape import Place
from paceline.samples.rules.persona import Persona
from paceline.samples.rules.season import Activity, Planned, Race
from paceline.samples.rules.workouts import Maximal, Step, Workout, ride_steps, run_steps
from paceline.samples.schemas import SampleKind


@dataclass(frozen=True, slots=True)
class Session:
    """One session, ready to be done. `number` counts from 1 in the history; `steps` are those of a run or a ride."""

    number: int
    planned: Planned
    condition: Condition
    started_at: datetime
    place: Place
    steps: tuple[Step, ...]
    gear: str | None
    weight_kg: float
    is_second: bool = False


def starts_at(planned: Planned, place: Place, rng: np.random.Generator) -> datetime:
    """When a session starts, by the local clock: before work, after it, or at leisure on a weekend."""
    if planned.workout is Workout.COMMUTE:
        at = time(17, 20) if planned.is_evening else time(7, 25)
    elif planned.race is not None:
        at = time(10, 0)
    elif planned.is_evening:
        at = time(18, 5)
    else:
        at = time(9, 0) if planned.on.weekday() >= 5 else time(6, 35)
    late = timedelta(seconds=int(rng.integers(0, 3000 if planned.race is None else 240)))
    return (datetime.combine(planned.on, at, ZoneInfo(place.time_zone)) + late).astimezone(UTC)


def steps_of(persona: Persona, planned: Planned, condition: Condition, rng: np.random.Generator) -> tuple[Step, ...]:
    """The steps of a run or a ride for an athlete in that condition; none for anything else."""
    if planned.activity is Activity.RUN:
        curve = persona.speed.on(condition)
        if planned.race is not None and planned.race.distance_m is not None:
            return _race_run(planned.race.distance_m, curve.race_s(planned.race.distance_m), curve.threshold_mps)
        return run_steps(planned.workout, planned.minutes, _run_maximal(curve), rng)
    if planned.activity is Activity.RIDE:
        curve = persona.power.on(condition)
        if planned.race is not None:
            return _race_ride(planned.race, _ride_maximal(curve), rng)
        return ride_steps(planned.workout, planned.minutes, _ride_maximal(curve), rng)
    return ()


def _race_run(distance_m: float, best_s: float, threshold_mps: float) -> tuple[Step, ...]:
    """All-out and even, with some seconds more than the best: hills cost, and the line ends it."""
    effort = 0.994 * distance_m / best_s / threshold_mps
    return (Step(round(best_s * 1.25), effort, "interval"),)


def _run_maximal(curve: SpeedCurve) -> Maximal:
    return lambda duration_s: curve.maximal_mps(duration_s) / curve.threshold_mps


def _ride_maximal(curve: PowerCurve) -> Maximal:
    return lambda duration_s: curve.maximal_w(duration_s) / curve.critical_w


def _race_ride(race: Race, maximal: Maximal, rng: np.random.Generator) -> tuple[Step, ...]:
    """Against the clock even; in a bunch a hundred surges."""
    if race.is_climb:
        return (Step(860, 0.985 * maximal(750.0), "interval"),)
    if race.distance_m is not None:
        return (Step(3300, 0.985 * maximal(1860.0), "interval"),)
    total_s = race.minutes * 60
    level = 0.78 if race.minutes < 200 else 0.7
    steps: list[Step] = []
    while sum(step.seconds for step in steps) < total_s - 900:
        steps += [
            Step(int(rng.integers(120, 420)), level * rng.uniform(0.72, 1.02), "active"),
            Step(int(rng.integers(20, 90)), level * rng.uniform(1.4, 2.0), "active"),
        ]
    return (*steps, Step(880, 0.95, "active"), Step(18, 0.93 * maximal(18.0), "interval"))


_RUN_NAMES = {
    Workout.LONG: "Long run", Workout.PROGRESSION: "Progression long run", Workout.RACE_PACE: "Long run with marathon pace",
    Workout.TEMPO: "25 min tempo", Workout.THRESHOLD: "4 × 8 min at threshold", Workout.INTERVALS: "6 × 3 min",
    Workout.SHORT_INTERVALS: "10 × 400 m", Workout.STRIDES: "Easy with strides", Workout.TEST_LONG: "Test: 12 min and 3 min",
    Workout.TEST_SHORT: "Test: 6 min and 2:30", Workout.RECOVERY: "Recovery jog",
}  # fmt: skip
_RIDE_NAMES = {
    Workout.LONG: "Long ride", Workout.PROGRESSION: "Long ride, tempo finish", Workout.TEMPO: "3 × 15 min tempo",
    Workout.SWEET_SPOT: "3 × 12 min sweet spot", Workout.THRESHOLD: "3 × 12 min at threshold", Workout.INTERVALS: "5 × 4 min",
    Workout.SHORT_INTERVALS: "2 × 10 × 30/30", Workout.STRIDES: "Endurance with sprints", Workout.GROUP: "Saturday group ride",
    Workout.TEST_LONG: "FTP test, 20 min", Workout.TEST_SHORT: "Test: 3 min and 12 min", Workout.RECOVERY: "Coffee ride",
}  # fmt: skip
_OTHER_NAMES = {Activity.SWIM: "Lunch swim", Activity.YOGA: "Yoga", Activity.HIKE: "Hike", Activity.STRENGTH: "Gym"}


def name_of(session: Session, kind: SampleKind) -> str | None:
    """What the athlete calls it; `None` leaves it to the program, as many do."""
    planned = session.planned
    if planned.race is not None:
        return planned.race.name
    if planned.workout is Workout.COMMUTE:
        return "Commute home" if planned.is_evening else "Commute to work"
    if planned.activity not in (Activity.RUN, Activity.RIDE):
        return _OTHER_NAMES[planned.activity]
    names = _RUN_NAMES if planned.activity is Activity.RUN else _RIDE_NAMES
    name = names.get(planned.workout)
    if planned.is_away:
        return f"Easy around {session.place.name}"
    return f"{name} (trainer)" if name and planned.is_indoor and kind is SampleKind.CYCLIST else name


_EXERTION = {
    Workout.RECOVERY: 2, Workout.EASY: 3, Workout.COMMUTE: 2, Workout.LONG: 5, Workout.PROGRESSION: 6, Workout.RACE_PACE: 7,
    Workout.TEMPO: 6, Workout.SWEET_SPOT: 6, Workout.THRESHOLD: 7, Workout.INTERVALS: 8, Workout.SHORT_INTERVALS: 8,
    Workout.STRIDES: 4, Workout.GROUP: 6, Workout.TEST_LONG: 9, Workout.TEST_SHORT: 9, Workout.RACE: 10,
}  # fmt: skip


def exertion_of(session: Session) -> int | None:
    """Perceived exertion from 1 to 10 as the athlete notes it: after about every second session, and after every gym visit."""
    if session.planned.activity in (Activity.STRENGTH, Activity.YOGA):
        return 5 if session.planned.activity is Activity.STRENGTH else 2
    is_noted = session.number % 2 == 0 or session.planned.race is not None
    return _EXERTION[session.planned.workout] if is_noted else None
