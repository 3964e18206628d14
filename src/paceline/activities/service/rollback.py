"""Taking sources back: what a batch brought, without a trace, or what a service no longer shows."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import edited_since
from paceline.activities.events import ActivityChanged, ActivityRemoved
from paceline.activities.queries import recording
from paceline.activities.queries import removal as queries
from paceline.activities.schemas import SourceKind
from paceline.activities.service.project import project, publish_changed
from paceline.infra import blobs
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.events import publish

_REMOVED = register("activities.batch_removed", "a batch's sources are removed, what stays is not projected yet")


@dataclass(frozen=True, slots=True)
class Rollback:
    """What a rollback did: activities gone, activities that stay by another source, originals dropped."""

    removed_ids: frozenset[UUID]
    kept_ids: frozenset[UUID]
    edited_ids: frozenset[UUID]
    dropped_blobs: int


async def remove_batch_sources(
    db: AsyncConnection, athlete_id: UUID, batch_id: UUID, *, force: bool = False
) -> Rollback:
    """Remove the sources a batch brought, and with them every activity that has no other.

    An activity with another source stays and is projected from it. Activities edited since (an override, a composition, an edit not
    undone) raise `AppError(edited_since)` with their ids, unless `force`. A deletion among them is forgotten too, so that a later
    import of the same files finds nothing. The caller removes its own rows, then the originals it held by `blobs.delete_if_unreferenced`.
    """
    await recording.lock_athlete(db, athlete_id)
    source_ids = await queries.list_batch_sources(db, batch_id)
    return await _remove(db, athlete_id, source_ids, force=force, keeps_tombstones=False)


async def withdraw_sources(
    db: AsyncConnection, athlete_id: UUID, source: SourceKind, source_ids: Collection[str]
) -> Rollback:
    """Remove what a service said of some activities, since it no longer does or may no longer be kept; edits do not hold it.

    An activity with another source stays and is projected from it. What the athlete deleted stays deleted if it is shown again.
    """
    await recording.lock_athlete(db, athlete_id)
    found = await queries.list_sources_of(db, source, source_ids)
    return await _remove(db, athlete_id, found, force=True, keeps_tombstones=True)


async def _remove(
    db: AsyncConnection, athlete_id: UUID, source_ids: Collection[UUID], *, force: bool, keeps_tombstones: bool
) -> Rollback:
    carriers = await queries.list_carriers(db, source_ids)
    edited = frozenset(one.id for one in carriers if one.is_edited)
    if edited and not force:
        raise edited_since(sorted(edited))
    gone = {one.id: one.local_on for one in carriers if not one.has_other_source}
    stay = {one.id for one in carriers if one.has_other_source}
    # The database lets go of what was a duplicate of those; it counts from now on, or as a duplicate of another.
    freed = await queries.list_duplicates_of(db, gone)
    sha256s = await queries.remove_sources(db, source_ids, list(gone), list(stay), keeps_tombstones=keeps_tombstones)
    crashpoint(_REMOVED)
    dropped = await blobs.delete_if_unreferenced(db, sha256s)
    if gone:
        await publish(db, ActivityRemoved(athlete_id, frozenset(gone), min(gone.values())))
    await publish_changed(db, athlete_id, await project(db, athlete_id, stay))
    await queries.settle_duplicates(db, freed)
    if freed:
        await publish(db, ActivityChanged(athlete_id, frozenset(freed), min(freed.values())))
    return Rollback(frozenset(gone), frozenset(stay), edited, dropped)
