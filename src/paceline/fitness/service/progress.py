"""How far a recomputation is."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.queries import analyses as queries
from paceline.fitness.rules.analysis import analysis_version
from paceline.fitness.service.recompute import SUBJECT, THRESHOLDS_SUBJECT
from paceline.infra.events import find_mark


@dataclass(frozen=True, slots=True)
class Recomputation:
    """A recomputation under way: from which local day on, and how many of all activities still wait for their analysis.

    With none waiting its last steps are left, which judge and sum up.
    """

    earliest_on: date
    waiting_count: int
    activity_count: int


async def find_recomputation(db: AsyncConnection) -> Recomputation | None:
    """What is being brought up to date, `None` when all is. Counts only while something is."""
    marks = [await find_mark(db, subject) for subject in (SUBJECT, THRESHOLDS_SUBJECT)]
    days = [mark.earliest_on for mark in marks if mark is not None]
    if not days:
        return None
    return Recomputation(min(days), *await queries.count_stale(db, analysis_version()))
