"""Two years of both athletes, judged as a coach would: by the science functions, on the recordings as they are made."""

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from paceline.connectors.base import Channel, Recording
from paceline.samples.rules.files import activity_id, recording_of, write_files, write_tables
from paceline.samples.rules.history import Chunk, History, SampleSpec, history_of
from paceline.samples.rules.season import Activity
from paceline.samples.rules.session import Session
from paceline.samples.rules.workouts import Workout
from paceline.samples.schemas import SampleKind
from paceline.science.efforts import BestEffort, best_efforts_by_distance
from paceline.science.elevation import elevation_gain_hysteresis
from paceline.science.fitness import fitness_series, ramp
from paceline.science.grade import heuristic_grade_pct
from paceline.science.heart_rate import aerobic_decoupling_friel
from paceline.science.load import running_stress_score, training_stress_score_coggan
from paceline.science.mean_max import display_envelope, mean_max_at
from paceline.science.pace import grade_adjusted_speed_mps, heuristic_normalised_graded_speed_mps
from paceline.science.power import normalized_power_coggan
from paceline.science.result import NotComputable
from paceline.science.streams import Family, clean_power
from paceline.science.zones import Zones, three_zones, time_in_zones

ENDS_ON = date(2026, 10, 30)
_WARM_UP_DAYS = 90
_STEADY = (Workout.EASY, Workout.LONG)
Done = tuple[tuple[Session, Recording], ...]


@lru_cache(maxsize=2)
def done(kind: SampleKind) -> Done:
    """Every run and ride of an athlete with its recording."""
    spec = SampleSpec(kind, ENDS_ON)
    found: list[tuple[Session, Recording]] = []
    for session in history_of(spec).sessions:
        recording = recording_of(spec, session)
        if recording is not None and session.planned.activity in (Activity.RUN, Activity.RIDE):
            found.append((session, recording))
    return tuple(found)


def history(kind: SampleKind) -> History:
    return history_of(SampleSpec(kind, ENDS_ON))


def column(recording: Recording, channel: Channel) -> np.ndarray:
    return recording.samples.channels[channel]


def graded_mps(recording: Recording) -> np.ndarray:
    speed = column(recording, Channel.SPEED)
    if Channel.ALTITUDE not in recording.samples.channels:
        return speed
    grade = heuristic_grade_pct(column(recording, Channel.DISTANCE), column(recording, Channel.ALTITUDE))
    return grade_adjusted_speed_mps(speed, grade)


def computed(value: float | NotComputable) -> float:
    assert not isinstance(value, NotComputable), value
    return value


def load_of(kind: SampleKind, session: Session, recording: Recording) -> float:
    """Load by what the athlete could really do that day."""
    persona = SampleSpec(kind, ENDS_ON).persona
    seconds = len(recording.samples)
    if session.planned.activity is Activity.RIDE:
        weighted_w = computed(normalized_power_coggan(column(recording, Channel.POWER)))
        return computed(training_stress_score_coggan(seconds, weighted_w / persona.power.on(session.condition).ftp_w))
    speed_mps = computed(heuristic_normalised_graded_speed_mps(graded_mps(recording)))
    threshold_mps = persona.speed.on(session.condition).threshold_mps
    return computed(running_stress_score(recording.timer_s or 0, speed_mps, threshold_mps))


@pytest.mark.parametrize("kind", SampleKind)
def test_fitness_moves_with_the_seasons_and_never_leaps(kind: SampleKind) -> None:
    first = ENDS_ON - timedelta(days=729)
    loads = np.zeros(730)
    for session, recording in done(kind):
        loads[(session.planned.on - first).days] += load_of(kind, session, recording)
    fitness = fitness_series(loads).fitness[_WARM_UP_DAYS:]
    assert 29 <= fitness.min() < fitness.max() <= 92
    assert fitness.max() - fitness.min() >= 18
    # A week of eight points more is about as much as coaches dare.
    assert np.nanmax(ramp(fitness)) <= 9
    assert np.nanmin(ramp(fitness)) >= -14
    assert loads.max() <= 400


@pytest.mark.parametrize("kind", SampleKind)
def test_an_athlete_trains_as_often_as_a_good_amateur(kind: SampleKind) -> None:
    sessions = history(kind).sessions
    assert 450 <= len(sessions) <= 720
    assert {one.planned.on.weekday() for one in sessions} == set(range(7))
    assert sum(one.planned.race is not None for one in sessions) >= 7
    assert len({one.planned.activity for one in sessions}) >= 4
    hours = sum(recording.timer_s or 0 for _, recording in done(kind)) / 3600 / 104
    assert 4 <= hours <= 11


@pytest.mark.parametrize("kind", SampleKind)
def test_nothing_is_trained_while_ill(kind: SampleKind) -> None:
    notes = history(kind).notes
    ill = [one for one in notes if one.kind == "illness"]
    assert len(ill) == 2
    days = {session.planned.on for session in history(kind).sessions}
    assert not [on for on in days for one in ill if one.from_on <= on <= one.until_on]
    away = {session.place.name for session in history(kind).sessions}
    assert len(away) == 2


def test_power_falls_with_duration_as_in_a_good_amateur() -> None:
    durations = [5, 15, 60, 180, 300, 720, 1200, 3600, 7200]
    rides = [column(recording, Channel.POWER) for _, recording in done(SampleKind.CYCLIST)]
    # A spike of a meter is what cleaning is for.
    bests = np.nanmax([mean_max_at(np.where(power > 1500, np.nan, power), durations) for power in rides], axis=0)
    curve = dict(zip(durations, bests.tolist(), strict=True))
    assert np.all(np.diff(display_envelope(bests)) <= 0)
    assert 250 <= 0.95 * curve[1200] <= 290
    assert 1.10 <= curve[300] / curve[1200] <= 1.25
    assert 0.85 <= curve[3600] / curve[1200] <= 0.97
    assert 2.3 <= curve[5] / curve[1200] <= 3.4
    assert curve[7200] / curve[3600] >= 0.8


def test_a_sprint_is_that_of_a_good_amateur() -> None:
    at_once: list[float] = []
    for _, recording in done(SampleKind.CYCLIST):
        seconds = (recording.samples.at_ms - recording.samples.at_ms[0]) / 1000
        at_once.append(float(np.nanmax(clean_power(seconds, column(recording, Channel.POWER)).values)))
    assert 1000 <= max(at_once) <= 1300


def test_no_road_is_ridden_faster_than_roads_are() -> None:
    for session, recording in done(SampleKind.CYCLIST):
        channels = recording.samples.channels
        distance, altitude = channels[Channel.DISTANCE], channels.get(Channel.ALTITUDE)
        at_s = (recording.samples.at_ms - recording.samples.at_ms[0]) / 1000
        best = best_efforts_by_distance(at_s, distance, (5000.0,), Family.RIDE)[5000.0]
        if not isinstance(best, BestEffort):
            continue
        begins, ends = np.searchsorted(at_s, [best.start_s, best.end_s])
        drop_m = 0.0 if altitude is None else float(altitude[begins] - altitude[min(ends, len(altitude) - 1)])
        kmh = 3.6 * 5000 / best.elapsed_s
        assert kmh <= (45 if drop_m < 50 else 55), (session.planned.on, kmh, drop_m)


def test_nobody_rides_uphill_by_itself() -> None:
    """Work against air, rolling and gravity, over stretches long enough that what is stored in motion does not count."""
    for _, recording in done(SampleKind.CYCLIST)[::5]:
        channels = recording.samples.channels
        if Channel.ALTITUDE not in channels or recording.pauses:
            continue
        power = np.nan_to_num(channels[Channel.POWER])
        for since in range(0, len(power) - 600, 600):
            span = slice(since, since + 600)
            climbed_m = channels[Channel.ALTITUDE][span][-1] - channels[Channel.ALTITUDE][span][0]
            # 70 kg at the least; the slack is half a minute at speed.
            assert power[span].sum() >= 70 * 9.81 * (climbed_m - 12) - 70 * 15**2 / 2


def test_the_runner_gets_faster_and_no_race_contradicts_another() -> None:
    times: dict[float, list[float]] = {}
    for session, recording in done(SampleKind.RUNNER):
        if session.planned.race is not None and session.planned.race.distance_m is not None:
            times.setdefault(session.planned.race.distance_m, []).append(recording.elapsed_s)
    assert 2330 <= min(times[10_000.0]) <= max(times[10_000.0]) <= 2760
    bests = {distance_m: min(seconds) for distance_m, seconds in times.items()}
    exponents = [
        np.log(bests[longer] / bests[shorter]) / np.log(longer / shorter) for shorter, longer in pairwise(sorted(bests))
    ]
    # Riegel's is 1.06; recreational runners lose more over the marathon.
    assert all(1.02 <= exponent <= 1.14 for exponent in exponents), exponents


@pytest.mark.parametrize("kind", SampleKind)
def test_normalised_power_and_graded_speed_weigh_no_less_than_the_mean(kind: SampleKind) -> None:
    for _, recording in done(kind):
        if Channel.POWER in recording.samples.channels:
            power = column(recording, Channel.POWER)
            assert computed(normalized_power_coggan(power)) >= 0.995 * power.mean()


@pytest.mark.parametrize("kind", SampleKind)
def test_the_heart_follows_effort_and_tires_within_bounds(kind: SampleKind) -> None:
    persona = SampleSpec(kind, ENDS_ON).persona
    decouplings: list[float] = []
    pairs: list[tuple[float, float]] = []
    for session, recording in done(kind):
        channels = recording.samples.channels
        if Channel.HEART_RATE not in channels or np.isnan(channels[Channel.HEART_RATE]).any():
            continue
        rate = channels[Channel.HEART_RATE]
        assert 40 <= rate.min() <= rate.max() <= persona.hr_max_bpm
        output = channels.get(Channel.POWER, graded_mps(recording))
        if session.planned.workout in _STEADY and len(rate) > 4800 and not recording.pauses:
            decouplings.append(computed(aerobic_decoupling_friel(output, rate)))
        if not session.planned.is_indoor and len(rate) > 2400:
            pairs.append((float(output.mean()), float(rate.mean())))
    assert 1.0 <= float(np.median(decouplings)) <= 7.0
    assert np.percentile(decouplings, 5) >= -2.5
    assert np.percentile(decouplings, 95) <= 10.0
    outputs, rates = np.array(pairs).T
    assert np.corrcoef(outputs, rates)[0, 1] >= 0.5


@pytest.mark.parametrize("kind", SampleKind)
def test_the_hardest_half_hour_is_at_threshold_heart_rate(kind: SampleKind) -> None:
    hardest_bpm = 0.0
    for _, recording in done(kind):
        rate = recording.samples.channels.get(Channel.HEART_RATE)
        if rate is not None and len(rate) > 1800 and not np.isnan(rate).any():
            hardest_bpm = max(hardest_bpm, float(mean_max_at(rate, [1800])[0]))
    # Of many races one falls on a hot day and a day of nerves.
    assert (
        SampleSpec(kind, ENDS_ON).persona.lthr_bpm - 1 <= hardest_bpm <= SampleSpec(kind, ENDS_ON).persona.lthr_bpm + 3
    )


@pytest.mark.parametrize("kind", SampleKind)
def test_most_training_is_easy(kind: SampleKind) -> None:
    persona = SampleSpec(kind, ENDS_ON).persona
    zones = three_zones(0.88 * persona.lthr_bpm, persona.lthr_bpm)
    assert isinstance(zones, Zones)
    seconds = np.zeros(3)
    for _, recording in done(kind):
        rate = recording.samples.channels.get(Channel.HEART_RATE)
        if rate is not None:
            known = rate[~np.isnan(rate)]
            in_zones = time_in_zones(known, np.ones(len(known)), zones).seconds
            assert sum(in_zones) == pytest.approx(len(known))
            seconds += in_zones
    assert 0.6 <= seconds[0] / seconds.sum() <= 0.92


@pytest.mark.parametrize("kind", SampleKind)
def test_the_ground_is_climbed_as_often_as_it_is_walked_down(kind: SampleKind) -> None:
    for session, recording in done(kind)[::7]:
        if Channel.ALTITUDE not in recording.samples.channels or session.planned.workout is Workout.COMMUTE:
            continue
        altitude = column(recording, Channel.ALTITUDE)
        naive_m = float(np.clip(np.diff(altitude), 0, None).sum())
        assert computed(elevation_gain_hysteresis(altitude)) <= naive_m
        grade = heuristic_grade_pct(column(recording, Channel.DISTANCE), altitude)
        assert np.nanpercentile(np.abs(grade), 99) <= 20
        distance_km = (recording.distance_m or 0) / 1000
        assert computed(elevation_gain_hysteresis(altitude)) <= 45 * distance_km


@pytest.mark.parametrize("kind", SampleKind)
def test_position_distance_and_speed_agree(kind: SampleKind) -> None:
    for _, recording in done(kind)[::11]:
        distance = column(recording, Channel.DISTANCE)
        assert np.all(np.diff(distance) >= 0)
        if Channel.LATITUDE not in recording.samples.channels:
            continue
        north_m = np.radians(column(recording, Channel.LATITUDE)) * 6_371_000
        east_m = np.radians(column(recording, Channel.LONGITUDE)) * 6_371_000 * np.cos(north_m / 6_371_000)
        # Every half minute, so that the noise of the satellites does not count as a way.
        known = np.flatnonzero(~np.isnan(north_m))[::30]
        covered_m = np.hypot(np.diff(north_m[known]), np.diff(east_m[known])).sum()
        assert covered_m == pytest.approx(distance[known[-1]] - distance[known[0]], rel=0.08)


def test_the_world_is_not_perfect() -> None:
    for kind in SampleKind:
        recordings = [recording for _, recording in done(kind)]
        assert any(Channel.HEART_RATE not in one.samples.channels for one in recordings)
        assert any(Channel.LATITUDE not in one.samples.channels for one in recordings)
        assert any(
            Channel.LATITUDE in one.samples.channels and np.isnan(column(one, Channel.LATITUDE)).any()
            for one in recordings
        )
        assert any(one.pauses for one in recordings)
        assert any(lap.trigger == "manual" for one in recordings for lap in one.laps)
        assert any(lap.trigger == "distance" for one in recordings for lap in one.laps)
    assert any(column(one, Channel.POWER).max() > 1500 for _, one in done(SampleKind.CYCLIST))
    assert any(np.diff(one.samples.at_ms).max() > 5000 and not one.pauses for _, one in done(SampleKind.RUNNER))


@pytest.mark.parametrize("kind", SampleKind)
def test_the_same_spec_gives_the_same_bytes_and_another_seed_another_athlete(kind: SampleKind) -> None:
    spec = SampleSpec(kind, ENDS_ON, days=20)
    chunk = Chunk(spec, 0, 4)
    once, tables = write_files(chunk), list(write_tables(history_of(spec)))
    history_of.cache_clear()
    assert write_files(chunk) == once
    assert list(write_tables(history_of(spec))) == tables
    other = SampleSpec(kind, ENDS_ON, seed=2, days=20)
    assert not {one.content for one in write_files(Chunk(other, 0, 4))} & {one.content for one in once}


def test_a_short_sample_is_the_end_of_the_long_one() -> None:
    whole = history_of(SampleSpec(SampleKind.RUNNER, ENDS_ON))
    short_spec = SampleSpec(SampleKind.RUNNER, ENDS_ON, days=30)
    short = history_of(short_spec)
    assert short.sessions == whole.sessions[-len(short.sessions) :]
    assert short.sessions[0].planned.on > ENDS_ON - timedelta(days=30)
    assert len({activity_id(short_spec, one) for one in short.sessions}) == len(short.sessions)
    assert (short.spec.first_on, short.spec.ends_on) == (ENDS_ON - timedelta(days=29), ENDS_ON)


def test_local_clocks_change_with_summer_time() -> None:
    hours = {
        (one.started_at.hour, one.planned.on.month)
        for one in history(SampleKind.CYCLIST).sessions
        if one.planned.workout is Workout.COMMUTE and not one.planned.is_evening
    }
    assert {hour for hour, month in hours if month in (6, 7)} <= {5, 6}
    assert {hour for hour, month in hours if month in (12, 1)} <= {6, 7}
    assert (5, 7) in hours
