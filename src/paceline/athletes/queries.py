"""All SQL of the athletes slice. Rows are those of the session's athlete, by row-level security."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.schemas import (
    ThresholdKind,
    ThresholdSource,
    TimeZoneSource,
    Units,
    Weekday,
    WeightSource,
    ZoneKind,
)
from paceline.athletes.tables import (
    Profile,
    ProposedThreshold,
    StoredThreshold,
    Threshold,
    Weight,
    ZoneChoice,
)
from paceline.infra.ids import new_id
from paceline.science.load import Sex

# -- profile

_PROFILE = """
    select display_name, birth_year, sex, height_cm, time_zone, time_zone_source, units, week_starts_on, weekly_distance_m,
           weekly_duration_s, days_per_week, minutes_available, easy_speed_mps, revision
    from athlete_profile
"""


async def find_profile(db: AsyncConnection) -> Profile | None:
    row = (await db.execute(text(_PROFILE))).first()
    return _profile(row) if row else None


async def lock_profile(db: AsyncConnection) -> Profile:
    """The profile, made when there is none, held against other writers until the transaction ends."""
    await db.execute(
        text("insert into athlete_profile (athlete_id) values (app.athlete()) on conflict (athlete_id) do nothing")
    )
    return _profile((await db.execute(text(_PROFILE + " for update"))).one())


async def save_profile(db: AsyncConnection, profile: Profile) -> None:
    await db.execute(
        text(
            """
            update athlete_profile set
                display_name = :display_name, birth_year = :birth_year, sex = :sex, height_cm = :height_cm,
                time_zone = :time_zone, time_zone_source = :time_zone_source, units = :units, week_starts_on = :week_starts_on,
                weekly_distance_m = :weekly_distance_m, weekly_duration_s = :weekly_duration_s, days_per_week = :days_per_week,
                minutes_available = cast(:minutes_available as smallint[]), easy_speed_mps = :easy_speed_mps,
                revision = :revision, updated_at = app.now()
            where athlete_id = app.athlete()
            """
        ),
        asdict(profile) | {"minutes_available": list(profile.minutes_available)},
    )


def _profile(row: Row[Any]) -> Profile:
    return Profile(
        display_name=row.display_name,
        birth_year=row.birth_year,
        sex=Sex(row.sex) if row.sex else None,
        height_cm=row.height_cm,
        time_zone=row.time_zone,
        time_zone_source=TimeZoneSource(row.time_zone_source),
        units=Units(row.units),
        week_starts_on=Weekday(row.week_starts_on),
        weekly_distance_m=row.weekly_distance_m,
        weekly_duration_s=row.weekly_duration_s,
        days_per_week=row.days_per_week,
        minutes_available=tuple(row.minutes_available) if row.minutes_available is not None else _NOT_SAID,
        easy_speed_mps=row.easy_speed_mps,
        revision=row.revision,
    )


_NOT_SAID = Profile().minutes_available


# -- everything an activity is judged by


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


# -- thresholds

_THRESHOLD = (
    "select id, sport_family, kind, value, valid_from, source, is_confirmed, evidence, created_at from threshold"
)


def _stored(row: Row[Any]) -> StoredThreshold:
    return StoredThreshold(
        Threshold(
            row.id,
            row.sport_family,
            ThresholdKind(row.kind),
            row.value,
            row.valid_from,
            ThresholdSource(row.source),
            row.is_confirmed,
        ),
        row.evidence,
        row.created_at,
    )


async def list_thresholds(
    db: AsyncConnection, after: tuple[date, UUID] | None, limit: int, family: str | None, kind: ThresholdKind | None
) -> list[StoredThreshold]:
    """Newest day first."""
    day, id_ = after or (None, None)
    rows = await db.execute(
        text(
            _THRESHOLD
            + """
            where dismissed_at is null
              and (cast(:family as text) is null or sport_family = :family) and (cast(:kind as text) is null or kind = :kind)
              and (cast(:day as date) is null or (valid_from, id) < (:day, cast(:id as uuid)))
            order by valid_from desc, id desc limit :limit
            """
        ),
        {"day": day, "id": id_, "limit": limit, "family": family, "kind": kind.value if kind else None},
    )
    return [_stored(row) for row in rows]


async def find_threshold(db: AsyncConnection, threshold_id: UUID) -> StoredThreshold | None:
    """A threshold that is not dismissed, held against other writers until the transaction ends."""
    row = (
        await db.execute(
            text(_THRESHOLD + " where id = :id and dismissed_at is null for update"),
            {"id": threshold_id},
        )
    ).first()
    return _stored(row) if row else None


async def get_threshold(db: AsyncConnection, threshold_id: UUID) -> StoredThreshold:
    return _stored((await db.execute(text(_THRESHOLD + " where id = :id"), {"id": threshold_id})).one())


async def upsert_stated_threshold(
    db: AsyncConnection, family: str, kind: ThresholdKind, value: float, valid_from: date
) -> UUID:
    """The athlete's own value of a day; stating it again replaces it."""
    row = await db.execute(
        text(
            """
            insert into threshold (athlete_id, id, sport_family, kind, value, valid_from, source, is_confirmed)
            values (app.athlete(), :id, :family, :kind, :value, :valid_from, 'athlete', true)
            on conflict (athlete_id, sport_family, kind, valid_from, source) do update set value = excluded.value
            returning id
            """
        ),
        {"id": new_id(), "family": family, "kind": kind.value, "value": value, "valid_from": valid_from},
    )
    return row.scalar_one()


async def update_threshold_to_stated(db: AsyncConnection, threshold_id: UUID, value: float, valid_from: date) -> bool:
    """Make a value the athlete's own; `False` when the athlete has already stated one for that day."""
    done = await db.execute(
        text(
            """
            update threshold t set value = :value, valid_from = :valid_from, source = 'athlete', is_confirmed = true
            where id = :id and not exists (
                select from threshold o where o.id <> t.id and o.sport_family = t.sport_family and o.kind = t.kind
                and o.valid_from = :valid_from and o.source = 'athlete')
            """
        ),
        {"id": threshold_id, "value": value, "valid_from": valid_from},
    )
    return done.rowcount == 1


async def upsert_proposed_thresholds(db: AsyncConnection, proposed: Sequence[ProposedThreshold]) -> int:
    """Store what was found; returns how many rows are new or different. What the athlete confirmed or dismissed stays as it is."""
    done = await db.execute(
        text(
            """
            insert into threshold as t (athlete_id, id, sport_family, kind, value, valid_from, source, is_confirmed, evidence)
            select app.athlete(), p.id, p.family, p.kind, p.value, p.valid_from, p.source, false, p.evidence
            from unnest(cast(:ids as uuid[]), cast(:families as text[]), cast(:kinds as text[]),
                        cast(:values as double precision[]), cast(:days as date[]), cast(:sources as text[]),
                        cast(:evidence as jsonb[])) as p (id, family, kind, value, valid_from, source, evidence)
            on conflict (athlete_id, sport_family, kind, valid_from, source) do update
            set value = excluded.value, evidence = excluded.evidence
            where not t.is_confirmed and t.dismissed_at is null
              and (t.value, t.evidence) is distinct from (excluded.value, excluded.evidence)
            """
        ),
        {
            "ids": [new_id() for _ in proposed],
            "families": [item.sport_family for item in proposed],
            "kinds": [item.kind.value for item in proposed],
            "values": [item.value for item in proposed],
            "days": [item.valid_from for item in proposed],
            "sources": [item.source.value for item in proposed],
            "evidence": [orjson.dumps(item.evidence).decode() for item in proposed],
        },
    )
    return done.rowcount


async def delete_other_detections(db: AsyncConnection, from_day: date, found: Sequence[ProposedThreshold]) -> None:
    """Drop open detections from a day on that are not among the found ones."""
    await db.execute(
        text(
            """
            delete from threshold
            where source = 'detected' and not is_confirmed and dismissed_at is null and valid_from >= :from_day
              and (sport_family, kind, valid_from) not in (
                select family, kind, valid_from
                from unnest(cast(:families as text[]), cast(:kinds as text[]), cast(:days as date[]))
                    as f (family, kind, valid_from))
            """
        ),
        {
            "from_day": from_day,
            "families": [item.sport_family for item in found],
            "kinds": [item.kind.value for item in found],
            "days": [item.valid_from for item in found],
        },
    )


async def confirm_threshold(db: AsyncConnection, threshold_id: UUID) -> None:
    await db.execute(text("update threshold set is_confirmed = true where id = :id"), {"id": threshold_id})


async def dismiss_threshold(db: AsyncConnection, threshold_id: UUID) -> None:
    await db.execute(
        text("update threshold set is_confirmed = false, dismissed_at = app.now() where id = :id"), {"id": threshold_id}
    )


async def delete_threshold(db: AsyncConnection, threshold_id: UUID) -> None:
    await db.execute(text("delete from threshold where id = :id"), {"id": threshold_id})


# -- zones


async def upsert_zone_choice(db: AsyncConnection, choice: ZoneChoice) -> None:
    await db.execute(
        text(
            """
            insert into zone_set (athlete_id, id, sport_family, kind, scheme, custom_lower_bounds, valid_from)
            values (app.athlete(), :id, :family, :kind, :scheme, cast(:bounds as double precision[]), :valid_from)
            on conflict (athlete_id, sport_family, kind, valid_from) do update
            set scheme = excluded.scheme, custom_lower_bounds = excluded.custom_lower_bounds
            """
        ),
        {
            "id": new_id(),
            "family": choice.sport_family,
            "kind": choice.kind.value,
            "scheme": choice.scheme,
            "bounds": list(choice.custom_lower_bounds) if choice.custom_lower_bounds is not None else None,
            "valid_from": choice.valid_from,
        },
    )


async def delete_zone_choices(db: AsyncConnection, family: str, kind: ZoneKind) -> None:
    await db.execute(
        text("delete from zone_set where sport_family = :family and kind = :kind"),
        {"family": family, "kind": kind.value},
    )


# -- weight


async def list_weights(
    db: AsyncConnection, before: date | None, limit: int, from_day: date | None, to_day: date | None
) -> list[Weight]:
    """Newest first; `before` is the last day of the page before."""
    rows = await db.execute(
        text(
            """
            select measured_on, weight_kg, source from weight_measurement
            where (cast(:before as date) is null or measured_on < :before)
              and (cast(:from_day as date) is null or measured_on >= :from_day)
              and (cast(:to_day as date) is null or measured_on <= :to_day)
            order by measured_on desc limit :limit
            """
        ),
        {"before": before, "limit": limit, "from_day": from_day, "to_day": to_day},
    )
    return [Weight(row.measured_on, row.weight_kg, WeightSource(row.source)) for row in rows]


async def upsert_weights(db: AsyncConnection, weights: Sequence[Weight]) -> int:
    """Store measurements, one a day; returns how many rows are new or different. An import never replaces the athlete's own."""
    done = await db.execute(
        text(
            """
            insert into weight_measurement as w (athlete_id, measured_on, weight_kg, source)
            select app.athlete(), n.measured_on, n.weight_kg, n.source
            from unnest(cast(:days as date[]), cast(:weights as double precision[]), cast(:sources as text[]))
                as n (measured_on, weight_kg, source)
            on conflict (athlete_id, measured_on) do update set weight_kg = excluded.weight_kg, source = excluded.source
            where (excluded.source = 'athlete' or w.source = 'imported')
              and (w.weight_kg, w.source) is distinct from (excluded.weight_kg, excluded.source)
            """
        ),
        {
            "days": [weight.measured_on for weight in weights],
            "weights": [weight.weight_kg for weight in weights],
            "sources": [weight.source.value for weight in weights],
        },
    )
    return done.rowcount


async def delete_weight(db: AsyncConnection, measured_on: date) -> bool:
    done = await db.execute(
        text("delete from weight_measurement where measured_on = :measured_on"), {"measured_on": measured_on}
    )
    return done.rowcount == 1
