"""Load per method, and the choice among them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.load import (
    TRIMP_MEN,
    TRIMP_WOMEN,
    TRIMP_WOMEN_ORIGINAL,
    HeartRateBounds,
    Sex,
    heuristic_session_rpe_scaled,
    hrss_elevate,
    points_daniels,
    running_stress_score,
    session_rpe_foster,
    training_stress_score_coggan,
    trimp_banister,
    trimp_coefficients,
    trimp_edwards,
    trimp_lucia,
    trimp_zonal_goldencheetah,
)
from paceline.science.load_choice import (
    HeartRateInput,
    Load,
    LoadInputs,
    LoadMethod,
    PaceInput,
    PowerInput,
    choose_load,
)
from paceline.science.result import NotComputable

BOUNDS = HeartRateBounds(50.0, 190.0)
HEART_RATES = st.lists(st.integers(40, 200), min_size=1, max_size=300)


def number(value: float | NotComputable) -> float:
    assert isinstance(value, float), value
    return value


@given(np_w=st.floats(50.0, 500.0), first_s=st.floats(60.0, 7200.0), second_s=st.floats(60.0, 7200.0))
def test_stress_scores_of_two_parts_add_up_when_their_intensity_is_equal(
    np_w: float, first_s: float, second_s: float
) -> None:
    intensity = np_w / 280.0
    parts = number(training_stress_score_coggan(first_s, intensity)) + number(
        training_stress_score_coggan(second_s, intensity)
    )
    assert number(training_stress_score_coggan(first_s + second_s, intensity)) == pytest.approx(parts)


@given(easy=st.floats(0.3, 0.9), harder=st.floats(0.01, 0.5))
def test_stress_scores_of_unequal_parts_do_not_follow_from_their_mean_intensity(easy: float, harder: float) -> None:
    hard = easy + harder
    parts = number(training_stress_score_coggan(3600, easy)) + number(training_stress_score_coggan(3600, hard))
    assert parts > number(training_stress_score_coggan(7200, (easy + hard) / 2))


def test_an_hour_at_threshold_is_a_hundred_by_every_scaled_method() -> None:
    assert training_stress_score_coggan(3600, 1.0) == pytest.approx(100.0)
    assert running_stress_score(3600, 4.0, 4.0) == pytest.approx(100.0)
    assert hrss_elevate([170.0] * 3600, 1.0, BOUNDS, 170.0) == pytest.approx(100.0)
    assert points_daniels([280.0] * 3600, 1.0, 280.0) == pytest.approx(100.0)


@given(heart_rates=HEART_RATES)
def test_a_histogram_of_heart_rate_gives_the_trimp_of_its_samples(heart_rates: list[int]) -> None:
    bpm, seconds = np.unique(heart_rates, return_counts=True)
    from_samples = number(trimp_banister(heart_rates, 1.0, BOUNDS))
    assert number(trimp_banister(bpm, seconds, BOUNDS)) == pytest.approx(from_samples)


@given(heart_rates=st.lists(st.integers(60, 185), min_size=2, max_size=200))
def test_trimp_of_the_mean_heart_rate_never_exceeds_that_of_the_samples(heart_rates: list[int]) -> None:
    from_mean = number(trimp_banister(float(np.mean(heart_rates)), float(len(heart_rates)), BOUNDS))
    assert from_mean <= number(trimp_banister(heart_rates, 1.0, BOUNDS)) + 1e-9


def test_heart_rate_at_or_below_rest_adds_nothing() -> None:
    assert trimp_banister([50.0, 45.0], 600.0, BOUNDS) == 0.0


def test_missing_heart_rate_adds_nothing() -> None:
    assert trimp_banister([150.0, np.nan, 0.0], 60.0, BOUNDS) == trimp_banister(150.0, 60.0, BOUNDS)


def test_the_coefficients_follow_sex_and_the_switch() -> None:
    assert trimp_coefficients(Sex.MALE) == TRIMP_MEN
    assert trimp_coefficients(None) == TRIMP_MEN
    assert trimp_coefficients(Sex.FEMALE) == TRIMP_WOMEN
    assert trimp_coefficients(Sex.FEMALE, original_women=True) == TRIMP_WOMEN_ORIGINAL


def test_a_minute_at_maximum_has_the_published_weights() -> None:
    at_maximum = [number(trimp_banister(190.0, 60.0, BOUNDS, c)) for c in (TRIMP_MEN, TRIMP_WOMEN)]
    assert at_maximum == pytest.approx([4.365, 3.400], abs=5e-4)


def test_hrss_nearly_cancels_the_choice_of_coefficients_out() -> None:
    scores = [number(hrss_elevate(150.0, 3600.0, BOUNDS, 170.0, c)) for c in (TRIMP_MEN, TRIMP_WOMEN)]
    assert scores[0] == pytest.approx(scores[1], rel=0.06)


def test_edwards_counts_nothing_below_half_of_the_maximum_and_bounds_belong_to_the_upper_zone() -> None:
    assert trimp_edwards([99.0, 100.0, 119.0, 120.0, 180.0, 200.0], 60.0, 200.0) == 0 + 1 + 1 + 2 + 5 + 5


def test_lucia_weighs_the_three_zones_one_to_three() -> None:
    assert trimp_lucia([120.0, 140.0, 159.0, 160.0], 60.0, 140.0, 160.0) == 1 + 2 + 2 + 3


def test_zonal_trimp_has_goldencheetahs_weights() -> None:
    assert trimp_zonal_goldencheetah([60.0] * 5) == pytest.approx(0.9 + 1.1 + 1.2 + 2.0 + 5.0)
    assert isinstance(trimp_zonal_goldencheetah([60.0] * 4), NotComputable)


def test_an_hour_at_seven_of_ten_is_seventy() -> None:
    assert session_rpe_foster(7, 3600) == 420
    assert heuristic_session_rpe_scaled(7, 3600) == 70


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (session_rpe_foster(11, 3600), "rpe_unknown"),
        (session_rpe_foster(5, 0), "duration_unknown"),
        (trimp_banister([], 1.0, BOUNDS), "no_heart_rate"),
        (trimp_banister(150.0, 60.0, HeartRateBounds(190.0, 50.0)), "heart_rate_bounds_unknown"),
        (hrss_elevate(150.0, 60.0, BOUNDS, 200.0), "threshold_unknown"),
        (running_stress_score(3600, 3.0, 0.0), "threshold_unknown"),
        (points_daniels([np.nan], 1.0, 250.0), "no_power"),
        (trimp_lucia(150.0, 60.0, 170.0, 160.0), "threshold_unknown"),
    ],
)
def test_a_method_without_its_input_says_which_is_missing(refused: float | NotComputable, code: str) -> None:
    assert isinstance(refused, NotComputable)
    assert refused.code == code
    assert refused.reason.endswith(".")


POWER = PowerInput(230.0, 3600.0, 250.0)
PACE = PaceInput(3.6, 3600.0, 4.0)
HEART_RATE = HeartRateInput([150.0] * 3600, 1.0, BOUNDS, 170.0, Sex.FEMALE)


def chosen(inputs: LoadInputs) -> Load:
    load = choose_load(inputs)
    assert isinstance(load, Load), load
    return load


def test_the_best_available_input_is_taken_in_order() -> None:
    everything = LoadInputs(3600.0, POWER, PACE, HEART_RATE, 6.0)
    assert chosen(everything).method is LoadMethod.POWER
    assert chosen(everything).value == pytest.approx(84.64)
    assert chosen(LoadInputs(3600.0, None, PACE, HEART_RATE, 6.0)).method is LoadMethod.PACE
    assert chosen(LoadInputs(3600.0, None, None, HEART_RATE, 6.0)).method is LoadMethod.HEART_RATE
    assert chosen(LoadInputs(3600.0, rpe=6.0)).method is LoadMethod.PERCEIVED_EFFORT


def test_the_choice_says_why_better_methods_were_passed_over() -> None:
    load = chosen(LoadInputs(3600.0, PowerInput(230.0, 3600.0, None), None, HEART_RATE))
    assert [(method, why.code) for method, why in load.passed_over] == [
        (LoadMethod.POWER, "threshold_unknown"),
        (LoadMethod.PACE, "no_pace"),
    ]


def test_a_sensor_that_missed_more_than_a_fifth_is_passed_over() -> None:
    load = chosen(LoadInputs(3600.0, PowerInput(230.0, 1800.0, 250.0), None, HEART_RATE))
    assert load.method is LoadMethod.HEART_RATE
    assert load.passed_over[0][1].code == "power_incomplete"
    short = HeartRateInput([150.0] * 1800, 1.0, BOUNDS, 170.0)
    assert chosen(LoadInputs(3600.0, heart_rate=short, rpe=6.0)).method is LoadMethod.PERCEIVED_EFFORT


def test_duration_alone_gives_no_load_and_the_reason_names_all_that_is_missing() -> None:
    refused = choose_load(LoadInputs(3600.0))
    assert isinstance(refused, NotComputable)
    assert refused.code == "no_load_input"
    for word in ("Power", "pace", "Heart rate", "perceived effort"):
        assert word in refused.reason


def test_a_metric_that_could_not_be_computed_hands_its_reason_on() -> None:
    why = NotComputable("too_short", "Normalised power needs at least 30 seconds of power.")
    refused = choose_load(LoadInputs(20.0, PowerInput(why, 20.0, 250.0)))
    assert isinstance(refused, NotComputable)
    assert why.reason in refused.reason


def test_power_of_zero_is_no_power_and_heart_rate_tells_the_load() -> None:
    load = chosen(LoadInputs(3600.0, PowerInput(0.0, 3600.0, 250.0), None, HEART_RATE))
    assert load.method is LoadMethod.HEART_RATE
    assert load.passed_over[0][1].code == "no_power"
