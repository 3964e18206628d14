"""Everything an activity is judged by, as one state of the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.schemas import ThresholdKind, ThresholdSource, WeightSource, ZoneKind
from paceline.athletes.tables import Threshold, Weight, ZoneChoice
from paceline.science.load import Sex


@dataclass(frozen=True, slots=True)
class JudgementRows:
    """The rows a timeline is made of."""

    athlete_id: UUID
    birth_year: int | None
    sex: Sex | None
    time_zone: str
    thresholds: list[Threshold]
    choices: list[ZoneChoice]
    weights: list[Weight]


async def get_judgement_rows(db: AsyncConnection) -> JudgementRows:
    """All of it in one statement, so that it is one state of the database."""
    row = (
        await db.execute(
            text(
                """
                select app.athlete() as athlete_id, p.birth_year, p.sex, coalesce(p.time_zone, 'UTC') as time_zone,
                    (select coalesce(jsonb_agg(jsonb_build_array(
                         id, sport_family, kind, value, valid_from, source, is_confirmed)), '[]')
                     from threshold where dismissed_at is null) as thresholds,
                    (select coalesce(jsonb_agg(jsonb_build_array(
                         sport_family, kind, scheme, custom_lower_bounds, valid_from)), '[]')
                     from zone_set) as choices,
                    (select coalesce(jsonb_agg(jsonb_build_array(measured_on, weight_kg, source)), '[]')
                     from weight_measurement) as weights
                from (select 1) one left join athlete_profile p on true
                """
            )
        )
    ).one()
    return JudgementRows(
        athlete_id=row.athlete_id,
        birth_year=row.birth_year,
        sex=Sex(row.sex) if row.sex else None,
        time_zone=row.time_zone,
        thresholds=_thresholds_of(row.thresholds),
        choices=_choices_of(row.choices),
        weights=_weights_of(row.weights),
    )


def _thresholds_of(found: list[Any]) -> list[Threshold]:
    return [
        Threshold(UUID(id_), family, ThresholdKind(kind), float(value), _day(day), ThresholdSource(source), confirmed)
        for id_, family, kind, value, day, source, confirmed in found
    ]


def _choices_of(found: list[Any]) -> list[ZoneChoice]:
    return [
        ZoneChoice(family, ZoneKind(kind), scheme, tuple(map(float, bounds)) if bounds else None, _day(day))
        for family, kind, scheme, bounds, day in found
    ]


def _weights_of(found: list[Any]) -> list[Weight]:
    return [Weight(_day(day), float(weight_kg), WeightSource(source)) for day, weight_kg, source in found]


_day = date.fromisoformat
