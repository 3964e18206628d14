"""The inputs of a vector under our own names: aliases, units, and the text forms of a series."""

import re
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MILE_M = 1609.344
MINUTE_S, HOUR_S = 60.0, 3600.0
LONGEST_SERIES = 1_000_000


class NotCoveredError(Exception):
    """The entry asks for something we do not compute, or in a shape we do not read."""


def _same(*names: str) -> dict[str, float]:
    return dict.fromkeys(names, 1.0)


ALIASES: dict[str, dict[str, float]] = {
    "duration_s": {
        **_same(
            "duration_s", "time_s", "t_s", "seconds", "secs", "sec", "elapsed_s", "moving_s", "duration", "time", "t"
        ),
        **dict.fromkeys(("duration_min", "minutes", "time_min", "t_min", "mins", "min"), MINUTE_S),
        **dict.fromkeys(("duration_h", "hours", "time_h", "t_h", "h"), HOUR_S),
    },
    "distance_m": {
        **_same("distance_m", "distance", "d", "d_m", "metres", "meters", "to_distance_m", "target_distance_m", "d2"),
        **dict.fromkeys(("distance_km", "km", "d_km"), 1000.0),
        **dict.fromkeys(("distance_mi", "distance_miles", "miles"), MILE_M),
    },
    "d1_m": {
        **_same("d1", "d1_m", "from_distance_m", "race_distance_m", "distance1_m", "d1_metres", "distance_m"),
        **dict.fromkeys(("d1_km", "from_distance_km", "race_distance_km"), 1000.0),
        **dict.fromkeys(("d1_mi", "from_distance_mi"), MILE_M),
    },
    "t1_s": {
        **_same("t1", "t1_s", "from_time_s", "race_time_s", "time1_s", "from_duration_s", "time_s"),
        **dict.fromkeys(("t1_min", "from_time_min", "race_time_min"), MINUTE_S),
    },
    "d2_m": {
        **_same("d2", "d2_m", "to_distance_m", "target_distance_m", "distance2_m", "distance_m"),
        **dict.fromkeys(("d2_km", "to_distance_km", "target_distance_km"), 1000.0),
        **dict.fromkeys(("d2_mi", "to_distance_mi"), MILE_M),
    },
    "t2_s": {**_same("t2", "t2_s", "time2_s"), "t2_min": MINUTE_S},
    "exponent": _same("k", "exponent", "riegel_exponent", "power"),
    "vdot": _same("vdot", "v_dot"),
    "speed_m_per_min": {
        **_same("speed_m_per_min", "v_m_per_min", "speed_m_min", "v_m_min", "v"),
        **dict.fromkeys(("speed_mps", "v_mps", "speed"), 60.0),
        **dict.fromkeys(("speed_kmh", "v_kmh"), 1000.0 / 60.0),
    },
    "speed_mps": {
        **_same(
            "speed_mps", "v", "v_mps", "speed", "speed_m_s", "velocity_mps", "ngp_mps", "graded_speed_mps", "gap_mps"
        ),
        **dict.fromkeys(("speed_kmh", "v_kmh"), 1 / 3.6),
        "speed_m_per_min": 1 / 60.0,
    },
    "pace_s_per_km": {
        **_same("pace_s_per_km", "pace", "pace_s_km", "ngp_s_per_km", "gap_s_per_km", "ngp"),
        **dict.fromkeys(("pace_min_per_km", "pace_min_km"), MINUTE_S),
        **dict.fromkeys(("pace_s_per_mile", "pace_s_per_mi"), 1000.0 / MILE_M),
        "pace_min_per_mile": MINUTE_S * 1000.0 / MILE_M,
    },
    "threshold_speed_mps": {
        **_same("threshold_speed_mps", "threshold_mps", "ftp_mps", "threshold_speed", "cs_mps", "critical_speed_mps"),
        "threshold_speed_kmh": 1 / 3.6,
    },
    "threshold_pace_s_per_km": {
        **_same("threshold_pace_s_per_km", "threshold_pace", "ftpa_s_per_km", "ftp_pace_s_per_km"),
        "threshold_pace_min_per_km": MINUTE_S,
        "threshold_pace_s_per_mile": 1000.0 / MILE_M,
    },
    "weekly_miles": {
        **_same("weekly_miles", "miles_per_week", "mpw", "weekly_mileage", "mileage", "m", "mileage_mi_per_week"),
        **dict.fromkeys(("weekly_km", "km_per_week", "k_km_per_week", "kmpw"), 1000.0 / MILE_M),
    },
    "weekly_km": {
        **_same("k_km_per_week", "weekly_km", "km_per_week", "kmpw", "k", "k_km"),
        **dict.fromkeys(("weekly_miles", "miles_per_week", "mpw", "k_miles_per_week"), MILE_M / 1000.0),
    },
    "training_pace_s_per_km": {
        **_same("p_s_per_km", "training_pace_s_per_km", "pace_s_per_km", "p", "mean_pace_s_per_km"),
        **dict.fromkeys(("p_min_per_km", "pace_min_per_km"), MINUTE_S),
        **dict.fromkeys(("p_s_per_mile", "pace_s_per_mile"), 1000.0 / MILE_M),
    },
    "power_w": _same("power_w", "power", "p_w", "p", "watts", "w"),
    "power_series_w": _same(
        "power", "power_1hz", "power_w", "power_w_1hz", "power_series", "powers", "watts", "p", "series", "x"
    ),
    "cp_w": _same("cp_w", "cp", "critical_power_w", "critical_power", "cp2", "cp2_w"),
    "w_prime_j": {
        **_same("w_prime_j", "wprime_j", "wprime", "w_prime", "w'", "awc_j", "wprime2", "wprime2_j"),
        **dict.fromkeys(("wprime_kj", "w_prime_kj"), 1000.0),
    },
    "cp3_w": _same("cp3", "cp3_w", "cp", "cp_w"),
    "w_prime3_j": {
        **_same("wprime3", "wprime3_j", "w_prime3_j", "wprime", "wprime_j", "w_prime_j"),
        "wprime3_kj": 1000.0,
    },
    "p_max_w": _same("pmax", "pmax_w", "p_max", "p_max_w", "pmax3"),
    "d_cp_w": _same("dcp", "d_cp", "dcp_w", "d_cp_w", "difference_w"),
    "tau_s": _same("tau", "tau_s"),
    "dt_s": _same("dt", "dt_s", "interval_s"),
    "normalized_power_w": _same(
        "np", "np_w", "normalized_power", "normalized_power_w", "weighted_power_w", "lnp", "lnp_w"
    ),
    "average_power_w": _same("ap", "average_power", "average_power_w", "avg_power", "mean_power_w", "mean"),
    "ftp_w": _same("ftp", "ftp_w", "threshold_w", "threshold_power_w", "rtp", "rtp_w"),
    "intensity": {**_same("if_", "if", "intensity_factor", "intensity", "relative_intensity"), "if_pct": 0.01},
    "xpower_w": _same("xpower", "xpower_w", "xp", "xp_w"),
    "mean_fourth_power": _same("mean_ema25_pow4", "mean_ema_pow4", "mean_pow4", "mean_ema4", "mean_fourth_power"),
    "heart_rate_bpm": _same(
        "hr_avg",
        "hr",
        "avg_hr",
        "hr_mean",
        "mean_hr",
        "heart_rate",
        "heart_rate_bpm",
        "hr_bpm",
        "bpm",
        "hr_series",
        "hr_1hz",
    ),
    "hr_rest_bpm": _same("hr_rest", "rest_hr", "resting_hr", "hr_rest_bpm", "rhr", "rest", "resting_bpm", "hrrest"),
    "hr_max_bpm": _same("hr_max", "max_hr", "hrmax", "hr_max_bpm", "maximum_bpm", "hrmax_bpm", "max_bpm"),
    "lthr_bpm": _same("lthr", "lthr_bpm", "threshold_hr", "hr_threshold"),
    "reserve_fraction": {**_same("hrr", "hrr_fraction", "reserve_fraction", "x"), "hrr_pct": 0.01},
    "vt1_bpm": _same("vt1", "vt1_bpm", "lt1", "lt1_bpm"),
    "vt2_bpm": _same("vt2", "vt2_bpm", "lt2", "lt2_bpm"),
    "fraction": {**_same("fraction", "f", "intensity"), **dict.fromkeys(("pct", "percent"), 0.01)},
    "rpe": _same("rpe", "srpe", "cr10", "session_rpe"),
    "daily_load": _same("daily", "daily_load", "loads", "load", "daily_tss", "tss", "week", "daily_loads", "week_load"),
    "seed": _same("seed", "start", "initial"),
    "seed_fitness": _same("seed_ctl", "ctl0", "start_ctl", "fitness0", "seed_fitness"),
    "seed_fatigue": _same("seed_atl", "atl0", "start_atl", "fatigue0", "seed_fatigue"),
    "fitness_days": _same("tau_ctl", "ctl_days", "tau_fitness", "fitness_days", "tau1", "ctl_tau"),
    "fatigue_days": _same("tau_atl", "atl_days", "tau_fatigue", "fatigue_days", "tau2", "atl_tau"),
    "grade_pct": {
        **_same("grade_pct", "gradient_pct", "slope_pct", "grade_percent"),
        **dict.fromkeys(("grade", "gradient", "slope", "i"), 100.0),
    },
    "gradient": {
        **_same("gradient", "grade", "i", "slope"),
        **dict.fromkeys(("grade_pct", "gradient_pct", "slope_pct"), 0.01),
    },
    "mass_kg": _same("mass_kg", "mass", "weight_kg", "m", "m_kg"),
    "height_m": {**_same("height_m", "height", "h"), "height_cm": 0.01},
    "cda_m2": _same("cda", "cda_m2"),
    "crr": _same("crr", "c_rr"),
    "air_density": _same("rho", "air_density", "air_density_kg_m3"),
    "headwind_mps": _same("wind", "headwind", "headwind_mps", "wind_mps"),
    "acceleration": _same("acceleration", "acceleration_mps2", "a"),
    "efficiency": _same("drivetrain", "eta", "efficiency", "drivetrain_efficiency"),
    "gravity": _same("g", "gravity"),
    "age": _same("age", "age_years"),
    "altitude_m": _same("altitude", "altitude_m", "alt", "elevation", "elevation_m"),
    "hysteresis_m": _same("hysteresis_m", "hysteresis", "threshold_m", "h"),
    "values": _same("x", "values", "series", "data", "power"),
    "window": _same("window", "window_s", "n"),
    "z1": _same("z1", "zone1"),
    "z2": _same("z2", "zone2"),
    "z3": _same("z3", "zone3"),
}
"""Our name of an input → the names a file may use, each with the factor to our unit. Names are compared in lower case."""

NOTES = frozenset(
    {"model", "note", "comment", "source", "sport", "scheme", "convention", "form", "unit", "units", "strict"}
)
"""Inputs that describe or select; evaluators that need one read it as text."""


@dataclass
class Inputs:
    """The inputs of one entry, and which of them were read, so that a failure can name what was ignored."""

    raw: dict[str, Json]
    used: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.raw = {key.strip().lower().replace(" ", "_").replace("-", "_"): value for key, value in self.raw.items()}

    @property
    def ignored(self) -> list[str]:
        return sorted(set(self.raw) - self.used - NOTES)

    def find(self, *names: str) -> Json:
        """The first of these raw names, None when there is none."""
        for name in names:
            if name in self.raw:
                self.used.add(name)
                return self.raw[name]
        return None

    def _aliased(self, canonical: str) -> tuple[Json, float]:
        for name, factor in ALIASES[canonical].items():
            if self.raw.get(name) is not None:
                self.used.add(name)
                return self.raw[name], factor
        return None, 1.0

    def has(self, *canonical: str) -> bool:
        return all(any(self.raw.get(name) is not None for name in ALIASES[one]) for one in canonical)

    def number(self, canonical: str, default: float | None = None) -> float:
        value, factor = self._aliased(canonical)
        if value is None:
            if default is None:
                raise NotCoveredError(f"input {canonical} is missing")
            return default
        if isinstance(value, str) and ":" in value:
            return clock_seconds(value)
        return as_number(value) * factor

    def series(self, canonical: str) -> Series:
        value, factor = self._aliased(canonical)
        if value is None:
            raise NotCoveredError(f"input {canonical} is missing")
        return read_series(value) * factor

    def is_series(self, canonical: str) -> bool:
        value, _ = self._aliased(canonical)
        return isinstance(value, list) or (isinstance(value, str) and not _NUMBER.fullmatch(value.strip()))

    def text(self, *names: str) -> str:
        """Several describing inputs in one lower-case text."""
        return " ".join(str(self.find(name)) for name in names if name in self.raw).lower()

    def flag(self, name: str, default: bool) -> bool:
        value = self.find(name)
        return value if isinstance(value, bool) else default

    def indices(self) -> list[int] | None:
        """Which samples are asked for, None when the entry does not say."""
        value = self.find("indices", "index", "at", "at_index", "at_indices", "at_s", "i")
        if value is None:
            return None
        return [int(as_number(one)) for one in value] if isinstance(value, list) else [int(as_number(value))]

    def pairs(self, first: str, second: str) -> tuple[Series, Series] | None:
        """Columns from a list of pairs under the key `first_second` (or turned round; `_min` = times in minutes)."""
        for name, flipped in ((f"{first}_{second}", False), (f"{second}_{first}", True)):
            for suffix, factor in (("", 1.0), ("_s", 1.0), ("_min", MINUTE_S)):
                value = self.find(name + suffix)
                if value is None:
                    continue
                columns = np.array(value, dtype=np.float64).T
                if columns.shape[0] != 2:
                    raise NotCoveredError(f"{name}{suffix} is not a list of pairs")
                left, right = (columns[1], columns[0]) if flipped else (columns[0], columns[1])
                return left, right * factor
        return None


_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_UNITS = re.compile(r"(at|@)?1hz|watts?|bpm|(?<=\d)w", re.IGNORECASE)
_COUNT = re.compile(r"(\d+)s?(?:[x×*@]|at)(.+)", re.IGNORECASE)
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)(?:\.\.\.?|…)(-?\d+(?:\.\d+)?)(?:step(\d+(?:\.\d+)?))?")


def as_number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise NotCoveredError(f"{value!r} is not a number")
    if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
        raise NotCoveredError(f"{value!r} is not a number")
    return float(value)


def clock_seconds(text: str) -> float:
    """`h:mm:ss` or `m:ss` as seconds."""
    total = 0.0
    for part in text.split(":"):
        total = total * 60.0 + as_number(part)
    return total


def read_series(value: Json) -> Series:
    """A series from a list, or from text: `0..99`, `60x400,120x150`, `4x(60x300,60x100)`, `60 s@400`, with ` at 1 Hz`."""
    if isinstance(value, str):
        return np.array(_read_items(_plain(value)), dtype=np.float64)
    if isinstance(value, list):
        if any(isinstance(one, (str, list)) for one in value):
            return np.array([number for one in value for number in _read_element(one)], dtype=np.float64)
        return np.array([np.nan if one is None else as_number(one) for one in value], dtype=np.float64)
    return np.array([as_number(value)], dtype=np.float64)


def _plain(text: str) -> str:
    """The text without blanks and units."""
    return _UNITS.sub("", "".join(text.split()))


def _read_element(value: Json) -> list[float]:
    if isinstance(value, list) and len(value) == 2:
        return _repeated([as_number(value[1])], int(as_number(value[0])))
    return _read_items(_plain(value)) if isinstance(value, str) else [as_number(value)]


def _read_items(text: str) -> list[float]:
    numbers: list[float] = []
    for item in _split(text.strip("[]")):
        numbers.extend(_read_item(item))
    return numbers


def _repeated(block: list[float], times: int) -> list[float]:
    if len(block) * times > LONGEST_SERIES:
        raise NotCoveredError(f"a series of more than {LONGEST_SERIES} values")
    return block * times


def _split(text: str) -> list[str]:
    """Split at the commas (or semicolons, or pluses) that stand outside parentheses."""
    items, depth, start = cast(list[str], []), 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter in ",;+" and depth == 0:
            items.append(text[start:at])
            start = at + 1
    items.append(text[start:])
    return [item for item in items if item]


def _read_item(item: str) -> list[float]:
    if item.startswith("(") and item.endswith(")"):
        return _read_items(item[1:-1])
    counted = _COUNT.fullmatch(item)
    if counted:
        return _repeated(_read_item(counted[2]), int(counted[1]))
    ranged = _RANGE.fullmatch(item)
    if ranged:
        first, last, step = float(ranged[1]), float(ranged[2]), float(ranged[3] or 1)
        return np.arange(first, last + step / 2, step).tolist()
    return [as_number(item)]
