"""Enqueueing and rescue: a job exists if and only if its transaction commits, and a killed one comes back."""

from uuid import UUID

import pytest
from procrastinate.jobs import Status
from sqlalchemy import text

from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.engine import transaction
from paceline.infra.jobs import registry
from paceline.infra.jobs.cron import CronEntry
from paceline.infra.jobs.queue import enqueue
from paceline.infra.jobs.registry import job
from paceline.infra.jobs.rescue import rescue_stalled_jobs
from paceline.infra.jobs.worker import queue_app, work_off

ran: list[str] = []


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    ran.clear()
    monkeypatch.setattr(registry, "_JOBS", dict(registry.jobs()))

    @job("example.note")
    async def note(word: str) -> None:
        ran.append(word)


async def _waiting() -> int:
    async with transaction() as db:
        return (await db.execute(text("select count(*) from procrastinate_jobs where status = 'todo'"))).scalar_one()


async def test_a_job_of_a_rolled_back_transaction_never_exists(athlete_id: UUID) -> None:
    async def fail_after_enqueueing() -> None:
        async with athlete_session(athlete_id) as db:
            await enqueue(db, "example.note", {"word": "lost"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_enqueueing()
    assert await _waiting() == 0


async def test_a_committed_job_runs_once(athlete_id: UUID, database: str) -> None:
    async with athlete_session(athlete_id) as db:
        await enqueue(db, "example.note", {"word": "kept"})
    await work_off(database)
    await work_off(database)
    assert ran == ["kept"]


async def test_many_wake_ups_before_the_job_runs_are_one(athlete_id: UUID, database: str) -> None:
    for _ in range(5):
        async with athlete_session(athlete_id) as db:
            await enqueue(db, "example.note", {"word": "once"}, once="note", lock="note")
    assert await _waiting() == 1
    await work_off(database)
    assert ran == ["once"]


async def test_an_unknown_job_is_refused_before_anything_is_written(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        with pytest.raises(KeyError):
            await enqueue(db, "example.unknown")


async def _take_as_dead_worker(job_lock: str) -> None:
    """Leave a job as a worker killed an hour ago would: `doing`, its worker without a heartbeat."""
    async with transaction() as db:
        worker = (
            await db.execute(
                text(
                    "insert into procrastinate_workers (last_heartbeat) values (app.now() - interval '1 hour') returning id"
                )
            )
        ).scalar_one()
        await db.execute(
            text("update procrastinate_jobs set status = 'doing', worker_id = :worker where lock = :lock"),
            {"worker": worker, "lock": job_lock},
        )


async def test_the_job_of_a_killed_worker_runs_again(athlete_id: UUID, database: str) -> None:
    async with athlete_session(athlete_id) as db:
        await enqueue(db, "example.note", {"word": "again"}, once="note", lock="note")
    await _take_as_dead_worker("note")
    app = queue_app(database)
    async with app.open_async():
        assert await rescue_stalled_jobs(app, 20) == 1
    await work_off(database)
    assert ran == ["again"]


async def test_a_killed_job_whose_twin_waits_gives_up_its_lock_to_the_twin(athlete_id: UUID, database: str) -> None:
    for word in ("killed", "twin"):
        async with athlete_session(athlete_id) as db:
            await enqueue(db, "example.note", {"word": word}, once="note", lock="note")
        if word == "killed":
            await _take_as_dead_worker("note")
    app = queue_app(database)
    async with app.open_async():
        await rescue_stalled_jobs(app, 20)
    await work_off(database)
    assert ran == ["twin"]
    async with transaction() as db:
        rest = (await db.execute(text("select status from procrastinate_jobs"))).scalars().all()
    assert Status.DOING.value not in rest


def test_no_locked_job_is_ever_given_a_retry_or_a_future_time(database_url: str) -> None:
    app = queue_app(database_url, [CronEntry(name="n", cron="* * * * *", job="example.note", args={"word": "x"})])
    assert all(task.retry_strategy is None for task in app.tasks.values() if not task.name.startswith("builtin:"))
    assert all(
        "schedule_at" not in periodic.configure_kwargs for periodic in app.periodic_registry.periodic_tasks.values()
    )
