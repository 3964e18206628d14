"""Thresholds found in the bests of past weeks, as a history: what an activity of any day may be judged by until the athlete says better.

For each week with something new the published proposals (`science.threshold_detection`) are asked about the bests up to and with
that week: of half a year for power and speed, since fitness comes and goes, of two years for threshold heart rate, of all time
for the maximum. What is found holds from that week's Monday on. A change below 1 % is no news. The same activities give the same
history, in whatever order they came.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from paceline.athletes.schemas import ANY_SPORT, ThresholdKind
from paceline.connectors.sports import SportFamily
from paceline.fitness.schemas import Measure
from paceline.fitness.tables import WeekBest
from paceline.science.critical_power import Confidence
from paceline.science.maximal_efforts import Effort
from paceline.science.result import Metric, NotComputable
from paceline.science.threshold_detection import (
    ThresholdProposal,
    heuristic_propose_ftp_from_critical_power,
    propose_critical_power,
    propose_critical_speed,
    propose_ftp_from_20_min,
    propose_lthr,
    propose_maximum_heart_rate,
    propose_threshold_speed,
)

OUTPUT_WEEKS = 26
HEART_RATE_WEEKS = 104
LEAST_CHANGE = 0.01
_PEAK_S = 5.0
_DIGITS = {
    ThresholdKind.THRESHOLD_SPEED_MPS: 3,
    ThresholdKind.CRITICAL_SPEED_MPS: 3,
    ThresholdKind.W_PRIME_J: -1,
}

Proposer = Callable[[tuple[Effort, ...]], Metric[ThresholdProposal]]


@dataclass(frozen=True, slots=True)
class Detection:
    """A threshold found, from which local day on it may serve, and what it rests on."""

    sport_family: str
    kind: ThresholdKind
    value: float
    valid_from: date
    evidence: dict[str, Any]


def detect(bests: Sequence[WeekBest]) -> list[Detection]:
    """The history of thresholds that these bests show. `bests`: for each week, sport, measure and target the best one."""
    peaks = [best for best in bests if best.measure is Measure.HEART_RATE and best.target == _PEAK_S]
    found = list(_history(ANY_SPORT, ThresholdKind.HR_MAX_BPM, propose_maximum_heart_rate, peaks, weeks=None))
    maximum = found[-1].value if found else None
    for family in (SportFamily.RUN, SportFamily.RIDE):
        own = [best for best in bests if best.sport_family == family]
        heart_rate = [best for best in own if best.measure is Measure.HEART_RATE and best.target > _PEAK_S]
        found += _history(
            family, ThresholdKind.LTHR_BPM, lambda efforts: propose_lthr(efforts, maximum), heart_rate, HEART_RATE_WEEKS
        )
    power = [best for best in bests if best.measure is Measure.POWER and best.sport_family == SportFamily.RIDE]
    found += _history(SportFamily.RIDE, ThresholdKind.FTP_W, heuristic_higher_ftp, power)
    found += _history(SportFamily.RIDE, ThresholdKind.CRITICAL_POWER_W, propose_critical_power, power)
    times = [best for best in bests if best.measure is Measure.DISTANCE and best.sport_family == SportFamily.RUN]
    found += _history(SportFamily.RUN, ThresholdKind.THRESHOLD_SPEED_MPS, propose_threshold_speed, times)
    found += _history(SportFamily.RUN, ThresholdKind.CRITICAL_SPEED_MPS, propose_critical_speed, times)
    return found


def heuristic_higher_ftp(bests: tuple[Effort, ...]) -> Metric[ThresholdProposal]:
    """FTP from the best 20 minutes, or from the critical power model where that says more and its fit is fair.

    Both are lower bounds as long as efforts were not all-out. No published source for joining them.
    """
    by_twenty, by_model = propose_ftp_from_20_min(bests), heuristic_propose_ftp_from_critical_power(bests)
    if isinstance(by_twenty, NotComputable):
        return by_model
    if isinstance(by_model, NotComputable) or by_model.confidence is Confidence.LOW:
        return by_twenty
    return max(by_twenty, by_model, key=lambda proposal: proposal.value)


def is_news(kind: ThresholdKind, found: float, stated: float) -> bool:
    """Whether a value found says something beside what the athlete stated before.

    Not within 1 % of it. A highest heart rate that stays below the stated maximum only says that no activity reached it.
    """
    if kind is ThresholdKind.HR_MAX_BPM and found < stated:
        return False
    return abs(found / stated - 1.0) >= LEAST_CHANGE


_CAPACITY_OF = {
    ThresholdKind.CRITICAL_POWER_W: ThresholdKind.W_PRIME_J,
    ThresholdKind.CRITICAL_SPEED_MPS: ThresholdKind.D_PRIME_M,
}


def _history(
    family: str, kind: ThresholdKind, propose: Proposer, bests: Sequence[WeekBest], weeks: int | None = OUTPUT_WEEKS
) -> Iterator[Detection]:
    """What is found week by week, where it differs from what was found before. `weeks`: how far back, `None` for ever."""
    said: float | None = None
    for monday, window in _windows(bests, weeks):
        proposal = propose(tuple(_effort(best) for best in window))
        if isinstance(proposal, NotComputable):
            continue
        value = round(proposal.value, _DIGITS.get(kind, 0))
        if said is not None and abs(value / said - 1.0) < LEAST_CHANGE:
            continue
        said = value
        evidence = _evidence(proposal, window)
        yield Detection(family, kind, value, monday, evidence)
        if proposal.capacity is not None:
            capacity = _CAPACITY_OF[kind]
            yield Detection(family, capacity, round(proposal.capacity, _DIGITS.get(capacity, 0)), monday, evidence)


def _windows(bests: Sequence[WeekBest], weeks: int | None) -> Iterator[tuple[date, tuple[WeekBest, ...]]]:
    """For each week in which the best of a target changes: its Monday, and the bests of the window that ends with it."""
    by_target: dict[float, list[WeekBest]] = {}
    for best in sorted(bests, key=lambda best: best.monday):
        by_target.setdefault(best.target, []).append(best)
    keep_two = weeks is None
    mondays = sorted(_changes(bests, weeks))
    before: tuple[WeekBest, ...] = ()
    reach = {target: 0 for target in by_target}
    running: dict[float, list[WeekBest]] = {target: [] for target in by_target}
    for monday in mondays:
        oldest = date.min if weeks is None else monday - timedelta(weeks=weeks - 1)
        for target, ordered in by_target.items():
            while reach[target] < len(ordered) and ordered[reach[target]].monday <= monday:
                _admit(running[target], ordered[reach[target]], keep_two=keep_two)
                reach[target] += 1
            while running[target] and running[target][0].monday < oldest:
                del running[target][0]
        window = tuple(best for kept in running.values() for best in (kept[:2] if keep_two else kept[:1]))
        if window and window != before:
            before = window
            yield monday, window


def _changes(bests: Sequence[WeekBest], weeks: int | None) -> set[date]:
    """The weeks in which a best may enter a window or leave it."""
    entering = {best.monday for best in bests}
    if weeks is None or not bests:
        return entering
    last = max(entering)
    return entering | {left for monday in entering if (left := monday + timedelta(weeks=weeks)) <= last}


def _admit(kept: list[WeekBest], best: WeekBest, *, keep_two: bool) -> None:
    """Add the newest week to the candidates, best first; whoever is worse than a newer one can never be the best again.

    With `keep_two` nobody leaves, and the second best stays known.
    """
    if keep_two:
        kept.append(best)
        kept.sort(key=lambda one: not_worse(one), reverse=True)
        del kept[2:]
        return
    while kept and not_worse(kept[-1]) < not_worse(best):
        kept.pop()
    kept.append(best)


def not_worse(best: WeekBest) -> float:
    """Higher is better: the value, or the speed over a distance."""
    return best.target / best.value if best.measure is Measure.DISTANCE else best.value


def _effort(best: WeekBest) -> Effort:
    duration = best.value if best.measure is Measure.DISTANCE else best.target
    return Effort(duration, not_worse(best), str(best.activity_id))


def _evidence(proposal: ThresholdProposal, window: tuple[WeekBest, ...]) -> dict[str, Any]:
    is_open: Mapping[str, bool] = {str(best.activity_id): best.is_open for best in window}
    restricted = any(effort.source is not None and not is_open[effort.source] for effort in proposal.evidence)
    return {
        "method": proposal.method.value,
        "confidence": proposal.confidence.value,
        "note": proposal.note,
        "permission": "restricted" if restricted else "open",
        "efforts": [
            {"activity_id": effort.source, "duration_s": effort.duration_s, "value": effort.value}
            for effort in proposal.evidence
        ],
    }


def rests_on_restricted(evidence: Mapping[str, object]) -> bool:
    """Whether a detected threshold's evidence names an activity that not everyone may use."""
    return evidence.get("permission") == "restricted"
