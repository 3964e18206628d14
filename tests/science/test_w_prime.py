"""W′ balance: the three forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.result import NotComputable
from paceline.science.w_prime import (
    Series,
    power_below_critical,
    tau_bartram_2018,
    tau_skiba_2012,
    w_prime_balance_froncioni_clarke,
    w_prime_balance_skiba_2012,
    w_prime_balance_skiba_2015,
)

RIDES = st.lists(st.floats(0.0, 900.0), min_size=1, max_size=200)
FORMS = (w_prime_balance_skiba_2012, w_prime_balance_froncioni_clarke, w_prime_balance_skiba_2015)


def balance(series: Series | NotComputable) -> Series:
    assert not isinstance(series, NotComputable), series
    return series


@given(ride=RIDES)
def test_no_form_ever_exceeds_w_prime(ride: list[float]) -> None:
    for form in FORMS:
        assert (balance(form(ride, 250.0, 20_000.0)) <= 20_000.0).all()


@given(ride=RIDES)
def test_a_ride_at_or_below_critical_power_keeps_w_prime_full(ride: list[float]) -> None:
    easy = np.minimum(ride, 250.0)
    for form in FORMS:
        assert (balance(form(easy, 250.0, 20_000.0)) == 20_000.0).all()


def test_a_balance_below_zero_is_shown_and_not_clamped() -> None:
    for form in FORMS:
        assert balance(form([600.0] * 120, 250.0, 20_000.0))[-1] == pytest.approx(20_000.0 - 350.0 * 120)


@given(
    blocks=st.lists(
        st.tuples(st.floats(0.0, 800.0), st.integers(1, 40)),
        min_size=1,
        max_size=8,
    )
)
def test_the_exact_form_gives_the_same_for_long_samples_as_for_seconds(blocks: list[tuple[float, int]]) -> None:
    seconds = [power for power, length in blocks for _ in range(length)]
    by_second = balance(w_prime_balance_skiba_2015(seconds, 250.0, 20_000.0))
    by_block = balance(
        w_prime_balance_skiba_2015([p for p, _ in blocks], 250.0, 20_000.0, [float(n) for _, n in blocks])
    )
    ends = np.cumsum([length for _, length in blocks]) - 1
    assert by_block == pytest.approx(by_second[ends], abs=1e-6)


def test_the_integral_form_survives_a_day_long_ride() -> None:
    ride = np.tile([400.0] * 60 + [150.0] * 240, 288)
    series = balance(w_prime_balance_skiba_2012(ride, 250.0, 20_000.0))
    assert np.isfinite(series).all()
    direct = sum(150.0 * np.exp(-at / tau_skiba_2012(100.0)) for at in range(86_400) if (86_399 - at) % 300 < 60)
    assert series[-1] == pytest.approx(20_000.0 - direct)


def test_a_missing_second_counts_as_coasting() -> None:
    for form in FORMS[1:]:
        with_hole = balance(form([400.0, np.nan, 400.0], 250.0, 20_000.0))
        assert with_hole == pytest.approx(balance(form([400.0, 0.0, 400.0], 250.0, 20_000.0)))


def test_the_difference_to_critical_power_leaves_missing_samples_out() -> None:
    assert power_below_critical([100.0, np.nan, 300.0, 200.0], 250.0) == 100.0


@given(low=st.floats(1.0, 200.0), step=st.floats(1.0, 100.0))
def test_recovery_is_faster_the_lower_the_power(low: float, step: float) -> None:
    assert tau_skiba_2012(low + step) < tau_skiba_2012(low)
    elite, elite_lower = tau_bartram_2018(low), tau_bartram_2018(low + step)
    assert not isinstance(elite, NotComputable)
    assert not isinstance(elite_lower, NotComputable)
    assert elite_lower < elite


@pytest.mark.parametrize(
    ("power", "cp_w", "code"),
    [([], 250.0, "no_power"), ([np.nan], 250.0, "no_power"), ([200.0], 0.0, "critical_power_unknown")],
)
def test_what_is_missing_is_named(power: list[float], cp_w: float, code: str) -> None:
    for form in FORMS:
        refused = form(power, cp_w, 20_000.0)
        assert isinstance(refused, NotComputable)
        assert refused.code == code


def test_a_sample_of_negative_length_is_refused() -> None:
    refused = w_prime_balance_skiba_2015([300.0, 300.0], 250.0, 20_000.0, [1.0, -1.0])
    assert isinstance(refused, NotComputable)
    assert refused.code == "time_invalid"
