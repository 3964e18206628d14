"""The pure rules: what is computed in parts, or from histograms, equals the same computed at once, or from samples."""

from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.athletes.rules.judgement import weight_steps
from paceline.athletes.rules.zones import ZoneTimeline
from paceline.athletes.schemas import ThresholdKind, ThresholdSource, ZoneKind
from paceline.athletes.service import AthleteTimeline, ThresholdTimeline
from paceline.athletes.tables import Threshold, ZoneChoice
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.analysis_codec import decode_histograms, encode_curve, encode_histograms
from paceline.fitness.rules.curves import combine, combine_month
from paceline.fitness.rules.days import extend, fitness_days, state_of, week_figures
from paceline.fitness.rules.detection import OUTPUT_WEEKS, detect
from paceline.fitness.rules.judgement import judge
from paceline.fitness.rules.standards import StandardsBook
from paceline.fitness.schemas import Measure
from paceline.fitness.tables import DayLoad, MonthKey, StoredCurve, WeekBest
from paceline.science.fitness import NO_HISTORY, monotony_foster, strain_foster
from paceline.science.load import HeartRateBounds, hrss_elevate
from paceline.science.result import NotComputable
from paceline.science.zones import Zones, histogram_s, time_in_zones, time_in_zones_from_histogram
from tests.fitness.recordings import analyse, recording, ride, run

MONDAY = date(2025, 3, 3)


def _loads(loads: list[float | None]) -> dict[date, DayLoad]:
    """`None` is a day with an activity that has no load."""
    return {
        MONDAY + timedelta(days=number): DayLoad(MONDAY, load or 0.0, 1, int(load is None))
        for number, load in enumerate(loads)
        if load != 0.0
    }


def _day(number: int) -> date:
    return MONDAY + timedelta(days=number)


daily = st.lists(st.one_of(st.just(0.0), st.none(), st.floats(0.1, 500)), min_size=1, max_size=80)


@given(daily, st.data())
def test_days_computed_forward_from_any_day_equal_those_computed_at_once(
    loads: list[float | None], data: st.DataObject
) -> None:
    known, last = _loads(loads), _day(len(loads) - 1)
    whole = fitness_days(known, MONDAY, last, NO_HISTORY)
    cut = data.draw(st.integers(0, len(loads) - 1))
    before = whole[cut - 1] if cut else None
    assert [*whole[:cut], *fitness_days(known, _day(cut), last, state_of(before))] == whole


@given(st.lists(st.floats(0, 500), min_size=1, max_size=60), st.data())
def test_the_fitness_of_two_trainings_is_the_sum_of_their_fitness(one: list[float], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.floats(0, 500), min_size=len(one), max_size=len(one)))
    last = _day(len(one) - 1)
    apart = [fitness_days(_loads(list(loads)), MONDAY, last, NO_HISTORY) for loads in (one, other)]
    both = fitness_days(_loads([a + b for a, b in zip(one, other, strict=True)]), MONDAY, last, NO_HISTORY)
    for first, second, together in zip(*apart, both, strict=True):
        assert together.fitness == pytest.approx(first.fitness + second.fitness)
        assert together.form == pytest.approx(first.form + second.form, abs=1e-9)


@given(daily, st.integers(1, 40))
def test_rest_days_after_the_last_stored_day_are_what_storing_them_would_give(
    loads: list[float | None], more: int
) -> None:
    known, last = _loads(loads), len(loads) - 1
    stored = fitness_days(known, MONDAY, _day(last), NO_HISTORY)
    assert [*stored, *extend(stored[-1], _day(last + more))] == fitness_days(
        known, MONDAY, _day(last + more), NO_HISTORY
    )


@given(st.lists(st.one_of(st.none(), st.sampled_from([0.0, 50.0, 100.0]), st.floats(0, 500)), max_size=30))
def test_the_figures_of_all_weeks_are_those_of_each_week(loads: list[float | None]) -> None:
    days = fitness_days(_loads(loads), MONDAY, _day(len(loads) - 1), NO_HISTORY) if loads else []
    figures = week_figures(days)
    for number in range(len(loads)):
        week = [np.nan if load is None else load for load in loads[max(0, number - 6) : number + 1]]
        for found, expected in (
            (figures.monotony[number], monotony_foster(week)),
            (figures.strain[number], strain_foster(week)),
        ):
            assert np.isnan(found) if isinstance(expected, NotComputable) else found == pytest.approx(expected)


@given(
    st.lists(st.integers(40, 220), min_size=1, max_size=80),
    st.lists(st.integers(60, 200), min_size=2, max_size=6, unique=True),
    st.integers(0, 2**32 - 1),
)
def test_judging_by_a_stored_histogram_equals_judging_the_samples(bpm: list[int], bounds: list[int], seed: int) -> None:
    dt_s = np.random.default_rng(seed).integers(0, 5000, len(bpm)) / 1000
    stored = encode_histograms({Measure.HEART_RATE: histogram_s(bpm, dt_s, 1.0)})
    histogram = decode_histograms(stored)[Measure.HEART_RATE]
    lower = tuple(float(bound) for bound in sorted(bounds))
    zones = Zones(tuple(str(number) for number in range(len(lower))), lower)
    by_sample, by_histogram = time_in_zones(bpm, dt_s, zones), time_in_zones_from_histogram(histogram, zones)
    np.testing.assert_allclose(by_histogram.seconds, by_sample.seconds, atol=1e-6)
    assert by_histogram.below_s == pytest.approx(by_sample.below_s, abs=1e-6)
    limits = HeartRateBounds(50, 230)
    load, same = hrss_elevate(bpm, dt_s, limits, 170), hrss_elevate(histogram.bins, histogram.seconds, limits, 170)
    if isinstance(load, float):
        assert same == pytest.approx(load)


# -- standards


def _threshold(kind: ThresholdKind, value: float, family: str = "any", on: date = MONDAY) -> Threshold:
    return Threshold(uuid4(), family, kind, value, on, ThresholdSource.ATHLETE, True)


def _timeline(*thresholds: Threshold, choices: tuple[ZoneChoice, ...] = ()) -> AthleteTimeline:
    return AthleteTimeline(
        uuid4(), None, None, "UTC", ThresholdTimeline(thresholds), ZoneTimeline(choices), weight_steps(())
    )


FTP = _threshold(ThresholdKind.FTP_W, 250, "ride")
LTHR = _threshold(ThresholdKind.LTHR_BPM, 165)
RIDE_MEASURES = (Measure.HEART_RATE, Measure.POWER)


def test_only_what_bears_on_the_recording_is_in_the_fingerprint() -> None:
    before, after = (
        StandardsBook(_timeline(FTP, LTHR)),
        StandardsBook(_timeline(LTHR, _threshold(ThresholdKind.FTP_W, 270, "ride"))),
    )

    def same(measures: tuple[Measure, ...]) -> bool:
        first, second = before.of(MONDAY, "ride", measures), after.of(MONDAY, "ride", measures)
        return first.fingerprint == second.fingerprint

    assert same((Measure.HEART_RATE,))
    assert same(())
    assert not same(RIDE_MEASURES)


def test_another_way_to_draw_zones_is_another_fingerprint() -> None:
    choice = ZoneChoice("ride", ZoneKind.POWER, "custom", (0.0, 150.0, 250.0), MONDAY)
    plain, custom = StandardsBook(_timeline(FTP)), StandardsBook(_timeline(FTP, choices=(choice,)))
    assert plain.of(MONDAY, "ride", RIDE_MEASURES).fingerprint != custom.of(MONDAY, "ride", RIDE_MEASURES).fingerprint
    assert plain.of(MONDAY, "run", RIDE_MEASURES).fingerprint == custom.of(MONDAY, "run", RIDE_MEASURES).fingerprint


def test_each_day_has_its_own_threshold() -> None:
    later = _threshold(ThresholdKind.FTP_W, 300, "ride", _day(10))
    book = StandardsBook(_timeline(FTP, later))
    values = [book.of(_day(n), "ride", RIDE_MEASURES).standards.value(ThresholdKind.FTP_W) for n in (0, 9, 10, 40)]
    assert values == [250, 250, 300, 300]


def test_a_hidden_threshold_leaves_no_trace_in_the_open_judgement() -> None:
    drawn = StandardsBook(_timeline(FTP, LTHR), frozenset({FTP.id})).of(MONDAY, "ride", RIDE_MEASURES)
    assert drawn.open_standards is not None
    judgement = judge(analyse(ride(60), (), SportFamily.RIDE), drawn.open_standards, None, None)
    assert isinstance(judgement.load, NotComputable)
    assert judgement.zones["power"]["code"] == "restricted"
    assert str(FTP.id) not in str(judgement)


def test_three_custom_zones_are_taken_at_their_word() -> None:
    choice = ZoneChoice("ride", ZoneKind.POWER, "custom", (0.0, 150.0, 250.0), MONDAY)
    standards = StandardsBook(_timeline(choices=(choice,))).of(MONDAY, "ride", RIDE_MEASURES).standards
    judgement = judge(analyse(ride(10, watts=200), (), SportFamily.RIDE), standards, None, None)
    assert judgement.zones["power"]["three_zones_s"] == [0, 600, 0]


def test_without_samples_the_perceived_effort_of_the_head_decides() -> None:
    nothing = analyse(recording(), (), SportFamily.STRENGTH)
    standards = StandardsBook(_timeline()).of(MONDAY, "strength", ()).standards
    judgement = judge(nothing, standards, 3600, 6)
    assert not isinstance(judgement.load, NotComputable)
    assert judgement.load.value == pytest.approx(60)
    assert judgement.intensity == pytest.approx(0.6**0.5)


def test_a_run_is_judged_by_its_pace_before_its_heart_rate() -> None:
    speed = _threshold(ThresholdKind.THRESHOLD_SPEED_MPS, 4.0, "run")
    measures = (Measure.HEART_RATE, Measure.GRADED_SPEED)
    standards = StandardsBook(_timeline(speed, LTHR)).of(MONDAY, "run", measures).standards
    judgement = judge(analyse(run(60, mps=3.0), (), SportFamily.RUN), standards, None, None)
    assert not isinstance(judgement.load, NotComputable)
    assert judgement.load.method.value == "pace_rtss"
    assert judgement.load.value == pytest.approx(100 * 0.75**2)
    assert judgement.intensity == pytest.approx(0.75)


# -- curves


@given(st.lists(st.lists(st.floats(0, 2000) | st.just(float("nan")), max_size=12), max_size=6), st.integers(0, 6))
def test_the_combined_curve_is_the_best_of_each_and_the_first_of_equals_holds_it(
    curves: list[list[float]], cut: int
) -> None:
    stored = [
        StoredCurve(_day(number), encode_curve(Measure.POWER, np.round(np.array(curve), 2)), UUID(int=number + 1))
        for number, curve in enumerate(curves)
    ]
    combined = combine(Measure.POWER, stored)
    reached: list[int] = []
    for place in range(max((len(curve) for curve in curves), default=0)):
        values = [
            (round(curve[place], 2), -number)
            for number, curve in enumerate(curves)
            if place < len(curve) and not np.isnan(curve[place])
        ]
        if values:
            point = len(reached)
            reached.append(place + 1)
            held = combined.activity_ids[combined.holder[point]]
            assert (combined.best[point], held.int - 1) == (pytest.approx(max(values)[0]), -max(values)[1])
    assert combined.durations_s.tolist() == reached
    assert set(combined.holder) == set(range(len(combined.activity_ids)))
    # What is combined of months is what is combined of their activities.
    key = MonthKey("ride", MONDAY, "all", b"")
    month = combine_month(key, Measure.POWER, stored[:cut])
    again = combine(Measure.POWER, [StoredCurve(MONDAY, month.content, month.holders), *stored[cut:]])
    assert again.best.tolist() == combined.best.tolist()
    assert [again.activity_ids[one] for one in again.holder] == [combined.activity_ids[one] for one in combined.holder]


# -- detection


def _best(
    week: int, target: float, value: float, measure: Measure = Measure.POWER, *, is_open: bool = True
) -> WeekBest:
    family = "run" if measure is Measure.DISTANCE else "ride"
    return WeekBest(MONDAY + timedelta(weeks=week), family, measure, target, value, UUID(int=week), is_open)


def _history(bests: list[WeekBest], kind: ThresholdKind) -> list[tuple[int, float]]:
    return [((one.valid_from - MONDAY).days // 7, one.value) for one in detect(bests) if one.kind is kind]


def test_a_threshold_rises_with_the_week_that_shows_it_and_falls_half_a_year_later() -> None:
    bests = [_best(0, 1200, 200), _best(5, 1200, 300), _best(20, 1200, 250), _best(40, 1200, 240)]
    assert _history(bests, ThresholdKind.FTP_W) == [(0, 190), (5, 285), (5 + OUTPUT_WEEKS, 238)]


def test_a_change_of_less_than_one_per_cent_is_no_news() -> None:
    bests = [_best(0, 1200, 300), _best(1, 1200, 301)]
    assert _history(bests, ThresholdKind.FTP_W) == [(0, 285)]


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from([300.0, 1200.0]), st.integers(100, 400)),
        max_size=25,
        unique_by=lambda best: best[:2],
    ),
    st.randoms(),
)
def test_the_history_of_thresholds_depends_on_the_bests_alone(
    found: list[tuple[int, float, int]], random: Random
) -> None:
    bests = [_best(week, target, float(value)) for week, target, value in found]
    shuffled = list(bests)
    random.shuffle(shuffled)
    assert detect(shuffled) == detect(bests)
    said: float | None = None
    expected: list[tuple[int, float]] = []
    for week in range(61):
        window = [value for at, target, value in found if target == 1200 and week - OUTPUT_WEEKS < at <= week]
        last_week = max((at for at, _, _ in found), default=0)
        if not window or week > last_week:
            continue
        value = float(round(0.95 * max(window)))
        if said is None or abs(value / said - 1) >= 0.01:
            expected.append((week, value))
            said = value
    assert _history(bests, ThresholdKind.FTP_W) == expected


def test_evidence_names_the_activities_and_whether_they_are_restricted() -> None:
    (ftp,) = [one for one in detect([_best(3, 1200, 280, is_open=False)]) if one.kind is ThresholdKind.FTP_W]
    assert ftp.evidence["efforts"] == [{"activity_id": str(UUID(int=3)), "duration_s": 1200.0, "value": 280.0}]
    assert ftp.evidence["permission"] == "restricted"


def test_running_times_show_a_threshold_speed() -> None:
    ((_, speed),) = _history([_best(0, 5000, 1200, Measure.DISTANCE)], ThresholdKind.THRESHOLD_SPEED_MPS)
    assert 3.7 < speed < 4.0
