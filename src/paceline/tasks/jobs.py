"""Jobs of the ledger."""

from paceline.infra.jobs.registry import job
from paceline.tasks import service


@job("tasks.process")
async def process() -> None:
    """Run what is due."""
    await service.process_due_tasks()


@job("tasks.run_scheduled")
async def run_scheduled(function_name: str) -> None:
    """A tick of the cron table: log the task, then run what is due."""
    await service.request_task(function_name, "cron")
    await service.process_due_tasks()
