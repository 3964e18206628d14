"""What an athlete can be: refusals of values that can only be typing errors. The limits lie outside of any person on record."""

from datetime import date, timedelta
from itertools import pairwise

from paceline.athletes.rules.thresholds import ThresholdsOn
from paceline.athletes.rules.zones import CUSTOM, UNITS, schemes_for
from paceline.athletes.schemas import ANY_SPORT, ThresholdKind, ZoneKind, ZoneUnit
from paceline.infra.errors import AppError, invalid

_LIMITS: dict[ThresholdKind, tuple[float, float, str]] = {
    ThresholdKind.FTP_W: (30, 700, "W"),
    ThresholdKind.CRITICAL_POWER_W: (30, 700, "W"),
    ThresholdKind.W_PRIME_J: (1_000, 60_000, "J"),
    ThresholdKind.LTHR_BPM: (80, 225, "bpm"),
    ThresholdKind.HR_MAX_BPM: (100, 240, "bpm"),
    ThresholdKind.RESTING_HR_BPM: (20, 120, "bpm"),
    ThresholdKind.THRESHOLD_SPEED_MPS: (0.3, 15, "m/s"),
    ThresholdKind.CRITICAL_SPEED_MPS: (0.3, 15, "m/s"),
    ThresholdKind.D_PRIME_M: (10, 1_500, "m"),
}
_HEART_RATES = (ThresholdKind.RESTING_HR_BPM, ThresholdKind.LTHR_BPM, ThresholdKind.HR_MAX_BPM)
"""In the order of a heart: each lies below the next."""
_GREATEST_BOUND = {ZoneUnit.BPM: 250.0, ZoneUnit.W: 3_000.0, ZoneUnit.MPS: 30.0}
EARLIEST = date(1950, 1, 1)
_YOUNGEST_YEARS = 5


def birth_year_refusal(birth_year: int, today: date) -> AppError | None:
    """Why a birth year cannot be."""
    if birth_year <= today.year - _YOUNGEST_YEARS:
        return None
    return invalid("birth_year_implausible", "That birth year lies too near to today.", birth_year=birth_year)


def day_refusal(day: date, today_utc: date) -> AppError | None:
    """Why a value cannot begin on a day. A day ahead is allowed: east of Greenwich it has begun."""
    if day > today_utc + timedelta(days=1):
        return invalid("date_in_future", "That day has not come yet.", date=day.isoformat())
    if day < EARLIEST:
        return invalid("date_too_early", "That day lies too far back.", date=day.isoformat())
    return None


def is_weight(weight_kg: float) -> bool:
    """Whether a body mass is one; the same limits as those of the wire."""
    return 20 <= weight_kg <= 350


def threshold_refusal(family: str, kind: ThresholdKind, value: float) -> AppError | None:
    """Why a threshold cannot be: a sport it does not belong to, or a value no athlete has."""
    if kind is ThresholdKind.RESTING_HR_BPM and family != ANY_SPORT:
        return invalid("threshold_sport_invalid", "Resting heart rate belongs to no sport; use `any`.", kind=kind.value)
    if family == ANY_SPORT and kind not in _HEART_RATES:
        return invalid("threshold_sport_invalid", "This value belongs to a sport; `any` is none.", kind=kind.value)
    low, high, unit = _LIMITS[kind]
    if low <= value <= high:
        return None
    return invalid(
        "threshold_implausible",
        f"This value must lie between {low:g} and {high:g} {unit}.",
        kind=kind.value,
        minimum=low,
        maximum=high,
    )


def order_refusal(thresholds: ThresholdsOn) -> AppError | None:
    """Why confirmed heart rates of one day contradict each other: resting < threshold < maximum.

    Estimates do not count, nor values of a later day: a heart slows with the years.
    """
    known = [
        (kind, found)
        for kind in _HEART_RATES
        if (found := thresholds.of(kind)) and not found.is_estimated and not found.is_extrapolated
    ]
    for (lower_kind, lower), (upper_kind, upper) in pairwise(known):
        if lower.value >= upper.value:
            return invalid(
                "heart_rates_contradict",
                "Resting heart rate must lie below the threshold, and the threshold below the maximum. Change the other value first.",
                **{lower_kind.value: lower.value, upper_kind.value: upper.value},
            )
    return None


def zone_choice_refusal(
    family: str, kind: ZoneKind, scheme: str, custom_lower_bounds: list[float] | None
) -> AppError | None:
    """Why zones cannot be drawn so."""
    if (scheme == CUSTOM) != (custom_lower_bounds is not None):
        return invalid("zone_bounds_unexpected", "`custom_lower_bounds` go with the scheme `custom`, and only with it.")
    if custom_lower_bounds is None:
        codes = [known.code for known in schemes_for(family, kind)]
        if scheme in codes:
            return None
        return invalid(
            "zone_scheme_unknown", "There is no such scheme for this sport and kind.", schemes=[*codes, CUSTOM]
        )
    ascending = all(lower < upper for lower, upper in pairwise(custom_lower_bounds))
    if ascending and custom_lower_bounds[0] >= 0 and custom_lower_bounds[-1] <= _GREATEST_BOUND[UNITS[kind]]:
        return None
    return invalid(
        "zone_bounds_implausible",
        f"Bounds must rise from zone to zone, between 0 and {_GREATEST_BOUND[UNITS[kind]]:g} {UNITS[kind].value}.",
    )
