"""Running what the ledger asks for."""

import asyncio

import structlog

from paceline.infra import events
from paceline.infra.db.system import system_session
from paceline.infra.errors import AppError, not_found
from paceline.infra.jobs.queue import enqueue
from paceline.tasks import queries
from paceline.tasks.queries import ClaimedTask
from paceline.tasks.registry import TaskFunction, find_function

log = structlog.get_logger("paceline.tasks")


async def request_task(function_name: str, requested_by: str) -> int:
    """Log a task and ask for its run, in one transaction. An unknown name is logged too, and fails visibly when it runs."""
    async with system_session() as db:
        task_id = await queries.insert_task(db, function_name, requested_by)
        await enqueue(db, "tasks.process", once="tasks.process")
        return task_id


async def retry_task(task_id: int) -> None:
    """Run a failed task again. Raises `AppError(task_not_found)`."""
    async with system_session() as db:
        if not await queries.reset_task(db, task_id):
            raise not_found("task")
        await enqueue(db, "tasks.process", once="tasks.process")


async def process_due_tasks() -> int:
    """Run every task that is due, one after another; returns how many ran."""
    ran = 0
    while True:
        async with system_session() as db:
            task = await queries.claim_due_task(db)
        if task is None:
            return ran
        await _run(task)
        ran += 1


async def _run(task: ClaimedTask) -> None:
    function = find_function(task.function_name)
    result, error = (await _outcome(function)) if function else (None, _UNKNOWN | {"function_name": task.function_name})
    if error:
        log.warning("task_failed", function_name=task.function_name, code=error["code"])
    async with system_session() as db:
        await queries.finish_task(db, task, result=result, error=error)


_UNKNOWN: dict[str, object] = {"code": "unknown_function", "message": "There is no task function of this name."}


async def _outcome(function: TaskFunction) -> tuple[dict[str, object] | None, dict[str, object] | None]:
    """Result or error payload. A fault of the program ends the task visibly too, instead of leaving its row running."""
    (end,) = await asyncio.gather(function(), return_exceptions=True)
    if isinstance(end, AppError):
        return None, {"code": end.code, "message": end.message}
    if isinstance(end, Exception):
        log.error("task_crashed", exc_info=end)
        return None, {"code": "internal_error", "message": type(end).__name__}
    if isinstance(end, BaseException):
        raise end
    return end, None


async def list_tasks(limit: int = 50) -> list[dict[str, object]]:
    """The newest entries of the ledger."""
    async with system_session() as db:
        return await queries.list_tasks(db, limit)


async def list_last_runs() -> list[dict[str, object]]:
    """The newest entry of each function: status, start, end and duration in ms."""
    async with system_session() as db:
        return await queries.list_last_runs(db)


async def forget_ended_tasks() -> dict[str, object]:
    """Task function `cleanup-scheduled-tasks`."""
    async with system_session() as db:
        return {"deleted": await queries.delete_ended(db)}


async def wake_for_dirty_marks() -> dict[str, object]:
    """Task function `wake-for-dirty-marks`: what an event marked and no job has cleared is asked for again."""
    async with system_session() as db:
        return {"marks": await events.wake_for_marks(db)}
