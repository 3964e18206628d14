"""Synthetic recordings, new activities made of them as a decoding process would make them, and looks at what they became."""

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import (
    Companion,
    NewActivity,
    NewLeg,
    RecordOutcome,
    SourceFacts,
    SourceKind,
    file_source_id,
    write_json,
)
from paceline.activities.service.prepare import prepare_leg
from paceline.activities.service.record import record
from paceline.connectors.base import Channel, Samples
from paceline.infra.db.athlete import athlete_session

START_MS = 1_715_493_600_000  # 2024-05-12 06:00 UTC


def samples(seconds: int = 600, *, start_ms: int = START_MS, speed_mps: float = 8.0, seed: int = 1) -> Samples:
    """A ride at 1 Hz with every channel; the same arguments give the same ride."""
    chance = np.random.default_rng(seed)
    at_s = np.arange(seconds)
    speed = np.round(speed_mps + chance.normal(0, 0.05, seconds), 3)
    distance = np.round(np.cumsum(speed), 2)
    return Samples(
        start_ms + at_s * 1000,
        {
            Channel.DISTANCE: distance,
            Channel.LATITUDE: np.round(47.37 + distance / 111_195, 7),
            Channel.LONGITUDE: np.round(8.54 + np.zeros(seconds), 7),
            Channel.ALTITUDE: np.round(400 + 10 * np.sin(at_s / 300), 1),
            Channel.SPEED: speed,
            Channel.HEART_RATE: np.round(140 + 5 * np.sin(at_s / 60)),
            Channel.POWER: np.round(200 + chance.normal(0, 10, seconds)),
        },
    )


def leg(seconds: int = 600, *, start_ms: int = START_MS, sport: str = "ride", **changes: Any) -> NewLeg:
    """One leg, measured and encoded. `changes` go to its facts."""
    speed_mps = changes.pop("speed_mps", 8.0)
    recorded = samples(seconds, start_ms=start_ms, speed_mps=speed_mps)
    facts = SourceFacts(started_at_ms=start_ms, elapsed_s=float(seconds - 1), sport=sport, **changes)
    return prepare_leg(facts, recorded, athlete_time_zone="Europe/Zurich")


def original(text: str = "ride") -> bytes:
    return f"the bytes of {text} ".encode() * 20


def sha_of(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def file_activity(content: bytes | None = None, *legs: NewLeg, **changes: Any) -> NewActivity:
    """An activity of a device file."""
    sha256 = sha_of(content if content is not None else original())
    new = NewActivity(
        source=SourceKind.FILE,
        source_id=file_source_id(sha256),
        legs=legs or (leg(),),
        sha256=sha256,
        file_name="morning.fit",
        file_format="fit",
    )
    return replace(new, **changes)


def archive_facts(**changes: Any) -> SourceFacts:
    values: dict[str, Any] = {
        "started_at_ms": START_MS,
        "elapsed_s": 599.0,
        "sport": "ride",
        "sport_raw": "Ride",
        "name": "Round the lake",
        "description": "With Ana",
        "distance_m": 4800.0,
    }
    return SourceFacts(**values | changes)


def archive_row(sha256: bytes | None = None, source_id: str = "987654321", **changes: Any) -> NewActivity:
    """A row of an archive's table, without streams of its own."""
    return NewActivity(
        source=SourceKind.ARCHIVE, source_id=source_id, legs=(NewLeg(archive_facts(**changes)),), sha256=sha256
    )


def companion(source_id: str = "987654321", **changes: Any) -> Companion:
    return Companion(SourceKind.ARCHIVE, source_id, archive_facts(**changes))


TABLES = (
    "activity",
    "activity_source",
    "stream",
    "blob",
    "blob_chunk",
    "activity_tombstone",
    "activity_duplicate",
    "activity_override",
    "activity_edit",
    "gear",
)


async def row_counts(db: AsyncConnection) -> dict[str, int]:
    """How many rows each table of the slice holds for this athlete."""
    counted = await db.execute(
        text("select " + ", ".join(f"(select count(*) from {table}) as {table}" for table in TABLES))
    )
    return dict(counted.mappings().one())


async def activity_rows(db: AsyncConnection) -> list[dict[str, Any]]:
    """All activities as they lie, the earliest recorded first."""
    return [dict(row) for row in (await db.execute(text("select * from activity order by id"))).mappings()]


async def set_override(db: AsyncConnection, athlete_id: UUID, activity_id: UUID, field: str, value: object) -> None:
    await db.execute(
        text(
            "insert into activity_override (athlete_id, activity_id, field, value, set_by) "
            "values (:athlete_id, :activity_id, :field, cast(:value as jsonb), 'athlete') "
            "on conflict (athlete_id, activity_id, field) do update set value = excluded.value"
        ),
        {"athlete_id": athlete_id, "activity_id": activity_id, "field": field, "value": write_json(value)},
    )


async def record_one(athlete_id: UUID, new: NewActivity, blob: bytes | None = None, **options: bool) -> RecordOutcome:
    """Record in a transaction of its own."""
    async with athlete_session(athlete_id) as db:
        return await record(db, athlete_id, new, blob=blob, **options)


async def rows_of(athlete_id: UUID) -> list[dict[str, Any]]:
    """`activity_rows` in a transaction of its own."""
    async with athlete_session(athlete_id, read_only=True) as db:
        return await activity_rows(db)


async def counts_of(athlete_id: UUID) -> dict[str, int]:
    """`row_counts` in a transaction of its own."""
    async with athlete_session(athlete_id, read_only=True) as db:
        return await row_counts(db)
