"""W′ balance within a ride: how much of the work above critical power is left.

Integral and differential forms rest on different assumptions; parameters of one never go into the other (Skiba &
Clarke, IJSPP 2021). A balance below zero means that critical power or W′ is set too low: it is never clamped.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paceline.science.result import Metric, NotComputable

Series = NDArray[np.float64]


def power_below_critical(power_w: ArrayLike, cp_w: float) -> Metric[float]:
    """D_CP in watts: critical power less the mean of all samples below it. Missing samples are left out.

    Reference: Skiba et al., Med Sci Sports Exerc 44:1526 (2012), doi 10.1249/MSS.0b013e3182517a80.
    """
    power = np.asarray(power_w, dtype=np.float64)
    below = power[power < cp_w]
    if not below.size:
        return NotComputable("never_below_critical_power", "The ride never went below critical power: nothing refills.")
    return cp_w - float(below.mean())


def tau_skiba_2012(power_below_critical_w: float) -> float:
    """Time constant of recovery in seconds: `tau = 546 e^(-0.01 D_CP) + 316`, D_CP in watts.

    Fitted on trained, not elite, riders. Reference: Skiba et al., Med Sci Sports Exerc 44:1526 (2012).
    """
    return 546.0 * math.exp(-0.01 * power_below_critical_w) + 316.0


def tau_bartram_2018(power_below_critical_w: float) -> Metric[float]:
    """Time constant of recovery of elite riders in seconds: `tau = 2287.2 D_CP^-0.688`, D_CP in watts above zero.

    Valid for world-class riders. Reference: Bartram et al., Int J Sports Physiol Perform 13:724 (2018).
    """
    if not power_below_critical_w > 0:
        return NotComputable("never_below_critical_power", "Recovery needs a mean power below critical power.")
    return 2287.2 * power_below_critical_w**-0.688


def w_prime_balance_skiba_2012(
    power_w: ArrayLike, cp_w: float, w_prime_j: float, tau_s: float | None = None, dt_s: ArrayLike = 1.0
) -> Metric[Series]:
    """W′ balance in joules after each sample, integral form; `dt_s` is the length of each sample, one or one for all.

    `W'bal(t) = W' - sum_u max(0, P_u - CP) dt_u e^(-(t-u)/tau)`, as a running sum that decays each step, so a long ride
    neither overflows nor takes quadratic time. Without `tau_s` it is `tau_skiba_2012` of this ride's own D_CP, not
    rounded (GoldenCheetah floors it). A missing sample counts as 0 W. Reference: Skiba et al., Med Sci Sports Exerc
    44:1526 (2012), doi 10.1249/MSS.0b013e3182517a80.
    """
    prepared = _prepare(power_w, cp_w, w_prime_j, dt_s)
    if isinstance(prepared, NotComputable):
        return prepared
    power, dt = prepared
    if tau_s is None:
        difference = power_below_critical(power, cp_w)
        # Without a sample below critical power nothing refills, and tau stays without effect on the answer.
        tau_s = math.inf if isinstance(difference, NotComputable) else tau_skiba_2012(difference)
    if not tau_s > 0:
        return NotComputable("tau_invalid", "The time constant of recovery must be above zero.")
    spent = np.maximum(power - cp_w, 0.0) * dt
    return w_prime_j - _running_deficit(np.exp(-dt / tau_s), spent)


def w_prime_balance_froncioni_clarke(
    power_w: ArrayLike, cp_w: float, w_prime_j: float, dt_s: ArrayLike = 1.0
) -> Metric[Series]:
    """W′ balance in joules after each sample, differential form in Euler steps, for samples of about one second.

    Below CP `W += (CP-P) (W'-W)/W' dt`, else `W -= (P-CP) dt`; never above W′. A missing sample counts as 0 W. For
    longer steps use `w_prime_balance_skiba_2015`. Reference: Froncioni and Clarke in Skiba et al., Eur J Appl Physiol
    115:703 (2015), doi 10.1007/s00421-014-3050-3.
    """
    prepared = _prepare(power_w, cp_w, w_prime_j, dt_s)
    if isinstance(prepared, NotComputable):
        return prepared
    power, dt = prepared
    kept = 1.0 - np.maximum(cp_w - power, 0.0) * dt / w_prime_j
    return w_prime_j - _running_deficit(np.maximum(kept, 0.0), np.maximum(power - cp_w, 0.0) * dt)


def w_prime_balance_skiba_2015(
    power_w: ArrayLike, cp_w: float, w_prime_j: float, dt_s: ArrayLike = 1.0
) -> Metric[Series]:
    """W′ balance in joules after each sample, differential form solved exactly, for any length of sample.

    Below CP `W = W' - (W'-W) e^(-(CP-P) dt/W')`, else `W -= (P-CP) dt`. A missing sample counts as 0 W. Reference:
    Skiba et al., Eur J Appl Physiol 115:703 (2015), doi 10.1007/s00421-014-3050-3.
    """
    prepared = _prepare(power_w, cp_w, w_prime_j, dt_s)
    if isinstance(prepared, NotComputable):
        return prepared
    power, dt = prepared
    kept = np.exp(-np.maximum(cp_w - power, 0.0) * dt / w_prime_j)
    return w_prime_j - _running_deficit(kept, np.maximum(power - cp_w, 0.0) * dt)


def _prepare(
    power_w: ArrayLike, cp_w: float, w_prime_j: float, dt_s: ArrayLike
) -> tuple[Series, Series] | NotComputable:
    power = np.atleast_1d(np.asarray(power_w, dtype=np.float64))
    if not np.isfinite(power).any():
        return NotComputable("no_power", "The activity holds no power.")
    if not (cp_w > 0 and w_prime_j > 0):
        return NotComputable("critical_power_unknown", "W′ balance needs critical power and W′.")
    dt = np.broadcast_to(np.asarray(dt_s, dtype=np.float64), power.shape)
    if not (dt >= 0).all():
        return NotComputable("time_invalid", "The length of a sample must not be negative or unknown.")
    return np.where(np.isfinite(power), power, 0.0), dt


def _running_deficit(kept: Series, spent_j: Series) -> Series:
    """The first-order recurrence all three forms share: `deficit = deficit * kept + spent`."""
    deficit_j = 0.0
    deficits_j: list[float] = []
    for share, work_j in zip(kept.tolist(), spent_j.tolist(), strict=True):
        deficit_j = deficit_j * share + work_j
        deficits_j.append(deficit_j)
    return np.array(deficits_j)
