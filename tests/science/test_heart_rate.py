"""Heart rate estimates against published figures, and decoupling with its conditions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.heart_rate import (
    aerobic_decoupling_friel,
    decoupling_from_halves_friel,
    efficiency_factor,
    heuristic_observed_hrmax_bpm,
    hrmax_fox,
    hrmax_gellish,
    hrmax_gulati,
    hrmax_tanaka,
    karvonen_bpm,
)
from paceline.science.result import NotComputable

HOUR = np.full(4200, 200.0)


def test_the_estimates_of_the_maximum_agree_with_worked_examples() -> None:
    assert (hrmax_fox(35), hrmax_fox(40)) == (185, 180)
    assert (hrmax_tanaka(35), hrmax_tanaka(40)) == pytest.approx((183.5, 180))
    assert hrmax_gellish(40) == pytest.approx(179)
    assert hrmax_gulati(35) == pytest.approx(175.2)


def test_karvonens_reserve_agrees_with_his_definition() -> None:
    assert karvonen_bpm(50, 190, 0.7) == pytest.approx(148)
    refused = karvonen_bpm(190, 50, 0.7)
    assert isinstance(refused, NotComputable)
    assert refused.code == "heart_rate_limits_implausible"


# Worked examples of Friel's method: isaacrides.blogspot.com 2008-05, and Endurance Nation forum 10356.
@pytest.mark.parametrize(("first", "second", "expected"), [(193 / 136, 195 / 142, 3.23), (1.28, 1.233, 3.67)])
def test_decoupling_agrees_with_worked_examples(first: float, second: float, expected: float) -> None:
    assert decoupling_from_halves_friel(first, second) == pytest.approx(expected, abs=0.01)


def test_efficiency_needs_a_heart_rate() -> None:
    assert efficiency_factor(210, 140) == 1.5
    assert isinstance(efficiency_factor(210, 0), NotComputable)


@given(st.floats(-0.2, 0.3))
def test_a_rise_of_heart_rate_in_the_second_half_is_the_drift(rise: float) -> None:
    heart_rate = np.concatenate([np.full(2400, 140.0), np.full(1800, 140.0 * (1 + rise))])
    drift = aerobic_decoupling_friel(HOUR, heart_rate)
    assert drift == pytest.approx(100 * (1 - 1 / (1 + rise)), abs=1e-6)


def test_stops_do_not_change_decoupling() -> None:
    heart_rate = np.linspace(130, 150, 4200)
    with_stop = aerobic_decoupling_friel(np.insert(HOUR, 2000, [0.0] * 300), np.insert(heart_rate, 2000, [90.0] * 300))
    assert with_stop == pytest.approx(aerobic_decoupling_friel(HOUR, heart_rate))


@pytest.mark.parametrize(
    ("output", "heart_rate", "code"),
    [
        (HOUR[:2999], np.full(2999, 140.0), "too_short"),
        (np.empty(0), np.empty(0), "too_short"),
        (np.tile(np.repeat([350.0, 100.0], 120), 20), np.full(4800, 140.0), "too_variable"),
        (HOUR, np.where(np.arange(4200) < 2000, np.nan, 140.0), "no_heart_rate"),
        (np.full(4200, np.nan), np.full(4200, 140.0), "too_short"),
    ],
)
def test_decoupling_is_refused_where_the_halves_cannot_be_compared(
    output: np.ndarray, heart_rate: np.ndarray, code: str
) -> None:
    refused = aerobic_decoupling_friel(output, heart_rate)
    assert isinstance(refused, NotComputable)
    assert refused.code == code


def test_the_highest_five_seconds_are_observed_not_the_highest_beat() -> None:
    heart_rate = np.full(600, 150.0)
    heart_rate[100:105] = [180, 182, 184, 186, 188]
    heart_rate[300] = 199
    assert heuristic_observed_hrmax_bpm(heart_rate) == pytest.approx(184)
    for nothing in ([], [150.0] * 4, [float("nan")] * 60):
        assert isinstance(heuristic_observed_hrmax_bpm(nothing), NotComputable)
