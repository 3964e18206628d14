"""Critical power and critical speed: fits of the two- and three-parameter models, with their errors and warnings."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import Metric, NotComputable

Series = NDArray[np.float64]

_MINIMUM_EFFORTS = 3
_CP_ERROR_LIMIT = 0.05
_W_PRIME_ERROR_LIMIT = 0.10
_SPREAD_LIMIT = 3.0
_VALID_S = (120.0, 1200.0)
_MORTON_W_PRIME_RANGE_J = (1_000.0, 60_000.0)
_MORTON_SPRINT_S = 15.0
_MORTON_SHAPE_RANGE_S = (0.05, 600.0)
_SEARCH_EDGE = 0.01
_GOLDEN = (5**0.5 - 1) / 2


class FitMethod(StrEnum):
    WORK_TIME = "work_time"
    INVERSE_TIME = "inverse_time"
    TIME_POWER = "time_power"
    DISTANCE_TIME = "distance_time"
    MORTON = "morton_three_parameter"


class FitFlag(StrEnum):
    """What weakens a fit. The error limits are the conventional ones."""

    CP_ERROR = "cp_error_above_5_pct"
    W_PRIME_ERROR = "w_prime_error_above_10_pct"
    ERROR_UNKNOWN = "error_unknown_with_few_efforts"
    SPREAD = "durations_close_together"
    DURATION = "efforts_outside_2_to_20_min"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class CriticalPowerFit:
    """Critical power in watts and W′ in joules; errors are standard errors, NaN when as many efforts as parameters."""

    cp_w: float
    w_prime_j: float
    cp_error_w: float
    w_prime_error_j: float
    efforts: int
    method: FitMethod
    flags: tuple[FitFlag, ...]
    confidence: Confidence
    p_max_w: float | None = None


@dataclass(frozen=True, slots=True)
class CriticalSpeedFit:
    """Critical speed in m/s and D′ in metres; errors are standard errors."""

    cs_mps: float
    d_prime_m: float
    cs_error_mps: float
    d_prime_error_m: float
    efforts: int
    method: FitMethod
    flags: tuple[FitFlag, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class _Line:
    slope: float
    intercept: float
    slope_error: float
    intercept_error: float


def power_monod_scherrer(duration_s: float, cp_w: float, w_prime_j: float) -> float:
    """Highest mean power in watts for a duration: `P = CP + W'/t`. Valid for 2 to 20 minutes, absurd below one.

    Reference: Monod & Scherrer, Ergonomics 8:329 (1965).
    """
    return cp_w + w_prime_j / duration_s


def work_monod_scherrer(duration_s: float, cp_w: float, w_prime_j: float) -> float:
    """Most work in joules in a duration: `W = CP t + W'`. Valid for 2 to 20 minutes.

    Reference: Monod & Scherrer, Ergonomics 8:329 (1965).
    """
    return cp_w * duration_s + w_prime_j


def time_to_exhaustion_monod_scherrer(power_w: float, cp_w: float, w_prime_j: float) -> Metric[float]:
    """Seconds until exhaustion at a power above critical power: `t = W'/(P-CP)`.

    Reference: Monod & Scherrer, Ergonomics 8:329 (1965).
    """
    if not power_w > cp_w:
        return NotComputable("not_above_critical_power", "The model gives a time only above critical power.")
    return w_prime_j / (power_w - cp_w)


def power_morton(duration_s: float, cp_w: float, w_prime_j: float, p_max_w: float) -> float:
    """Highest mean power in watts for a duration, three parameters: `P = W'/(t + W'/(Pmax-CP)) + CP`.

    Holds from a sprint to about 20 minutes; W′ and CP differ from the two-parameter ones. Reference: Morton, Ergonomics
    39:611 (1996).
    """
    return w_prime_j / (duration_s + w_prime_j / (p_max_w - cp_w)) + cp_w


def time_to_exhaustion_morton(power_w: float, cp_w: float, w_prime_j: float, p_max_w: float) -> Metric[float]:
    """Seconds until exhaustion, three parameters: `t = W'/(P-CP) + W'/(CP-Pmax)`, for powers between CP and Pmax.

    Reference: Morton, Ergonomics 39:611 (1996).
    """
    if not cp_w < power_w <= p_max_w:
        return NotComputable("power_out_of_range", "The model gives a time only between critical and maximal power.")
    return w_prime_j / (power_w - cp_w) + w_prime_j / (cp_w - p_max_w)


def critical_power_work_time(duration_s: ArrayLike, power_w: ArrayLike) -> Metric[CriticalPowerFit]:
    """Least squares of work on time, `W = CP t + W'`, from mean powers of maximal efforts: our default form.

    Needs at least three efforts of 2 to 20 minutes. The three forms differ by about 1 % in CP and 5 % in W′ on the same
    data. Reference: Monod & Scherrer, Ergonomics 8:329 (1965); forms compared by Clarke & Skiba, Adv Physiol Educ
    37:134 (2013), doi 10.1152/advan.00078.2011.
    """
    efforts = _efforts(duration_s, power_w)
    if isinstance(efforts, NotComputable):
        return efforts
    duration, power = efforts
    return _power_fit(_least_squares(duration, power * duration), duration, FitMethod.WORK_TIME)


def critical_power_inverse_time(duration_s: ArrayLike, power_w: ArrayLike) -> Metric[CriticalPowerFit]:
    """Least squares of power on the inverse of time, `P = CP + W'/t`; weighs short efforts most.

    Needs at least three efforts of 2 to 20 minutes. Reference: Clarke & Skiba, Adv Physiol Educ 37:134 (2013).
    """
    efforts = _efforts(duration_s, power_w)
    if isinstance(efforts, NotComputable):
        return efforts
    duration, power = efforts
    line = _least_squares(1.0 / duration, power)
    swapped = _Line(line.intercept, line.slope, line.intercept_error, line.slope_error)
    return _power_fit(swapped, duration, FitMethod.INVERSE_TIME)


def critical_power_time_power(duration_s: ArrayLike, power_w: ArrayLike) -> Metric[CriticalPowerFit]:
    """Non-linear least squares of time on power, `t = W'/(P-CP)`; weighs long efforts most.

    For each CP the best W′ is known in closed form, so one search over CP below the lowest power suffices. Needs
    three efforts or more. Reference: Clarke & Skiba, Adv Physiol Educ 37:134 (2013).
    """
    efforts = _efforts(duration_s, power_w)
    if isinstance(efforts, NotComputable):
        return efforts
    duration, power = efforts
    if len(np.unique(power)) < 2:
        return _IMPLAUSIBLE

    def w_prime_at(cp_w: float) -> float:
        shape = 1.0 / (power - cp_w)
        return float(duration @ shape / (shape @ shape))

    def squares_at(cp_w: float) -> float:
        return float(((duration - w_prime_at(cp_w) / (power - cp_w)) ** 2).sum())

    lowest_w = float(power.min())
    cp_w = _minimise(squares_at, np.linspace(0.0, lowest_w, 201)[1:-1])
    if cp_w < _SEARCH_EDGE * lowest_w:
        return _IMPLAUSIBLE
    w_prime_j = w_prime_at(cp_w)
    jacobian = np.column_stack([w_prime_j / (power - cp_w) ** 2, 1.0 / (power - cp_w)])
    errors = _standard_errors(jacobian, squares_at(cp_w))
    return _power_fit(_Line(cp_w, w_prime_j, errors[0], errors[1]), duration, FitMethod.TIME_POWER)


def critical_power_morton(duration_s: ArrayLike, power_w: ArrayLike) -> Metric[CriticalPowerFit]:
    """Non-linear least squares of the three-parameter model on mean powers, sprint included.

    With `k = W'/(Pmax-CP)` the model `P = CP + W'/(t+k)` is linear in CP and W′, so one search over k suffices. Needs
    four efforts, one of them under 15 seconds; bounds CP > 0, W′ 1 to 60 kJ, Pmax above the highest power.
    Reference: Morton, Ergonomics 39:611 (1996).
    """
    efforts = _efforts(duration_s, power_w)
    if isinstance(efforts, NotComputable):
        return efforts
    duration, power = efforts
    if len(duration) < _MINIMUM_EFFORTS + 1 or duration.min() > _MORTON_SPRINT_S:
        return NotComputable("no_sprint", "The three-parameter model needs four efforts, one of them under 15 seconds.")

    def line_at(k_s: float) -> _Line:
        return _least_squares(1.0 / (duration + k_s), power)

    def squares_at(k_s: float) -> float:
        line = line_at(k_s)
        return float(((power - line.intercept - line.slope / (duration + k_s)) ** 2).sum())

    k_s = _minimise(squares_at, np.geomspace(*_MORTON_SHAPE_RANGE_S, 200))
    line = line_at(k_s)
    cp_w, w_prime_j = line.intercept, line.slope
    p_max_w = cp_w + w_prime_j / k_s
    low_j, high_j = _MORTON_W_PRIME_RANGE_J
    inside = _MORTON_SHAPE_RANGE_S[0] * 1.05 < k_s < _MORTON_SHAPE_RANGE_S[1] / 1.05
    if not (inside and cp_w > 0 and low_j <= w_prime_j <= high_j and p_max_w > float(power.max())):
        return NotComputable("fit_implausible", "The three-parameter model does not fit these efforts in its bounds.")
    shape = 1.0 / (duration + k_s)
    jacobian = np.column_stack([np.ones_like(shape), shape, -w_prime_j * shape**2])
    errors = _standard_errors(jacobian, squares_at(k_s))
    fit = _Line(cp_w, w_prime_j, errors[0], errors[1])
    return _power_fit(fit, duration, FitMethod.MORTON, p_max_w)


def critical_speed_distance_time(duration_s: ArrayLike, distance_m: ArrayLike) -> Metric[CriticalSpeedFit]:
    """Least squares of distance on time, `d = CS t + D'`, from the times of maximal efforts.

    Needs at least three efforts of 2 to 20 minutes; CS explains 70 % of the variance of marathon times. Reference:
    Hughson et al., Int J Sports Med 5:23 (1984); Smyth & Muniz-Pumares, Med Sci Sports Exerc 52:2637 (2020).
    """
    efforts = _efforts(duration_s, distance_m)
    if isinstance(efforts, NotComputable):
        return efforts
    duration, distance = efforts
    line = _least_squares(duration, distance)
    if not (line.slope > 0 and line.intercept > 0):
        return _IMPLAUSIBLE
    flags = _flags(line, duration)
    confidence = _confidence(flags, len(duration))
    return CriticalSpeedFit(
        line.slope,
        line.intercept,
        line.slope_error,
        line.intercept_error,
        len(duration),
        FitMethod.DISTANCE_TIME,
        flags,
        confidence,
    )


_IMPLAUSIBLE = NotComputable(
    "fit_implausible", "The efforts do not fall off with duration as all-out efforts do, so the model does not fit."
)


def _efforts(duration_s: ArrayLike, value: ArrayLike) -> tuple[Series, Series] | NotComputable:
    duration = np.atleast_1d(np.asarray(duration_s, dtype=np.float64))
    values = np.atleast_1d(np.asarray(value, dtype=np.float64))
    if duration.shape != values.shape:
        raise ValueError("Each effort needs one duration and one value.")
    usable = np.isfinite(duration) & np.isfinite(values) & (duration > 0) & (values > 0)
    duration, values = duration[usable], values[usable]
    if len(np.unique(duration)) < _MINIMUM_EFFORTS:
        return NotComputable("too_few_efforts", "At least three maximal efforts of different duration are needed.")
    return duration, values


def _least_squares(x: Series, y: Series) -> _Line:
    x_mean, y_mean = float(x.mean()), float(y.mean())
    spread = float(((x - x_mean) ** 2).sum())
    slope = float(((x - x_mean) * (y - y_mean)).sum()) / spread
    intercept = y_mean - slope * x_mean
    squares = float(((y - intercept - slope * x) ** 2).sum())
    errors = _standard_errors(np.column_stack([x, np.ones_like(x)]), squares)
    return _Line(slope, intercept, errors[0], errors[1])


def _standard_errors(jacobian: Series, squares: float) -> list[float]:
    """Standard errors of the parameters; NaN without a degree of freedom left."""
    freedom = jacobian.shape[0] - jacobian.shape[1]
    if freedom <= 0:
        return [float("nan")] * jacobian.shape[1]
    # Scaled columns keep the inverse exact where one parameter is in watts and the other in kilojoules.
    scale = np.sqrt((jacobian**2).sum(axis=0))
    triangle = np.linalg.inv(np.linalg.qr(jacobian / scale, mode="r"))
    errors: list[float] = (np.sqrt((triangle**2).sum(axis=1) * squares / freedom) / scale).tolist()
    return errors


def _power_fit(
    line: _Line, duration: Series, method: FitMethod, p_max_w: float | None = None
) -> Metric[CriticalPowerFit]:
    if not (line.slope > 0 and line.intercept > 0):
        return _IMPLAUSIBLE
    flags = _flags(line, duration, with_sprint=method is FitMethod.MORTON)
    return CriticalPowerFit(
        line.slope,
        line.intercept,
        line.slope_error,
        line.intercept_error,
        len(duration),
        method,
        flags,
        _confidence(flags, len(duration)),
        p_max_w,
    )


def _flags(line: _Line, duration: Series, *, with_sprint: bool = False) -> tuple[FitFlag, ...]:
    found: list[FitFlag] = []
    if np.isnan(line.slope_error):
        found.append(FitFlag.ERROR_UNKNOWN)
    if line.slope_error > _CP_ERROR_LIMIT * line.slope:
        found.append(FitFlag.CP_ERROR)
    if line.intercept_error > _W_PRIME_ERROR_LIMIT * line.intercept:
        found.append(FitFlag.W_PRIME_ERROR)
    if duration.max() < _SPREAD_LIMIT * duration.min():
        found.append(FitFlag.SPREAD)
    shortest, longest = _VALID_S
    if duration.max() > longest or (duration.min() < shortest and not with_sprint):
        found.append(FitFlag.DURATION)
    return tuple(found)


def _confidence(flags: tuple[FitFlag, ...], efforts: int) -> Confidence:
    if FitFlag.CP_ERROR in flags or len(flags) > 1:
        return Confidence.LOW
    return Confidence.MEDIUM if flags or efforts <= _MINIMUM_EFFORTS else Confidence.HIGH


def _minimise(function: Callable[[float], float], grid: Series) -> float:
    """The minimum of a smooth function: the grid's best point, refined by golden section between its neighbours."""
    best = int(np.argmin([function(point) for point in grid.tolist()]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    while high - low > 1e-10 * max(1.0, high):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if function(left) < function(right):
            high = right
        else:
            low = left
    return (low + high) / 2.0
