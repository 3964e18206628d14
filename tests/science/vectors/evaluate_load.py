"""Load, fitness and fatigue."""

import numpy as np

from paceline.science import fitness, load, pace, power
from paceline.science.result import NotComputable
from tests.science.vectors.compare import Answer, Number
from tests.science.vectors.inputs import Inputs, NotCoveredError, Series, as_number
from tests.science.vectors.registry import answers


@answers("intensity_factor", "if")
def intensity_factor(inputs: Inputs) -> Answer:
    return power.intensity_factor(_normalized_power(inputs), inputs.number("ftp_w"))


def _normalized_power(inputs: Inputs) -> float:
    if inputs.has("normalized_power_w"):
        return inputs.number("normalized_power_w")
    value = power.normalized_power_coggan(inputs.series("power_series_w"))
    if isinstance(value, NotComputable):
        raise NotCoveredError(value.reason)
    return value


def _speed(inputs: Inputs, speed: str, pace_s_per_km: str) -> float:
    if inputs.has(speed):
        return inputs.number(speed)
    value = pace.speed_from_pace(inputs.number(pace_s_per_km))
    if isinstance(value, NotComputable):
        raise NotCoveredError(value.reason)
    return value


@answers("tss", "training_stress_score", "rtss", "running_tss", "running_stress_score")
def stress_score(inputs: Inputs) -> Answer:
    seconds = inputs.number("duration_s") if inputs.has("duration_s") else float(len(inputs.series("power_series_w")))
    if inputs.has("intensity"):
        return load.training_stress_score_coggan(seconds, inputs.number("intensity"))
    if inputs.has("threshold_speed_mps") or inputs.has("threshold_pace_s_per_km"):
        graded = _speed(inputs, "speed_mps", "pace_s_per_km")
        threshold = _speed(inputs, "threshold_speed_mps", "threshold_pace_s_per_km")
        return load.running_stress_score(seconds, graded, threshold)
    intensity = power.intensity_factor(_normalized_power(inputs), inputs.number("ftp_w"))
    if isinstance(intensity, NotComputable):
        return intensity
    return load.training_stress_score_coggan(seconds, intensity)


@answers("bikescore", "bike_score")
def bike_score(inputs: Inputs) -> Answer:
    score = load.bike_score_skiba(inputs.number("duration_s"), inputs.number("xpower_w"), inputs.number("cp_w"))
    if isinstance(score, NotComputable):
        return score
    return {
        "bikescore": score.score,
        "relative_intensity": score.relative_intensity,
        "normalized_work_kj": score.normalized_work_kj,
    }


@answers("govss")
def govss(inputs: Inputs) -> Answer:
    return load.govss_skiba(inputs.number("duration_s"), inputs.number("normalized_power_w"), inputs.number("ftp_w"))


@answers("daniels_points")
def daniels_points(inputs: Inputs) -> Answer:
    if inputs.is_series("power_series_w"):
        return load.points_daniels(inputs.series("power_series_w"), inputs.number("dt_s", 1.0), inputs.number("ftp_w"))
    return load.points_daniels(inputs.number("power_w"), inputs.number("duration_s"), inputs.number("ftp_w"))


def _heart_rate(inputs: Inputs) -> tuple[Series, Series]:
    """(heart rates, seconds) from a histogram, from samples, or from one mean with its duration."""
    histogram = inputs.find("histogram", "hr_histogram", "seconds_by_bpm")
    if isinstance(histogram, dict):
        bpm = np.array([as_number(key) for key in histogram])
        return bpm, np.array([as_number(value) for value in histogram.values()])
    if inputs.is_series("heart_rate_bpm"):
        bpm = inputs.series("heart_rate_bpm")
        return bpm, np.full(len(bpm), inputs.number("dt_s", 1.0))
    return np.array([inputs.number("heart_rate_bpm")]), np.array([inputs.number("duration_s")])


def _coefficients(inputs: Inputs) -> load.TrimpCoefficients:
    text = inputs.text("sex", "gender")
    sex = load.Sex.FEMALE if text[:1] in {"f", "w"} else load.Sex.MALE if text.startswith("m") else None
    published = load.trimp_coefficients(sex, original_women="original" in inputs.text("variant", "convention", "form"))
    c, k = inputs.find("c"), inputs.find("k")
    return load.TrimpCoefficients(
        published.c if c is None else as_number(c), published.k if k is None else as_number(k)
    )


def _bounds(inputs: Inputs) -> load.HeartRateBounds:
    return load.HeartRateBounds(inputs.number("hr_rest_bpm"), inputs.number("hr_max_bpm"))


@answers("banister_trimp", "trimp", "trimp_banister")
def trimp(inputs: Inputs) -> Answer:
    return load.trimp_banister(*_heart_rate(inputs), _bounds(inputs), _coefficients(inputs))


@answers("hrss")
def hrss(inputs: Inputs) -> Answer:
    return load.hrss_elevate(*_heart_rate(inputs), _bounds(inputs), inputs.number("lthr_bpm"), _coefficients(inputs))


@answers("edwards_trimp", "trimp_edwards", "edwards")
def edwards(inputs: Inputs) -> Answer:
    return load.trimp_edwards(*_heart_rate(inputs), inputs.number("hr_max_bpm"))


@answers("lucia_trimp", "trimp_lucia", "lucia")
def lucia(inputs: Inputs) -> Answer:
    return load.trimp_lucia(*_heart_rate(inputs), inputs.number("vt1_bpm"), inputs.number("vt2_bpm"))


@answers("zonal_trimp", "trimp_zonal", "trimp_zonal_points")
def zonal(inputs: Inputs) -> Answer:
    minutes = inputs.find("zone_minutes", "minutes_in_zone", "minutes")
    seconds = inputs.find("zone_seconds", "seconds_in_zone", "seconds")
    if isinstance(minutes, list):
        return load.trimp_zonal_goldencheetah([as_number(one) * 60.0 for one in minutes])
    if isinstance(seconds, list):
        return load.trimp_zonal_goldencheetah([as_number(one) for one in seconds])
    raise NotCoveredError("the time in the five zones is missing")


@answers("session_rpe_load", "session_rpe", "srpe", "srpe_load")
def session_rpe(inputs: Inputs) -> Answer:
    return load.session_rpe_foster(inputs.number("rpe"), inputs.number("duration_s"))


@answers("session_rpe_scaled", "srpe_scaled")
def session_rpe_scaled(inputs: Inputs) -> Answer:
    return load.heuristic_session_rpe_scaled(inputs.number("rpe"), inputs.number("duration_s"))


def _daily(inputs: Inputs) -> Series:
    """Daily loads; one number stands for every day up to `day` or `days`."""
    if inputs.is_series("daily_load"):
        return inputs.series("daily_load")
    days = inputs.find("days", "n_days", "day")
    return np.full(int(as_number(days)), inputs.number("daily_load"))


def _smoothing(inputs: Inputs) -> fitness.Smoothing:
    text = inputs.text("form", "convention", "alpha", "scheme").replace(" ", "")
    if "exp" in text or "goldencheetah" in text or "span" in text or not text:
        return fitness.Smoothing.EXPONENTIAL
    if "1/tau" in text or "lin" in text or "trainingpeaks" in text:
        return fitness.Smoothing.LINEAR
    raise NotCoveredError(f"the form {text} is not known")


@answers("ctl_atl_tsb", "ctl_atl", "ctl", "atl", "tsb", "fitness_fatigue_form", "pmc")
def fitness_and_fatigue(inputs: Inputs) -> Answer:
    start = inputs.number("seed", 0.0)
    seed = fitness.FitnessState(inputs.number("seed_fitness", start), inputs.number("seed_fatigue", start))
    series = fitness.fitness_series(
        _daily(inputs),
        seed,
        inputs.number("fitness_days", fitness.FITNESS_DAYS),
        inputs.number("fatigue_days", fitness.FATIGUE_DAYS),
        _smoothing(inputs),
    )
    return {
        "ctl": float(series.fitness[-1]),
        "atl": float(series.fatigue[-1]),
        "tsb_previous_day": float(series.form[-1]),
        "tsb_same_day": float(series.form_same_day[-1]),
    }


@answers("ramp", "ramp_rate", "ctl_ramp")
def ramp(inputs: Inputs) -> Answer:
    values = inputs.find("ctl", "fitness")
    if not isinstance(values, list):
        raise NotCoveredError("the daily fitness is missing")
    return float(fitness.ramp([as_number(one) for one in values])[-1])


def _gains(inputs: Inputs) -> tuple[tuple[float, float], tuple[float, float]]:
    k1, k2 = as_number(inputs.find("k1")), as_number(inputs.find("k2"))
    return (k1, k2), (inputs.number("fitness_days"), inputs.number("fatigue_days"))


@answers("banister_impulse_response", "banister_ir", "impulse_response")
def impulse_response(inputs: Inputs) -> Answer:
    gains, time_constants = _gains(inputs)
    p0 = inputs.find("p0")
    model = fitness.impulse_response_banister(
        _daily(inputs), 0.0 if p0 is None else as_number(p0), gains, time_constants
    )
    day = inputs.find("day")
    at = len(model.p) - 1 if day is None else int(as_number(day)) - 1
    return {"g": float(model.g[at]), "h": float(model.h[at]), "p": float(model.p[at])}


@answers("banister_tn_tg_days", "banister_tn_tg")
def days_of_influence(inputs: Inputs) -> Answer:
    days = fitness.days_of_influence_banister(*_gains(inputs))
    return days if isinstance(days, NotComputable) else {"tn": days[0], "tg": days[1]}


@answers("banister_fit", "banister_fit_quality", "goodness_of_fit")
def goodness_of_fit(inputs: Inputs) -> Answer:
    tests, model = inputs.find("tests", "observed"), inputs.find("model_w", "model", "predicted")
    if not isinstance(tests, list) or not isinstance(model, list):
        raise NotCoveredError("tests and model values are missing")
    observed = [as_number(one[1]) if isinstance(one, list) else as_number(one) for one in tests]
    fit = fitness.goodness_of_fit(observed, [as_number(one) for one in model])
    if isinstance(fit, NotComputable):
        return fit
    return {"sse": fit.sum_of_squares, "r2": fit.r_squared, "r2adj": fit.r_squared_adjusted}


@answers("acwr", "acute_chronic_workload_ratio")
def acute_chronic_ratio(inputs: Inputs) -> Answer:
    daily = _daily(inputs)
    ratios: dict[str, Number] = {
        "ra_coupled": fitness.acute_chronic_ratio_coupled(daily),
        "ra_uncoupled": fitness.acute_chronic_ratio_uncoupled(daily),
        "ewma": fitness.acute_chronic_ratio_williams(daily),
    }
    return ratios


@answers("monotony_strain", "foster_monotony_strain", "monotony", "strain")
def monotony_and_strain(inputs: Inputs) -> Answer:
    week = _daily(inputs)
    sample, population = fitness.Deviation.SAMPLE, fitness.Deviation.POPULATION
    answer: dict[str, Number] = {
        "weekly": fitness.week_load_foster(week),
        "monotony_sample_sd": fitness.monotony_foster(week, sample),
        "strain_sample_sd": fitness.strain_foster(week, sample),
        "monotony_population_sd": fitness.monotony_foster(week, population),
        "strain_population_sd": fitness.strain_foster(week, population),
    }
    return answer
