"""Events go up: a lower slice publishes, `entrypoints.wiring` says who is woken.

An event carries ids. Publishing it upserts one dirty mark per subscriber (athlete, subject, earliest day) and asks for one wake-up job, in
the publisher's transaction: two thousand imported files leave one mark and one waiting job. The marks are the truth; a lost job loses
nothing, because the next one finds them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.jobs.queue import wake_all


class Event(Protocol):
    """What every event says: whose, and from which local day on things may differ."""

    @property
    def athlete_id(self) -> UUID: ...
    @property
    def earliest_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants to know: the subject of the dirty mark and the job that clears it."""

    subject: str
    job: str


_wiring: Mapping[type, Sequence[Subscription]] | None = None

_MARK = text(
    """
    insert into dirty_mark (athlete_id, subject, earliest_on)
    select :athlete_id, subject, :earliest_on from unnest(cast(:subjects as text[])) as subject
    on conflict (athlete_id, subject) do update
    set earliest_on = least(dirty_mark.earliest_on, excluded.earliest_on), mark_no = dirty_mark.mark_no + 1
    """
)


def wire(table: Mapping[type, Sequence[Subscription]]) -> None:
    """Install the table of events and subscribers. Called once, by `entrypoints.wiring`."""
    global _wiring
    _wiring = table


async def publish(db: AsyncConnection, event: Event) -> None:
    """Mark and wake every subscriber. Raises `RuntimeError` when the wiring is not loaded, `KeyError` for an event that is not in it."""
    if _wiring is None:
        raise RuntimeError("events are published before entrypoints.wiring is loaded")
    subscriptions = _wiring[type(event)]
    if not subscriptions:
        return
    subjects = [subscription.subject for subscription in subscriptions]
    await db.execute(_MARK, {"athlete_id": event.athlete_id, "subjects": subjects, "earliest_on": event.earliest_on})
    await wake_all(db, [subscription.job for subscription in subscriptions], event.athlete_id)


async def wake(db: AsyncConnection, job: str, athlete_id: UUID) -> None:
    """Ask for one run of a job for one athlete, one at a time per athlete."""
    await wake_all(db, [job], athlete_id)


async def wake_for_marks(db: AsyncConnection) -> int:
    """Wake the subscriber of every mark that is left, across athletes; returns how many there are.

    The back-stop for a wake-up that was lost. Needs the second door.
    """
    jobs = {subscription.subject: subscription.job for table in (_wiring or {}).values() for subscription in table}
    marks = (await db.execute(text("select athlete_id, subject from dirty_mark order by marked_at"))).all()
    for mark in marks:
        if mark.subject in jobs:
            await wake(db, jobs[mark.subject], mark.athlete_id)
    return len(marks)


@dataclass(frozen=True, slots=True)
class DirtyMark:
    """What a subscriber finds: from which day on, and the number it must give back to clear just this state of the mark."""

    earliest_on: date
    mark_no: int


async def find_mark(db: AsyncConnection, subject: str) -> DirtyMark | None:
    """The mark of the session's athlete for a subject."""
    row = (
        await db.execute(
            text("select earliest_on, mark_no from dirty_mark where subject = :subject"), {"subject": subject}
        )
    ).first()
    return DirtyMark(row.earliest_on, row.mark_no) if row else None


async def clear_mark(db: AsyncConnection, subject: str, mark: DirtyMark) -> bool:
    """Remove a mark unless it was raised again since it was read; `False` then, and the next wake-up finds it."""
    done = await db.execute(
        text("delete from dirty_mark where subject = :subject and mark_no = :mark_no"),
        {"subject": subject, "mark_no": mark.mark_no},
    )
    return done.rowcount == 1
