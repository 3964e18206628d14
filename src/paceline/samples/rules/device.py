"""What a device makes of a session: laps, pauses, and everything that goes wrong with straps, satellites and meters."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from paceline.connectors.base import Channel, Column, Lap, Pause, Recording, Samples
from paceline.samples.rules.body import DayForm, heart_rate_bpm, smooth_noise
from paceline.samples.rules.landscape import Course
from paceline.samples.rules.motion import Motion
from paceline.samples.rules.persona import Persona
from paceline.samples.rules.session import Session
from paceline.samples.rules.workouts import Step, Workout, starts_of

_STRAP_FORGOTTEN, _STRAP_LATE = 0.035, 0.04
_TUNNEL, _POWER_SPIKE, _SMART = 0.06, 0.012, 0.07
_SPIKE_W = 1900.0
_INDOOR_C = 20.5
_EARTH_M_PER_DEG = 111_320.0
_POSITION_NOISE_M, _ALTITUDE_NOISE_M = 1.6, 0.35
_AUTO_LAP_M = {True: 1000.0, False: 10_000.0}
_KCAL_PER_KG_KM = 1.0
_STEADY = {
    Workout.RECOVERY,
    Workout.EASY,
    Workout.LONG,
    Workout.PROGRESSION,
    Workout.GROUP,
    Workout.COMMUTE,
    Workout.RACE,
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A halt after that many seconds of movement; with `is_paused` the timer stands meanwhile."""

    after_s: int
    seconds: int
    is_paused: bool


def temperature_c(on: date, hour: float, rng: np.random.Generator) -> float:
    """The air where the athletes live: 0 to 1 °C on a January morning, 24 to 25 °C on a July afternoon, give or take the weather."""
    season = np.sin(2 * np.pi * (on.timetuple().tm_yday - 110) / 365.25)
    return float(9.5 + 9.0 * season - 4.5 * np.cos(2 * np.pi * (hour - 3) / 24) + rng.normal(0, 3.0))


def stops_of(session: Session, seconds: int, rng: np.random.Generator) -> tuple[Stop, ...]:
    """Lights, shoe laces and cafés: none in a race or indoors, a few elsewhere, a long one on a long ride."""
    planned = session.planned
    if planned.race is not None or planned.is_indoor or planned.workout not in _STEADY or seconds < 900:
        return ()
    count = int(rng.poisson(2.2 if planned.workout is Workout.COMMUTE else seconds / 2700))
    after = np.sort(rng.choice(np.arange(120, seconds - 120), size=count, replace=False)) if count else np.empty(0)
    is_paused = session.number % 5 != 0
    stops = [Stop(int(at), int(rng.integers(12, 55)), is_paused) for at in after]
    if planned.workout is Workout.LONG and seconds > 9000:
        stops.append(Stop(int(seconds * 0.6), int(rng.integers(600, 1500)), is_paused=True))
    return tuple(sorted(stops, key=lambda stop: stop.after_s))


def record(
    persona: Persona, session: Session, motion: Motion, course: Course | None, form: DayForm, rng: np.random.Generator
) -> Recording:
    """The recording of a run or a ride as its device would write it."""
    stops = stops_of(session, len(motion.speed_mps), rng)
    rows, is_moving, is_paused = _with_stops(len(motion.speed_mps), stops)
    moves = is_moving.astype(np.float64)
    effort = motion.effort[rows] * moves
    channels: dict[Channel, Column] = {
        Channel.DISTANCE: motion.distance_m[rows],
        Channel.SPEED: motion.speed_mps[rows] * moves,
        Channel.HEART_RATE: np.rint(heart_rate_bpm(persona, effort, form, rng)),
        Channel.CADENCE: np.rint(motion.cadence_rpm[rows] * moves),
    }
    if motion.power_w is not None:
        channels[Channel.POWER] = np.rint(motion.power_w[rows] * moves)
    if course is not None:
        channels |= _located(session, course, channels[Channel.DISTANCE], rng)
    air_c = _INDOOR_C if session.planned.is_indoor else form.temperature_c
    channels[Channel.TEMPERATURE] = np.rint(air_c + 4.0 * np.exp(-np.arange(len(rows)) / 600.0))
    _break(session, channels, rng)
    at_s = np.arange(len(rows))
    laps = _laps(session, channels, rows, is_paused)
    kept = ~is_paused & _smart(session, len(rows), rng)
    start_ms = round(session.started_at.timestamp() * 1000)
    return Recording(
        started_at_ms=start_ms,
        elapsed_s=float(at_s[-1]),
        sport_raw=_sport(session),
        samples=Samples(start_ms + at_s[kept] * 1000, {name: column[kept] for name, column in channels.items()}),
        timer_s=float(at_s[-1] - is_paused.sum()),
        distance_m=float(channels[Channel.DISTANCE][-1]),
        laps=tuple(replace(lap, started_at_ms=start_ms + lap.started_at_ms) for lap in laps),
        pauses=tuple(_pauses(is_paused, start_ms)),
        summary=_summary(persona, session, channels, motion),
    )


def _sport(session: Session) -> str:
    planned = session.planned
    if session.steps and planned.activity.value == "run":
        return "running/treadmill" if planned.is_indoor else "running/street"
    if planned.workout is Workout.COMMUTE:
        return "cycling/commuting"
    return "cycling/indoor_cycling" if planned.is_indoor else "cycling/road"


def _with_stops(count: int, stops: tuple[Stop, ...]) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.bool_]]:
    """For each second of the clock: the second of movement it shows, whether the athlete moves, whether the timer stands."""
    repeats = np.ones(count, dtype=np.intp)
    for stop in stops:
        repeats[stop.after_s] += stop.seconds
    rows = np.repeat(np.arange(count), repeats)
    is_moving = np.append(True, np.diff(rows) > 0)
    is_paused = np.zeros(len(rows), dtype=np.bool_)
    ends = np.cumsum(repeats)
    for stop in stops:
        if stop.is_paused:
            is_paused[ends[stop.after_s] - stop.seconds + 1 : ends[stop.after_s]] = True
    return rows, is_moving, is_paused


def _pauses(is_paused: NDArray[np.bool_], start_ms: int) -> list[Pause]:
    edges = np.flatnonzero(np.diff(is_paused.astype(np.int8)))
    return [
        Pause(start_ms + int(since) * 1000, start_ms + (int(to) + 1) * 1000)
        for since, to in zip(edges[::2], edges[1::2], strict=True)
    ]


def _located(session: Session, course: Course, distance_m: Column, rng: np.random.Generator) -> dict[Channel, Column]:
    """Where the satellites put the athlete, and what the barometer says."""
    latitude, longitude, altitude = course.position(distance_m)
    count = len(distance_m)
    cosine = np.cos(np.radians(session.place.latitude_deg))
    latitude = latitude + _POSITION_NOISE_M / _EARTH_M_PER_DEG * smooth_noise(count, 20.0, rng)
    longitude = longitude + _POSITION_NOISE_M / _EARTH_M_PER_DEG / cosine * smooth_noise(count, 20.0, rng)
    altitude = altitude + _ALTITUDE_NOISE_M * smooth_noise(count, 120.0, rng)
    if rng.random() < _TUNNEL and count > 1200:
        since = int(rng.integers(300, count - 300))
        lost = slice(since, since + int(rng.integers(25, 110)))
        latitude[lost] = np.nan
        longitude[lost] = np.nan
    return {Channel.LATITUDE: latitude, Channel.LONGITUDE: longitude, Channel.ALTITUDE: altitude}


def _break(session: Session, channels: dict[Channel, Column], rng: np.random.Generator) -> None:
    """What goes wrong now and then; never in a race or a test, where people look after their things."""
    count = len(channels[Channel.DISTANCE])
    careful = session.planned.race is not None or session.planned.workout in (Workout.TEST_LONG, Workout.TEST_SHORT)
    luck = rng.random(3)
    if careful:
        return
    if luck[0] < _STRAP_FORGOTTEN:
        del channels[Channel.HEART_RATE]
    elif luck[1] < _STRAP_LATE:
        channels[Channel.HEART_RATE][: int(rng.integers(60, 300))] = np.nan
    if Channel.POWER in channels and luck[2] < _POWER_SPIKE:
        channels[Channel.POWER][int(rng.integers(0, count))] = _SPIKE_W


def _smart(session: Session, count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which seconds are recorded: all, but on days when a runner's watch saves its memory."""
    kept = np.ones(count, dtype=np.bool_)
    draw = rng.random()
    if session.planned.activity.value == "run" and session.planned.workout is Workout.EASY and draw < _SMART:
        kept[:] = False
        kept[np.minimum(np.cumsum(rng.integers(1, 7, count // 3 + 1)), count - 1)] = True
        kept[[0, -1]] = True
    return kept


def _laps(
    session: Session, channels: dict[Channel, Column], rows: NDArray[np.intp], is_paused: NDArray[np.bool_]
) -> list[Lap]:
    """Laps of a workout by its steps, of everything else by distance; times still count from the start."""
    is_run = session.planned.activity.value == "run"
    is_workout = len(session.steps) > 1 and session.planned.workout not in _STEADY
    distance_m = channels[Channel.DISTANCE]
    if is_workout:
        moving = starts_of(session.steps)[:-1]
        starts = np.searchsorted(rows, moving[moving <= rows[-1]])
        steps: tuple[Step | None, ...] = session.steps
    else:
        marks = np.arange(0.0, float(distance_m[-1]) - 50.0, _AUTO_LAP_M[is_run])
        starts = np.searchsorted(distance_m, marks)
        steps = (None,) * len(starts)
    ends = [*starts[1:], len(rows) - 1]
    laps: list[Lap] = []
    for step, since, to in zip(steps, starts, ends, strict=False):
        if to > since:
            laps.append(_lap(channels, is_paused, int(since), int(to), step))
    if laps:
        laps[-1] = replace(laps[-1], trigger="session_end")
    return laps


def _lap(channels: dict[Channel, Column], is_paused: NDArray[np.bool_], since: int, to: int, step: Step | None) -> Lap:
    span = slice(since, to + 1)
    means = {"avg_heart_rate_bpm": Channel.HEART_RATE, "avg_power_w": Channel.POWER, "avg_cadence_rpm": Channel.CADENCE}
    seen = {name: channels[channel][span] for name, channel in means.items() if channel in channels}
    summary = {name: float(np.rint(np.nanmean(values))) for name, values in seen.items() if not np.isnan(values).all()}
    return Lap(
        started_at_ms=since * 1000,
        elapsed_s=float(to - since),
        timer_s=float(to - since - is_paused[since:to].sum()),
        distance_m=float(channels[Channel.DISTANCE][to] - channels[Channel.DISTANCE][since]),
        trigger="manual" if step else "distance",
        intensity=step.kind if step else "active",
        summary=summary,
    )


def _summary(persona: Persona, session: Session, channels: dict[Channel, Column], motion: Motion) -> dict[str, float]:
    """The device's own totals; its kilocalories are distance times mass on foot, work by bicycle (a quarter of what is burnt)."""
    distance_km = float(channels[Channel.DISTANCE][-1]) / 1000.0
    on_foot = distance_km * session.weight_kg * _KCAL_PER_KG_KM
    kcal = on_foot if motion.power_w is None else float(motion.power_w.sum()) / 1000.0
    found = {"total_calories_kcal": float(round(kcal))}
    rates = channels.get(Channel.HEART_RATE)
    if rates is not None:
        found |= {
            "avg_heart_rate_bpm": float(np.rint(np.nanmean(rates))),
            "max_heart_rate_bpm": float(np.nanmax(rates)),
        }
    return found
