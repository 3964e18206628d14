"""What wakes the recomputation: events of activities and athletes, and once a night a look for changed formulas."""

from uuid import UUID

from sqlalchemy import text

from paceline.fitness.service.recompute import JOB, recompute, refresh_stale
from paceline.infra.db.system import system_session
from paceline.infra.jobs.registry import job


@job(JOB)
async def recompute_athlete(athlete_id: str) -> None:
    """Work off what changed for one athlete."""
    await recompute(UUID(athlete_id))


async def refresh_all_stale() -> dict[str, object]:
    """Task function `refresh-stale-fitness`: asks for a run of every athlete whose derived rows were made by other formulas."""
    async with system_session() as db:
        athlete_ids = (await db.execute(text("select id from athlete order by id"))).scalars().all()
    asked = 0
    for athlete_id in athlete_ids:
        asked += await refresh_stale(athlete_id)
    return {"asked": asked}
