"""Places of which others shall see nothing. Whatever leaves this machine asks here first."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.queries import privacy_zones as queries
from paceline.athletes.queries.profile import lock_profile
from paceline.athletes.schemas import PrivacyZoneIn, PrivacyZonePatch
from paceline.athletes.tables import PrivacyZone
from paceline.infra.clock import utc_now
from paceline.infra.errors import conflict, not_found
from paceline.infra.ids import new_id

MOST_ZONES = 50


async def list_privacy_zones(db: AsyncConnection) -> list[PrivacyZone]:
    """All zones of the session's athlete."""
    return await queries.list_privacy_zones(db)


async def get_privacy_zone(db: AsyncConnection, zone_id: UUID) -> PrivacyZone:
    """Raises `AppError(privacy_zone_not_found)`."""
    found = await queries.find_privacy_zone(db, zone_id)
    if found is None:
        raise not_found("privacy_zone")
    return found


async def add_privacy_zone(db: AsyncConnection, said: PrivacyZoneIn) -> PrivacyZone:
    """Store a zone. Raises `AppError(too_many_privacy_zones)`."""
    await lock_profile(db)
    if len(await queries.list_privacy_zones(db)) >= MOST_ZONES:
        raise conflict("too_many_privacy_zones", "That are enough privacy zones. Remove one you no longer need.")
    return await queries.save_privacy_zone(db, PrivacyZone(new_id(), created_at=utc_now(), **said.model_dump()))


async def change_privacy_zone(db: AsyncConnection, zone_id: UUID, patch: PrivacyZonePatch) -> PrivacyZone:
    """Change what is named. Raises `AppError(privacy_zone_not_found)`."""
    await lock_profile(db)
    found = await get_privacy_zone(db, zone_id)
    changed = replace(found, **patch.model_dump(exclude_unset=True))
    return found if changed == found else await queries.save_privacy_zone(db, changed)


async def remove_privacy_zone(db: AsyncConnection, zone_id: UUID) -> None:
    """Remove a zone. Raises `AppError(privacy_zone_not_found)`."""
    await lock_profile(db)
    if not await queries.delete_privacy_zone(db, zone_id):
        raise not_found("privacy_zone")
