"""What runs when the athlete has moved to another time zone, and what runs by the clock."""

from uuid import UUID

from sqlalchemy import text

from paceline.activities.service.relocalise import JOB, relocalise
from paceline.activities.service.remove import KEPT_DAYS, purge_deleted
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.system import system_session
from paceline.infra.jobs.registry import job


@job(JOB)
async def relocalise_athlete(athlete_id: str) -> None:
    """Bring one athlete's activities to the present zone, a slice of them."""
    await relocalise(UUID(athlete_id))


async def purge_all_deleted() -> dict[str, object]:
    """Task function `purge-deleted-activities`: for every athlete in a transaction of its own, what was deleted over 30 days ago."""
    async with system_session() as db:
        athlete_ids = (await db.execute(text("select id from athlete order by id"))).scalars().all()
    purged = 0
    for athlete_id in athlete_ids:
        async with athlete_session(athlete_id) as db:
            purged += await purge_deleted(db, KEPT_DAYS)
    return {"purged": purged}
