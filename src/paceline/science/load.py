"""Training load of one activity, one function a published method. `paceline.science.load_choice` takes the best the
inputs allow."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import Metric, NotComputable

Series = NDArray[np.float64]

_HOUR_S = 3600.0
_EDWARDS_BOUNDS = (0.5, 0.6, 0.7, 0.8, 0.9)
_ZONAL_WEIGHTS_GOLDENCHEETAH = (0.9, 1.1, 1.2, 2.0, 5.0)
_RPE_RANGE = (0.0, 10.0)
_RPE_MINUTES_PER_LOAD = 6.0


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class TrimpCoefficients:
    """`c` and `k` of Banister's weighting `c e^(k x)`."""

    c: float
    k: float


TRIMP_MEN = TrimpCoefficients(0.64, 1.92)
TRIMP_WOMEN = TrimpCoefficients(0.64, 1.67)
TRIMP_WOMEN_ORIGINAL = TrimpCoefficients(0.86, 1.67)


@dataclass(frozen=True, slots=True)
class HeartRateBounds:
    """Resting and maximal heart rate in bpm."""

    rest_bpm: float
    maximum_bpm: float


@dataclass(frozen=True, slots=True)
class BikeScore:
    """Skiba's figures of one ride: intensity relative to critical power, normalised work and the score itself."""

    relative_intensity: float
    normalized_work_kj: float
    score: float


def training_stress_score_coggan(duration_s: float, intensity_factor: float) -> Metric[float]:
    """`TSS = 100 h IF²`: an hour at threshold is 100. `duration_s` counts recorded seconds, so pauses add nothing.

    Not additive: the halves of a ride do not sum to the whole unless their normalised power is equal.
    Reference: Allen, Coggan & McGregor (2019).
    """
    if not (duration_s >= 0 and intensity_factor >= 0):
        return NotComputable("input_invalid", "Load needs a duration and an intensity of zero or more.")
    return 100.0 * duration_s / _HOUR_S * intensity_factor**2


def running_stress_score(duration_s: float, graded_speed_mps: float, threshold_speed_mps: float) -> Metric[float]:
    """rTSS: `100 h (graded speed / threshold speed)²`, speeds in m/s, `graded_speed_mps` corrected for grade.

    TrainingPeaks weighs speed by an unpublished normalised graded pace; ours is `heuristic_normalised_graded_speed_mps`,
    so hilly or uneven runs differ by a few points. Reference: McGregor, Running Training Stress Score, TrainingPeaks
    (2009).
    """
    if not threshold_speed_mps > 0:
        return NotComputable("threshold_unknown", "The threshold pace is not known.")
    if not (math.isfinite(graded_speed_mps) and graded_speed_mps >= 0):
        return NotComputable("no_speed", "The activity holds no speed.")
    return training_stress_score_coggan(duration_s, graded_speed_mps / threshold_speed_mps)


def trimp_coefficients(sex: Sex | None, *, original_women: bool = False) -> TrimpCoefficients:
    """Banister's coefficients by sex.

    Women get k 1.67 with c 0.64, as GoldenCheetah and intervals.icu, so that sexes compare; `original_women` gives the
    published 0.86. Sex unknown: those of men, the commonest default; for HRSS the choice nearly cancels out.
    Reference: Morton, Fitz-Clarke & Banister, J Appl Physiol 69:1171 (1990); Banister (1991).
    """
    if sex is not Sex.FEMALE:
        return TRIMP_MEN
    return TRIMP_WOMEN_ORIGINAL if original_women else TRIMP_WOMEN


def trimp_banister(
    heart_rate_bpm: ArrayLike,
    seconds: ArrayLike,
    bounds: HeartRateBounds,
    coefficients: TrimpCoefficients = TRIMP_MEN,
) -> Metric[float]:
    """TRIMP: `sum of minutes x c e^(k x)`, x the fraction of heart rate reserve.

    `heart_rate_bpm` and `seconds` pair up: samples with their length, a histogram of bpm with its seconds, or one mean
    with the whole duration. Samples beat the mean, which under-counts intervals, since the weight is convex. Below rest
    x is 0; samples without a heart rate count nothing. Reference: Banister (1991) in MacDougall et al., Physiological
    Testing of the High-Performance Athlete; Morton, Fitz-Clarke & Banister, J Appl Physiol 69:1171 (1990).
    """
    paired = _paired(heart_rate_bpm, seconds)
    if isinstance(paired, NotComputable):
        return paired
    if not 0 < bounds.rest_bpm < bounds.maximum_bpm:
        return NotComputable("heart_rate_bounds_unknown", "Resting and maximal heart rate are not known.")
    heart_rate, time_s = paired
    reserve = np.maximum((heart_rate - bounds.rest_bpm) / (bounds.maximum_bpm - bounds.rest_bpm), 0.0)
    return float((time_s / 60.0 * reserve * coefficients.c * np.exp(coefficients.k * reserve)).sum())


def hrss_elevate(
    heart_rate_bpm: ArrayLike,
    seconds: ArrayLike,
    bounds: HeartRateBounds,
    lthr_bpm: float,
    coefficients: TrimpCoefficients = TRIMP_MEN,
) -> Metric[float]:
    """HRSS: `100 TRIMP / TRIMP(1 h at LTHR)`, so that an hour at threshold is 100 as with power.

    Reference: Elevate for Strava, HRSS (2018); the same as GoldenCheetah's TRIMP(100) points.
    """
    if not bounds.rest_bpm < lthr_bpm <= bounds.maximum_bpm:
        return NotComputable(
            "threshold_unknown", "The threshold heart rate is unknown or not between rest and maximum."
        )
    trimp = trimp_banister(heart_rate_bpm, seconds, bounds, coefficients)
    hour_at_threshold = trimp_banister(lthr_bpm, _HOUR_S, bounds, coefficients)
    if isinstance(trimp, NotComputable):
        return trimp
    return hour_at_threshold if isinstance(hour_at_threshold, NotComputable) else 100.0 * trimp / hour_at_threshold


def trimp_edwards(heart_rate_bpm: ArrayLike, seconds: ArrayLike, maximum_bpm: float) -> Metric[float]:
    """Minutes at 50-60, 60-70, 70-80, 80-90 and 90-100 % of maximal heart rate times 1 to 5; below 50 % nothing.

    Pairs as in `trimp_banister`. Reference: Edwards, The Heart Rate Monitor Book (1993).
    """
    paired = _paired(heart_rate_bpm, seconds)
    if isinstance(paired, NotComputable):
        return paired
    if not maximum_bpm > 0:
        return NotComputable("heart_rate_bounds_unknown", "The maximal heart rate is not known.")
    heart_rate, time_s = paired
    weights = np.digitize(heart_rate / maximum_bpm, _EDWARDS_BOUNDS)
    return float((time_s / 60.0 * weights).sum())


def trimp_lucia(heart_rate_bpm: ArrayLike, seconds: ArrayLike, vt1_bpm: float, vt2_bpm: float) -> Metric[float]:
    """Minutes below the first ventilatory threshold x 1, between both x 2, from the second on x 3.

    Pairs as in `trimp_banister`. Reference: Lucía et al., Med Sci Sports Exerc 35:872 (2003).
    """
    paired = _paired(heart_rate_bpm, seconds)
    if isinstance(paired, NotComputable):
        return paired
    if not 0 < vt1_bpm < vt2_bpm:
        return NotComputable("threshold_unknown", "Both ventilatory thresholds are needed, the first below the second.")
    heart_rate, time_s = paired
    return float((time_s / 60.0 * (1 + np.digitize(heart_rate, (vt1_bpm, vt2_bpm)))).sum())


def trimp_zonal_goldencheetah(zone_seconds: ArrayLike) -> Metric[float]:
    """Minutes in Coggan's five heart rate zones times 0.9, 1.1, 1.2, 2.0 and 5.0.

    Reference: GoldenCheetah, HrZones.cpp and TRIMPPoints.cpp (zonal points).
    """
    time_s = np.asarray(zone_seconds, dtype=np.float64)
    if time_s.shape != (len(_ZONAL_WEIGHTS_GOLDENCHEETAH),) or not (time_s >= 0).all():
        return NotComputable("input_invalid", "Zonal TRIMP needs the seconds in each of five zones.")
    return float((time_s / 60.0) @ np.array(_ZONAL_WEIGHTS_GOLDENCHEETAH))


def session_rpe_foster(rpe: float, duration_s: float) -> Metric[float]:
    """Session RPE: `CR-10 answer x minutes`, the answer given about 30 minutes after the end.

    Reference: Foster et al., J Strength Cond Res 15:109 (2001).
    """
    low, high = _RPE_RANGE
    if not low <= rpe <= high:
        return NotComputable("rpe_unknown", "The perceived effort of the session, 0 to 10, is not known.")
    if not (math.isfinite(duration_s) and duration_s > 0):
        return NotComputable("duration_unknown", "The duration of the session is not known.")
    return rpe * duration_s / 60.0


def heuristic_session_rpe_scaled(rpe: float, duration_s: float) -> Metric[float]:
    """Session RPE on the scale of the other loads: a sixth, so that an hour at 7 of 10 is 70. Our own scaling."""
    load = session_rpe_foster(rpe, duration_s)
    return load if isinstance(load, NotComputable) else load / _RPE_MINUTES_PER_LOAD


def bike_score_skiba(duration_s: float, xpower_w: float, cp_w: float) -> Metric[BikeScore]:
    """BikeScore: `RI = xP / CP`, normalised work `xP t`, `BikeScore = 100 h RI²`.

    Reference: Skiba, The BikeScore algorithm (2008); Clarke & Skiba, Adv Physiol Educ 37:134 (2013).
    """
    if not cp_w > 0:
        return NotComputable("critical_power_unknown", "Critical power is not known.")
    intensity = xpower_w / cp_w
    score = training_stress_score_coggan(duration_s, intensity)
    if isinstance(score, NotComputable):
        return score
    return BikeScore(intensity, xpower_w * duration_s / 1000.0, score)


def govss_skiba(duration_s: float, lactate_normalized_power_w: float, threshold_power_w: float) -> Metric[float]:
    """GOVSS of a run: `100 h (LNP / RTP)²`, LNP the lactate normalised power, RTP the running power at threshold.

    Reference: Skiba, Calculation of Power Output and Quantification of Training Stress in Distance Runners (2006).
    """
    if not threshold_power_w > 0:
        return NotComputable("threshold_unknown", "The running power at threshold is not known.")
    return training_stress_score_coggan(duration_s, lactate_normalized_power_w / threshold_power_w)


def points_daniels(power_w: ArrayLike, seconds: ArrayLike, ftp_w: float) -> Metric[float]:
    """Daniels points as GoldenCheetah counts them: `sum of 100/3600 seconds (P/FTP)^4`, 100 an hour at threshold.

    The book gives 33 an hour there. Power and seconds pair up; samples without power count nothing.
    Reference: GoldenCheetah DanielsPoints.cpp; Daniels' Running Formula, 2nd ed. (2005) for the idea.
    """
    if not ftp_w > 0:
        return NotComputable("threshold_unknown", "The functional threshold power is not known.")
    power, time_s = np.broadcast_arrays(np.asarray(power_w, dtype=np.float64), np.asarray(seconds, dtype=np.float64))
    usable = np.isfinite(power)
    if not usable.any():
        return NotComputable("no_power", "The activity holds no power.")
    return float((100.0 * time_s[usable] / _HOUR_S * (power[usable] / ftp_w) ** 4).sum())


def _paired(heart_rate_bpm: ArrayLike, seconds: ArrayLike) -> tuple[Series, Series] | NotComputable:
    heart_rate, time_s = np.broadcast_arrays(
        np.asarray(heart_rate_bpm, dtype=np.float64), np.asarray(seconds, dtype=np.float64)
    )
    usable = np.isfinite(heart_rate) & (heart_rate > 0) & (time_s > 0)
    if not usable.any():
        return NotComputable("no_heart_rate", "The activity holds no heart rate.")
    return heart_rate[usable], time_s[usable]
