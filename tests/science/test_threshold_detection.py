"""Threshold proposals and their evidence."""

import pytest

from paceline.science.critical_power import Confidence, power_monod_scherrer
from paceline.science.daniels import race_time_daniels_gilbert, threshold_pace_daniels
from paceline.science.maximal_efforts import Effort
from paceline.science.result import NotComputable
from paceline.science.threshold_detection import (
    Threshold,
    ThresholdProposal,
    heuristic_propose_ftp_from_critical_power,
    propose_critical_power,
    propose_critical_speed,
    propose_ftp_from_20_min,
    propose_lthr,
    propose_maximum_heart_rate,
    propose_threshold_speed,
)

CURVE = tuple(Effort(t, power_monod_scherrer(t, 260.0, 18_000.0), f"ride-{t:.0f}") for t in (150, 300, 600, 900, 1200))


def proposed(proposal: ThresholdProposal | NotComputable) -> ThresholdProposal:
    assert isinstance(proposal, ThresholdProposal), proposal
    assert proposal.evidence
    return proposal


def test_ftp_is_95_per_cent_of_the_best_20_minutes_and_names_the_ride() -> None:
    proposal = proposed(
        propose_ftp_from_20_min((*CURVE, Effort(1200.0, 300.0, "best"), Effort(3600.0, 400.0, "later")))
    )
    assert proposal.threshold is Threshold.FTP_W
    assert proposal.value == pytest.approx(285.0)
    assert [effort.source for effort in proposal.evidence] == ["best"]


def test_critical_power_comes_with_w_prime_and_its_efforts() -> None:
    proposal = proposed(propose_critical_power(CURVE))
    assert proposal.value == pytest.approx(260.0)
    assert proposal.capacity == pytest.approx(18_000.0)
    assert {effort.source for effort in proposal.evidence} <= {effort.source for effort in CURVE}


def test_ftp_from_the_model_never_exceeds_critical_power() -> None:
    proposal = proposed(heuristic_propose_ftp_from_critical_power(CURVE))
    assert proposal.value == pytest.approx(min(0.95 * (260.0 + 15.0), 260.0))


def test_lthr_is_the_best_20_minutes_within_the_hardest_30() -> None:
    proposal = proposed(propose_lthr((Effort(1200.0, 172.0, "race"), Effort(1800.0, 170.0, "race")), 190.0))
    assert proposal.value == 172.0
    assert proposal.confidence is Confidence.MEDIUM


def test_lthr_is_the_30_minutes_when_the_20_were_another_day() -> None:
    proposal = proposed(propose_lthr((Effort(1200.0, 178.0, "a"), Effort(1800.0, 170.0, "b"))))
    assert proposal.value == 170.0
    assert [effort.source for effort in proposal.evidence] == ["b"]


def test_20_minutes_alone_are_trusted_little() -> None:
    assert proposed(propose_lthr((Effort(1200.0, 172.0),))).confidence is Confidence.LOW


def test_easy_training_shows_no_threshold_heart_rate() -> None:
    refused = propose_lthr((Effort(1800.0, 140.0),), 190.0)
    assert isinstance(refused, NotComputable)
    assert refused.code == "no_hard_effort"


def test_a_peak_that_a_second_activity_nearly_reached_is_trusted_more() -> None:
    alone = proposed(propose_maximum_heart_rate((Effort(5.0, 199.0, "odd"), Effort(5.0, 186.0, "race"))))
    assert (alone.value, alone.confidence) == (199.0, Confidence.LOW)
    confirmed = proposed(propose_maximum_heart_rate((Effort(5.0, 188.0, "a"), Effort(5.0, 186.0, "b"))))
    assert (confirmed.value, confirmed.confidence) == (188.0, Confidence.MEDIUM)
    assert [effort.source for effort in confirmed.evidence] == ["a", "b"]


def test_threshold_speed_is_daniels_threshold_pace_of_the_best_effort() -> None:
    time_s = race_time_daniels_gilbert(50.0, 10_000.0)
    pace = threshold_pace_daniels(50.0)
    assert isinstance(time_s, float)
    assert isinstance(pace, float)
    runs = (Effort(time_s, 10_000.0 / time_s, "race"), Effort(3000.0, 2.9, "jog"), Effort(60.0, 7.0, "sprint"))
    proposal = proposed(propose_threshold_speed(runs))
    assert proposal.value == pytest.approx(1000.0 / pace)
    assert [effort.source for effort in proposal.evidence] == ["race"]


def test_critical_speed_comes_with_d_prime() -> None:
    runs = tuple(Effort(t, (4.0 * t + 200.0) / t) for t in (150.0, 300.0, 600.0, 1200.0))
    proposal = proposed(propose_critical_speed(runs))
    assert proposal.value == pytest.approx(4.0)
    assert proposal.capacity == pytest.approx(200.0)


@pytest.mark.parametrize(
    "refused",
    [
        propose_ftp_from_20_min(()),
        propose_critical_power(()),
        heuristic_propose_ftp_from_critical_power(()),
        propose_lthr(()),
        propose_maximum_heart_rate(()),
        propose_threshold_speed((Effort(1200.0, 0.9),)),
        propose_critical_speed(()),
    ],
)
def test_without_efforts_there_is_a_reason_instead_of_a_threshold(refused: ThresholdProposal | NotComputable) -> None:
    assert isinstance(refused, NotComputable)
    assert refused.reason.endswith(".")
