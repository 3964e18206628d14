"""Bringing the projection up to date with sources, composition and overrides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.events import ActivityChanged
from paceline.activities.queries import projection as queries
from paceline.activities.rules.projection import project_activity
from paceline.activities.schemas import storable_text
from paceline.connectors.sports import SportFamily
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.events import publish

_PROJECTED = register("activities.projected", "the projection follows its sources and overrides, nobody is told yet")

_GEAR_KINDS = {SportFamily.RIDE: "bike", SportFamily.RUN: "shoes", SportFamily.WALK: "shoes"}
_LONGEST_GEAR_NAME = 200


@dataclass(frozen=True, slots=True)
class Projected:
    """Which activities read differently now, and the earliest day that concerns, before or after."""

    changed_ids: frozenset[UUID]
    earliest_on: date | None


async def project(
    db: AsyncConnection, athlete_id: UUID, activity_ids: Collection[UUID], *, streams_changed: Collection[UUID] = ()
) -> Projected:
    """Recompute the projected columns of some activities; two statements (three with gear), whatever their number.

    The streams' revision rises where another source became the primary one, and for `streams_changed`. Publishes nothing.
    """
    if not activity_ids:
        return Projected(frozenset(), None)
    before = await queries.load_projectable(db, activity_ids)
    rows: list[dict[str, Any]] = []
    for one in before:
        zone = one.athlete_time_zone
        rows.append(project_activity(one.sources, one.overrides, one.composed, athlete_time_zone=zone))
        rows[-1]["id"] = one.id
    await resolve_gear(db, athlete_id, rows)
    changed = await queries.update_projection(db, rows, streams_changed)
    crashpoint(_PROJECTED)
    days: list[date] = [one.local_on for one in before if one.id in changed]
    days += [row["local_on"] for row in rows if row["id"] in changed]
    return Projected(frozenset(changed), min(days, default=None))


async def reproject(db: AsyncConnection, athlete_id: UUID, activity_ids: Collection[UUID]) -> Projected:
    """`project`, and tell of what changed. What an edit ends with."""
    projected = await project(db, athlete_id, activity_ids)
    await publish_changed(db, athlete_id, projected)
    return projected


async def publish_changed(db: AsyncConnection, athlete_id: UUID, projected: Projected) -> None:
    """Tell of what a projection changed, if anything."""
    if projected.earliest_on is not None:
        await publish(db, ActivityChanged(athlete_id, projected.changed_ids, projected.earliest_on))


async def resolve_gear(db: AsyncConnection, athlete_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Turn the name of the gear in projected rows into its id; unknown gear is made. No statement where no source names any."""
    wanted = {name: _new_gear(row) for row in rows if "gear_id" not in row and (name := _short(row["gear"]))}
    ids = await queries.ensure_gear(db, athlete_id, wanted)
    for row in rows:
        name = _short(row["gear"])
        row.setdefault("gear_id", ids.get(name) if name else None)


def _new_gear(row: Mapping[str, Any]) -> queries.NewGear:
    kind = row["gear_kind"] or _GEAR_KINDS.get(row["sport_family"], "other")
    return queries.NewGear(kind, _short(row["gear_brand"]), _short(row["gear_model"]))


def _short(words: str | None) -> str | None:
    return storable_text(words or "").strip()[:_LONGEST_GEAR_NAME] or None
