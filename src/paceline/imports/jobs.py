"""Jobs and task functions of imports."""

from uuid import UUID

from paceline.imports.queries import batches, folders
from paceline.imports.service.batches import enqueue_slice
from paceline.imports.service.sources import forget_old_spools
from paceline.imports.service.watching import scan_folders
from paceline.imports.service.working import SliceEnd, work_slice
from paceline.imports.service.workshop import workshop_of
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.system import system_session
from paceline.infra.idempotency import forget_old_answers
from paceline.infra.jobs.registry import job
from paceline.infra.settings import settings


@job("imports.work")
async def work(athlete_id: str, batch_id: str) -> None:
    """One slice of a batch; asks for the next while there is work left."""
    athlete, batch = UUID(athlete_id), UUID(batch_id)
    if await work_slice(athlete, batch, workshop_of(settings())) is SliceEnd.MORE:
        async with athlete_session(athlete) as db:
            await enqueue_slice(db, athlete, batch)


async def resume_imports() -> dict[str, object]:
    """Task function `resume-imports`: wake every open batch that nobody works on, whatever became of its job."""
    async with system_session() as db:
        waiting = await batches.list_waiting(db)
        for athlete_id, batch_id in waiting:
            await enqueue_slice(db, athlete_id, batch_id)
    forget_old_spools(workshop_of(settings()).spool_dir)
    return {"woken": len(waiting)}


async def scan_watched_folders() -> dict[str, object]:
    """Task function `scan-watched-folders`: import what is new in them."""
    async with system_session() as db:
        athletes = await folders.list_watching_athletes(db)
    found = [await scan_folders(athlete_id, settings().import_dirs) for athlete_id in athletes]
    return {"athletes": len(athletes), "files": sum(found)}


async def cleanup_idempotent_answers() -> dict[str, object]:
    """Task function `cleanup-idempotent-answers`: forget answers after a day."""
    async with system_session() as db:
        return {"deleted": await forget_old_answers(db)}
