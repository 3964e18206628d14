"""Heart rate: estimates of the maximum, the reserve, efficiency and its drift."""

import numpy as np
from numpy.typing import ArrayLike

from paceline.science.mean_max import mean_max_with_gaps
from paceline.science.power import fourth_power_mean, variability_index
from paceline.science.result import NotComputable
from paceline.science.streams import Column, as_column, rolling_mean_full

DECOUPLING_LEAST_S = 2400
DECOUPLING_WARM_UP_S = 600
DECOUPLING_VARIABILITY_LIMIT = 1.10
DECOUPLING_HEART_RATE_COVERAGE = 0.9
OBSERVED_MAXIMUM_WINDOW_S = 5


def hrmax_fox(age_years: float) -> float:
    """Estimated maximal heart rate in bpm: 220 - age.

    Valid for: a first guess in adults, ± 10-12 bpm. Breaks when: used as a personal value instead of an observed one.
    Reference: Fox, Naughton & Haskell, Ann Clin Res 3:404, 1971.
    """
    return 220.0 - age_years


def hrmax_tanaka(age_years: float) -> float:
    """Estimated maximal heart rate in bpm: 208 - 0.7 age.

    Valid for: healthy adults, ± 7-11 bpm. Breaks when: used as a personal value instead of an observed one.
    Reference: Tanaka, Monahan & Seals, J Am Coll Cardiol 37:153, 2001, doi:10.1016/S0735-1097(00)01054-8.
    """
    return 208.0 - 0.7 * age_years


def hrmax_gellish(age_years: float) -> float:
    """Estimated maximal heart rate in bpm: 207 - 0.7 age.

    Valid for: adults followed over years, ± 5-8 bpm. Breaks when: used as a personal value.
    Reference: Gellish et al., Med Sci Sports Exerc 39:822, 2007, doi:10.1097/mss.0b013e31803349c6.
    """
    return 207.0 - 0.7 * age_years


def hrmax_gulati(age_years: float) -> float:
    """Estimated maximal heart rate of women in bpm: 206 - 0.88 age.

    Valid for: women without symptoms. Breaks when: used for men, or as a personal value.
    Reference: Gulati et al., Circulation 122:130, 2010, doi:10.1161/CIRCULATIONAHA.110.939249.
    """
    return 206.0 - 0.88 * age_years


def karvonen_bpm(resting_bpm: float, maximum_bpm: float, fraction: float) -> float | NotComputable:
    """Heart rate in bpm at a fraction (0-1) of the heart rate reserve: rest + fraction (maximum - rest).

    Breaks when: rest is not below the maximum.
    Reference: Karvonen, Kentala & Mustala, Ann Med Exp Biol Fenn 35:307, 1957.
    """
    if not 0 < resting_bpm < maximum_bpm:
        return NotComputable("heart_rate_limits_implausible", "Resting heart rate must lie below the maximum.")
    return resting_bpm + fraction * (maximum_bpm - resting_bpm)


def heuristic_observed_hrmax_bpm(heart_rate_bpm_1hz: ArrayLike) -> float | NotComputable:
    """Highest 5-s mean of an already cleaned heart rate in bpm, one value a second, NaN = missing.

    No published source for the 5 s. Says what was seen: only a maximal effort makes it the athlete's maximum.
    """
    best = float(mean_max_with_gaps(heart_rate_bpm_1hz, [OBSERVED_MAXIMUM_WINDOW_S], least_coverage=1.0)[0])
    return NotComputable("no_heart_rate", "The recording holds no steady heart rate.") if np.isnan(best) else best


def efficiency_factor(output: float, mean_heart_rate_bpm: float) -> float | NotComputable:
    """Output for each heart beat a minute: normalised power (W) on the bicycle, normalised graded speed (m/s) on foot.

    Valid for: comparing like with like, steady sessions in the same sport. TrainingPeaks uses yards a minute on foot.
    Breaks when: heart rate is driven by heat or fatigue.
    Reference: Friel, The Triathlete's Training Bible, 4th ed., 2016.
    """
    if not mean_heart_rate_bpm > 0:
        return NotComputable("no_heart_rate", "The recording holds no heart rate.")
    return output / mean_heart_rate_bpm


def decoupling_from_halves_friel(first_efficiency: float, second_efficiency: float) -> float | NotComputable:
    """Aerobic decoupling in % from the efficiency factors of both halves: 100 (EF1 - EF2) / EF1; positive is drift.

    Reference: Friel, Aerobic Endurance and Decoupling, 2008; under 5 % counts as good endurance by convention.
    """
    if not first_efficiency > 0:
        return NotComputable("no_output", "The first half holds no output.")
    return 100.0 * (first_efficiency - second_efficiency) / first_efficiency


def aerobic_decoupling_friel(
    output_1hz: ArrayLike, heart_rate_bpm_1hz: ArrayLike, *, warm_up_s: int = DECOUPLING_WARM_UP_S
) -> float | NotComputable:
    """Aerobic decoupling in % between the halves of a steady session; positive is drift.

    output_1hz: power in W, or grade-adjusted speed in m/s, one value a second of running timer; heart_rate_bpm_1hz
    likewise, same length, NaN = missing. Equation: `decoupling_from_halves_friel` of mean output over mean heart rate.
    The warm-up is dropped, then seconds of no output (stops, coasting); the rest is halved by time.
    Valid for: at least 40 min, variability up to 1.10, heart rate known for 90 % of it, steady temperature. Breaks
    when: intervals, heat or hills change the effort between the halves.
    Reference: Friel, 2008; the conditions are ours within his advice. Raises ValueError when lengths differ.
    """
    output, heart_rate = as_column(output_1hz), as_column(heart_rate_bpm_1hz)
    if len(output) != len(heart_rate):
        raise ValueError(f"{len(output)} seconds of output, {len(heart_rate)} of heart rate")
    output, heart_rate = output[warm_up_s:], heart_rate[warm_up_s:]
    working = output > 0
    output, heart_rate = output[working], heart_rate[working]
    refusal = _decoupling_refusal(output, heart_rate)
    if refusal is not None:
        return refusal
    known = heart_rate > 0
    output, heart_rate = output[known], heart_rate[known]
    middle = len(output) // 2
    first = float(output[:middle].mean() / heart_rate[:middle].mean())
    second = float(output[middle:].mean() / heart_rate[middle:].mean())
    return decoupling_from_halves_friel(first, second)


def _decoupling_refusal(output: Column, heart_rate: Column) -> NotComputable | None:
    if len(output) < DECOUPLING_LEAST_S:
        return NotComputable("too_short", "Decoupling needs at least 40 minutes of steady work after the warm-up.")
    if float(np.mean(heart_rate > 0)) < DECOUPLING_HEART_RATE_COVERAGE:
        return NotComputable("no_heart_rate", "Heart rate is missing for more than a tenth of the session.")
    variability = variability_index(fourth_power_mean(rolling_mean_full(output, 30)), float(output.mean()))
    if isinstance(variability, NotComputable):
        return variability
    if variability > DECOUPLING_VARIABILITY_LIMIT:
        return NotComputable("too_variable", "The effort varied too much for its halves to be compared.")
    return None
