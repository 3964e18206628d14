"""Activities without a recording, as an athlete notes them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.queries import editing as queries
from paceline.activities.queries.recording import lock_athlete
from paceline.activities.rules.local_time import offset_in
from paceline.activities.rules.snapshots import Stated
from paceline.activities.schemas import (
    NewActivity,
    NewLeg,
    RecordOutcome,
    SourceFacts,
    SourceKind,
    TimeZoneSource,
    unix_ms,
)
from paceline.activities.service.editing.fields import check_start
from paceline.activities.service.project import reproject
from paceline.activities.service.record import record
from paceline.infra.errors import not_found
from paceline.infra.ids import new_id
from paceline.infra.time_zones import get_time_zone


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """What the athlete notes. `started_at_local` is a wall clock in `time_zone`."""

    sport: str
    started_at_local: datetime
    time_zone: str
    elapsed_s: float
    moving_s: float | None = None
    distance_m: float | None = None
    name: str | None = None
    description: str | None = None
    private_note: str | None = None
    perceived_exertion: float | None = None
    calories_kcal: float | None = None
    workout_type: str | None = None
    is_trainer: bool = False
    is_commute: bool = False
    is_race: bool = False
    gear_id: UUID | None = None
    summary: dict[str, float] | None = None
    """Totals under the names of `connectors.base.Recording.summary`."""


async def add_manual(db: AsyncConnection, athlete_id: UUID, entry: ManualEntry, *, made_by: str) -> RecordOutcome:
    """Record a manual entry. It may turn out a probable duplicate, like any other activity.

    Raises `AppError`: `time_zone_unknown`, `started_at_in_future`, `started_at_too_early`, `gear_not_found`.
    """
    started_at = entry.started_at_local.replace(tzinfo=get_time_zone(entry.time_zone))
    check_start(started_at.isoformat(), None)
    await lock_athlete(db, athlete_id)
    if entry.gear_id is not None and await queries.find_missing_gear(db, [entry.gear_id]):
        raise not_found("gear")
    facts = _facts_of(entry, started_at.astimezone(UTC))
    new = NewActivity(source=SourceKind.MANUAL, source_id=f"manual:{new_id()}", legs=(NewLeg(facts),))
    outcome = await record(db, athlete_id, new)
    if entry.gear_id is not None:
        (activity_id,) = outcome.activity_ids
        gear = {activity_id: {"gear_id": Stated(str(entry.gear_id))}}
        await queries.write_overrides(db, athlete_id, gear, made_by)
        await reproject(db, athlete_id, [activity_id])
    return outcome


def _facts_of(entry: ManualEntry, started_at: datetime) -> SourceFacts:
    return SourceFacts(
        started_at_ms=unix_ms(started_at),
        elapsed_s=entry.elapsed_s,
        sport=entry.sport,
        name=entry.name,
        description=entry.description,
        private_note=entry.private_note,
        utc_offset_s=offset_in(entry.time_zone, started_at),
        time_zone=entry.time_zone,
        time_zone_source=TimeZoneSource.ATHLETE,
        # Who notes "an hour" ran an hour, as far as is known.
        timer_s=entry.elapsed_s,
        moving_s=entry.moving_s,
        distance_m=entry.distance_m,
        summary=entry.summary or {},
        is_trainer=entry.is_trainer,
        is_commute=entry.is_commute,
        is_race=entry.is_race,
        is_manual=True,
        workout_type=entry.workout_type,
        perceived_exertion=entry.perceived_exertion,
        calories_kcal=entry.calories_kcal,
    )
