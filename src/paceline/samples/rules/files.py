"""Sessions as files: each a FIT file as its device would write it, and the table that tells what no device knows."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from paceline.connectors.base import Channel, Recording, Samples
from paceline.connectors.files.fit.encode import FitDevice, encode_fit
from paceline.samples.rules.body import DayForm, heart_rate_bpm
from paceline.samples.rules.device import record, temperature_c
from paceline.samples.rules.history import Chunk, History, SampleFile, SampleSpec, history_of, session_rng
from paceline.samples.rules.landscape import Course, climb, commute, loop, riverside
from paceline.samples.rules.motion import Bicycle, Manner, Motion, ride, run
from paceline.samples.rules.persona import Persona
from paceline.samples.rules.season import Activity
from paceline.samples.rules.session import Session, exertion_of, name_of
from paceline.samples.rules.workouts import Workout, efforts_of
from paceline.samples.schemas import SampleKind

_FAST_GZIP = 1
_EPOCH = 0
_RUN_LOOPS_M = (2_500, 5_000, 8_000, 10_000, 13_000, 17_000, 22_000, 30_000)
_RIDE_LOOPS_M = (20_000, 34_000, 50_000, 72_000, 98_000, 130_000)
_LOOPS_OF_ONE_LENGTH = 2
_FITS = 0.04
"""A loop fits when it is this close to the distance; else it is an out and back."""
_TESTS = (Workout.TEST_LONG, Workout.TEST_SHORT)
_POOL_M, _POOL_S = 25.0, 34.0
_BICYCLE_KG = 9.0


def write_files(chunk: Chunk) -> list[SampleFile]:
    """The gzipped FIT files of some sessions; runs in a child process."""
    sessions = history_of(chunk.spec).sessions[chunk.first : chunk.last]
    found: list[SampleFile] = []
    for session in sessions:
        recording = recording_of(chunk.spec, session)
        if recording is not None:
            content = encode_fit(recording, device_of(chunk.spec, session))
            # Without the time of day, so that the same history is the same bytes.
            found.append(SampleFile(file_name(session), gzip.compress(content, _FAST_GZIP, mtime=_EPOCH)))
    return found


def file_name(session: Session) -> str:
    """The session's file in the archive."""
    return f"activities/{session.number:04}.fit.gz"


def device_of(spec: SampleSpec, session: Session) -> FitDevice:
    """The device: a watch or a bicycle computer of ours, with a serial number of this very sample."""
    base = (spec.seed * 7919 + spec.ends_on.toordinal()) % 1_000_000_000
    is_ride = session.planned.activity is Activity.RIDE
    return FitDevice(
        "Sample computer" if is_ride else "Sample watch", base + 2 * tuple(SampleKind).index(spec.kind) + 1 + is_ride
    )


def recording_of(spec: SampleSpec, session: Session) -> Recording | None:
    """The recording of a session; `None` for one that the athlete only noted."""
    persona, planned = spec.persona, session.planned
    rng = session_rng(spec, session.number)
    hour = session.started_at.astimezone(ZoneInfo(session.place.time_zone)).hour
    air_c = temperature_c(planned.on, hour, rng)
    form = DayForm(
        offset_bpm=float(rng.normal(0, 1.3)) - 0.05 * max(session.condition.fatigue - session.condition.fitness, 0.0),
        temperature_c=21.0 if planned.is_indoor else air_c,
        excitement_bpm=1.0 if planned.race is not None else 0.0,
    )
    if planned.activity in (Activity.RUN, Activity.RIDE):
        motion, course = _move(persona, session, rng)
        return record(persona, session, motion, course, form, rng)
    if planned.activity is Activity.YOGA:
        return None
    return _plain(persona, session, form, rng)


def _move(persona: Persona, session: Session, rng: np.random.Generator) -> tuple[Motion, Course | None]:
    planned = session.planned
    effort = efforts_of(session.steps)
    length_m = None if planned.race is None else planned.race.distance_m
    if planned.activity is Activity.RUN:
        threshold_mps = persona.speed.on(session.condition).threshold_mps
        course = _course(session, float(effort.sum()) * threshold_mps * 0.985, _RUN_LOOPS_M)
        return run(effort, threshold_mps, course, rng).until(length_m), course
    curve = persona.power.on(session.condition)
    steadiness = 0.97 if planned.is_indoor else 0.88 if _is_even(session) else 0.25
    course = _course(session, 8.0 * len(effort), _RIDE_LOOPS_M)
    is_all_out = planned.workout in _TESTS or (planned.race is not None and planned.race.distance_m is not None)
    manner = Manner(steadiness, is_all_out, _ride_end(session))
    return ride(effort, curve, Bicycle(session.weight_kg + _BICYCLE_KG), course, rng, manner), course


def _is_even(session: Session) -> bool:
    is_workout = session.planned.workout not in (
        Workout.EASY, Workout.LONG, Workout.PROGRESSION, Workout.GROUP, Workout.COMMUTE, Workout.RECOVERY,
    )  # fmt: skip
    return is_workout and (session.planned.race is None or session.planned.race.distance_m is not None)


def _ride_end(session: Session) -> float | None:
    if session.planned.workout is Workout.COMMUTE:
        return commute(session.place).length_m
    return None if session.planned.race is None else session.planned.race.distance_m


def _is_level(session: Session) -> bool:
    """Races against the clock, tests and hard repeats look for level ground."""
    planned = session.planned
    if planned.race is not None:
        return planned.race.distance_m is not None
    if planned.workout in _TESTS:
        return True
    return planned.activity is Activity.RUN and planned.workout in (Workout.INTERVALS, Workout.SHORT_INTERVALS)


def _course(session: Session, about_m: float, lengths_m: Sequence[int]) -> Course | None:
    """Where a session leads: to work, up the hill, round a loop of its length, or out and back on a longer one."""
    planned, place = session.planned, session.place
    if planned.is_indoor:
        return None
    if planned.workout is Workout.COMMUTE:
        way = commute(place, is_homeward=planned.is_evening)
        return Course(way, way.length_m)
    if planned.race is not None and planned.race.is_climb:
        return Course(climb(place), climb(place).length_m)
    if _is_level(session):
        half_m = about_m / 2 if planned.race is None or planned.race.distance_m is None else planned.race.distance_m / 2
        way = riverside(place)
        return Course(way, half_m if half_m <= way.length_m else half_m / 2)
    number = session.number % _LOOPS_OF_ONE_LENGTH
    nearest_m = min(lengths_m, key=lambda length_m: abs(length_m / about_m - 1.0))
    if abs(nearest_m / about_m - 1.0) < _FITS or planned.race is not None:
        return Course(loop(place, nearest_m, number))
    longer_m = next((length_m for length_m in lengths_m if length_m >= about_m / 2), lengths_m[-1])
    way = loop(place, longer_m, number)
    return Course(way, min(about_m / 2, way.length_m))


def _plain(persona: Persona, session: Session, form: DayForm, rng: np.random.Generator) -> Recording:
    """Swimming, lifting, hiking: a heart rate, and a distance where there is one."""
    planned = session.planned
    seconds = round(planned.minutes * 60)
    level = {Activity.SWIM: 0.72, Activity.STRENGTH: 0.45, Activity.HIKE: 0.5}[planned.activity]
    waves = 1.0 + 0.22 * np.sin(np.arange(seconds) / (60.0 if planned.activity is Activity.STRENGTH else 240.0))
    start_ms = round(session.started_at.timestamp() * 1000)
    channels = {Channel.HEART_RATE: np.rint(heart_rate_bpm(persona, level * waves, form, rng))}
    distance_m: float | None = None
    sport = "training/strength_training"
    if planned.activity is Activity.SWIM:
        sport = "swimming/lap_swimming"
        lengths = np.floor(np.arange(seconds) / _POOL_S)
        channels[Channel.DISTANCE] = lengths * _POOL_M
        distance_m = float(lengths[-1]) * _POOL_M
    if planned.activity is Activity.HIKE:
        sport = "hiking/generic"
        course = Course(loop(session.place, 10_000, 0))
        channels[Channel.DISTANCE] = np.cumsum(np.full(seconds, 1.25))
        latitude, longitude, altitude = course.position(channels[Channel.DISTANCE])
        channels |= {Channel.LATITUDE: latitude, Channel.LONGITUDE: longitude, Channel.ALTITUDE: altitude}
        distance_m = float(channels[Channel.DISTANCE][-1])
    summary = {"pool_length_m": _POOL_M} if planned.activity is Activity.SWIM else {}
    return Recording(
        start_ms, float(seconds - 1), sport, Samples(start_ms + np.arange(seconds) * 1000, channels),
        timer_s=float(seconds - 1), distance_m=distance_m, summary=summary,
    )  # fmt: skip


_HEADER = (
    "Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description", "Elapsed Time", "Commute",
    "Activity Gear", "Filename", "Perceived Exertion", "Recovery", "Competition", "Long Run",
)  # fmt: skip
_TYPES = {
    Activity.RUN: "Run", Activity.RIDE: "Ride", Activity.SWIM: "Swim", Activity.STRENGTH: "Weight Training",
    Activity.YOGA: "Yoga", Activity.HIKE: "Hike",
}  # fmt: skip


def write_tables(history: History) -> Iterator[SampleFile]:
    """The tables of the archive, as Strava's export has them: activities, and the gear."""
    yield SampleFile("activities.csv", _table(_HEADER, [_row(history.spec, session) for session in history.sessions]))
    for kind, name in (("bike", "bikes.csv"), ("shoes", "shoes.csv")):
        gear = [(one.name, one.brand, one.model) for one in history.spec.persona.gear if one.kind == kind]
        if gear:
            yield SampleFile(name, _table(("Name", "Brand", "Model"), gear))


def _row(spec: SampleSpec, session: Session) -> tuple[str, ...]:
    planned = session.planned
    exertion = exertion_of(session)
    return (
        activity_id(spec, session),
        f"{session.started_at:%Y-%m-%d %H:%M:%S}",
        name_of(session, spec.kind) or "",
        _TYPES[planned.activity],
        "Race day." if planned.race is not None else "",
        str(round(planned.minutes * 60)),
        "true" if planned.workout is Workout.COMMUTE else "",
        session.gear or "",
        "" if planned.activity is Activity.YOGA else file_name(session),
        "" if exertion is None else str(exertion),
        "1" if planned.workout is Workout.RECOVERY else "",
        "1" if planned.race is not None else "",
        "1" if planned.workout in (Workout.LONG, Workout.PROGRESSION) else "",
    )


def activity_id(spec: SampleSpec, session: Session) -> str:
    """A number that no other sample has."""
    kind = tuple(SampleKind).index(spec.kind) + 1
    return f"{kind}{spec.seed % 10_000:04}{spec.ends_on.toordinal():07}{session.number:05}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
