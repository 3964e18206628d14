"""Whether what we computed is what was published, within the tolerance of the entry."""

from dataclasses import dataclass

from paceline.science.result import NotComputable
from tests.science.vectors.inputs import Json, NotCoveredError

Number = float | NotComputable | None
Answer = Number | str | list[float] | dict[str, Number]
_ROUNDING = 1e-9

KEY_ALIASES: dict[str, tuple[str, ...]] = {
    "cp_w": ("cp", "critical_power_w", "critical_power"),
    "wprime_j": ("wprime", "w_prime_j", "w_prime", "w'"),
    "wprime_kj": ("w_prime_kj",),
    "pmax_w": ("pmax", "p_max_w", "p_max"),
    "cs_mps": ("cs", "critical_speed_mps"),
    "dprime_m": ("dprime", "d_prime_m", "d_prime", "d'"),
    "se_cp_w": ("se_cp", "cp_se"),
    "se_wprime_j": ("se_wprime", "wprime_se"),
    "zero_padded_start": ("zero_padded", "goldencheetah", "gc"),
    "full_windows_only": ("full_windows", "np", "trainingpeaks"),
    "expanding_start": ("expanding", "sweat", "sweatpy"),
    "xpower_gc": ("xpower", "xpower_w", "xp"),
    "mean": ("average", "ap", "avg"),
    "ctl": ("fitness", "lts"),
    "atl": ("fatigue", "sts"),
    "tsb_previous_day": ("tsb", "form", "tsb_prev"),
    "tsb_same_day": ("form_same_day", "tsb_same"),
    "monotony_sample_sd": ("monotony", "monotony_sample"),
    "monotony_population_sd": ("monotony_population",),
    "strain_sample_sd": ("strain", "strain_sample"),
    "strain_population_sd": ("strain_population",),
    "weekly": ("weekly_load", "load", "total"),
    "ra_coupled": ("coupled", "ra"),
    "ra_uncoupled": ("uncoupled",),
    "r2": ("r_squared",),
    "r2adj": ("r2_adj", "r_squared_adjusted"),
    "skiba2012": ("skiba", "tau", "tau_s"),
    "bartram2018": ("bartram",),
}
"""Key of an answer → other names a file may give it."""


@dataclass(frozen=True)
class Outcome:
    """`agrees`, and what was expected and computed, as text."""

    agrees: bool
    detail: str


PRIMARY = frozenset({"skiba2012", "full_windows_only", "bikescore", "cp_w", "cs_mps", "ctl", "t_cp3_s", "power_w"})
"""Keys that stand for the whole answer when one value is expected."""


def compare(expected: Json, tolerance: Json, answer: Answer, quantity: str = "") -> Outcome:
    """Compare a published value with ours. Raises NotCoveredError when none of its parts is something we compute."""
    if isinstance(expected, dict):
        return _compare_dict(expected, tolerance, answer)
    if isinstance(answer, dict):
        answer = _one_of(answer, quantity)
    if isinstance(expected, list):
        return _compare_list(expected, tolerance, answer)
    if isinstance(expected, str):
        return Outcome(answer == expected, f"expected {expected} got {answer}")
    return _compare_number(expected, tolerance, answer)


def _one_of(answer: dict[str, Number], quantity: str) -> Number:
    """The value an entry means that expects a single one: the only one, the one it names, or the usual one."""
    first = next(iter(answer))
    named = first if len(answer) == 1 else _find(quantity, answer)
    if named is None and first in PRIMARY:
        named = first
    if named is None:
        raise NotCoveredError(f"one value expected, there are several: {', '.join(list(answer)[:6])}")
    return answer[named]


def _compare_number(expected: Json, tolerance: Json, answer: Answer) -> Outcome:
    if isinstance(answer, NotComputable):
        return Outcome(expected is None, f"expected {expected} got not computable: {answer.code}")
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if isinstance(answer, (str, list, dict)) or answer is None or not isinstance(expected, (int, float)):
        return Outcome(False, f"expected {expected} got {answer}")
    if not isinstance(tolerance, (int, float)):
        raise NotCoveredError("the tolerance is not a number")
    agrees = abs(answer - expected) <= tolerance + _ROUNDING * max(1.0, abs(expected))
    return Outcome(agrees, f"expected {expected} ± {tolerance} got {answer:.9g}")


def _compare_list(expected: list[Json], tolerance: Json, answer: Answer) -> Outcome:
    if not isinstance(answer, list):
        return Outcome(False, f"expected {expected} got {answer}")
    if len(answer) != len(expected):
        return Outcome(False, f"expected {len(expected)} values got {len(answer)}: {answer}")
    outcomes = [
        _compare_number(one, _tolerance_of(tolerance, at, str(at)), mine)
        for at, (one, mine) in enumerate(zip(expected, answer, strict=True))
    ]
    return _joined(outcomes)


def _compare_dict(expected: dict[str, Json], tolerance: Json, answer: Answer) -> Outcome:
    if not isinstance(answer, dict):
        if len(expected) != 1:
            raise NotCoveredError(f"several values expected, there is one for {', '.join(expected)}")
        answer = {next(iter(expected)): answer if isinstance(answer, (float, int, NotComputable)) else None}
    outcomes: list[Outcome] = []
    missing: list[str] = []
    for at, (key, wanted) in enumerate(expected.items()):
        if wanted is None:
            continue
        found = _find(key, answer)
        if found is None:
            missing.append(key)
            continue
        outcome = _compare_number(wanted, _tolerance_of(tolerance, at, key), answer[found])
        outcomes.append(Outcome(outcome.agrees, f"{key}: {outcome.detail}"))
    if not outcomes:
        raise NotCoveredError(f"no value for {', '.join(missing) or 'any key'}")
    joined = _joined(outcomes)
    return Outcome(joined.agrees, f"{joined.detail} (not computed: {', '.join(missing)})" if missing else joined.detail)


def _find(key: str, answer: dict[str, Number]) -> str | None:
    wanted = key.strip().lower()
    for mine in answer:
        if wanted == mine or wanted in KEY_ALIASES.get(mine, ()):
            return mine
    return None


def _tolerance_of(tolerance: Json, at: int, key: str) -> Json:
    if isinstance(tolerance, list):
        if at >= len(tolerance):
            raise NotCoveredError("the list of tolerances is too short")
        return tolerance[at]
    return tolerance.get(key) if isinstance(tolerance, dict) else tolerance


def _joined(outcomes: list[Outcome]) -> Outcome:
    wrong = [outcome for outcome in outcomes if not outcome.agrees]
    shown = wrong or outcomes
    return Outcome(not wrong, "; ".join(outcome.detail for outcome in shown))
