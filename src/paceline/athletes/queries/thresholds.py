"""Thresholds over time: those stated, those proposed, those dismissed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.schemas import ThresholdKind, ThresholdSource
from paceline.athletes.tables import ProposedThreshold, StoredThreshold, Threshold
from paceline.infra.ids import new_id

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
        await db.execute(text(_THRESHOLD + " where id = :id and dismissed_at is null for update"), {"id": threshold_id})
    ).first()
    return _stored(row) if row else None


async def get_threshold(db: AsyncConnection, threshold_id: UUID) -> StoredThreshold:
    """A threshold that is known to exist, dismissed or not."""
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
    """Make a value the athlete's word."""
    await db.execute(text("update threshold set is_confirmed = true where id = :id"), {"id": threshold_id})


async def dismiss_threshold(db: AsyncConnection, threshold_id: UUID) -> None:
    """Take a found value out of use; it stays, so that it is not found again."""
    await db.execute(
        text("update threshold set is_confirmed = false, dismissed_at = app.now() where id = :id"), {"id": threshold_id}
    )


async def delete_threshold(db: AsyncConnection, threshold_id: UUID) -> None:
    """Forget a value that the athlete stated."""
    await db.execute(text("delete from threshold where id = :id"), {"id": threshold_id})
