"""Bringing back the jobs of killed workers. Procrastinate leaves them `doing` for ever, and with them their lock."""

import structlog
from procrastinate import App
from procrastinate import exceptions as queue_errors
from procrastinate.jobs import Status

log = structlog.get_logger("paceline.worker")


async def rescue_stalled_jobs(app: App, stalled_after_s: float) -> int:
    """Put the jobs of workers without a heartbeat back into the queue; returns how many.

    A job whose twin already waits under the same queueing lock cannot go back: it is ended, since the twin does the work.
    """
    rescued = 0
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_s):
        try:
            await app.job_manager.retry_job(stalled)
        except queue_errors.ConnectorException:
            assert stalled.id is not None
            await app.job_manager.finish_job_by_id_async(job_id=stalled.id, status=Status.FAILED, delete_job=True)
        rescued += 1
        log.warning("job_rescued", job=stalled.task_name, attempts=stalled.attempts)
    return rescued
