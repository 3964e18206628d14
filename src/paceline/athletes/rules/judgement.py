"""Everything an activity is judged by, loaded once and asked for any day; and from which day on two states of it differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from paceline.athletes.events import BEGINNING
from paceline.athletes.rules.steps import Steps, first_difference
from paceline.athletes.rules.thresholds import ThresholdsOn, ThresholdTimeline
from paceline.athletes.rules.zones import ResolvedZones, ZoneTimeline, resolve_zones
from paceline.athletes.schemas import ANY_SPORT, ZoneKind
from paceline.athletes.tables import Weight
from paceline.science.load import Sex
from paceline.science.result import Metric


@dataclass(frozen=True, slots=True)
class WeightOn:
    """The body mass that holds on a day."""

    weight_kg: float
    measured_on: date
    is_extrapolated: bool
    """The first measurement, serving a day before it."""


def weight_steps(weights: Iterable[Weight]) -> Steps[WeightOn | None]:
    """Body mass over time: the last measurement holds, and before the first the first."""
    ordered = sorted(weights, key=lambda weight: weight.measured_on)
    values: list[WeightOn | None] = [WeightOn(weight.weight_kg, weight.measured_on, False) for weight in ordered]
    before = WeightOn(ordered[0].weight_kg, ordered[0].measured_on, True) if ordered else None
    return Steps([weight.measured_on for weight in ordered], [before, *values])


@dataclass(frozen=True, slots=True)
class AthleteTimeline:
    """Thresholds, zones, body mass and what does not change with time. Days are local days of the athlete."""

    athlete_id: UUID
    birth_year: int | None
    sex: Sex | None
    time_zone: str
    thresholds: ThresholdTimeline
    zones: ZoneTimeline
    weights: Steps[WeightOn | None]

    def thresholds_on(self, day: date, family: str) -> ThresholdsOn:
        """The thresholds that judge a sport family on a day."""
        return self.thresholds.on(day, family)

    def zones_on(self, day: date, family: str, kind: ZoneKind) -> Metric[ResolvedZones]:
        """The zones of a sport family in absolute bounds on a day, or why there are none."""
        return resolve_zones(family, kind, self.zones.on(day, family, kind), self.thresholds_on(day, family))

    def weight_on(self, day: date) -> WeightOn | None:
        """Body mass on a day; `None` when it was never measured."""
        return self.weights.on(day)


def first_judged_differently(before: AthleteTimeline, after: AthleteTimeline) -> date | None:
    """From which day on activities are judged differently; `None` when the change alters nothing that is in use."""
    if (before.sex, before.birth_year) != (after.sex, after.birth_year):
        return BEGINNING
    families = {ANY_SPORT} | before.thresholds.families | after.thresholds.families
    subjects = before.zones.subjects | after.zones.subjects
    days = [
        first_difference(before.weights, after.weights),
        *(first_difference(before.thresholds.steps(it), after.thresholds.steps(it)) for it in families),
        *(first_difference(before.zones.steps(*it), after.zones.steps(*it)) for it in subjects),
    ]
    return min((day for day in days if day is not None), default=None)
