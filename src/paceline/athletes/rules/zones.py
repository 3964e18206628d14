"""Which zones hold on a day: the athlete's choice of scheme over time, applied to the thresholds of that day.

A choice is a way to look at training, so the first one made also holds for the days before it; without one the sport's default applies,
the first whose threshold is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paceline.athletes.rules.steps import Steps
from paceline.athletes.rules.thresholds import ThresholdsOn, ThresholdValue
from paceline.athletes.schemas import ThresholdKind, ZoneKind, ZoneUnit
from paceline.athletes.tables import ZoneChoice
from paceline.connectors.sports import SportFamily
from paceline.science import zones as science
from paceline.science.result import Metric, NotComputable
from paceline.science.zones import ZoneBasis, Zones, ZoneScheme

CUSTOM = "custom"

UNITS = {ZoneKind.HEART_RATE: ZoneUnit.BPM, ZoneKind.POWER: ZoneUnit.W, ZoneKind.PACE: ZoneUnit.MPS}

_NEEDS = {
    ZoneBasis.THRESHOLD_HEART_RATE: ThresholdKind.LTHR_BPM,
    ZoneBasis.MAXIMUM_HEART_RATE: ThresholdKind.HR_MAX_BPM,
    ZoneBasis.HEART_RATE_RESERVE: ThresholdKind.HR_MAX_BPM,
    ZoneBasis.THRESHOLD_POWER: ThresholdKind.FTP_W,
    ZoneBasis.THRESHOLD_SPEED: ThresholdKind.THRESHOLD_SPEED_MPS,
    ZoneBasis.CRITICAL_SPEED: ThresholdKind.CRITICAL_SPEED_MPS,
}
_WORDS = {
    ZoneBasis.THRESHOLD_HEART_RATE: "your threshold heart rate",
    ZoneBasis.MAXIMUM_HEART_RATE: "your maximum heart rate",
    ZoneBasis.HEART_RATE_RESERVE: "your maximum and resting heart rate",
    ZoneBasis.THRESHOLD_POWER: "your FTP",
    ZoneBasis.THRESHOLD_SPEED: "your threshold pace",
    ZoneBasis.CRITICAL_SPEED: "your critical speed",
}

_GENERAL_HEART_RATE = (science.MAXIMUM_HEART_RATE, science.HEART_RATE_RESERVE)
_SCHEMES: dict[tuple[str, ZoneKind], tuple[ZoneScheme, ...]] = {
    (SportFamily.RUN, ZoneKind.HEART_RATE): (science.FRIEL_RUN_HEART_RATE, *_GENERAL_HEART_RATE),
    (SportFamily.RUN, ZoneKind.PACE): (science.FRIEL_PACE, science.SKIBA_RUN),
    (SportFamily.RIDE, ZoneKind.HEART_RATE): (
        science.FRIEL_BIKE_HEART_RATE,
        *_GENERAL_HEART_RATE,
        science.COGGAN_HEART_RATE,
    ),
    (SportFamily.RIDE, ZoneKind.POWER): (science.COGGAN_POWER,),
}


@dataclass(frozen=True, slots=True)
class ResolvedZones:
    """Zones in bpm, W or m/s, by which scheme and from which thresholds. Custom zones rest on no threshold."""

    kind: ZoneKind
    scheme: str
    zones: Zones
    thresholds: tuple[ThresholdValue, ...]

    @property
    def is_estimated(self) -> bool:
        return any(threshold.is_estimated for threshold in self.thresholds)

    @property
    def is_extrapolated(self) -> bool:
        return any(threshold.is_extrapolated for threshold in self.thresholds)


class ZoneTimeline:
    """The athlete's choices of schemes over time."""

    def __init__(self, choices: Iterable[ZoneChoice]) -> None:
        by_subject: dict[tuple[str, ZoneKind], list[ZoneChoice]] = {}
        for choice in sorted(choices, key=lambda choice: choice.valid_from):
            by_subject.setdefault((choice.sport_family, choice.kind), []).append(choice)
        self._steps: dict[tuple[str, ZoneKind], Steps[ZoneChoice | None]] = {
            subject: Steps([choice.valid_from for choice in ordered], [ordered[0], *ordered])
            for subject, ordered in by_subject.items()
        }

    @property
    def subjects(self) -> frozenset[tuple[str, ZoneKind]]:
        """The sport families and kinds with a choice."""
        return frozenset(self._steps)

    def steps(self, family: str, kind: ZoneKind) -> Steps[ZoneChoice | None]:
        """The choices for a sport family and kind over time."""
        return self._steps.get((family, kind), _NO_CHOICE)

    def on(self, day: date, family: str, kind: ZoneKind) -> ZoneChoice | None:
        """The choice that holds on a local day."""
        return self.steps(family, kind).on(day)


_NO_CHOICE: Steps[ZoneChoice | None] = Steps([], [None])


def schemes_for(family: str, kind: ZoneKind) -> tuple[ZoneScheme, ...]:
    """The published schemes made for a sport and kind, the default first. Other sports have the general ones by heart rate."""
    return _SCHEMES.get((family, kind), _GENERAL_HEART_RATE if kind is ZoneKind.HEART_RATE else ())


def needs_of(scheme: ZoneScheme) -> ThresholdKind:
    """The threshold whose shares a scheme's bounds are."""
    return _NEEDS[scheme.basis]


def resolve_zones(
    family: str, kind: ZoneKind, choice: ZoneChoice | None, thresholds: ThresholdsOn
) -> Metric[ResolvedZones]:
    """The zones in absolute bounds. Not computable: `threshold_unknown`, or `no_zone_scheme` where nobody published one for the sport."""
    if choice is None:
        return _resolve_default(family, kind, thresholds)
    if choice.custom_lower_bounds is not None:
        names = tuple(str(number) for number in range(1, len(choice.custom_lower_bounds) + 1))
        return ResolvedZones(kind, CUSTOM, Zones(names, choice.custom_lower_bounds), ())
    return resolve_scheme(kind, science.SCHEMES[choice.scheme], thresholds)


def _resolve_default(family: str, kind: ZoneKind, thresholds: ThresholdsOn) -> Metric[ResolvedZones]:
    refusal: NotComputable | None = None
    for scheme in schemes_for(family, kind):
        resolved = resolve_scheme(kind, scheme, thresholds)
        if isinstance(resolved, ResolvedZones):
            return resolved
        refusal = refusal or resolved
    return refusal or NotComputable(
        "no_zone_scheme", "There is no published scheme of this kind for this sport; choose bounds of your own."
    )


def resolve_scheme(kind: ZoneKind, scheme: ZoneScheme, thresholds: ThresholdsOn) -> Metric[ResolvedZones]:
    """A published scheme with the thresholds of a day. Not computable (`threshold_unknown`) when one it needs is missing."""
    needed = [thresholds.of(needs_of(scheme))]
    if scheme.basis is ZoneBasis.HEART_RATE_RESERVE:
        needed.append(thresholds.resting_hr_bpm)
    known = tuple(threshold for threshold in needed if threshold is not None)
    if len(known) < len(needed):
        return NotComputable("threshold_unknown", f"These zones need {_WORDS[scheme.basis]}.")
    zones = scheme.zones_for(*(threshold.value for threshold in known))
    if isinstance(zones, NotComputable):
        return zones
    return ResolvedZones(kind, scheme.code, zones, known)
