"""Which threshold judges a day.

A confirmed value beats an estimate, the sport's own value beats the general one, and among equals the latest that has begun by that day
holds; on the same day the athlete's word goes before a detection, and that before an import. So an estimate serves, labelled estimated,
until the athlete confirms or states a value.

Before the first value of a kind the first one serves, labelled extrapolated: a year of history without any load would be worse than a
load judged by the nearest value there is. A confirmed value never reaches back over an estimate that had begun, which knows more of that
day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from paceline.athletes.rules.steps import Steps
from paceline.athletes.schemas import ANY_SPORT, ThresholdKind, ThresholdSource
from paceline.athletes.tables import Threshold

_SOURCE_RANK = {ThresholdSource.IMPORTED: 0, ThresholdSource.DETECTED: 1, ThresholdSource.ATHLETE: 2}


@dataclass(frozen=True, slots=True)
class ThresholdValue:
    """The value that holds on a day, and how sure it is."""

    threshold_id: UUID
    value: float
    valid_from: date
    source: ThresholdSource
    is_estimated: bool
    is_extrapolated: bool


@dataclass(frozen=True, slots=True)
class ThresholdsOn:
    """What judges an activity of one sport on one day; `None` = not known."""

    ftp_w: ThresholdValue | None = None
    critical_power_w: ThresholdValue | None = None
    w_prime_j: ThresholdValue | None = None
    lthr_bpm: ThresholdValue | None = None
    hr_max_bpm: ThresholdValue | None = None
    resting_hr_bpm: ThresholdValue | None = None
    threshold_speed_mps: ThresholdValue | None = None
    critical_speed_mps: ThresholdValue | None = None
    d_prime_m: ThresholdValue | None = None

    def of(self, kind: ThresholdKind) -> ThresholdValue | None:
        """The value of a kind that is only known at run time."""
        found: ThresholdValue | None = getattr(self, kind.value)
        return found


class ThresholdTimeline:
    """All thresholds of an athlete, to be asked for thousands of days: a sport costs one sweep, a day one bisection."""

    def __init__(self, thresholds: Iterable[Threshold]) -> None:
        self._thresholds = sorted(thresholds, key=_order)
        self._steps: dict[str, Steps[ThresholdsOn]] = {}

    @property
    def families(self) -> frozenset[str]:
        """The sport families with a value of their own, among them `any`."""
        return frozenset(threshold.sport_family for threshold in self._thresholds)

    def on(self, day: date, family: str) -> ThresholdsOn:
        """The thresholds of a sport family on a local day."""
        return self.steps(family).on(day)

    def steps(self, family: str) -> Steps[ThresholdsOn]:
        """The thresholds of a sport family over time."""
        if family not in self._steps:
            self._steps[family] = self._sweep(family)
        return self._steps[family]

    def _sweep(self, family: str) -> Steps[ThresholdsOn]:
        own = [threshold for threshold in self._thresholds if threshold.sport_family in {family, ANY_SPORT}]
        current = _first_values(own)
        days: list[date] = []
        values = [ThresholdsOn(**current)]
        begun: dict[tuple[ThresholdKind, int], Threshold] = {}
        for day, beginning in groupby(own, key=lambda threshold: threshold.valid_from):
            for threshold in beginning:
                begun[threshold.kind, _slot(threshold)] = threshold
                holds = next(begun[threshold.kind, slot] for slot in range(4) if (threshold.kind, slot) in begun)
                current[threshold.kind.value] = _value(holds, is_extrapolated=False)
            days.append(day)
            values.append(ThresholdsOn(**current))
        return Steps(days, values)


def _order(threshold: Threshold) -> tuple[date, int]:
    return threshold.valid_from, _SOURCE_RANK[threshold.source]


def _slot(threshold: Threshold) -> int:
    """0 goes before all: confirmed for the sport, confirmed in general, estimated for the sport, estimated in general."""
    return 2 * (not threshold.is_confirmed) + (threshold.sport_family == ANY_SPORT)


def _first_values(thresholds: list[Threshold]) -> dict[str, ThresholdValue]:
    """What serves before a kind has begun: what will hold on its first day."""
    first: dict[str, Threshold] = {}
    for threshold in sorted(thresholds, key=_first_key, reverse=True):
        first[threshold.kind.value] = threshold
    return {kind: _value(threshold, is_extrapolated=True) for kind, threshold in first.items()}


def _first_key(threshold: Threshold) -> tuple[date, int, int]:
    return threshold.valid_from, _slot(threshold), -_SOURCE_RANK[threshold.source]


def _value(threshold: Threshold, *, is_extrapolated: bool) -> ThresholdValue:
    return ThresholdValue(
        threshold_id=threshold.id,
        value=threshold.value,
        valid_from=threshold.valid_from,
        source=threshold.source,
        is_estimated=not threshold.is_confirmed,
        is_extrapolated=is_extrapolated,
    )
