"""The ledger of scheduled tasks: a row is a request, its end is always visible."""

from uuid import UUID

import pytest
from sqlalchemy import text

from paceline.entrypoints import wiring
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.engine import transaction
from paceline.infra.db.system import system_session
from paceline.infra.errors import AppError
from paceline.infra.jobs.registry import jobs
from paceline.infra.jobs.worker import work_off
from paceline.tasks import registry, service


@pytest.fixture(autouse=True)
def _functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_functions", dict(registry._functions))

    async def fine() -> dict[str, object]:
        return {"done": 3}

    async def refused() -> dict[str, object]:
        raise AppError("too_early", "Not yet.", kind="conflict")

    async def broken() -> dict[str, object]:
        raise ZeroDivisionError

    registry.register_functions({"fine": fine, "refused": refused, "broken": broken})


async def _entries() -> list[tuple[str, str, dict[str, object] | None, dict[str, object] | None]]:
    async with system_session() as db:
        rows = await db.execute(text("select function_name, status, result, error from scheduled_tasks order by id"))
        return [tuple(row) for row in rows]


async def test_a_row_inserted_by_plain_sql_runs(database: str) -> None:
    async with system_session() as db:
        await db.execute(text("insert into scheduled_tasks (function_name) values ('fine')"))
    assert await service.process_due_tasks() == 1
    assert await _entries() == [("fine", "completed", {"done": 3}, None)]


async def test_the_sql_function_logs_and_wakes_in_one_transaction(database: str) -> None:
    async with transaction() as db:
        await db.execute(text("select log_scheduled_task('fine')"))
    await work_off(database)
    assert [(name, status) for name, status, _, _ in await _entries()] == [("fine", "completed")]


async def test_process_scheduled_tasks_says_how_many_wait(database: str) -> None:
    async with system_session() as db:
        await db.execute(text("insert into scheduled_tasks (function_name) values ('fine'), ('fine')"))
    async with transaction() as db:
        assert (await db.execute(text("select process_scheduled_tasks()"))).scalar_one() == 2


@pytest.mark.parametrize(
    ("name", "code"), [("nobody-knows-it", "unknown_function"), ("refused", "too_early"), ("broken", "internal_error")]
)
async def test_a_task_that_cannot_run_fails_visibly(database: str, name: str, code: str) -> None:
    await service.request_task(name, "test")
    await service.process_due_tasks()
    ((_, status, _, error),) = await _entries()
    assert (status, (error or {})["code"]) == ("failed", code)


async def test_a_failed_task_can_be_run_again(database: str) -> None:
    task_id = await service.request_task("refused", "test")
    await service.process_due_tasks()
    await service.retry_task(task_id)
    assert await service.process_due_tasks() == 1
    with pytest.raises(AppError, match="no such task"):
        await service.retry_task(task_id + 1000)


async def test_the_task_of_a_process_that_died_is_taken_over_and_its_late_end_is_ignored(database: str) -> None:
    from paceline.tasks import queries

    await service.request_task("fine", "test")
    async with system_session() as db:
        dead = await queries.claim_due_task(db)
        await db.execute(text("update scheduled_tasks set started_at = app.now() - interval '1 hour'"))
    assert dead is not None
    assert await service.process_due_tasks() == 1
    async with system_session() as db:
        assert not await queries.finish_task(db, dead, result=None, error={"code": "late"})


def test_every_name_in_the_wiring_is_a_job_or_a_function() -> None:
    wiring.load()
    assert {subscription.job for table in wiring.EVENTS.values() for subscription in table} <= set(jobs())
    assert {entry.job for entry in wiring.CRON} <= set(jobs())
    assert {str(entry.args["function_name"]) for entry in wiring.CRON if entry.args} <= set(registry.function_names())


async def test_a_mark_whose_wake_up_was_lost_is_asked_for_again(athlete_id: UUID) -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(
            text("insert into dirty_mark (athlete_id, subject, earliest_on) values (:id, :subject, '2026-01-01')"),
            {"id": athlete_id, "subject": next(iter(wiring.EVENTS.values()))[0].subject},
        )
    assert await service.wake_for_dirty_marks() == {"marks": 1}
    async with transaction() as db:
        waiting = (
            (await db.execute(text("select task_name from procrastinate_jobs where status = 'todo'"))).scalars().all()
        )
    assert waiting == [next(iter(wiring.EVENTS.values()))[0].job]
