"""Finding what is known of a new activity, and writing all of it at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries.projection import PROJECTED
from paceline.activities.rules.duplicates import LONGEST_SHIFT_S, START_TOLERANCE_S, Effort, Known
from paceline.activities.schemas import EncodedStream, write_json

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('activities:' || cast(:athlete_id as text), 0))")


async def lock_athlete(db: AsyncConnection, athlete_id: UUID) -> None:
    """One recorder an athlete at a time, until the end of the transaction: two of them could not see each other's duplicates."""
    await db.execute(_LOCK, {"athlete_id": str(athlete_id)})


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source that is stored, or the tombstone of one (`source_row_id` is `None`)."""

    known: Known
    source_row_id: UUID | None
    root_id: UUID
    leg_no: int | None
    is_deleted: bool


_MATCHING = """
    select {key} from {table} x join unnest(cast(:sources as text[]), cast(:source_ids as text[])) as n (source, source_id)
        on x.source = n.source and x.source_id = n.source_id
    union select {key} from {table} x where x.sha256 = any(cast(:sha256s as bytea[]))
    union select {key} from {table} x
        join unnest(cast(:serials as text[]), cast(:created_ats as timestamptz[])) as d (serial, created_at)
        on x.device_serial = d.serial and x.device_created_at = d.created_at
"""
_FIND_KNOWN = text(
    f"""
    select s.id, s.activity_id, s.source, s.source_id, s.sha256, s.device_serial, s.device_created_at,
           coalesce(a.parent_id, a.id) as root_id, a.leg_no, a.deleted_at is not null as is_deleted, a.started_at, a.elapsed_s
    from activity_source s join activity a on a.athlete_id = s.athlete_id and a.id = s.activity_id
    where s.id in ({_MATCHING.format(key="x.id", table="activity_source")})
    union all
    select null, t.activity_id, t.source, t.source_id, t.sha256, t.device_serial, t.device_created_at,
           t.activity_id, null, true, null, null
    from activity_tombstone t
    where (t.source, t.source_id) in ({_MATCHING.format(key="x.source, x.source_id", table="activity_tombstone")})
    """  # noqa: S608 -- composed of constants
)


async def find_known(db: AsyncConnection, new: Sequence[Known]) -> list[StoredSource]:
    """Sources and tombstones that share an id, an original or a device's recording with any of the new ones."""
    devices = [one.device for one in new if one.device]
    rows = await db.execute(
        _FIND_KNOWN,
        {
            "sources": [one.source for one in new],
            "source_ids": [one.source_id for one in new],
            "sha256s": list({one.sha256 for one in new if one.sha256}),
            "serials": [serial for serial, _ in devices],
            "created_ats": [created_at for _, created_at in devices],
        },
    )
    return [
        StoredSource(
            Known(
                row.activity_id,
                row.source,
                row.source_id,
                row.sha256,
                (row.device_serial, row.device_created_at) if row.device_serial and row.device_created_at else None,
                row.started_at.timestamp() if row.started_at else None,
                row.elapsed_s or 0.0,
            ),
            row.id,
            row.root_id,
            row.leg_no,
            row.is_deleted,
        )
        for row in rows
    ]


_FIND_NEAR = text(
    """
    select a.id, a.started_at, a.elapsed_s, a.sport_family, a.distance_m, a.start_latitude_deg, a.start_longitude_deg,
           a.end_latitude_deg, a.end_longitude_deg, a.average_heart_rate_bpm,
           array(select s.device_serial from activity_source s where s.athlete_id = a.athlete_id and s.activity_id = a.id
                 and s.device_serial is not null) as serials,
           array(select s.source from activity_source s where s.athlete_id = a.athlete_id and s.activity_id = a.id) as sources,
           a.parent_id is not null or a.composition is not null as is_part
    from activity a where a.id in (
        select b.id from unnest(cast(:froms as timestamptz[]), cast(:tos as timestamptz[])) as n (from_at, to_at)
        join activity b on b.started_at >= n.from_at and b.started_at <= n.to_at
        where b.deleted_at is null)
      and not a.is_multi_sport
    order by a.created_at, a.id
    """
)


@dataclass(frozen=True, slots=True)
class Near:
    """An activity near in time. `is_part`: it is a leg, or made of parts, so that no source of another whole joins it."""

    activity_id: UUID
    effort: Effort
    sources: frozenset[str]
    is_part: bool


async def find_near(db: AsyncConnection, starts: Sequence[datetime]) -> list[Near]:
    """What was recorded within reach of a clock error of any of the starts, the earliest recorded first."""
    # The bounds are made here: under row-level security only leakproof functions may decide what an index is asked for.
    reach = timedelta(seconds=LONGEST_SHIFT_S + START_TOLERANCE_S)
    bounds = {"froms": [start - reach for start in starts], "tos": [start + reach for start in starts]}
    rows = await db.execute(_FIND_NEAR, bounds)
    return [
        Near(row.id, effort_of(row._mapping, row.serials), frozenset(row.sources), row.is_part)  # pyright: ignore[reportPrivateUsage] -- SQLAlchemy's public name for it
        for row in rows
    ]


def effort_of(row: Any, serials: Sequence[str]) -> Effort:
    """What a comparison needs, of a projected row."""

    def place(of: str) -> tuple[float, float] | None:
        latitude, longitude = row[f"{of}_latitude_deg"], row[f"{of}_longitude_deg"]
        return None if latitude is None or longitude is None else (latitude, longitude)

    return Effort(
        row["started_at"].timestamp(),
        row["elapsed_s"],
        row["sport_family"],
        row["distance_m"],
        place("start"),
        place("end"),
        row["average_heart_rate_bpm"],
        frozenset(serials),
    )


@dataclass(slots=True)
class Writing:
    """Rows to be written together. Activities are projected rows with id, parent_id, leg_no and is_multi_sport."""

    activities: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    sources: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    streams: list[tuple[UUID, str, EncodedStream]] = field(default_factory=list[tuple[UUID, str, EncodedStream]])
    pairs: list[tuple[UUID, UUID, dict[str, Any]]] = field(default_factory=list[tuple[UUID, UUID, dict[str, Any]]])


_OWN = ("id", "parent_id", "leg_no", "is_multi_sport", "duplicate_of", *PROJECTED)
_INSERT = text(
    f"""
    with activities as (
        insert into activity (athlete_id, {", ".join(_OWN)})
        select :athlete_id, {", ".join(f"r.{name}" for name in _OWN)}
        from jsonb_populate_recordset(cast(null as activity), cast(:activities as jsonb)) r),
    sources as (
        insert into activity_source (athlete_id, id, activity_id, source, source_id, sha256, file_name, file_format, device_serial,
                                     device_created_at, batch_id, expires_at, permission, facts, measured)
        select :athlete_id, * from unnest(
            cast(:ids as uuid[]), cast(:activity_ids as uuid[]), cast(:sources as text[]), cast(:source_ids as text[]),
            cast(:sha256s as bytea[]), cast(:file_names as text[]), cast(:file_formats as text[]), cast(:device_serials as text[]),
            cast(:device_created_ats as timestamptz[]), cast(:batch_ids as uuid[]), cast(:expires_ats as timestamptz[]),
            cast(:permissions as text[]), cast(:facts as jsonb[]), cast(:measured as jsonb[]))),
    pairs as (
        insert into activity_duplicate (athlete_id, activity_id, other_id, evidence)
        select :athlete_id, * from unnest(cast(:pair_ids as uuid[]), cast(:other_ids as uuid[]), cast(:evidence as jsonb[])))
    insert into stream (athlete_id, source_id, channel, unit, sample_count, content)
    select :athlete_id, n.*
    from unnest(cast(:stream_source_ids as uuid[]), cast(:channels as text[]), cast(:units as text[]), cast(:sample_counts as integer[]),
                cast(:contents as bytea[])) as n
    on conflict (athlete_id, source_id, channel)
    do update set unit = excluded.unit, sample_count = excluded.sample_count, content = excluded.content
    """  # noqa: S608 -- composed of constants
)
_SOURCE_COLUMNS = {
    "ids": "id", "activity_ids": "activity_id", "sources": "source", "source_ids": "source_id", "sha256s": "sha256",
    "file_names": "file_name", "file_formats": "file_format", "device_serials": "device_serial",
    "device_created_ats": "device_created_at", "batch_ids": "batch_id", "expires_ats": "expires_at", "permissions": "permission",
    "facts": "facts", "measured": "measured",
}  # fmt: skip


async def insert_all(db: AsyncConnection, athlete_id: UUID, writing: Writing) -> None:
    """Activities, sources, streams and duplicate pairs in one statement."""
    values: dict[str, Any] = {
        "athlete_id": athlete_id,
        "activities": write_json(writing.activities),
        "pair_ids": [pair[0] for pair in writing.pairs],
        "other_ids": [pair[1] for pair in writing.pairs],
        "evidence": [write_json(pair[2]) for pair in writing.pairs],
        "stream_source_ids": [source_id for source_id, _, _ in writing.streams],
        "channels": [channel for _, channel, _ in writing.streams],
        "units": [stream.unit for _, _, stream in writing.streams],
        "sample_counts": [stream.sample_count for _, _, stream in writing.streams],
        "contents": [stream.content for _, _, stream in writing.streams],
    }
    values |= {many: [row[one] for row in writing.sources] for many, one in _SOURCE_COLUMNS.items()}
    await db.execute(_INSERT, values)


# A source heard again without its streams has them still, and what was measured in them.
_MEASURED = """
    case when u.measured = '{}' or (cast(u.measured ->> 'sample_count' as integer) = 0 and exists (
        select from stream t where t.athlete_id = s.athlete_id and t.source_id = s.id)) then s.measured else u.measured end
"""
_REFRESH = text(
    f"""
    update activity_source s set facts = u.facts, measured = {_MEASURED},
           sha256 = coalesce(u.sha256, s.sha256), file_name = coalesce(u.file_name, s.file_name), obtained_at = app.now(),
           expires_at = u.expires_at, permission = u.permission, upstream_state = 'present'
    from unnest(cast(:ids as uuid[]), cast(:facts as jsonb[]), cast(:measured as jsonb[]), cast(:sha256s as bytea[]),
                cast(:file_names as text[]), cast(:expires_ats as timestamptz[]), cast(:permissions as text[]))
         as u (id, facts, measured, sha256, file_name, expires_at, permission)
    where s.id = u.id and (s.facts, s.measured, s.sha256, s.expires_at, s.permission) is distinct from
          (u.facts, {_MEASURED}, coalesce(u.sha256, s.sha256), u.expires_at,
           u.permission)
    returning s.activity_id
    """  # noqa: S608 -- composed of constants
)


async def refresh_sources(db: AsyncConnection, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Take over what sources say now; returns the activities for which that is something new."""
    names = {"ids": "id", "facts": "facts", "measured": "measured", "sha256s": "sha256"}
    names |= {"file_names": "file_name", "expires_ats": "expires_at", "permissions": "permission"}
    found = await db.execute(_REFRESH, {many: [row[one] for row in rows] for many, one in names.items()})
    return set(found.scalars())
