"""Critical power and speed, W′ balance, normalised power and what a road or hill asks for."""

import math
from collections.abc import Callable

from paceline.science import critical_power, grade, power, w_prime
from paceline.science.result import NotComputable
from tests.science.vectors.compare import Answer, Number
from tests.science.vectors.inputs import Inputs, NotCoveredError, Series
from tests.science.vectors.registry import answers

_PowerFit = critical_power.CriticalPowerFit


def _efforts(inputs: Inputs) -> tuple[Series, Series]:
    """(durations in s, mean powers in W) from pairs or from two lists."""
    pairs = inputs.pairs("power", "time") or inputs.pairs("power", "duration")
    if pairs is not None:
        return pairs[1], pairs[0]
    worked = inputs.pairs("work", "time")
    if worked is not None:
        return worked[1], worked[0] / worked[1]
    return inputs.series("duration_s"), inputs.series("power_series_w")


def _fit(function: Callable[[Series, Series], _PowerFit | NotComputable], inputs: Inputs) -> Answer:
    fit = function(*_efforts(inputs))
    if isinstance(fit, NotComputable):
        return fit
    return {
        "cp_w": fit.cp_w,
        "wprime_j": fit.w_prime_j,
        "wprime_kj": fit.w_prime_j / 1000.0,
        "wprime_wmin": fit.w_prime_j / 60.0,
        "se_cp_w": fit.cp_error_w,
        "se_wprime_j": fit.w_prime_error_j,
        "pmax_w": fit.p_max_w,
    }


@answers("cp_fit_power_vs_inverse_time", "cp_fit_inverse_time")
def fit_inverse_time(inputs: Inputs) -> Answer:
    return _fit(critical_power.critical_power_inverse_time, inputs)


@answers("cp_fit_work_vs_time", "cp_fit_work_time", "critical_power_fit")
def fit_work_time(inputs: Inputs) -> Answer:
    return _fit(critical_power.critical_power_work_time, inputs)


@answers("cp_fit_time_vs_power_nonlinear", "cp_fit_nonlinear", "cp_fit_hyperbolic", "cp_fit_time_vs_power")
def fit_time_power(inputs: Inputs) -> Answer:
    return _fit(critical_power.critical_power_time_power, inputs)


@answers("cp3_fit", "cp_fit_three_parameter", "cp3_fit_nonlinear")
def fit_morton(inputs: Inputs) -> Answer:
    return _fit(critical_power.critical_power_morton, inputs)


@answers("critical_speed_fit", "cs_fit", "cs_fit_distance_vs_time", "cs_fit_distance_time")
def fit_critical_speed(inputs: Inputs) -> Answer:
    pairs = inputs.pairs("distance", "time") or inputs.pairs("distance", "duration")
    distance, duration = pairs or (inputs.series("distance_m"), inputs.series("duration_s"))
    fit = critical_power.critical_speed_distance_time(duration, distance)
    if isinstance(fit, NotComputable):
        return fit
    return {
        "cs_mps": fit.cs_mps,
        "dprime_m": fit.d_prime_m,
        "se_cs_mps": fit.cs_error_mps,
        "se_dprime_m": fit.d_prime_error_m,
    }


@answers("cp2_power_w", "cp_power_w", "cp2_power")
def power_two_parameter(inputs: Inputs) -> Answer:
    arguments = inputs.number("duration_s"), inputs.number("cp_w"), inputs.number("w_prime_j")
    watts, joules = critical_power.power_monod_scherrer(*arguments), critical_power.work_monod_scherrer(*arguments)
    return {"power_w": watts, "work_kj": joules / 1000.0, "work_j": joules}


@answers("cp2_time_to_exhaustion_s")
def exhaustion_two_parameter(inputs: Inputs) -> Answer:
    return critical_power.time_to_exhaustion_monod_scherrer(
        inputs.number("power_w"), inputs.number("cp_w"), inputs.number("w_prime_j")
    )


@answers("cp3_time_to_exhaustion_s", "cp3_time_s")
def exhaustion_three_parameter(inputs: Inputs) -> Answer:
    watts = inputs.number("power_w")
    answer: dict[str, Number] = {
        "t_cp3_s": critical_power.time_to_exhaustion_morton(
            watts, inputs.number("cp3_w"), inputs.number("w_prime3_j"), inputs.number("p_max_w")
        )
    }
    if "cp2" in inputs.raw:
        answer["t_cp2_s"] = exhaustion_two_parameter_of(inputs, watts)
    return answer


def exhaustion_two_parameter_of(inputs: Inputs, watts: float) -> Number:
    cp_w, w_prime_j = inputs.find("cp2"), inputs.find("wprime2", "w_prime2")
    if not isinstance(cp_w, (int, float)) or not isinstance(w_prime_j, (int, float)):
        raise NotCoveredError("cp2 and wprime2 are not numbers")
    return critical_power.time_to_exhaustion_monod_scherrer(watts, cp_w, w_prime_j)


@answers("cp3_power_w", "cp3_power")
def power_three_parameter(inputs: Inputs) -> Answer:
    return critical_power.power_morton(
        inputs.number("duration_s"), inputs.number("cp3_w"), inputs.number("w_prime3_j"), inputs.number("p_max_w")
    )


def _at(inputs: Inputs, series: Series | NotComputable) -> Answer:
    """The samples the entry asks for: one as a number, several as a list; without a wish the last."""
    if isinstance(series, NotComputable):
        return series
    indices = inputs.indices()
    if indices is None:
        return float(series[-1])
    if max(indices) >= len(series):
        raise NotCoveredError(f"there is no sample {max(indices)} in {len(series)}")
    values = [float(series[one]) for one in indices]
    return values if len(values) > 1 else values[0]


@answers("wbal_integral_j", "wbal_integral", "w_prime_balance_integral_j")
def balance_integral(inputs: Inputs) -> Answer:
    watts, cp_w = inputs.series("power_series_w"), inputs.number("cp_w")
    tau_s: float | None = inputs.number("tau_s") if inputs.has("tau_s") else None
    if tau_s is None and inputs.has("d_cp_w"):
        tau_s = w_prime.tau_skiba_2012(inputs.number("d_cp_w"))
    dt_s = inputs.number("dt_s", 1.0)
    return _at(inputs, w_prime.w_prime_balance_skiba_2012(watts, cp_w, inputs.number("w_prime_j"), tau_s, dt_s))


@answers("wbal_differential_j", "wbal_differential", "w_prime_balance_differential_j")
def balance_differential(inputs: Inputs) -> Answer:
    exact = "exact" in inputs.text("scheme", "convention", "form") or "closed" in inputs.text("scheme")
    function = w_prime.w_prime_balance_skiba_2015 if exact else w_prime.w_prime_balance_froncioni_clarke
    watts = inputs.series("power_series_w")
    dt_s = inputs.number("dt_s", 1.0)
    return _at(inputs, function(watts, inputs.number("cp_w"), inputs.number("w_prime_j"), dt_s))


@answers("wbal_tau_s", "wbal_tau", "tau_s")
def balance_tau(inputs: Inputs) -> Answer:
    d_cp_w: Number
    if inputs.has("d_cp_w"):
        d_cp_w = inputs.number("d_cp_w")
    else:
        d_cp_w = w_prime.power_below_critical(inputs.series("power_series_w"), inputs.number("cp_w"))
    if isinstance(d_cp_w, NotComputable):
        return d_cp_w
    both: dict[str, Number] = {
        "skiba2012": w_prime.tau_skiba_2012(d_cp_w),
        "bartram2018": w_prime.tau_bartram_2018(d_cp_w),
    }
    return both


@answers("wbal_dcp_w", "dcp_w", "wbal_dcp")
def balance_difference(inputs: Inputs) -> Answer:
    return w_prime.power_below_critical(inputs.series("power_series_w"), inputs.number("cp_w"))


@answers("normalized_power_w", "normalised_power_w", "normalized_power", "np_w", "np")
def normalized_power(inputs: Inputs) -> Answer:
    watts = inputs.series("power_series_w")
    conventions: dict[str, Number] = {
        "full_windows_only": power.normalized_power_coggan(watts),
        "zero_padded_start": power.normalized_power_goldencheetah(watts),
        "expanding_start": power.normalized_power_sweatpy(watts),
        "xpower_gc": power.xpower_skiba(watts),
        "mean": power.average_power(watts),
    }
    wanted = inputs.text("convention")
    for name, words in (("zero_padded_start", "zero"), ("expanding_start", "expand"), ("full_windows_only", "full")):
        if words in wanted:
            return conventions[name]
    return conventions


@answers("average_power_w", "mean_power_w")
def average_power(inputs: Inputs) -> Answer:
    return power.average_power(inputs.series("power_series_w"))


@answers("xpower_w", "xpower")
def xpower(inputs: Inputs) -> Answer:
    if inputs.has("mean_fourth_power"):
        return power.xpower_from_mean_fourth_power(inputs.number("mean_fourth_power"))
    return power.xpower_skiba(inputs.series("power_series_w"))


@answers("variability_index", "vi")
def variability_index(inputs: Inputs) -> Answer:
    return power.variability_index(inputs.number("normalized_power_w"), inputs.number("average_power_w"))


@answers("cycling_power_w", "cycling_power")
def cycling_power(inputs: Inputs) -> Answer:
    if not math.isclose(inputs.number("gravity", power.GRAVITY_MPS2), power.GRAVITY_MPS2, rel_tol=1e-4):
        raise NotCoveredError("another gravity than 9.80665")
    resistance = power.CyclingResistance(
        inputs.number("mass_kg"), inputs.number("cda_m2"), inputs.number("crr"), inputs.number("efficiency", 0.976)
    )
    return power.cycling_power_martin_1998(
        inputs.number("speed_mps"),
        resistance,
        grade=inputs.number("gradient", 0.0),
        headwind_mps=inputs.number("headwind_mps", 0.0),
        acceleration_mps2=inputs.number("acceleration", 0.0),
        air_density_kg_m3=inputs.number("air_density", 1.2),
    )


@answers("running_power_skiba_w", "govss_power_w", "running_power_w")
def running_power(inputs: Inputs) -> Answer:
    if inputs.flag("kinetic", False):
        raise NotCoveredError("the kinetic term needs the speed before")
    watts = grade.running_power_skiba_2006(
        inputs.number("speed_mps"),
        inputs.number("gradient", 0.0),
        mass_kg=inputs.number("mass_kg"),
        height_m=inputs.number("height_m"),
    )
    return float(watts)


@answers("gap_factor_strava", "gap_factor_strava_2017", "gap_factor")
def gap_factor(inputs: Inputs) -> Answer:
    return float(grade.gap_factor_strava_2017(inputs.number("grade_pct")))


@answers("running_cost_j_kg_m", "running_cost_j_kg_m_polynomial", "minetti_running_cost_j_kg_m")
def running_cost(inputs: Inputs) -> Answer:
    return float(grade.running_cost_minetti_2002(inputs.number("gradient")))


@answers("walking_cost_j_kg_m", "walking_cost_j_kg_m_polynomial", "minetti_walking_cost_j_kg_m")
def walking_cost(inputs: Inputs) -> Answer:
    return float(grade.walking_cost_minetti_2002(inputs.number("gradient")))
