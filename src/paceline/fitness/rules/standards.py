"""By what an activity is judged: the thresholds and zones of its day that bear on what was recorded, and nothing else.

Only those enter the fingerprint, so that a new FTP leaves every activity without power untouched.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson

from paceline.athletes.schemas import ThresholdKind, ZoneKind
from paceline.athletes.service import AthleteTimeline, ResolvedZones, ThresholdValue
from paceline.fitness.schemas import Measure
from paceline.science.load import Sex
from paceline.science.result import Metric, NotComputable

_KINDS = {
    Measure.POWER: (ThresholdKind.FTP_W,),
    Measure.GRADED_SPEED: (ThresholdKind.THRESHOLD_SPEED_MPS,),
    Measure.SPEED: (),
    Measure.HEART_RATE: (ThresholdKind.LTHR_BPM, ThresholdKind.HR_MAX_BPM, ThresholdKind.RESTING_HR_BPM),
}
ZONE_KINDS = {
    Measure.POWER: ZoneKind.POWER,
    Measure.GRADED_SPEED: ZoneKind.PACE,
    Measure.SPEED: ZoneKind.PACE,
    Measure.HEART_RATE: ZoneKind.HEART_RATE,
}
_HIDDEN = NotComputable(
    "restricted", "The threshold these zones need was found in activities that may not be used here."
)


@dataclass(frozen=True, slots=True)
class Standards:
    """The thresholds by kind and zones by measure that judge one activity; absent = not known or not needed."""

    thresholds: dict[ThresholdKind, ThresholdValue]
    zones: dict[Measure, Metric[ResolvedZones]]
    sex: Sex | None

    def value(self, kind: ThresholdKind) -> float | None:
        """The value of a threshold, `None` where it is not known."""
        known = self.thresholds.get(kind)
        return known.value if known else None

    @property
    def used(self) -> dict[str, ThresholdValue]:
        """All thresholds behind it by a name: their kind, or `zones:` and a measure for those only zones rest on."""
        named = {kind.value: value for kind, value in self.thresholds.items()}
        known = {value.threshold_id for value in named.values()}
        for measure, zones in self.zones.items():
            behind = () if isinstance(zones, NotComputable) else zones.thresholds
            named |= {f"zones:{measure.value}": value for value in behind if value.threshold_id not in known}
        return named

    def without(self, hidden: frozenset[UUID]) -> "Standards":
        """The same as seen by those who may not know some thresholds; itself when none of them is used."""
        if not any(value.threshold_id in hidden for value in self.used.values()):
            return self
        return replace(
            self,
            thresholds={kind: value for kind, value in self.thresholds.items() if value.threshold_id not in hidden},
            zones={measure: _without(zones, hidden) for measure, zones in self.zones.items()},
        )

    def fingerprint(self) -> bytes:
        """Equal exactly when judging gives the same answer and the same words about it."""
        content = {
            "thresholds": {name: threshold_json(value) for name, value in sorted(self.used.items())},
            "zones": {measure.value: _zones_json(zones) for measure, zones in sorted(self.zones.items())},
            "sex": self.sex.value if self.sex else None,
        }
        return blake2b(orjson.dumps(content), digest_size=16).digest()


def _without(zones: Metric[ResolvedZones], hidden: frozenset[UUID]) -> Metric[ResolvedZones]:
    if isinstance(zones, NotComputable):
        return zones
    return _HIDDEN if any(value.threshold_id in hidden for value in zones.thresholds) else zones


def threshold_json(value: ThresholdValue) -> dict[str, Any]:
    """A threshold as the judgement stores it."""
    return {
        "threshold_id": str(value.threshold_id),
        "value": value.value,
        "valid_from": value.valid_from.isoformat(),
        "source": value.source.value,
        "is_estimated": value.is_estimated,
        "is_extrapolated": value.is_extrapolated,
    }


def _zones_json(zones: Metric[ResolvedZones]) -> list[Any]:
    if isinstance(zones, NotComputable):
        return [zones.code, zones.reason]
    drawn = zones.zones
    return [zones.scheme, drawn.names, drawn.lower_bounds, drawn.upper_inclusive, zones.is_estimated]


@dataclass(frozen=True, slots=True)
class FingerprintedStandards:
    """Standards with their fingerprint, as seen by all, and by those who may see open rows only (`None` = the same)."""

    standards: Standards
    fingerprint: bytes
    open_standards: Standards | None
    open_fingerprint: bytes | None


class StandardsBook:
    """The standards of any day and sport. Thousands of activities share a few, which are drawn up once."""

    def __init__(self, timeline: AthleteTimeline, hidden: frozenset[UUID] = frozenset()) -> None:
        """`hidden` are the ids of thresholds that rest on restricted activities."""
        self._timeline = timeline
        self._hidden = hidden
        self._drawn: dict[tuple[object, ...], FingerprintedStandards] = {}

    def of(self, day: date, sport_family: str, measures: tuple[Measure, ...]) -> FingerprintedStandards:
        """The standards of a local day for a sport family and what was recorded."""
        thresholds = self._timeline.thresholds_on(day, sport_family)
        choices = (self._timeline.zones.on(day, sport_family, ZONE_KINDS[measure]) for measure in measures)
        # The timeline hands out the same object as long as nothing changes, and keeps it alive.
        key = (sport_family, measures, id(thresholds), *(id(choice) for choice in choices))
        if key not in self._drawn:
            self._drawn[key] = self._draw(day, sport_family, measures)
        return self._drawn[key]

    def _draw(self, day: date, sport_family: str, measures: tuple[Measure, ...]) -> FingerprintedStandards:
        on = self._timeline.thresholds_on(day, sport_family)
        kinds = (kind for measure in measures for kind in _KINDS[measure])
        standards = Standards(
            {kind: value for kind in kinds if (value := on.of(kind)) is not None},
            {measure: self._timeline.zones_on(day, sport_family, ZONE_KINDS[measure]) for measure in measures},
            self._timeline.sex if Measure.HEART_RATE in measures else None,
        )
        seen = standards.without(self._hidden)
        differs = seen is not standards
        return FingerprintedStandards(
            standards,
            standards.fingerprint(),
            seen if differs else None,
            seen.fingerprint() if differs else None,
        )
