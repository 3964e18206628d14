"""The load of an activity by the best input there is, with the method named and every passed-over method explained."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from paceline.science.load import (
    HeartRateBounds,
    Sex,
    heuristic_session_rpe_scaled,
    hrss_elevate,
    running_stress_score,
    training_stress_score_coggan,
    trimp_coefficients,
)
from paceline.science.power import intensity_factor
from paceline.science.result import Metric, NotComputable

_MINIMUM_COVERAGE = 0.8


class LoadMethod(StrEnum):
    """How a load was computed, best first."""

    POWER = "power_tss"
    PACE = "pace_rtss"
    HEART_RATE = "hrss"
    PERCEIVED_EFFORT = "session_rpe_scaled"


@dataclass(frozen=True, slots=True)
class PowerInput:
    """Normalised power in watts over `seconds` of recorded power, and FTP in watts."""

    normalized_power_w: Metric[float]
    seconds: float
    ftp_w: float | None


@dataclass(frozen=True, slots=True)
class PaceInput:
    """Mean grade-adjusted speed in m/s over `seconds` of a run, and threshold speed in m/s."""

    graded_speed_mps: Metric[float]
    seconds: float
    threshold_speed_mps: float | None


@dataclass(frozen=True, slots=True)
class HeartRateInput:
    """Heart rates in bpm paired with seconds (samples or a histogram), and the athlete's values of that day."""

    heart_rate_bpm: ArrayLike
    seconds: ArrayLike
    bounds: HeartRateBounds | None
    lthr_bpm: float | None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class LoadInputs:
    """What is known of an activity; None = not recorded. `duration_s` is the time the timer ran."""

    duration_s: float | None = None
    power: PowerInput | None = None
    pace: PaceInput | None = None
    heart_rate: HeartRateInput | None = None
    rpe: float | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """A load on the scale where an hour at threshold is 100, its method, and the better methods that did not apply."""

    value: float
    method: LoadMethod
    passed_over: tuple[tuple[LoadMethod, NotComputable], ...]


def choose_load(inputs: LoadInputs) -> Metric[Load]:
    """Load by the first that applies: power TSS, pace rTSS, HRSS, scaled session RPE. There is no guess from duration.

    A sensor that covers less than 80 % of the activity does not apply, since it would count the rest as nothing. The
    order follows how directly the input measures work; each method has its reference in `paceline.science.load`.
    """
    passed_over: list[tuple[LoadMethod, NotComputable]] = []
    for method, value in (
        (LoadMethod.POWER, _from_power(inputs)),
        (LoadMethod.PACE, _from_pace(inputs)),
        (LoadMethod.HEART_RATE, _from_heart_rate(inputs)),
        (LoadMethod.PERCEIVED_EFFORT, _from_perceived_effort(inputs)),
    ):
        if not isinstance(value, NotComputable):
            return Load(value, method, tuple(passed_over))
        passed_over.append((method, value))
    reasons = " ".join(why.reason for _, why in passed_over)
    return NotComputable("no_load_input", f"No load can be computed. {reasons}")


def _covers(seconds: float, duration_s: float | None) -> bool:
    return duration_s is None or seconds >= _MINIMUM_COVERAGE * duration_s


def _from_power(inputs: LoadInputs) -> Metric[float]:
    power = inputs.power
    if power is None:
        return NotComputable("no_power", "Power was not recorded.")
    if isinstance(power.normalized_power_w, NotComputable):
        return power.normalized_power_w
    if power.normalized_power_w <= 0:
        return NotComputable("no_power", "Power was never above zero, so no meter recorded it.")
    if power.ftp_w is None:
        return NotComputable("threshold_unknown", "The functional threshold power is not known.")
    if not _covers(power.seconds, inputs.duration_s):
        return NotComputable("power_incomplete", "Power is missing for more than a fifth of the activity.")
    intensity = intensity_factor(power.normalized_power_w, power.ftp_w)
    if isinstance(intensity, NotComputable):
        return intensity
    return training_stress_score_coggan(power.seconds, intensity)


def _from_pace(inputs: LoadInputs) -> Metric[float]:
    pace = inputs.pace
    if pace is None:
        return NotComputable("no_pace", "No running pace was recorded.")
    if isinstance(pace.graded_speed_mps, NotComputable):
        return pace.graded_speed_mps
    if pace.threshold_speed_mps is None:
        return NotComputable("threshold_unknown", "The threshold pace is not known.")
    if not _covers(pace.seconds, inputs.duration_s):
        return NotComputable("pace_incomplete", "Pace is missing for more than a fifth of the activity.")
    return running_stress_score(pace.seconds, pace.graded_speed_mps, pace.threshold_speed_mps)


def _from_heart_rate(inputs: LoadInputs) -> Metric[float]:
    heart_rate = inputs.heart_rate
    if heart_rate is None:
        return NotComputable("no_heart_rate", "Heart rate was not recorded.")
    if heart_rate.bounds is None:
        return NotComputable("heart_rate_bounds_unknown", "Resting and maximal heart rate are not known.")
    if heart_rate.lthr_bpm is None:
        return NotComputable("threshold_unknown", "The threshold heart rate is not known.")
    bpm, seconds = np.broadcast_arrays(
        np.asarray(heart_rate.heart_rate_bpm, dtype=np.float64), np.asarray(heart_rate.seconds, dtype=np.float64)
    )
    if not _covers(float(seconds[np.isfinite(bpm) & (bpm > 0)].sum()), inputs.duration_s):
        return NotComputable("heart_rate_incomplete", "Heart rate is missing for more than a fifth of the activity.")
    coefficients = trimp_coefficients(heart_rate.sex)
    return hrss_elevate(bpm, seconds, heart_rate.bounds, heart_rate.lthr_bpm, coefficients)


def _from_perceived_effort(inputs: LoadInputs) -> Metric[float]:
    if inputs.rpe is None:
        return NotComputable("rpe_unknown", "The perceived effort was not entered.")
    if inputs.duration_s is None:
        return NotComputable("duration_unknown", "The duration of the session is not known.")
    return heuristic_session_rpe_scaled(inputs.rpe, inputs.duration_s)
