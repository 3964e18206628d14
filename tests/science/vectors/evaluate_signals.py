"""Zones, heart rate, distribution, curves, smoothing and ascent."""

from paceline.science import distribution, elevation, heart_rate, mean_max, streams, zones
from paceline.science.result import NotComputable
from tests.science.vectors.compare import Answer, Number
from tests.science.vectors.inputs import Inputs, NotCoveredError
from tests.science.vectors.registry import answers


def _bounds_pct(scheme: zones.ZoneScheme) -> list[float]:
    found = scheme.zones_for(100.0)
    assert not isinstance(found, NotComputable)
    return list(found.lower_bounds)


@answers("zone_lower_bounds_pct_lthr")
def bounds_of_threshold_heart_rate(inputs: Inputs) -> Answer:
    text = inputs.text("sport", "scheme")
    if "coggan" in text or "goldencheetah" in text:
        return _bounds_pct(zones.COGGAN_HEART_RATE)
    if "bike" in text or "cycl" in text or "ride" in text:
        return _bounds_pct(zones.FRIEL_BIKE_HEART_RATE)
    if "run" in text:
        return _bounds_pct(zones.FRIEL_RUN_HEART_RATE)
    raise NotCoveredError(f"the scheme {text!r} is not known")


@answers("zone_lower_bounds_pct_critical_velocity", "zone_lower_bounds_pct_cv", "zone_lower_bounds_pct_cs")
def bounds_of_critical_speed(inputs: Inputs) -> Answer:
    inputs.text("scheme", "sport")
    return _bounds_pct(zones.SKIBA_RUN)


@answers("zone_lower_bounds_pct_hrmax", "zone_lower_bounds_pct_hr_max")
def bounds_of_maximum_heart_rate(inputs: Inputs) -> Answer:
    inputs.text("scheme", "sport")
    return _bounds_pct(zones.MAXIMUM_HEART_RATE)


@answers("zone_lower_bounds_pct_ftp")
def bounds_of_power(inputs: Inputs) -> Answer:
    inputs.text("scheme", "sport")
    return _bounds_pct(zones.COGGAN_POWER)


@answers("zone_for_power_fraction", "zone_for_power", "coggan_power_zone")
def power_zone(inputs: Inputs) -> Answer:
    fractions = inputs.find("fractions", "fraction")
    found = zones.COGGAN_POWER.zones_for(inputs.number("ftp_w", 1.0))
    if isinstance(found, NotComputable):
        return found
    values = fractions if isinstance(fractions, list) else [fractions] if fractions is not None else None
    powers = inputs.series("power_series_w") if values is None else [float(str(value)) for value in values]
    numbers: list[float] = zones.zones_of(powers, found).tolist()
    return numbers


@answers("polarization_index", "polarisation_index")
def polarization_index(inputs: Inputs) -> Answer:
    shares = inputs.find("fractions", "shares", "tid", "zones")
    if isinstance(shares, list) and len(shares) == 3:
        z1, z2, z3 = (float(str(share)) for share in shares)
    else:
        z1, z2, z3 = inputs.number("z1"), inputs.number("z2"), inputs.number("z3")
    rounded = "2024" in inputs.text("version", "form", "convention") or inputs.flag("rounded", False)
    index = distribution.polarization_index_treff_2024 if rounded else distribution.polarization_index_treff_2019
    return index(z1, z2, z3)


@answers("karvonen_bpm", "karvonen", "hrr_bpm")
def karvonen(inputs: Inputs) -> Answer:
    return heart_rate.karvonen_bpm(inputs.number("hr_rest_bpm"), inputs.number("hr_max_bpm"), inputs.number("fraction"))


@answers("hrmax_bpm", "hr_max_bpm", "hrmax")
def maximum_heart_rate(inputs: Inputs) -> Answer:
    age = inputs.number("age")
    inputs.text("sex")
    formulas: dict[str, Number] = {
        "fox": heart_rate.hrmax_fox(age),
        "tanaka": heart_rate.hrmax_tanaka(age),
        "gellish": heart_rate.hrmax_gellish(age),
        "gulati": heart_rate.hrmax_gulati(age),
    }
    wanted = inputs.text("formula", "method", "author")
    return formulas.get(wanted) if wanted in formulas else formulas


@answers("efficiency_factor", "ef")
def efficiency(inputs: Inputs) -> Answer:
    output = inputs.find("out", "output", "np", "ngp", "power")
    return heart_rate.efficiency_factor(float(str(output)), inputs.number("heart_rate_bpm"))


def _half(inputs: Inputs, half: int) -> float:
    value = inputs.find(f"ef{half}", f"ef_{half}")
    if value is not None:
        return float(str(value))
    output = inputs.find(f"out{half}", f"np{half}", f"power{half}", f"output{half}", f"speed{half}", f"p{half}")
    beats = inputs.find(f"hr{half}", f"hr_{half}", f"heart_rate{half}")
    if output is None or beats is None:
        raise NotCoveredError(f"output and heart rate of half {half} are missing")
    efficiency_of_half = heart_rate.efficiency_factor(float(str(output)), float(str(beats)))
    if isinstance(efficiency_of_half, NotComputable):
        raise NotCoveredError(efficiency_of_half.reason)
    return efficiency_of_half


@answers("aerobic_decoupling_pct", "decoupling_pct", "aerobic_decoupling", "pw_hr_decoupling_pct")
def decoupling(inputs: Inputs) -> Answer:
    return heart_rate.decoupling_from_halves_friel(_half(inputs, 1), _half(inputs, 2))


@answers("rolling_mean", "moving_average")
def rolling_mean(inputs: Inputs) -> Answer:
    values, window, convention = (
        inputs.series("values"),
        int(inputs.number("window")),
        inputs.text("convention", "form"),
    )
    if "expand" in convention:
        return streams.rolling_mean_expanding(values, window).tolist()
    if "zero" in convention:
        return streams.rolling_mean_zero_padded(values, window).tolist()
    if "full" in convention:
        return streams.rolling_mean_full(values, window).tolist()
    raise NotCoveredError(f"the convention {convention!r} is not known")


@answers("mean_max", "mean_maximal_power_w", "mean_max_power_w", "mmp")
def mean_maximal(inputs: Inputs) -> Answer:
    curve = mean_max.mean_max_all(inputs.series("power_series_w"))
    if inputs.has("duration_s"):
        return float(curve[int(inputs.number("duration_s")) - 1])
    answer: dict[str, Number] = {str(at + 1): value for at, value in enumerate(curve.tolist())}
    return answer


@answers("elevation_gain_hysteresis_m", "elevation_gain_m", "ascent_m", "ascent_hysteresis_m")
def elevation_gain(inputs: Inputs) -> Answer:
    if not inputs.flag("strict", True):
        raise NotCoveredError("only the strict comparison")
    return elevation.elevation_gain_hysteresis(
        inputs.series("altitude_m"), inputs.number("hysteresis_m", elevation.HYSTERESIS_M)
    )


@answers("elevation_loss_hysteresis_m", "elevation_loss_m", "descent_m")
def elevation_loss(inputs: Inputs) -> Answer:
    return elevation.elevation_loss_hysteresis(
        inputs.series("altitude_m"), inputs.number("hysteresis_m", elevation.HYSTERESIS_M)
    )
