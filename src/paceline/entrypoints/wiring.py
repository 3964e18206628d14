"""Who is woken by what. One table of events, one of task functions, one of cron entries; importing this module installs them."""

from paceline.accounts import service as accounts
from paceline.activities import jobs as activities_jobs
from paceline.activities.events import ActivityChanged, ActivityRecorded, ActivityRemoved
from paceline.activities.service.relocalise import OF_TIME_ZONE
from paceline.athletes.events import JudgementChanged, TimeZoneChanged
from paceline.fitness import jobs as fitness_jobs
from paceline.fitness.events import FormulasChanged
from paceline.fitness.service.recompute import OF_ACTIVITIES, OF_STANDARDS
from paceline.imports import jobs as imports_jobs
from paceline.infra import events
from paceline.infra.jobs.cron import CronEntry
from paceline.samples import jobs as samples_jobs
from paceline.tasks import jobs as tasks_jobs
from paceline.tasks import service as tasks
from paceline.tasks.registry import register_functions

JOB_MODULES = (tasks_jobs, activities_jobs, fitness_jobs, imports_jobs, samples_jobs)

EVENTS: dict[type, tuple[events.Subscription, ...]] = {
    ActivityRecorded: OF_ACTIVITIES,
    ActivityChanged: OF_ACTIVITIES,
    ActivityRemoved: OF_ACTIVITIES,
    JudgementChanged: OF_STANDARDS,
    TimeZoneChanged: OF_TIME_ZONE,
    FormulasChanged: OF_ACTIVITIES,
}

FUNCTIONS = {
    "cleanup-expired-tokens": accounts.forget_expired,
    "cleanup-idempotent-answers": imports_jobs.cleanup_idempotent_answers,
    "cleanup-scheduled-tasks": tasks.forget_ended_tasks,
    "purge-deleted-activities": activities_jobs.purge_all_deleted,
    "refresh-stale-fitness": fitness_jobs.refresh_all_stale,
    "resume-imports": imports_jobs.resume_imports,
    "resume-samples": samples_jobs.resume_samples,
    "scan-watched-folders": imports_jobs.scan_watched_folders,
    "wake-for-dirty-marks": tasks.wake_for_dirty_marks,
}

# Back-stops: events and the jobs they wake do the work within seconds.
_CRON = {
    "cleanup-expired-tokens": "10 2 * * *",
    "process-scheduled-tasks": "* * * * *",
    "resume-imports": "* * * * *",
    "resume-samples": "* * * * *",
    "scan-watched-folders": "* * * * *",
    "wake-for-dirty-marks": "* * * * *",
    "cleanup-idempotent-answers": "15 2 * * *",
    "cleanup-scheduled-tasks": "0 2 * * *",
    "purge-deleted-activities": "20 2 * * *",
    "refresh-stale-fitness": "30 2 * * *",
}

CRON = tuple(
    CronEntry(name=name, cron=cron, job="tasks.run_scheduled", args={"function_name": name})
    if name in FUNCTIONS
    else CronEntry(name=name, cron=cron, job="tasks.process", args={})
    for name, cron in _CRON.items()
)


def load() -> None:
    """Install the tables. Every entrypoint calls it once."""
    events.wire(EVENTS)
    register_functions(FUNCTIONS)
