"""Deleting, restoring, purging and taking back what a batch brought."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.rules.counting import Member, Tie, settle
from paceline.activities.schemas import Part, composition_from_json

Days = dict[UUID, date]
"""Activities and their local days."""

_DELETE = text(
    """
    with moment as materialized (select app.now() as deleted_at),
    gone as (
        update activity a set deleted_at = m.deleted_at, updated_at = m.deleted_at from moment m
        where (a.id = any(cast(:activity_ids as uuid[])) or a.parent_id = any(cast(:activity_ids as uuid[])))
          and a.deleted_at is null
        returning a.id, coalesce(a.parent_id, a.id) as root_id, a.local_on),
    tombstones as (
        insert into activity_tombstone (athlete_id, source, source_id, sha256, device_serial, device_created_at, activity_id, deleted_at)
        select s.athlete_id, s.source, s.source_id, s.sha256, s.device_serial, s.device_created_at, g.root_id, m.deleted_at
        from gone g join activity_source s on s.activity_id = g.id, moment m
        on conflict (athlete_id, source, source_id) do update
        set activity_id = excluded.activity_id, deleted_at = excluded.deleted_at, event_at = excluded.event_at)
    select id, local_on from gone
    """
)
_RESTORE = text(
    """
    with back as (
        update activity a set deleted_at = null, updated_at = app.now()
        where a.deleted_at is not null and (
            a.id = any(cast(:activity_ids as uuid[]))
            or exists (select from activity p where p.athlete_id = a.athlete_id and p.id = a.parent_id
                       and p.id = any(cast(:activity_ids as uuid[])) and p.deleted_at = a.deleted_at))
        returning a.id, a.local_on),
    tombstones as (
        delete from activity_tombstone t using activity_source s
        where s.activity_id in (select id from back) and t.source = s.source and t.source_id = s.source_id)
    select id, local_on from back
    """
)


async def mark_deleted(db: AsyncConnection, activity_ids: Collection[UUID]) -> Days:
    """Delete activities and their legs, and leave tombstones of their sources. Those already deleted are not touched."""
    return await _days(db, _DELETE, activity_ids)


async def mark_restored(db: AsyncConnection, activity_ids: Collection[UUID]) -> Days:
    """Bring deleted activities back, with the legs that were deleted with them, and drop their tombstones."""
    return await _days(db, _RESTORE, activity_ids)


async def forget_tombstones(db: AsyncConnection, activity_ids: Collection[UUID]) -> None:
    """Drop the tombstones of activities that are gone for good."""
    await db.execute(
        text("delete from activity_tombstone where activity_id = any(cast(:activity_ids as uuid[]))"),
        {"activity_ids": list(activity_ids)},
    )


async def _days(db: AsyncConnection, statement: TextClause, activity_ids: Collection[UUID]) -> Days:
    rows = await db.execute(statement, {"activity_ids": list(activity_ids)})
    return {row.id: row.local_on for row in rows}


_GROUP = text(
    """
    with recursive pair as (
        select d.activity_id as one, d.other_id as other from activity_duplicate d
        union all
        select c.id, s.activity_id from activity c, jsonb_array_elements(c.composition) part, activity_source s
        where s.athlete_id = c.athlete_id and s.id = cast(part ->> 'source_id' as uuid) and s.activity_id <> c.id),
    tie as materialized (select one, other from pair union all select other, one from pair),
    reached as (
        select unnest(cast(:activity_ids as uuid[])) as id
        union
        select t.other from reached r join tie t on t.one = r.id)
    select a.id, a.created_at, a.deleted_at is not null as is_deleted, a.primary_source_id, a.composition,
           array(select s.id from activity_source s where s.athlete_id = a.athlete_id and s.activity_id = a.id) as own_source_ids
    from activity a where a.id in (select id from reached)
    """
)
_TIES = text(
    """
    select activity_id, other_id, status, coalesce(decided_at, found_at) as since from activity_duplicate
    where activity_id = any(cast(:activity_ids as uuid[]))
    """
)
_SETTLE = text(
    """
    update activity a set duplicate_of = d.other_id, updated_at = app.now()
    from unnest(cast(:ids as uuid[]), cast(:other_ids as uuid[])) as d (id, other_id)
    where a.id = d.id and a.duplicate_of is distinct from d.other_id
    returning a.id, a.local_on
    """
)


async def settle_duplicates(db: AsyncConnection, activity_ids: Collection[UUID]) -> Days:
    """Make `duplicate_of` of these and all that hangs together with them follow from pairs and compositions, by `rules.counting`.

    Returns what changed.
    """
    members = [
        _member(dict(row)) for row in (await db.execute(_GROUP, {"activity_ids": list(activity_ids)})).mappings()
    ]
    rows = await db.execute(_TIES, {"activity_ids": [one.id for one in members]})
    settled = settle(members, [Tie(row.activity_id, row.other_id, row.status, row.since) for row in rows])
    changed = await db.execute(_SETTLE, {"ids": list(settled), "other_ids": list(settled.values())})
    return {row.id: row.local_on for row in changed}


def _member(row: dict[str, Any]) -> Member:
    primary_id = row["primary_source_id"]
    made_of = composition_from_json(row["composition"]) or (() if primary_id is None else (Part(primary_id),))
    return Member(row["id"], row["created_at"], row["is_deleted"], frozenset(row["own_source_ids"]), made_of)


async def list_duplicates_of(db: AsyncConnection, activity_ids: Collection[UUID]) -> Days:
    """The activities that do not count because of these."""
    return await _days(
        db,
        text(
            "select id, local_on from activity where duplicate_of = any(cast(:activity_ids as uuid[])) "
            "and not id = any(cast(:activity_ids as uuid[]))"
        ),
        activity_ids,
    )


@dataclass(frozen=True, slots=True)
class Purged:
    """How many activities are gone for good, and the originals nothing may refer to any more."""

    activity_count: int
    sha256s: tuple[bytes, ...]


_PURGE = text(
    """
    with recursive kept as (
        select a.id from activity a where a.deleted_at is null or a.deleted_at >= app.now() - make_interval(days => :days)
        -- What stays, restorable or not, may be made of another one's streams, and that one of another's.
        union
        select s.activity_id from kept k join activity c on c.id = k.id, jsonb_array_elements(c.composition) part, activity_source s
        where s.athlete_id = c.athlete_id and s.id = cast(part ->> 'source_id' as uuid)),
    doomed as (select a.id from activity a where not exists (select from kept k where k.id = a.id)),
    originals as (select distinct s.sha256 from activity_source s
                  where s.activity_id in (select id from doomed) and s.sha256 is not null),
    gone as (delete from activity where id in (select id from doomed) returning id)
    select (select count(*) from gone) as activity_count, array(select sha256 from originals) as sha256s
    """
)


async def purge(db: AsyncConnection, older_than_days: int) -> Purged:
    """Remove for good what was deleted longer ago; tombstones stay."""
    row = (await db.execute(_PURGE, {"days": older_than_days})).one()
    return Purged(row.activity_count, tuple(row.sha256s))


@dataclass(frozen=True, slots=True)
class Carrier:
    """An activity that has some sources, or is made of their streams."""

    id: UUID
    local_on: date
    has_other_source: bool
    is_edited: bool


async def list_batch_sources(db: AsyncConnection, batch_id: UUID) -> list[UUID]:
    """The sources a batch brought."""
    rows = await db.execute(text("select id from activity_source where batch_id = :id"), {"id": batch_id})
    return list(rows.scalars())


async def list_sources_of(db: AsyncConnection, source: str, source_ids: Collection[str]) -> list[UUID]:
    """The rows of sources of one kind by the ids they have there."""
    rows = await db.execute(
        text("select id from activity_source where source = :source and source_id = any(cast(:source_ids as text[]))"),
        {"source": source, "source_ids": list(source_ids)},
    )
    return list(rows.scalars())


_CARRIERS = text(
    """
    with mine as materialized (select unnest(cast(:source_ids as uuid[])) as id),
    part as materialized (
        select c.id as activity_id, cast(element ->> 'source_id' as uuid) as source_id
        from activity c, jsonb_array_elements(c.composition) element where c.composition is not null)
    select a.id, a.local_on,
        -- What a split made has a source of its own in name only.
        exists (select from activity_source o where o.athlete_id = a.athlete_id and o.activity_id = a.id
                and not exists (select from mine m where m.id = o.id) and (a.composition is null or o.source <> 'manual'))
        or exists (select from part p where p.activity_id = a.id and not exists (select from mine m where m.id = p.source_id))
            as has_other_source,
        a.composition is not null
        or exists (select from activity_override v where v.athlete_id = a.athlete_id and v.activity_id = a.id)
        or exists (select from activity_edit e where e.activity_ids @> array[a.id] and e.undone_at is null) as is_edited
    from activity a
    where a.id in (select s.activity_id from activity_source s join mine m on m.id = s.id)
       -- Somebody else's streams may be made of what goes.
       or a.id in (select p.activity_id from part p join mine m on m.id = p.source_id)
    order by a.started_at, a.id
    """
)


async def list_carriers(db: AsyncConnection, source_ids: Collection[UUID]) -> list[Carrier]:
    """The activities that some sources have a part in."""
    rows = await db.execute(_CARRIERS, {"source_ids": list(source_ids)})
    return [Carrier(row.id, row.local_on, row.has_other_source, row.is_edited) for row in rows]


_REMOVE_SOURCES = text(
    """
    with gear_of as (select distinct gear_id from activity where id = any(cast(:gone_ids as uuid[])) and gear_id is not null),
    sources as (delete from activity_source where id = any(cast(:source_ids as uuid[])) returning source, source_id, sha256),
    tombstones as (delete from activity_tombstone t using sources s
                   where not :keeps_tombstones and t.source = s.source and t.source_id = s.source_id),
    activities as (delete from activity where id = any(cast(:gone_ids as uuid[]))),
    edits as (
        delete from activity_edit e where e.activity_ids && cast(:gone_ids as uuid[]) and not exists (
            select from activity a where a.id = any(e.activity_ids) and a.id <> all(cast(:gone_ids as uuid[])))),
    reset as (
        update activity a set composition = null, composed = null, content_rev = content_rev + 1
        where a.composition is not null and a.id = any(cast(:stay_ids as uuid[])))
    select array(select distinct sha256 from sources where sha256 is not null) as sha256s,
           array(select gear_id from gear_of) as gear_ids
    """
)
_REMOVE_GEAR = text(
    """
    delete from gear g where g.id = any(cast(:gear_ids as uuid[])) and g.source <> 'athlete'
    and not exists (select from activity a where a.athlete_id = g.athlete_id and a.gear_id = g.id)
    """
)


async def remove_sources(
    db: AsyncConnection,
    source_ids: Collection[UUID],
    gone_ids: Sequence[UUID],
    stay_ids: Sequence[UUID],
    *,
    keeps_tombstones: bool,
) -> tuple[bytes, ...]:
    """Remove sources and the activities that lived by them; compositions of those that stay end. Unless `keeps_tombstones`, what was
    deleted of them before may come back.

    Gear that only these activities brought goes too. Returns the originals nothing may refer to any more.
    """
    row = (
        await db.execute(
            _REMOVE_SOURCES,
            {
                "source_ids": list(source_ids),
                "gone_ids": list(gone_ids),
                "stay_ids": list(stay_ids),
                "keeps_tombstones": keeps_tombstones,
            },
        )
    ).one()
    if row.gear_ids:
        await db.execute(_REMOVE_GEAR, {"gear_ids": row.gear_ids})
    return tuple(row.sha256s)
