"""The athlete's zones: what holds, and how they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.queries import zones as queries
from paceline.athletes.rules import plausible
from paceline.athletes.rules.judgement import AthleteTimeline
from paceline.athletes.rules.zones import ResolvedZones, needs_of, resolve_scheme, schemes_for
from paceline.athletes.schemas import ANY_SPORT, ThresholdKind, ZoneChoiceIn, ZoneKind
from paceline.athletes.service.judgement import judgement_change
from paceline.athletes.tables import ZoneChoice
from paceline.connectors.sports import SportFamily
from paceline.infra.clock import today_in
from paceline.science.result import Metric

_ALWAYS_SHOWN = (
    (SportFamily.RUN, ZoneKind.HEART_RATE),
    (SportFamily.RUN, ZoneKind.PACE),
    (SportFamily.RIDE, ZoneKind.HEART_RATE),
    (SportFamily.RIDE, ZoneKind.POWER),
)


@dataclass(frozen=True, slots=True)
class SchemeOption:
    """A published scheme the athlete may choose."""

    code: str
    needs: ThresholdKind
    reference: str
    zones: Metric[ResolvedZones]
    """As it would draw them on the day."""


@dataclass(frozen=True, slots=True)
class ZonesView:
    """The zones of a sport and kind on a day, with what else could be chosen."""

    sport_family: str
    kind: ZoneKind
    scheme: str | None
    is_default: bool
    zones: Metric[ResolvedZones]
    options: tuple[SchemeOption, ...]


def list_zones(timeline: AthleteTimeline, day: date) -> list[ZonesView]:
    """The zones in force on a day, for running, cycling, and every other sport with thresholds or a choice of its own."""
    subjects = {*_ALWAYS_SHOWN, *timeline.zones.subjects}
    subjects |= {(family, ZoneKind.HEART_RATE) for family in timeline.thresholds.families - {ANY_SPORT}}
    return [_view(timeline, day, family, kind) for family, kind in sorted(subjects)]


def _view(timeline: AthleteTimeline, day: date, family: str, kind: ZoneKind) -> ZonesView:
    choice = timeline.zones.on(day, family, kind)
    zones = timeline.zones_on(day, family, kind)
    thresholds = timeline.thresholds_on(day, family)
    options = tuple(
        SchemeOption(scheme.code, needs_of(scheme), scheme.reference, resolve_scheme(kind, scheme, thresholds))
        for scheme in schemes_for(family, kind)
    )
    scheme = zones.scheme if isinstance(zones, ResolvedZones) else choice.scheme if choice else None
    return ZonesView(family, kind, scheme, choice is None, zones, options)


async def set_zones(db: AsyncConnection, choices: Sequence[ZoneChoiceIn]) -> None:
    """Choose how zones are drawn, from a local day on (today when left out). No scheme: back to the sport's default, for all days.

    Raises `AppError`: `zone_scheme_unknown`, `zone_bounds_unexpected`, `zone_bounds_implausible`, `date_in_future`.
    """
    async with judgement_change(db) as before:
        today = today_in(before.time_zone)
        for choice in choices:
            if choice.scheme is None:
                await queries.delete_zone_choices(db, choice.sport_family, choice.kind)
                continue
            day = choice.valid_from or today
            bounds = choice.custom_lower_bounds
            refusal = plausible.zone_choice_refusal(
                choice.sport_family, choice.kind, choice.scheme, bounds
            ) or plausible.day_refusal(day, today_in("UTC"))
            if refusal:
                raise refusal
            stored = ZoneChoice(
                choice.sport_family, choice.kind, choice.scheme, tuple(bounds) if bounds is not None else None, day
            )
            await queries.upsert_zone_choice(db, stored)
