"""The shape of the cron table. Apart from the worker, so that the web process need not load the queue's engine."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CronEntry:
    """One line of the cron table: its name, when, which job, with what."""

    name: str
    cron: str
    job: str
    args: dict[str, Any]
