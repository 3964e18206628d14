"""Reading what a projection is made of, and writing it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.rules.projection import Composed, Evidence
from paceline.activities.schemas import Measured, SourceFacts, SourceKind, write_json
from paceline.infra.ids import new_id

# What the projection writes. `counted` follows in the database, from one expression of the table's own.
PROJECTED = (
    "primary_source_id", "name", "description", "private_note", "sport", "sport_family", "sport_raw", "started_at",
    "utc_offset_s", "time_zone", "time_zone_source", "local_on", "elapsed_s", "moving_s", "timer_s", "distance_m", "ascent_m",
    "descent_m", "average_speed_mps", "max_speed_mps", "average_heart_rate_bpm", "max_heart_rate_bpm", "average_power_w",
    "max_power_w", "weighted_power_w", "energy_kj", "average_cadence_rpm", "average_temperature_c", "calories_kcal",
    "perceived_exertion", "start_latitude_deg", "start_longitude_deg", "end_latitude_deg", "end_longitude_deg", "polyline",
    "is_trainer", "is_commute", "is_manual", "is_race", "is_excluded", "workout_type", "gear_id", "device", "channels",
    "sample_count", "flaws", "permission",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Projectable:
    """An activity with everything its projection is made of."""

    id: UUID
    local_on: date
    sources: tuple[Evidence, ...]
    overrides: dict[str, Any]
    composed: Composed | None
    athlete_time_zone: str


_LOAD = text(
    """
    select a.id, a.local_on, a.composed,
        coalesce((select p.time_zone from athlete_profile p where p.athlete_id = a.athlete_id), 'UTC') as athlete_time_zone,
        (select coalesce(jsonb_object_agg(o.field, o.value), '{}') from activity_override o
         where o.athlete_id = a.athlete_id and o.activity_id = a.id) as overrides,
        (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.source, 'source_id', s.source_id,
             'permission', s.permission, 'facts', s.facts, 'measured', s.measured)), '[]') from activity_source s
         where s.athlete_id = a.athlete_id and s.activity_id = a.id and s.upstream_state <> 'expired') as sources
    from activity a where a.id = any(cast(:activity_ids as uuid[])) order by a.id for update of a
    """
)


async def load_projectable(db: AsyncConnection, activity_ids: Collection[UUID]) -> list[Projectable]:
    """The activities with their sources, overrides and composition; those without a readable source are left out."""
    rows = await db.execute(_LOAD, {"activity_ids": list(activity_ids)})
    return [
        Projectable(
            row.id,
            row.local_on,
            tuple(_evidence(stored) for stored in row.sources),
            row.overrides,
            None if row.composed is None else read_composed(row.composed),
            row.athlete_time_zone,
        )
        for row in rows
        if row.sources
    ]


_ELSEWHERE = text(
    """
    select a.id from activity a
    where a.time_zone_source = 'athlete' and a.time_zone <> :time_zone
      and (cast(:after as uuid) is null or a.id > cast(:after as uuid))
      and not exists (select from activity_override o
                      where o.athlete_id = a.athlete_id and o.activity_id = a.id and o.field = 'time_zone')
      and (a.composed -> 'facts' ->> 'time_zone_source' = 'athlete'
           or exists (select from activity_source s where s.athlete_id = a.athlete_id and s.activity_id = a.id
                      and s.source <> 'manual' and s.upstream_state <> 'expired' and s.facts ->> 'time_zone_source' = 'athlete'))
    order by a.id limit :limit
    """
)


async def list_in_other_zone(db: AsyncConnection, time_zone: str, after: UUID | None, limit: int) -> list[UUID]:
    """Activities that only the athlete's zone places, and that are in another one than this, by id."""
    rows = await db.execute(_ELSEWHERE, {"time_zone": time_zone, "after": after, "limit": limit})
    return list(rows.scalars())


def _evidence(stored: dict[str, Any]) -> Evidence:
    return Evidence(
        UUID(stored["id"]),
        SourceKind(stored["kind"]),
        stored["source_id"],
        stored["permission"],
        SourceFacts.from_json(stored["facts"]),
        Measured.from_json(stored["measured"]),
    )


def read_composed(stored: dict[str, Any]) -> Composed:
    """What the column `activity.composed` holds."""
    return Composed(SourceFacts.from_json(stored["facts"]), Measured.from_json(stored["measured"]))


def write_composed(composed: Composed) -> str:
    """The JSON of that column."""
    return f'{{"facts":{composed.facts.to_json()},"measured":{composed.measured.to_json()}}}'


_SET = ", ".join(f"{name} = r.{name}" for name in PROJECTED)
_OLD, _NEW = (", ".join(f"{alias}.{name}" for name in PROJECTED) for alias in "ar")
_UPDATE = text(
    f"""
    update activity a set {_SET}, updated_at = app.now(), content_rev = a.content_rev +
        cast(a.id = any(cast(:streams_changed as uuid[]))
             or (a.composition is null and a.primary_source_id is distinct from r.primary_source_id) as integer)
    from jsonb_populate_recordset(cast(null as activity), cast(:rows as jsonb)) r
    where a.id = r.id and (({_OLD}) is distinct from ({_NEW}) or a.id = any(cast(:streams_changed as uuid[])))
    returning a.id
    """  # noqa: S608 -- composed of the constants above
)


async def update_projection(
    db: AsyncConnection, rows: Sequence[dict[str, Any]], streams_changed: Collection[UUID]
) -> set[UUID]:
    """Write projected rows where they differ or their streams changed; returns the ids of those."""
    found = await db.execute(_UPDATE, {"rows": write_json(rows), "streams_changed": list(streams_changed)})
    return set(found.scalars())


@dataclass(frozen=True, slots=True)
class NewGear:
    """What gear is made of, where there is none of its name."""

    kind: str
    brand: str | None = None
    model: str | None = None


_GEAR = text(
    """
    with wanted as (
        select * from unnest(cast(:ids as uuid[]), cast(:names as text[]), cast(:kinds as text[]), cast(:brands as text[]),
                             cast(:models as text[])) as w (id, name, kind, brand, model)),
    found as (
        select distinct on (w.name) w.name, g.id from wanted w join gear g on lower(g.name) = lower(w.name)
        order by w.name, g.created_at, g.id),
    made as (
        insert into gear (athlete_id, id, kind, name, brand, model, source, source_id)
        select :athlete_id, w.id, w.kind, w.name, w.brand, w.model, 'archive', w.name from wanted w
        where not exists (select from found f where f.name = w.name)
        on conflict (athlete_id, source, source_id) do update set source_id = excluded.source_id
        returning source_id as name, id)
    select name, id from found union all select name, id from made
    """
)


async def ensure_gear(db: AsyncConnection, athlete_id: UUID, wanted: dict[str, NewGear]) -> dict[str, UUID]:
    """The ids of gear by name, in any spelling of upper and lower case; what is missing is made as it is wanted."""
    if not wanted:
        return {}
    rows = await db.execute(
        _GEAR,
        {
            "athlete_id": athlete_id,
            "ids": [new_id() for _ in wanted],
            "names": list(wanted),
            "kinds": [one.kind for one in wanted.values()],
            "brands": [one.brand for one in wanted.values()],
            "models": [one.model for one in wanted.values()],
        },
    )
    return {row.name: row.id for row in rows}
