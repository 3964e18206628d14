"""Setting fields of one activity or of many, as overrides."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_changed
from paceline.activities.queries import editing as queries
from paceline.activities.queries import history
from paceline.activities.queries.editing import Target
from paceline.activities.queries.recording import lock_athlete
from paceline.activities.rules.snapshots import Snapshot, Stated
from paceline.activities.service.editing.targets import get_living_targets
from paceline.activities.service.project import reproject
from paceline.infra.clock import utc_now
from paceline.infra.errors import invalid, not_found
from paceline.infra.time_zones import get_time_zone

# What holds for a multi-sport activity holds for its legs, since only they count.
_SHARED_WITH_LEGS = frozenset({"is_excluded"})

Changes = Mapping[str, Stated | None]
"""Field → the value set by hand, or `None`: what the sources say is shown again."""


def revision_of(updated_at: datetime) -> str:
    """What `If-Match` takes: it changes whenever the activity does."""
    return str(round(updated_at.timestamp() * 1_000_000))


async def set_fields(
    db: AsyncConnection,
    athlete_id: UUID,
    activity_ids: Collection[UUID],
    changes: Changes,
    *,
    made_by: str,
    expected_revision: str | None = None,
) -> UUID | None:
    """Set the same fields of all the activities, as one edit; returns its id, `None` when nothing was different.

    `changes`: names in `rules.projection.OVERRIDABLE`. Raises `AppError`: `activity_not_found`, `activity_deleted`, `activity_changed`
    (for an expected revision), `gear_not_found`, `source_not_found`, `time_zone_unknown`, `started_at_in_future`.
    """
    # Who projects the same activities under this lock has read the overrides before it waits for the rows, and would write without ours.
    await lock_athlete(db, athlete_id)
    targets = await get_living_targets(db, activity_ids)
    if expected_revision is not None and any(
        revision_of(one.updated_at) != expected_revision for one in targets.values()
    ):
        raise activity_changed()
    await _check(db, targets, changes)
    wanted: dict[UUID, dict[str, Stated | None]] = {key: dict(changes) for key in targets}
    shared = {name: value for name, value in changes.items() if name in _SHARED_WITH_LEGS}
    wholes = [one.id for one in targets.values() if one.is_multi_sport]
    if shared and wholes:
        wanted |= {leg_id: shared | wanted.get(leg_id, {}) for leg_id in await queries.list_leg_ids(db, wholes)}
    found = await queries.find_overrides(db, wanted, changes)
    before = {key: {name: found[key][name] for name in named} for key, named in wanted.items()}
    different = {key for key in wanted if wanted[key] != before[key]}
    if not different:
        return None
    wanted = {key: named for key, named in wanted.items() if key in different}
    await queries.write_overrides(db, athlete_id, wanted, made_by)
    await reproject(db, athlete_id, different)
    states = Snapshot(overrides={key: before[key] for key in different}), Snapshot(overrides=wanted)
    return await history.insert_edit(db, athlete_id, "set_fields", different, states, made_by)


async def _check(db: AsyncConnection, targets: Mapping[UUID, Target], changes: Changes) -> None:
    values = {name: stated.value for name, stated in changes.items() if stated is not None}
    gear_id = values.get("gear_id")
    if gear_id is not None and await queries.find_missing_gear(db, [gear_id]):
        raise not_found("gear")
    source_id = values.get("primary_source_id")
    if source_id is not None and UUID(source_id) not in await queries.list_source_ids(db, targets):
        raise not_found("source")
    check_start(values.get("started_at"), values.get("time_zone"))


def check_start(started_at: str | None, time_zone: str | None) -> None:
    """Raises `AppError`: `time_zone_unknown`, `started_at_in_future`, `started_at_too_early`."""
    if time_zone is not None:
        get_time_zone(time_zone)
    if started_at is None:
        return
    now = utc_now()
    moment = datetime.fromisoformat(started_at)
    if moment.year < 1900:
        raise invalid("started_at_too_early", "No activity is that old.")
    # The year first: the last days of the calendar have no UTC.
    if moment.year > now.year + 1 or moment.astimezone(UTC) > now + timedelta(days=1):
        raise invalid("started_at_in_future", "An activity has begun before it is noted.")
