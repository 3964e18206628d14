"""What an admin sees of the instance: health, imports and tasks in figures. Nothing here shows anybody's training."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from paceline import __version__
from paceline.accounts.routes.requests import Admin, no_store, settings_of
from paceline.accounts.service import people
from paceline.entrypoints.wiring import CRON
from paceline.imports.service.overview import list_of_everybody
from paceline.infra.clock import utc_now
from paceline.infra.db.health import pool_use, read_database_health
from paceline.infra.db.migrate import head_revision
from paceline.infra.db.system import system_session
from paceline.infra.jobs.health import read_queue_health
from paceline.infra.web.paging import Cursor, Limit, foreign_cursor, read_cursor, write_cursor
from paceline.infra.web.routing import api_router
from paceline.tasks import service as tasks

router: APIRouter = api_router("/admin", tags=["admin"], dependencies=[Depends(no_store)])

TaskId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DatabaseOut(_Out):
    kind: Literal["embedded", "server"]
    version: str
    size_bytes: int
    revision: str = Field(description="Of the schema as it is.")
    newest_revision: str = Field(description="That this program knows.")
    pool_size: int = Field(description="Connections that the answering process may have.")
    pool_in_use: int


class QueueOut(_Out):
    """Background jobs. Those that ended well are forgotten."""

    waiting: int
    running: int
    failed: int
    oldest_waiting_since: datetime | None
    worker_heard_at: datetime | None = Field(description="Workers are heard of every few seconds; null: there is none.")


class LastRunOut(_Out):
    """A scheduled task: when it runs, and how its last run went."""

    function_name: str
    cron: str | None
    next_run_at: datetime | None
    status: str | None = Field(description="`pending`, `running`, `completed`, `failed`; null: it never ran.")
    started_at: datetime | None
    finished_at: datetime | None
    duration_ms: int | None


class HealthOut(_Out):
    version: str
    database: DatabaseOut
    queue: QueueOut
    tasks: list[LastRunOut]


class BatchFiguresOut(_Out):
    """An import as figures; what its files are called is its athlete's own affair."""

    id: UUID
    username: str | None = Field(description="Null: the athlete has no account.")
    origin: str
    status: str
    imported_count: int
    duplicate_count: int
    skipped_count: int
    failed_count: int
    total_count: int
    error_code: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class BatchFiguresPageOut(_Out):
    items: list[BatchFiguresOut]
    next_cursor: str | None


class TaskOut(_Out):
    id: int
    function_name: str
    scheduled_time: datetime
    status: str
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None
    duration_ms: int | None
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    requested_by: str


class TasksOut(_Out):
    """The ledger of scheduled tasks, the newest first, and what runs when."""

    items: list[TaskOut]
    schedule: list[LastRunOut]


@router.get("/health")
async def get_health(request: Request, principal: Admin) -> HealthOut:
    """Version, database, background jobs, and how each scheduled task last went."""
    _ = principal
    async with system_session() as db:
        database, queue = await read_database_health(db), await read_queue_health(db)
        pool = pool_use()
    return HealthOut(
        version=__version__,
        database=DatabaseOut(
            kind="server" if settings_of(request).database_url else "embedded",
            version=database.version,
            size_bytes=database.size_bytes,
            revision=database.revision,
            newest_revision=head_revision(),
            pool_size=pool.size,
            pool_in_use=pool.in_use,
        ),
        queue=QueueOut.model_validate(queue),
        tasks=await _schedule(),
    )


@router.get("/imports")
async def list_imports_of_everybody(principal: Admin, limit: Limit = 30, cursor: Cursor = None) -> BatchFiguresPageOut:
    """The imports of all athletes in figures, the newest first, without file names and labels."""
    _ = principal
    async with system_session() as db:
        found = await list_of_everybody(db, limit=limit + 1, before=_key_of(cursor))
        usernames = await people.list_usernames(db, {one.athlete_id for one in found})
    page = found[:limit]
    return BatchFiguresPageOut(
        items=[
            BatchFiguresOut(
                username=usernames.get(one.athlete_id),
                **{name: getattr(one, name) for name in BatchFiguresOut.model_fields if name != "username"},
            )
            for one in page
        ],
        next_cursor=write_cursor(page[-1].created_at.isoformat(), page[-1].id) if len(found) > limit else None,
    )


def _key_of(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    moment, key = read_cursor(cursor, 2)
    try:
        made_at = datetime.fromisoformat(str(moment))
        if made_at.tzinfo is None:
            raise foreign_cursor()
        return made_at, UUID(str(key))
    except ValueError as error:
        raise foreign_cursor() from error


@router.get("/tasks")
async def list_tasks(principal: Admin, limit: Limit = 30) -> TasksOut:
    """The newest entries of the ledger, and each scheduled task with its last and its next run."""
    _ = principal
    return TasksOut(
        items=[TaskOut.model_validate(one) for one in await tasks.list_tasks(limit)], schedule=await _schedule()
    )


@router.post("/tasks/{task_id}/retry", status_code=204)
async def retry_task(task_id: TaskId, principal: Admin) -> None:
    """Run a failed task again."""
    _ = principal
    await tasks.retry_task(task_id)


async def _schedule() -> list[LastRunOut]:
    # Its time zone data take a while to load, and only an admin asks.
    from croniter import croniter

    last = {str(one["function_name"]): one for one in await tasks.list_last_runs()}
    cron = {entry.name: entry.cron for entry in CRON if entry.job == "tasks.run_scheduled"}
    never = dict.fromkeys(("status", "started_at", "finished_at", "duration_ms"))
    now = utc_now()
    return [
        LastRunOut.model_validate(
            {
                **never,
                **last.get(name, {}),
                "function_name": name,
                "cron": cron.get(name),
                "next_run_at": croniter(cron[name], now).get_next(datetime) if name in cron else None,
            }
        )
        for name in sorted(last.keys() | cron.keys())
    ]
