"""The words of this slice that cross its border."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from paceline.connectors.base import Flaw
from paceline.science.result import Metric
from paceline.science.streams import Column
from paceline.science.zones import Histogram


class Basis(StrEnum):
    """Which activities an aggregate counts: all, or only those that a model may see."""

    ALL = "all"
    OPEN = "open"


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Measure(StrEnum):
    """What a histogram, a curve or a best is of. Values in the unit athletes use: W, m/s, bpm."""

    POWER = "power"
    SPEED = "speed"
    """As the device says, over the ground."""
    GRADED_SPEED = "graded_speed"
    """The level speed of the same effort; runs only."""
    HEART_RATE = "heart_rate"
    DISTANCE = "distance"
    """Only bests: the least time in s over a distance."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best window of one activity: over `target` metres (`DISTANCE`) or seconds (the rest), with its value.

    `start_s` and `end_s` count from the first sample, pauses included.
    """

    measure: Measure
    target: float
    value: float
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the streams of one activity say by themselves, before any threshold.

    `metrics` by registry key (`science.evidence`). `timer_s` is what the timer counted between the first and the last sample, and
    `recorded_s` how much of it each measure was recorded; both 0 or empty without samples. `histograms` hold seconds by value.
    `curves` hold the best mean for each of `rules.durations.curve_durations_s`, NaN where no window was covered.
    """

    sport_family: str
    metrics: Mapping[str, Metric[float]]
    timer_s: float
    recorded_s: Mapping[Measure, float] = field(default_factory=dict[Measure, float])
    histograms: Mapping[Measure, Histogram] = field(default_factory=dict[Measure, Histogram])
    curves: Mapping[Measure, Column] = field(default_factory=dict[Measure, Column])
    bests: tuple[Best, ...] = ()
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class EncodedAnalysis:
    """An `Analysis` as it is stored: small, and cheap to hand from a child process to its parent."""

    sport_family: str
    calc_version: str
    metrics: str
    """JSON, see `rules.analysis_codec`."""
    channels: tuple[str, ...]
    """The measures with a histogram."""
    histograms: bytes | None
    curves: Mapping[Measure, bytes]
    bests: tuple[Best, ...]
