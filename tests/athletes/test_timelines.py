"""What holds on a day: the timelines equal a naive search, and the rules behind it."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.athletes.events import BEGINNING
from paceline.athletes.rules.judgement import weight_steps
from paceline.athletes.rules.steps import Steps, first_difference
from paceline.athletes.rules.thresholds import ThresholdTimeline, ThresholdValue
from paceline.athletes.rules.zones import ResolvedZones, ZoneTimeline, resolve_zones
from paceline.athletes.schemas import ANY_SPORT, ThresholdKind, ThresholdSource, WeightSource, ZoneKind
from paceline.athletes.tables import Threshold, Weight, ZoneChoice
from paceline.infra.ids import new_id
from paceline.science.result import NotComputable

DAY = date(2026, 3, 1)

_families = st.sampled_from(["run", "ride", ANY_SPORT])
_days = st.integers(0, 12).map(lambda days: DAY + timedelta(days=days))
_kinds = st.sampled_from([ThresholdKind.LTHR_BPM, ThresholdKind.HR_MAX_BPM, ThresholdKind.FTP_W])


def threshold(
    value: float = 200.0,
    valid_from: date = DAY,
    *,
    family: str = "run",
    kind: ThresholdKind = ThresholdKind.LTHR_BPM,
    source: ThresholdSource = ThresholdSource.ATHLETE,
    confirmed: bool | None = None,
) -> Threshold:
    is_confirmed = source is ThresholdSource.ATHLETE if confirmed is None else confirmed
    return Threshold(new_id(), family, kind, value, valid_from, source, is_confirmed)


@st.composite
def _threshold(draw: st.DrawFn) -> Threshold:
    source = draw(st.sampled_from(list(ThresholdSource)))
    confirmed = source is ThresholdSource.ATHLETE or draw(st.booleans())
    return Threshold(new_id(), draw(_families), draw(_kinds), draw(st.floats(1, 400)), draw(_days), source, confirmed)


_thresholds = st.lists(
    _threshold(), max_size=25, unique_by=lambda it: (it.sport_family, it.kind, it.valid_from, it.source)
)


def _naive(thresholds: list[Threshold], day: date, family: str, kind: ThresholdKind) -> ThresholdValue | None:
    """The rule as its documentation words it, one search a question."""
    of_kind = [it for it in thresholds if it.kind == kind and it.sport_family in (family, ANY_SPORT)]
    if not of_kind:
        return None
    begun = [it for it in of_kind if it.valid_from <= day]
    first_day = min(it.valid_from for it in of_kind)
    candidates = begun or [it for it in of_kind if it.valid_from == first_day]
    source_order = [ThresholdSource.IMPORTED, ThresholdSource.DETECTED, ThresholdSource.ATHLETE]
    best = max(
        candidates,
        key=lambda it: (
            it.is_confirmed,
            it.sport_family == family,
            it.valid_from,
            source_order.index(it.source),
        ),
    )
    return ThresholdValue(best.id, best.value, best.valid_from, best.source, not best.is_confirmed, not begun)


@given(_thresholds, _families, st.integers(-3, 15))
def test_the_timeline_equals_a_naive_search(thresholds: list[Threshold], family: str, offset: int) -> None:
    day = DAY + timedelta(days=offset)
    found = ThresholdTimeline(thresholds).on(day, family)
    for kind in ThresholdKind:
        assert found.of(kind) == _naive(thresholds, day, family, kind)


@given(_thresholds, st.randoms())
def test_the_order_of_the_rows_does_not_matter(thresholds: list[Threshold], random: Random) -> None:
    shuffled = thresholds[:]
    random.shuffle(shuffled)
    assert ThresholdTimeline(shuffled).steps("run") == ThresholdTimeline(thresholds).steps("run")


def test_a_confirmed_value_beats_a_newer_estimate() -> None:
    timeline = ThresholdTimeline(
        [threshold(165, DAY), threshold(171, DAY + timedelta(days=5), source=ThresholdSource.DETECTED)]
    )
    found = timeline.on(DAY + timedelta(days=9), "run").lthr_bpm
    assert found is not None
    assert (found.value, found.is_estimated) == (165, False)


def test_an_estimate_serves_labelled_until_a_value_is_stated() -> None:
    timeline = ThresholdTimeline(
        [threshold(171, DAY, source=ThresholdSource.DETECTED), threshold(165, DAY + timedelta(days=5))]
    )
    early, late = timeline.on(DAY, "run").lthr_bpm, timeline.on(DAY + timedelta(days=5), "run").lthr_bpm
    assert early is not None
    assert late is not None
    assert (early.value, early.is_estimated, early.is_extrapolated) == (171, True, False)
    assert (late.value, late.is_estimated, late.is_extrapolated) == (165, False, False)


def test_before_the_first_value_the_first_one_serves_labelled_extrapolated() -> None:
    found = ThresholdTimeline([threshold(165, DAY)]).on(DAY - timedelta(days=900), "run").lthr_bpm
    assert found is not None
    assert (found.value, found.is_extrapolated) == (165, True)


def test_a_general_heart_rate_serves_every_sport_and_the_sports_own_goes_before_it() -> None:
    timeline = ThresholdTimeline([threshold(188, family=ANY_SPORT), threshold(182, family="ride")])
    run, ride = timeline.on(DAY, "run").lthr_bpm, timeline.on(DAY, "ride").lthr_bpm
    assert (run and run.value, ride and ride.value) == (188, 182)


def test_what_is_not_known_is_none() -> None:
    assert ThresholdTimeline([]).on(DAY, "run").ftp_w is None


_step_lists = st.lists(st.tuples(_days, st.integers(0, 2)), max_size=8, unique_by=lambda it: it[0]).map(sorted)


def _steps(first: int, later: list[tuple[date, int]]) -> Steps[int]:
    return Steps([day for day, _ in later], [first, *(value for _, value in later)])


@given(st.integers(0, 2), _step_lists, st.integers(0, 2), _step_lists)
def test_the_first_difference_is_the_first_day_on_which_two_timelines_differ(
    first: int, later: list[tuple[date, int]], other_first: int, other_later: list[tuple[date, int]]
) -> None:
    one, other = _steps(first, later), _steps(other_first, other_later)
    days = [BEGINNING, *(DAY + timedelta(days=offset) for offset in range(-1, 14))]
    differing = [day for day in days if one.on(day) != other.on(day)]
    assert first_difference(one, other) == (differing[0] if differing else None)


def test_weight_holds_from_its_day_and_the_first_one_before_it() -> None:
    steps = weight_steps(
        [
            Weight(DAY + timedelta(days=7), 70.5, WeightSource.ATHLETE),
            Weight(DAY, 72.0, WeightSource.IMPORTED),
        ]
    )
    seen = [(steps.on(DAY + timedelta(days=days))) for days in (-1, 0, 6, 7)]
    assert [(it.weight_kg, it.is_extrapolated) for it in seen if it] == [
        (72.0, True),
        (72.0, False),
        (72.0, False),
        (70.5, False),
    ]
    assert weight_steps([]).on(DAY) is None


def _zones(family: str, kind: ZoneKind, *thresholds: Threshold, choice: ZoneChoice | None = None) -> ResolvedZones:
    resolved = resolve_zones(family, kind, choice, ThresholdTimeline(thresholds).on(DAY, family))
    assert isinstance(resolved, ResolvedZones)
    return resolved


def test_default_running_zones_are_friels_by_threshold_heart_rate() -> None:
    found = _zones("run", ZoneKind.HEART_RATE, threshold(160))
    assert found.scheme == "friel_run_heart_rate"
    assert found.zones.lower_bounds == pytest.approx((0, 136, 144, 152, 160, 164.8, 171.2))


def test_without_a_threshold_heart_rate_the_default_falls_back_to_the_maximum() -> None:
    maximum = threshold(190, family=ANY_SPORT, kind=ThresholdKind.HR_MAX_BPM, source=ThresholdSource.DETECTED)
    found = _zones("run", ZoneKind.HEART_RATE, maximum)
    assert (found.scheme, found.is_estimated) == ("maximum_heart_rate", True)
    assert found.zones.lower_bounds == pytest.approx((95, 114, 133, 152, 171))


def test_the_reserve_scheme_takes_rest_and_maximum() -> None:
    """Karvonen: 50 and 190 bpm at 70 % are 148."""
    found = _zones(
        "ride",
        ZoneKind.HEART_RATE,
        threshold(190, family=ANY_SPORT, kind=ThresholdKind.HR_MAX_BPM),
        threshold(50, family=ANY_SPORT, kind=ThresholdKind.RESTING_HR_BPM),
        choice=ZoneChoice("ride", ZoneKind.HEART_RATE, "heart_rate_reserve", None, DAY),
    )
    assert found.zones.lower_bounds[2] == pytest.approx(148)


def test_zones_without_their_threshold_say_what_they_need() -> None:
    refusal = resolve_zones("ride", ZoneKind.POWER, None, ThresholdTimeline([]).on(DAY, "ride"))
    assert refusal == NotComputable("threshold_unknown", "These zones need your FTP.")


def test_a_chosen_scheme_does_not_silently_become_another_one() -> None:
    choice = ZoneChoice("run", ZoneKind.HEART_RATE, "heart_rate_reserve", None, DAY)
    known = ThresholdTimeline([threshold(160)]).on(DAY, "run")
    assert isinstance(resolve_zones("run", ZoneKind.HEART_RATE, choice, known), NotComputable)


def test_a_sport_without_a_published_scheme_says_so() -> None:
    refusal = resolve_zones("swim", ZoneKind.PACE, None, ThresholdTimeline([]).on(DAY, "swim"))
    assert isinstance(refusal, NotComputable)
    assert refusal.code == "no_zone_scheme"


def test_a_choice_holds_from_its_day_and_the_first_one_before_it() -> None:
    later = DAY + timedelta(days=10)
    timeline = ZoneTimeline(
        [
            ZoneChoice("run", ZoneKind.PACE, "skiba_run", None, later),
            ZoneChoice("run", ZoneKind.PACE, "custom", (0.0, 3.0, 4.0), DAY),
        ]
    )
    chosen = [timeline.on(day, "run", ZoneKind.PACE) for day in (DAY - timedelta(days=1), DAY, later)]
    assert [choice.scheme for choice in chosen if choice] == ["custom", "custom", "skiba_run"]
    assert timeline.on(DAY, "run", ZoneKind.HEART_RATE) is None
