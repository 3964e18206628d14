"""Places of which others shall see nothing."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.tables import PrivacyZone

_COLUMNS = "id, name, latitude_deg, longitude_deg, radius_m, created_at"
_ZONE = f"select {_COLUMNS} from privacy_zone"  # noqa: S608 -- constant


async def list_privacy_zones(db: AsyncConnection) -> list[PrivacyZone]:
    """All of them, in the order in which they were made."""
    return [PrivacyZone(*row) for row in await db.execute(text(_ZONE + " order by id"))]


async def find_privacy_zone(db: AsyncConnection, zone_id: UUID) -> PrivacyZone | None:
    """One zone."""
    row = (await db.execute(text(_ZONE + " where id = :id"), {"id": zone_id})).first()
    return PrivacyZone(*row) if row else None


async def save_privacy_zone(db: AsyncConnection, zone: PrivacyZone) -> PrivacyZone:
    """Insert a zone, or write what it is now."""
    row = await db.execute(
        text(
            f"""
            insert into privacy_zone (athlete_id, id, name, latitude_deg, longitude_deg, radius_m)
            values (app.athlete(), :id, :name, :latitude_deg, :longitude_deg, :radius_m)
            on conflict (athlete_id, id) do update
            set name = excluded.name, latitude_deg = excluded.latitude_deg, longitude_deg = excluded.longitude_deg,
                radius_m = excluded.radius_m
            returning {_COLUMNS}
            """  # noqa: S608 -- constant
        ),
        asdict(zone),
    )
    return PrivacyZone(*row.one())


async def delete_privacy_zone(db: AsyncConnection, zone_id: UUID) -> bool:
    """`False` when there is no such zone."""
    done = await db.execute(text("delete from privacy_zone where id = :id"), {"id": zone_id})
    return done.rowcount == 1
