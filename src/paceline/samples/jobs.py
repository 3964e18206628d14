"""Jobs and task functions of samples."""

from uuid import UUID

from paceline.imports.service.workshop import workshop_of
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.system import system_session
from paceline.infra.jobs.registry import job
from paceline.infra.settings import settings
from paceline.samples import queries
from paceline.samples.service.filling import enqueue_prepare, prepare


@job("samples.prepare")
async def prepare_sample(athlete_id: str) -> None:
    """Write the files of an athlete's set and begin their import."""
    await prepare(UUID(athlete_id), workshop_of(settings()))


async def resume_samples() -> dict[str, object]:
    """Task function `resume-samples`: wake every set that waits for its files, whatever became of its job."""
    async with system_session() as db:
        waiting = await queries.list_waiting(db)
    for athlete_id in waiting:
        async with athlete_session(athlete_id) as db:
            await enqueue_prepare(db, athlete_id)
    return {"woken": len(waiting)}
