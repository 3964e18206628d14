"""The heart's answer to effort: a lag, a drift with time and heat, and beats that are never even."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paceline.samples.rules.persona import Persona

Column = NDArray[np.float64]

_FAST_S, _SLOW_S, _SLOW_SHARE = 24.0, 110.0, 0.25
_KERNEL_S = 480
_NEAR_MAXIMUM = 4.0
"""How quickly heart rate closes in on the maximum above threshold."""
_FRESH_BPM = 4.0
"""Threshold heart rate is the mean of thirty minutes all-out, drift included (Friel's test): so far below it the effort begins."""
_NOISE_BPM, _NOISE_S = 1.1, 12.0
_WARM_C, _PER_DEGREE = 16.0, 0.05
"""Drift grows by a twentieth for each degree above 16 °C."""
_DRIFT_FROM_S = 900.0
_MOST_DRIFT_BPM = 6.5


@dataclass(frozen=True, slots=True)
class DayForm:
    """What differs from day to day: an offset in bpm, the air's temperature, and the nerves before a race."""

    offset_bpm: float
    temperature_c: float
    excitement_bpm: float = 0.0


def heart_rate_bpm(persona: Persona, effort: Column, form: DayForm, rng: np.random.Generator) -> Column:
    """Heart rate each second for an effort each second (share of threshold, 1 = threshold), same shape.

    Steady state is linear in effort up to threshold and closes in on the maximum above it; it is reached with two time constants (fast
    and slow component, Bearden & Moffatt, J Appl Physiol 90:2081, 2001), and drifts upwards with time and heat (Coyle & González-Alonso,
    Exerc Sport Sci Rev 29:88, 2001).
    """
    steady = _steady(persona, _lagged(effort))
    hours = np.maximum(np.arange(len(effort)) - _DRIFT_FROM_S, 0.0) / 3600.0
    heat = 1.0 + _PER_DEGREE * max(form.temperature_c - _WARM_C, 0.0)
    reserve = persona.lthr_bpm - persona.resting_hr_bpm
    drift = persona.drift_per_h * heat * reserve * hours * np.clip(_lagged(effort), 0.0, 1.0)
    # Nobody drifts for ever: what is lost in sweat is drunk again.
    drift = _MOST_DRIFT_BPM * np.tanh(drift / _MOST_DRIFT_BPM)
    warm_bpm = 0.12 * max(form.temperature_c - _WARM_C, 0.0)
    rate = steady + drift + warm_bpm + form.offset_bpm + form.excitement_bpm + _noise(len(effort), rng)
    ceiling = persona.hr_max_bpm
    return np.clip(
        np.where(rate > ceiling - 4, ceiling - 4 * np.exp(-np.maximum(rate - ceiling + 4, 0) / 4), rate), 40.0, None
    )


def _steady(persona: Persona, effort: Column) -> Column:
    fresh_bpm = persona.lthr_bpm - _FRESH_BPM
    below = fresh_bpm * (persona.easy_share + (1.0 - persona.easy_share) * np.minimum(effort, 1.0))
    above = 1.0 - np.exp(-_NEAR_MAXIMUM * np.maximum(effort - 1.0, 0.0))
    return below + (persona.hr_max_bpm - fresh_bpm) * above


def _lagged(effort: Column) -> Column:
    """Effort as the heart feels it: two exponential lags, begun at a walk to the start."""
    at = np.arange(_KERNEL_S)
    kernel = (1 - _SLOW_SHARE) * np.exp(-at / _FAST_S) / _FAST_S + _SLOW_SHARE * np.exp(-at / _SLOW_S) / _SLOW_S
    kernel /= kernel.sum()
    begun = np.concatenate([np.full(_KERNEL_S, 0.2), effort])
    size = 1 << int(np.ceil(np.log2(len(begun) + _KERNEL_S)))
    spread = np.fft.irfft(np.fft.rfft(begun, size) * np.fft.rfft(kernel, size), size)
    return spread[_KERNEL_S : _KERNEL_S + len(effort)]


def _noise(count: int, rng: np.random.Generator) -> Column:
    return _NOISE_BPM * smooth_noise(count, _NOISE_S, rng)


def smooth_noise(count: int, correlated_s: float, rng: np.random.Generator) -> Column:
    """Noise of unit deviation whose neighbours within `correlated_s` resemble each other: white noise at that spacing, joined smoothly."""
    knots = rng.standard_normal(int(count / correlated_s) + 3)
    return np.interp(np.arange(count) / correlated_s, np.arange(len(knots)), knots) * 1.22
