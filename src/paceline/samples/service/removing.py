"""Removing: the import is rolled back, and with it goes all that the sample brought, in one transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.service.gear import list_gear
from paceline.activities.service.read import list_activities
from paceline.athletes import service as athletes
from paceline.athletes.service.notes import list_notes
from paceline.athletes.service.privacy_zones import list_privacy_zones
from paceline.imports.service import batches
from paceline.imports.service.ending import suggest_time_zone_of_training
from paceline.infra.crashpoints import crashpoint, register
from paceline.samples import queries
from paceline.samples.errors import no_sample
from paceline.samples.service.belongings import take_away
from paceline.samples.tables import Brought

_OWN = 200
_REMOVED = register("samples.removed", "a set is taken out, its transaction is not committed")


@dataclass(frozen=True, slots=True)
class Removed:
    """What a removal did: activities gone, activities that stay by a file of the athlete's own."""

    removed_ids: frozenset[UUID]
    kept_ids: frozenset[UUID]


async def remove_sample(db: AsyncConnection, athlete_id: UUID) -> Removed:
    """Take out the sample data of an athlete, also what was edited of it; the athlete's own stays.

    Raises `AppError`: `sample_not_found`; `import_running` while a process works on its import.
    """
    sample = await queries.find_sample(db, hold=True)
    if sample is None:
        raise no_sample()
    removed = Removed(frozenset(), frozenset())
    if sample.batch_id is not None:
        _, taken = await batches.roll_back(db, athlete_id, sample.batch_id, force=True)
        removed = Removed(taken.removed_ids, taken.kept_ids)
        await take_away(db, Brought(**sample.brought))
        await batches.forget_rolled_back(db, sample.batch_id)
        await suggest_time_zone_of_training(db)
    await queries.delete_sample(db)
    crashpoint(_REMOVED)
    return removed


async def has_own_data(db: AsyncConnection) -> bool:
    """Whether an athlete without sample data has entered or imported anything: then the account is somebody's."""
    if (await list_activities(db, limit=1)).rows or await batches.list_batches(db, limit=1):
        return True
    stated = await athletes.list_thresholds(db, after=None, limit=_OWN)
    return bool(
        [one for one in stated if one.threshold.is_confirmed]
        or await athletes.list_weights(db, before=None, limit=1)
        or await list_notes(db, limit=1)
        or await list_gear(db)
        or await list_privacy_zones(db)
    )
