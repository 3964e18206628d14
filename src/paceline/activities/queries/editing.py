"""What an edit reads and writes: the activities it is about, overrides, pairs, and what a split made."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.rules.snapshots import Made, Pair, PairState, Snapshot, Stated
from paceline.activities.schemas import Composition, Permission, composition_from_json, write_json


@dataclass(frozen=True, slots=True)
class Target:
    """An activity about to be edited, as it is projected now."""

    id: UUID
    parent_id: UUID | None
    duplicate_of: UUID | None
    name: str
    description: str | None
    private_note: str | None
    sport: str
    sport_family: str
    sport_raw: str | None
    gear_name: str | None
    local_on: date
    started_at: datetime
    is_trainer: bool
    is_commute: bool
    is_race: bool
    is_multi_sport: bool
    is_deleted: bool
    workout_type: str | None
    perceived_exertion: float | None
    permission: Permission
    primary_source_id: UUID | None
    composition: Composition | None
    channels: tuple[str, ...]
    updated_at: datetime


_TARGETS = text(
    """
    select a.id, a.parent_id, a.duplicate_of, a.name, a.description, a.private_note, a.sport, a.sport_family, a.sport_raw,
           (select g.name from gear g where g.athlete_id = a.athlete_id and g.id = a.gear_id) as gear_name, a.local_on, a.started_at,
           a.is_trainer, a.is_commute, a.is_race, a.is_multi_sport, a.deleted_at is not null as is_deleted, a.workout_type,
           a.perceived_exertion, a.permission, a.primary_source_id, a.composition, a.channels, a.updated_at
    from activity a where a.id = any(cast(:activity_ids as uuid[])) order by a.id for update of a
    """
)


async def lock_targets(db: AsyncConnection, activity_ids: Collection[UUID]) -> dict[UUID, Target]:
    """The activities by id, locked in the order of their ids until the transaction ends."""
    rows = (await db.execute(_TARGETS, {"activity_ids": list(activity_ids)})).mappings()
    return {row["id"]: _target(dict(row)) for row in rows}


def _target(row: dict[str, Any]) -> Target:
    row |= {"composition": composition_from_json(row["composition"]), "channels": tuple(row["channels"])}
    return Target(**row)


_LEG_IDS = text("select id from activity where parent_id = any(cast(:activity_ids as uuid[]))")


async def list_leg_ids(db: AsyncConnection, activity_ids: Collection[UUID]) -> list[UUID]:
    """The legs of some activities."""
    return list((await db.execute(_LEG_IDS, {"activity_ids": list(activity_ids)})).scalars())


_SOURCE_IDS = text("select id from activity_source where activity_id = any(cast(:activity_ids as uuid[]))")


async def list_source_ids(db: AsyncConnection, activity_ids: Collection[UUID]) -> list[UUID]:
    """The sources of some activities."""
    return list((await db.execute(_SOURCE_IDS, {"activity_ids": list(activity_ids)})).scalars())


_TERMS = text(
    """
    select coalesce(bool_or(permission = 'restricted'), false) as is_restricted, min(expires_at) as expires_at,
           coalesce(bool_and(file_format = 'fit'), false) as has_barometer
    from activity_source where id = any(cast(:source_ids as uuid[]))
    """
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for something made of several sources: the strictest of each."""

    permission: Permission
    expires_at: datetime | None
    has_barometer: bool


async def find_terms(db: AsyncConnection, source_ids: Collection[UUID]) -> Terms:
    """The terms of what is made of these sources."""
    row = (await db.execute(_TERMS, {"source_ids": list(source_ids)})).one()
    return Terms("restricted" if row.is_restricted else "open", row.expires_at, row.has_barometer)


# -- overrides

_OVERRIDES = text(
    """
    select activity_id, field, value from activity_override
    where activity_id = any(cast(:activity_ids as uuid[])) and field = any(cast(:fields as text[]))
    """
)
_WRITE_OVERRIDES = text(
    """
    with ended as (
        delete from activity_override o using unnest(cast(:ended_ids as uuid[]), cast(:ended_fields as text[])) as e (id, field)
        where o.activity_id = e.id and o.field = e.field)
    insert into activity_override (athlete_id, activity_id, field, value, set_by)
    select :athlete_id, s.id, s.field, s.value, :set_by
    from unnest(cast(:ids as uuid[]), cast(:fields as text[]), cast(:values as jsonb[])) as s (id, field, value)
    on conflict (athlete_id, activity_id, field)
    do update set value = excluded.value, set_at = app.now(), set_by = excluded.set_by
    """
)


async def find_overrides(
    db: AsyncConnection, activity_ids: Collection[UUID], fields: Collection[str]
) -> dict[UUID, dict[str, Stated | None]]:
    """The named overrides of each of the activities, `None` where one is absent."""
    found: dict[UUID, dict[str, Stated | None]] = {key: dict.fromkeys(fields) for key in activity_ids}
    rows = await db.execute(_OVERRIDES, {"activity_ids": list(activity_ids), "fields": list(fields)})
    for row in rows:
        found[row.activity_id][row.field] = Stated(row.value)
    return found


async def write_overrides(
    db: AsyncConnection, athlete_id: UUID, overrides: Mapping[UUID, Mapping[str, Stated | None]], set_by: str
) -> None:
    """Set overrides, and end those that are `None`; one statement for any number of them."""
    every = [(key, name, stated) for key, fields in overrides.items() for name, stated in fields.items()]
    stated = [(key, name, one.value) for key, name, one in every if one is not None]
    ended = [(key, name) for key, name, one in every if one is None]
    if not every:
        return
    await db.execute(
        _WRITE_OVERRIDES,
        {
            "athlete_id": athlete_id,
            "set_by": set_by,
            "ids": [key for key, _, _ in stated],
            "fields": [name for _, name, _ in stated],
            "values": [write_json(value) for _, _, value in stated],
            "ended_ids": [key for key, _ in ended],
            "ended_fields": [name for _, name in ended],
        },
    )


# -- pairs

_PAIRS = text(
    """
    select d.activity_id, d.other_id, d.status, d.evidence, d.found_at from activity_duplicate d
    join unnest(cast(:ones as uuid[]), cast(:others as uuid[])) as p (one, other) on d.activity_id = p.one and d.other_id = p.other
    for update of d
    """
)
_WRITE_PAIRS = text(
    """
    with ended as (
        delete from activity_duplicate d using unnest(cast(:ended_ones as uuid[]), cast(:ended_others as uuid[])) as e (one, other)
        where d.activity_id = e.one and d.other_id = e.other)
    insert into activity_duplicate (athlete_id, activity_id, other_id, status, evidence, found_at, decided_at)
    select :athlete_id, p.one, p.other, p.status, p.evidence, coalesce(p.found_at, app.now()),
           case when p.status <> 'open' then app.now() end
    from unnest(cast(:ones as uuid[]), cast(:others as uuid[]), cast(:statuses as text[]), cast(:evidence as jsonb[]),
                cast(:found_ats as timestamptz[])) as p (one, other, status, evidence, found_at)
    on conflict (athlete_id, activity_id, other_id)
    do update set status = excluded.status, evidence = excluded.evidence, decided_at = excluded.decided_at
    """
)


async def find_pairs(db: AsyncConnection, pairs: Iterable[Pair]) -> dict[Pair, PairState | None]:
    """The named pairs, `None` where one is absent."""
    found: dict[Pair, PairState | None] = dict.fromkeys(pairs)
    rows = await db.execute(_PAIRS, {"ones": [one for one, _ in found], "others": [other for _, other in found]})
    for row in rows:
        found[(row.activity_id, row.other_id)] = PairState(row.status, row.evidence, row.found_at.isoformat())
    return found


async def write_pairs(db: AsyncConnection, athlete_id: UUID, pairs: Mapping[Pair, PairState | None]) -> None:
    """Write pairs, and remove those that are `None`."""
    if not pairs:
        return
    written = [(pair, state) for pair, state in pairs.items() if state is not None]
    ended = [pair for pair, state in pairs.items() if state is None]
    await db.execute(
        _WRITE_PAIRS,
        {
            "athlete_id": athlete_id,
            "ones": [pair[0] for pair, _ in written],
            "others": [pair[1] for pair, _ in written],
            "statuses": [state.status for _, state in written],
            "evidence": [write_json(state.evidence) for _, state in written],
            "found_ats": [state.found_at for _, state in written],
            "ended_ones": [pair[0] for pair in ended],
            "ended_others": [pair[1] for pair in ended],
        },
    )


_IS_BORROWED = text(
    """
    select exists (
        select from activity c, jsonb_array_elements(c.composition) part, activity_source s
        where s.athlete_id = c.athlete_id and s.id = cast(part ->> 'source_id' as uuid)
          and (c.id, s.activity_id) in ((:one_id, :other_id), (:other_id, :one_id)))
    """
)


async def is_borrowed(db: AsyncConnection, pair: Pair) -> bool:
    """Whether one of two activities is made of a source of the other."""
    return bool((await db.execute(_IS_BORROWED, {"one_id": pair[0], "other_id": pair[1]})).scalar_one())


# -- compositions and what a split made

_STATES = text(
    """
    select id, composition, composed, deleted_at is not null as is_deleted from activity
    where id = any(cast(:activity_ids as uuid[])) for update
    """
)
_WRITE_COMPOSITION = text(
    """
    update activity set composition = cast(:composition as jsonb), composed = cast(:composed as jsonb), updated_at = app.now()
    where id = :activity_id
    """
)
_REMOVE = text("delete from activity where id = any(cast(:activity_ids as uuid[])) returning id, local_on")


async def capture(db: AsyncConnection, alike: Snapshot) -> Snapshot:
    """The present state of what another snapshot is about. What is gone for good is missing in it."""
    ids = {*alike.compositions, *alike.deleted}
    rows = (await db.execute(_STATES, {"activity_ids": list(ids)})).all()
    fields = {name for named in alike.overrides.values() for name in named}
    stated = await find_overrides(db, list(alike.overrides), fields) if fields else {}
    return Snapshot(
        {key: {name: stated[key][name] for name in named} for key, named in alike.overrides.items()},
        {row.id: Made(row.composition, row.composed) for row in rows if row.id in alike.compositions},
        {row.id: row.is_deleted for row in rows if row.id in alike.deleted},
        await find_pairs(db, alike.pairs) if alike.pairs else {},
        alike.created,
    )


async def write_made(db: AsyncConnection, activity_id: UUID, made: Made) -> None:
    """Say what an activity's streams are made of. The projection that must follow raises the streams' revision."""
    values = {name: None if value is None else write_json(value) for name, value in (
        ("composition", made.composition), ("composed", made.composed))}  # fmt: skip
    await db.execute(_WRITE_COMPOSITION, {"activity_id": activity_id, **values})


async def remove_for_good(db: AsyncConnection, activity_ids: Collection[UUID]) -> dict[UUID, date]:
    """Remove activities that an undone split had made; returns their days."""
    rows = await db.execute(_REMOVE, {"activity_ids": list(activity_ids)})
    return {row.id: row.local_on for row in rows}


async def find_missing_gear(db: AsyncConnection, gear_ids: Collection[Any]) -> list[str]:
    """Which of these ids are no gear of the athlete."""
    rows = await db.execute(
        text(
            "select w.id from unnest(cast(:ids as uuid[])) as w (id) where not exists (select from gear g where g.id = w.id)"
        ),
        {"ids": list(gear_ids)},
    )
    return [str(key) for key in rows.scalars()]
