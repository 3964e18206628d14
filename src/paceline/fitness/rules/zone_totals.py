"""Time in zones of many activities, added up by day, by week and by scheme."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from paceline.science.distribution import DistributionType, distribution_type, polarization_index_treff_2019
from paceline.science.result import Metric


@dataclass(frozen=True, slots=True)
class SchemeTotal:
    """Seconds in each zone of one scheme of one sport; its bounds may have moved with the thresholds."""

    sport_family: str
    scheme: str
    names: tuple[str, ...]
    seconds: tuple[float, ...]
    below_s: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """Seconds below the first threshold, between both, above the second; and what that is called."""

    begins_on: date
    seconds: tuple[float, float, float]
    type: Metric[DistributionType]
    polarization_index: Metric[float]


@dataclass(frozen=True, slots=True)
class ZoneTotals:
    """`unplaced` counts activities whose zones are not known, or whose own zones say nothing of thresholds."""

    schemes: tuple[SchemeTotal, ...]
    days: tuple[Distribution, ...]
    weeks: tuple[Distribution, ...]
    whole: Distribution | None
    unplaced: int


def add_up(times: Iterable[tuple[date, str, dict[str, Any]]]) -> ZoneTotals:
    """Totals of judged activities: local day, sport family, zones as the judgement stores them. Weeks begin on Monday."""
    schemes: dict[tuple[str, str, tuple[str, ...]], list[float]] = {}
    days: dict[date, list[float]] = {}
    unplaced = 0
    for on, family, zones in times:
        if "scheme" in zones:
            key = (family, zones["scheme"], tuple(zones["names"]))
            _add(schemes.setdefault(key, [0.0] * (len(key[2]) + 1)), [*zones["seconds"], zones["below_s"]])
        three = zones.get("three_zones_s")
        if three is None:
            unplaced += 1
        else:
            _add(days.setdefault(on, [0.0, 0.0, 0.0]), three)
    weeks: dict[date, list[float]] = {}
    whole = [0.0, 0.0, 0.0]
    for on, three in days.items():
        _add(weeks.setdefault(on - timedelta(days=on.weekday()), [0.0, 0.0, 0.0]), three)
        _add(whole, three)
    return ZoneTotals(
        tuple(
            SchemeTotal(family, scheme, names, tuple(sums[:-1]), sums[-1])
            for (family, scheme, names), sums in sorted(schemes.items())
        ),
        tuple(_distribution(on, three) for on, three in sorted(days.items())),
        tuple(_distribution(on, three) for on, three in sorted(weeks.items())),
        _distribution(min(days), whole) if days else None,
        unplaced,
    )


def _add(sums: list[float], more: Iterable[float]) -> None:
    for number, value in enumerate(more):
        sums[number] += value


def _distribution(begins_on: date, three: list[float]) -> Distribution:
    easy, moderate, hard = three
    return Distribution(
        begins_on,
        (easy, moderate, hard),
        distribution_type(easy, moderate, hard),
        polarization_index_treff_2019(easy, moderate, hard),
    )
