"""Critical power and speed: fits, their errors and warnings, and the choice of maximal efforts."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.science.critical_power import (
    Confidence,
    CriticalPowerFit,
    CriticalSpeedFit,
    FitFlag,
    critical_power_inverse_time,
    critical_power_morton,
    critical_power_time_power,
    critical_power_work_time,
    critical_speed_distance_time,
    power_monod_scherrer,
    power_morton,
    time_to_exhaustion_monod_scherrer,
    time_to_exhaustion_morton,
)
from paceline.science.maximal_efforts import (
    CriticalPowerEstimate,
    CriticalSpeedEstimate,
    Effort,
    critical_power_from_bests,
    critical_speed_from_bests,
    heuristic_maximal_efforts,
)
from paceline.science.result import NotComputable

Fit = Callable[[list[float], list[float]], CriticalPowerFit | NotComputable]
DURATIONS_S = [150.0, 240.0, 420.0, 720.0, 1200.0]
CP_W = st.floats(120.0, 420.0)
W_PRIME_J = st.floats(6_000.0, 40_000.0)
TWO_PARAMETER_FITS = (critical_power_work_time, critical_power_inverse_time, critical_power_time_power)


def fitted(fit: CriticalPowerFit | NotComputable) -> CriticalPowerFit:
    assert isinstance(fit, CriticalPowerFit), fit
    return fit


@given(cp_w=CP_W, w_prime_j=W_PRIME_J)
def test_every_form_finds_the_parameters_of_perfect_efforts(cp_w: float, w_prime_j: float) -> None:
    powers = [power_monod_scherrer(t, cp_w, w_prime_j) for t in DURATIONS_S]
    for form in TWO_PARAMETER_FITS:
        fit = fitted(form(DURATIONS_S, powers))
        assert fit.cp_w == pytest.approx(cp_w, rel=1e-4)
        assert fit.w_prime_j == pytest.approx(w_prime_j, rel=1e-3)
        assert fit.cp_error_w < 0.01 * cp_w
        assert fit.flags == ()
        assert fit.confidence is Confidence.HIGH


@given(cp_w=CP_W, w_prime_j=W_PRIME_J, reserve_w=st.floats(300.0, 900.0))
def test_the_three_parameter_fit_finds_the_parameters_of_perfect_efforts(
    cp_w: float, w_prime_j: float, reserve_w: float
) -> None:
    durations = [5.0, 12.0, 30.0, 60.0, *DURATIONS_S]
    powers = [power_morton(t, cp_w, w_prime_j, cp_w + reserve_w) for t in durations]
    fit = fitted(critical_power_morton(durations, powers))
    assert fit.cp_w == pytest.approx(cp_w, rel=1e-3)
    assert fit.w_prime_j == pytest.approx(w_prime_j, rel=1e-2)
    assert fit.p_max_w == pytest.approx(cp_w + reserve_w, rel=1e-2)
    assert FitFlag.DURATION not in fit.flags


@given(power_w=st.floats(1.0, 300.0), cp_w=CP_W, w_prime_j=W_PRIME_J)
def test_power_and_time_to_exhaustion_are_inverse(power_w: float, cp_w: float, w_prime_j: float) -> None:
    two = time_to_exhaustion_monod_scherrer(cp_w + power_w, cp_w, w_prime_j)
    assert isinstance(two, float)
    assert power_monod_scherrer(two, cp_w, w_prime_j) == pytest.approx(cp_w + power_w)
    three = time_to_exhaustion_morton(cp_w + power_w, cp_w, w_prime_j, cp_w + 800.0)
    assert isinstance(three, float)
    assert power_morton(three, cp_w, w_prime_j, cp_w + 800.0) == pytest.approx(cp_w + power_w)


def test_critical_power_itself_has_no_time_to_exhaustion() -> None:
    assert isinstance(time_to_exhaustion_monod_scherrer(250.0, 250.0, 20_000.0), NotComputable)
    assert isinstance(time_to_exhaustion_morton(1001.0, 250.0, 20_000.0, 1000.0), NotComputable)


def test_scattered_efforts_are_flagged_and_trusted_less() -> None:
    powers = [power_monod_scherrer(t, 250.0, 20_000.0) for t in DURATIONS_S]
    powers[1] *= 1.12
    powers[3] *= 0.85
    fit = fitted(critical_power_work_time(DURATIONS_S, powers))
    assert FitFlag.CP_ERROR in fit.flags
    assert FitFlag.W_PRIME_ERROR in fit.flags
    assert fit.confidence is Confidence.LOW


def test_efforts_of_like_duration_or_beyond_twenty_minutes_are_flagged() -> None:
    close = fitted(critical_power_work_time([300.0, 330.0, 360.0], [320.0, 314.0, 309.0]))
    assert FitFlag.SPREAD in close.flags
    durations = [150.0, 600.0, 3600.0]
    powers = [power_monod_scherrer(t, 250.0, 20_000.0) for t in durations]
    assert FitFlag.DURATION in fitted(critical_power_work_time(durations, powers)).flags


@pytest.mark.parametrize("form", TWO_PARAMETER_FITS)
def test_two_efforts_are_too_few_and_power_that_rises_with_time_does_not_fit(form: Fit) -> None:
    few = form([180.0, 720.0, 720.0], [320.0, 280.0, 281.0])
    assert isinstance(few, NotComputable)
    assert few.code == "too_few_efforts"
    for powers in ([200.0, 210.0, 220.0], [200.0, 200.0, 200.0]):
        refused = form([180.0, 420.0, 900.0], powers)
        assert isinstance(refused, NotComputable) or refused.w_prime_j < 1.0


def test_the_three_parameter_model_wants_a_sprint() -> None:
    refused = critical_power_morton(DURATIONS_S, [power_monod_scherrer(t, 250.0, 20_000.0) for t in DURATIONS_S])
    assert isinstance(refused, NotComputable)
    assert refused.code == "no_sprint"


def test_missing_values_are_left_out_of_a_fit() -> None:
    powers = [power_monod_scherrer(t, 250.0, 20_000.0) for t in DURATIONS_S]
    fit = fitted(critical_power_work_time([*DURATIONS_S, 300.0], [*powers, np.nan]))
    assert fit.efforts == 5


@given(cs_mps=st.floats(2.5, 6.0), d_prime_m=st.floats(50.0, 400.0))
def test_critical_speed_of_perfect_efforts_is_found(cs_mps: float, d_prime_m: float) -> None:
    fit = critical_speed_distance_time(DURATIONS_S, [cs_mps * t + d_prime_m for t in DURATIONS_S])
    assert isinstance(fit, CriticalSpeedFit)
    assert fit.cs_mps == pytest.approx(cs_mps, rel=1e-6)
    assert fit.d_prime_m == pytest.approx(d_prime_m, rel=1e-4)


def bests(cp_w: float, w_prime_j: float, durations: list[float]) -> list[Effort]:
    return [Effort(t, power_monod_scherrer(t, cp_w, w_prime_j), f"ride-{t:.0f}") for t in durations]


@given(cp_w=CP_W, w_prime_j=W_PRIME_J)
def test_a_whole_curve_gives_back_its_critical_power(cp_w: float, w_prime_j: float) -> None:
    curve = bests(cp_w, w_prime_j, [float(t) for t in range(1, 3600, 7)])
    estimate = critical_power_from_bests(tuple(curve))
    assert isinstance(estimate, CriticalPowerEstimate)
    assert estimate.fit.cp_w == pytest.approx(cp_w, rel=1e-3)
    assert all(120.0 <= effort.duration_s <= 1200.0 for effort in estimate.efforts)
    assert all(effort.source for effort in estimate.efforts)


def test_a_best_that_was_not_all_out_is_left_out() -> None:
    curve = bests(250.0, 20_000.0, DURATIONS_S)
    curve[2] = Effort(420.0, curve[2].value * 0.92, "easy")
    estimate = critical_power_from_bests(tuple(curve))
    assert isinstance(estimate, CriticalPowerEstimate)
    assert "easy" not in {effort.source for effort in estimate.efforts}
    assert estimate.fit.cp_w == pytest.approx(250.0, rel=1e-6)


def test_a_best_equalled_by_a_longer_one_was_not_all_out() -> None:
    curve = [Effort(150.0, 300.0), Effort(240.0, 310.0), Effort(420.0, 290.0), Effort(1200.0, 260.0)]
    chosen = heuristic_maximal_efforts(tuple(curve))
    assert not isinstance(chosen, NotComputable)
    assert [effort.duration_s for effort in chosen] == [240.0, 420.0, 1200.0]


def test_even_rides_give_no_critical_power() -> None:
    even = tuple(Effort(t, 200.0 - t / 400.0) for t in DURATIONS_S)
    refused = critical_power_from_bests(even)
    assert isinstance(refused, NotComputable)
    assert refused.code == "efforts_not_maximal"


def test_too_little_spread_gives_no_critical_power() -> None:
    refused = critical_power_from_bests(tuple(bests(250.0, 20_000.0, [400.0, 600.0, 800.0])))
    assert isinstance(refused, NotComputable)
    assert refused.code == "too_few_maximal_efforts"


def test_bests_of_a_runner_give_critical_speed() -> None:
    runs = tuple(Effort(t, (4.0 * t + 200.0) / t) for t in DURATIONS_S)
    estimate = critical_speed_from_bests(runs)
    assert isinstance(estimate, CriticalSpeedEstimate)
    assert estimate.fit.cs_mps == pytest.approx(4.0)
