"""Proposals for an athlete's thresholds, from the bests of recent activities, each with the evidence it rests on.

A proposal is an estimate until the athlete confirms it. Keys of activities travel through `Effort.source` untouched.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from paceline.science.critical_power import Confidence, power_monod_scherrer
from paceline.science.daniels import threshold_pace_daniels, vdot_daniels_gilbert
from paceline.science.maximal_efforts import Effort, critical_power_from_bests, critical_speed_from_bests
from paceline.science.result import Metric, NotComputable

_TWENTY_MINUTES_S = 1200.0
_THIRTY_MINUTES_S = 1800.0
_DURATION_MATCH = 0.05
_FTP_SHARE = 0.95
_SUSTAINED_SHARE = 0.96
_HARD_SHARE_OF_MAXIMUM = 0.80
_AGREEMENT_BPM = 4.0
_THRESHOLD_EFFORT_S = (600.0, 5400.0)


class Threshold(StrEnum):
    """What is proposed; the unit is in the name."""

    FTP_W = "ftp_w"
    CRITICAL_POWER_W = "critical_power_w"
    LTHR_BPM = "lthr_bpm"
    MAXIMUM_HEART_RATE_BPM = "maximum_heart_rate_bpm"
    THRESHOLD_SPEED_MPS = "threshold_speed_mps"
    CRITICAL_SPEED_MPS = "critical_speed_mps"


class DetectionMethod(StrEnum):
    TWENTY_MINUTE_POWER = "95_pct_of_20_min_power"
    CRITICAL_POWER = "critical_power_fit"
    THIRTY_MINUTE_HEART_RATE = "best_20_to_30_min_heart_rate"
    OBSERVED_MAXIMUM = "highest_5_s_heart_rate"
    VDOT = "88_pct_of_vdot"
    CRITICAL_SPEED = "critical_speed_fit"


@dataclass(frozen=True, slots=True)
class ThresholdProposal:
    """A proposed value in the unit of `threshold`, how it came about, and the efforts that say so.

    `capacity` is W′ in joules or D′ in metres where the method gives one; `note` is a sentence for the athlete.
    """

    threshold: Threshold
    value: float
    method: DetectionMethod
    confidence: Confidence
    evidence: tuple[Effort, ...]
    note: str
    capacity: float | None = None


def propose_ftp_from_20_min(bests: tuple[Effort, ...]) -> Metric[ThresholdProposal]:
    """FTP as 95 % of the best 20-minute power; `bests` are mean powers in watts.

    Valid for an all-out 20 minutes after a hard 5; a best from an even ride reads too low. Reference: Allen, Coggan &
    McGregor, Training and Racing with a Power Meter, 3rd ed. (2019).
    """
    best = _best_of(bests, _TWENTY_MINUTES_S)
    if best is None:
        return NotComputable("no_20_min_power", "No 20 minutes of power have been recorded.")
    note = "95 % of your best 20 minutes; too low if they were not all-out."
    return ThresholdProposal(
        Threshold.FTP_W, _FTP_SHARE * best.value, DetectionMethod.TWENTY_MINUTE_POWER, Confidence.MEDIUM, (best,), note
    )


def propose_critical_power(bests: tuple[Effort, ...]) -> Metric[ThresholdProposal]:
    """Critical power, with W′ as `capacity`, from bests of 2 to 20 minutes in watts.

    See `critical_power_from_bests`. Critical power is not FTP: usually it lies a few per cent above.
    Reference: Monod & Scherrer, Ergonomics 8:329 (1965).
    """
    estimate = critical_power_from_bests(bests)
    if isinstance(estimate, NotComputable):
        return estimate
    return ThresholdProposal(
        Threshold.CRITICAL_POWER_W,
        estimate.fit.cp_w,
        DetectionMethod.CRITICAL_POWER,
        estimate.fit.confidence,
        estimate.efforts,
        "Fitted to your best efforts of 2 to 20 minutes.",
        estimate.fit.w_prime_j,
    )


def heuristic_propose_ftp_from_critical_power(bests: tuple[Effort, ...]) -> Metric[ThresholdProposal]:
    """FTP as 95 % of the 20-minute power the fitted model gives, never above critical power itself.

    For athletes with several all-out efforts but no 20-minute one. Each half is published (the fit, the 95 %), joining
    them is ours.
    """
    estimate = critical_power_from_bests(bests)
    if isinstance(estimate, NotComputable):
        return estimate
    fit = estimate.fit
    modelled_w = power_monod_scherrer(_TWENTY_MINUTES_S, fit.cp_w, fit.w_prime_j)
    return ThresholdProposal(
        Threshold.FTP_W,
        min(_FTP_SHARE * modelled_w, fit.cp_w),
        DetectionMethod.CRITICAL_POWER,
        Confidence.LOW if fit.confidence is Confidence.LOW else Confidence.MEDIUM,
        estimate.efforts,
        "95 % of the 20-minute power that your best efforts of 2 to 20 minutes predict.",
    )


def propose_lthr(bests: tuple[Effort, ...], maximum_bpm: float | None = None) -> Metric[ThresholdProposal]:
    """Threshold heart rate from the highest mean heart rates over 20 and 30 minutes, in bpm.

    Friel's test is the mean of the last 20 of 30 minutes all-out: so the best 20 minutes count when they lie in the
    activity of the best 30 and those stayed within 4 % of them, else the 30 minutes. Twenty minutes alone read a few beats
    high. Below 80 % of a known maximum nothing was all-out. Reference: Friel, The Triathlete's Training Bible, 4th ed.
    (2016); reading it off ordinary activities is ours.
    """
    twenty, thirty = _best_of(bests, _TWENTY_MINUTES_S), _best_of(bests, _THIRTY_MINUTES_S)
    if thirty is not None:
        sustained = (
            twenty is not None and twenty.source == thirty.source and thirty.value >= _SUSTAINED_SHARE * twenty.value
        )
        chosen, evidence = (twenty, (twenty, thirty)) if twenty is not None and sustained else (thirty, (thirty,))
        confidence, note = Confidence.MEDIUM, "From your hardest 30 minutes by heart rate."
    elif twenty is not None:
        chosen, evidence = twenty, (twenty,)
        confidence, note = Confidence.LOW, "From your hardest 20 minutes by heart rate; it may read a few beats high."
    else:
        return NotComputable("no_20_min_heart_rate", "No 20 minutes of heart rate have been recorded.")
    if maximum_bpm is not None and chosen.value < _HARD_SHARE_OF_MAXIMUM * maximum_bpm:
        return NotComputable("no_hard_effort", "No effort of 20 minutes was hard enough to show the threshold.")
    return ThresholdProposal(
        Threshold.LTHR_BPM,
        chosen.value,
        DetectionMethod.THIRTY_MINUTE_HEART_RATE,
        confidence,
        evidence,
        note,
    )


def propose_maximum_heart_rate(peaks: tuple[Effort, ...]) -> Metric[ThresholdProposal]:
    """Maximal heart rate as the highest of the activities' 5-second peaks (`heuristic_observed_hrmax_bpm`), in bpm.

    It is a lower bound until an all-out effort; a second activity within 4 bpm makes an artefact unlikely. Formulas from
    age err by 7 to 11 bpm, so an observed value replaces them. Reference: Robergs & Landwehr, JEPonline 5(2):1 (2002).
    """
    ordered = sorted((peak for peak in peaks if np.isfinite(peak.value)), key=lambda peak: -peak.value)
    if not ordered:
        return NotComputable("no_heart_rate", "No activity holds heart rate.")
    confirmed = len(ordered) > 1 and ordered[0].value - ordered[1].value <= _AGREEMENT_BPM
    note = (
        "The highest five seconds, nearly reached in a second activity."
        if confirmed
        else "The highest five seconds of a single activity; an artefact is possible."
    )
    return ThresholdProposal(
        Threshold.MAXIMUM_HEART_RATE_BPM,
        ordered[0].value,
        DetectionMethod.OBSERVED_MAXIMUM,
        Confidence.MEDIUM if confirmed else Confidence.LOW,
        tuple(ordered[:2]) if confirmed else (ordered[0],),
        note,
    )


def propose_threshold_speed(bests: tuple[Effort, ...]) -> Metric[ThresholdProposal]:
    """Threshold speed in m/s: Daniels' T pace (88 % of VDOT) of the best effort of 10 to 90 minutes; bests in m/s.

    A lower bound unless the effort was a race. Reference: Daniels' Running Formula, 3rd ed. (2013); Daniels & Gilbert
    (1979).
    """
    low_s, high_s = _THRESHOLD_EFFORT_S
    rated: list[tuple[float, Effort]] = []
    for best in bests:
        if low_s <= best.duration_s <= high_s:
            vdot = vdot_daniels_gilbert(best.value * best.duration_s, best.duration_s)
            if not isinstance(vdot, NotComputable):
                rated.append((vdot, best))
    if not rated:
        return NotComputable("no_hard_run", "No effort of 10 to 90 minutes at a running speed is known.")
    vdot, effort = max(rated, key=lambda pair: pair[0])
    pace_s_per_km = threshold_pace_daniels(vdot)
    if isinstance(pace_s_per_km, NotComputable):
        return pace_s_per_km
    return ThresholdProposal(
        Threshold.THRESHOLD_SPEED_MPS,
        1000.0 / pace_s_per_km,
        DetectionMethod.VDOT,
        Confidence.MEDIUM,
        (effort,),
        f"Daniels' threshold pace at the VDOT of {vdot:.1f} your best effort shows; too slow if it was not a race.",
    )


def propose_critical_speed(bests: tuple[Effort, ...]) -> Metric[ThresholdProposal]:
    """Critical speed, with D′ in metres as `capacity`, from bests of 2 to 20 minutes in m/s.

    See `critical_speed_from_bests`. Reference: Hughson et al., Int J Sports Med 5:23 (1984).
    """
    estimate = critical_speed_from_bests(bests)
    if isinstance(estimate, NotComputable):
        return estimate
    return ThresholdProposal(
        Threshold.CRITICAL_SPEED_MPS,
        estimate.fit.cs_mps,
        DetectionMethod.CRITICAL_SPEED,
        estimate.fit.confidence,
        estimate.efforts,
        "Fitted to your best efforts of 2 to 20 minutes.",
        estimate.fit.d_prime_m,
    )


def _best_of(bests: tuple[Effort, ...], duration_s: float) -> Effort | None:
    """The highest best whose duration is within 5 % of the wanted one."""
    close = [
        best
        for best in bests
        if abs(best.duration_s / duration_s - 1.0) <= _DURATION_MATCH and np.isfinite(best.value) and best.value > 0
    ]
    return max(close, key=lambda best: best.value) if close else None
