"""The analysis of an activity weighed by the standards of its day: load, intensity, time in zones. Reads no stream."""

from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt
from typing import Any

import numpy as np

from paceline.athletes.schemas import ThresholdKind
from paceline.athletes.service import ResolvedZones
from paceline.fitness.rules.standards import Standards, threshold_json
from paceline.fitness.schemas import Analysis, Measure
from paceline.science.evidence import calc_version
from paceline.science.load import HeartRateBounds
from paceline.science.load_choice import (
    HeartRateInput,
    Load,
    LoadInputs,
    LoadMethod,
    PaceInput,
    PowerInput,
    choose_load,
)
from paceline.science.result import Metric, NotComputable
from paceline.science.zones import (
    COGGAN_HEART_RATE,
    COGGAN_POWER,
    FRIEL_BIKE_HEART_RATE,
    FRIEL_PACE,
    FRIEL_RUN_HEART_RATE,
    HEART_RATE_RESERVE,
    MAXIMUM_HEART_RATE,
    SKIBA_RUN,
    TimeInZones,
    time_in_zones_from_histogram,
)

JUDGEMENT_METRICS = (
    "load",
    "load_power",
    "load_pace",
    "load_heart_rate",
    "load_perceived_effort",
    "intensity_factor",
    "time_in_zones_s",
)
_REVISION = 1
"""Rises when this module stores something else of the same metrics."""

_LAST_OF_FIRST_TWO = {
    FRIEL_RUN_HEART_RATE.code: (2, 4),
    FRIEL_BIKE_HEART_RATE.code: (2, 4),
    FRIEL_PACE.code: (2, 4),
    COGGAN_POWER.code: (2, 4),
    COGGAN_HEART_RATE.code: (2, 4),
    SKIBA_RUN.code: (2, 4),
    MAXIMUM_HEART_RATE.code: (3, 4),
    HEART_RATE_RESERVE.code: (3, 4),
}
"""The last zone below the first threshold, and the last below the second, for each scheme. Ours: schemes with a threshold of
an hour have it between zones 4 and 5, those by maximal heart rate put the thresholds near 80 and 90 %."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an activity comes to on its day. `zones` and `judged_by` are JSON as they are stored."""

    load: Metric[Load]
    intensity: float | None
    zones: dict[str, Any]
    judged_by: dict[str, Any]


def judgement_version() -> str:
    """The versions of everything in a `Judgement`."""
    return f"judgement.{_REVISION}+{calc_version(JUDGEMENT_METRICS)}"


def judgement_hash(analysis_key: str, standards: bytes, duration_s: float | None, rpe: float | None) -> bytes:
    """Equal exactly when an activity would be judged as before. `analysis_key` names the analysis, its version included."""
    content = f"{judgement_version()}|{analysis_key}|{standards.hex()}|{duration_s!r}|{rpe!r}"
    return blake2b(content.encode(), digest_size=16).digest()


def judge(analysis: Analysis, standards: Standards, duration_s: float | None, rpe: float | None) -> Judgement:
    """Load by the best input there is, intensity, and time in zones.

    duration_s: what the activity's own head says the timer ran, for recordings without samples; rpe: 0 to 10, if entered.
    """
    duration_s = analysis.timer_s or duration_s
    load = choose_load(_load_inputs(analysis, standards, duration_s, rpe))
    return Judgement(
        load=load,
        intensity=None if isinstance(load, NotComputable) else _intensity(analysis, load, duration_s),
        zones={measure.value: _zones(analysis, measure, zones) for measure, zones in standards.zones.items()},
        judged_by={
            "thresholds": {name: threshold_json(value) for name, value in standards.used.items()},
            "sex": standards.sex.value if standards.sex else None,
        },
    )


def _load_inputs(analysis: Analysis, standards: Standards, duration_s: float | None, rpe: float | None) -> LoadInputs:
    histogram = analysis.histograms.get(Measure.HEART_RATE)
    power, pace = Measure.POWER in analysis.histograms, Measure.GRADED_SPEED in analysis.histograms
    return LoadInputs(
        duration_s=duration_s,
        power=PowerInput(
            analysis.metrics["normalized_power_w"],
            analysis.recorded_s[Measure.POWER],
            standards.value(ThresholdKind.FTP_W),
        )
        if power
        else None,
        pace=PaceInput(
            analysis.metrics["normalized_graded_speed_mps"],
            analysis.recorded_s[Measure.GRADED_SPEED],
            standards.value(ThresholdKind.THRESHOLD_SPEED_MPS),
        )
        if pace
        else None,
        heart_rate=HeartRateInput(
            histogram.bins,
            histogram.seconds,
            _bounds(standards),
            standards.value(ThresholdKind.LTHR_BPM),
            standards.sex,
        )
        if histogram is not None
        else None,
        rpe=rpe,
    )


def _bounds(standards: Standards) -> HeartRateBounds | None:
    rest, maximum = standards.value(ThresholdKind.RESTING_HR_BPM), standards.value(ThresholdKind.HR_MAX_BPM)
    return HeartRateBounds(rest, maximum) if rest and maximum else None


_MEASURE_OF = {LoadMethod.POWER: Measure.POWER, LoadMethod.PACE: Measure.GRADED_SPEED}


def _intensity(analysis: Analysis, load: Load, duration_s: float | None) -> float | None:
    """The share of threshold that gives this load in this time; for power that is the intensity factor."""
    measure = _MEASURE_OF.get(load.method)
    seconds = duration_s if measure is None else analysis.recorded_s[measure]
    return sqrt(load.value * 36.0 / seconds) if seconds else None


def _zones(analysis: Analysis, measure: Measure, zones: Metric[ResolvedZones]) -> dict[str, Any]:
    if isinstance(zones, NotComputable):
        return {"code": zones.code, "reason": zones.reason}
    time = time_in_zones_from_histogram(analysis.histograms[measure], zones.zones)
    return {
        "scheme": zones.scheme,
        "names": zones.zones.names,
        "lower_bounds": zones.zones.lower_bounds,
        "upper_inclusive": zones.zones.upper_inclusive,
        "is_estimated": zones.is_estimated,
        "is_extrapolated": zones.is_extrapolated,
        "seconds": [round(seconds, 3) for seconds in time.seconds],
        "below_s": round(time.below_s, 3),
        "missing_s": round(time.missing_s, 3),
        "three_zones_s": heuristic_three_zones_s(zones.scheme, time),
    }


def heuristic_three_zones_s(scheme: str, time: TimeInZones) -> list[float] | None:
    """Seconds below the first threshold, between both, and above the second, from a scheme's own zones.

    `None` for custom zones, unless there are three of them. Time below the first zone is easy, too. No published source for
    where each scheme has the first threshold.
    """
    last = _LAST_OF_FIRST_TWO.get(scheme)
    if last is None:
        if len(time.seconds) != 3:
            return None
        last = (1, 2)
    first, second = last
    seconds = np.array(time.seconds)
    parts = (time.below_s + seconds[:first].sum(), seconds[first:second].sum(), seconds[second:].sum())
    return [round(float(part), 3) for part in parts]
