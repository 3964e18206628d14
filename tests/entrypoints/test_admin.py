"""What an admin sees of the instance, and what nobody else does."""

import httpx2
import pytest
from sqlalchemy import text

from paceline import __version__
from paceline.infra.db.athlete import athlete_session
from paceline.infra.db.migrate import head_revision
from paceline.infra.db.system import system_session
from paceline.infra.ids import new_id
from paceline.tasks import service as tasks
from tests.conftest import SignUp

PATHS = ("health", "imports", "tasks")


@pytest.fixture
async def ana(athlete_id: object, sign_up: SignUp) -> httpx2.AsyncClient:
    """The admin, whose athlete is `athlete_id`."""
    return await sign_up("ana")


async def test_health_tells_of_database_queue_and_tasks(ana: httpx2.AsyncClient) -> None:
    await tasks.request_task("cleanup-expired-tokens", "test")
    answer = await ana.get("/api/v1/admin/health")
    assert answer.headers["cache-control"] == "no-store"
    health = answer.json()
    assert health["version"] == __version__
    assert health["database"]["revision"] == health["database"]["newest_revision"] == head_revision()
    assert health["database"]["size_bytes"] > 1_000_000
    assert 1 <= health["database"]["pool_in_use"] <= health["database"]["pool_size"]
    assert (health["queue"]["waiting"], health["queue"]["running"], health["queue"]["failed"]) == (1, 0, 0)
    assert health["queue"]["oldest_waiting_since"] is not None
    assert health["queue"]["worker_heard_at"] is None
    assert "cleanup-expired-tokens" in {task["function_name"] for task in health["tasks"]}


async def test_the_ledger_tells_of_last_and_next_runs_and_retries_what_failed(ana: httpx2.AsyncClient) -> None:
    await tasks.request_task("no-such-function", "test")
    await tasks.request_task("cleanup-expired-tokens", "test")
    await tasks.process_due_tasks()
    found = (await ana.get("/api/v1/admin/tasks")).json()
    by_name = {task["function_name"]: task for task in found["items"]}
    assert by_name["cleanup-expired-tokens"]["status"] == "completed"
    failed = by_name["no-such-function"]
    assert (failed["status"], failed["error"]["code"]) == ("failed", "unknown_function")
    schedule = {task["function_name"]: task for task in found["schedule"]}
    assert schedule["cleanup-expired-tokens"]["next_run_at"].endswith("02:10:00Z")
    assert schedule["cleanup-expired-tokens"]["finished_at"] is not None
    assert schedule["scan-watched-folders"]["status"] is None
    assert schedule["no-such-function"]["cron"] is None

    retry = f"/api/v1/admin/tasks/{failed['id']}/retry"
    assert (await ana.post(retry)).status_code == 204
    assert (await ana.post(retry)).json()["code"] == "task_not_found"
    await tasks.process_due_tasks()
    again = (await ana.get("/api/v1/admin/tasks")).json()["items"]
    assert next(task["attempts"] for task in again if task["id"] == failed["id"]) == 2


async def test_imports_of_everybody_are_figures_only(ana: httpx2.AsyncClient, sign_up: SignUp) -> None:
    await sign_up("ben")
    async with system_session() as db:
        accounts = (await db.execute(text("select username, athlete_id from account"))).all()
    statement = text(
        "insert into import_batch (athlete_id, id, origin, label, status, failed_count, error_code, error_message)"
        " values (:athlete_id, :id, 'upload', 'secret name.zip', 'failed', 3, 'file_unknown', 'secret name.zip is odd')"
    )
    for account in accounts:
        async with athlete_session(account.athlete_id) as db:
            await db.execute(statement, {"athlete_id": account.athlete_id, "id": new_id()})
    first = await ana.get("/api/v1/admin/imports", params={"limit": 1})
    second = await ana.get("/api/v1/admin/imports", params={"limit": 1, "cursor": first.json()["next_cursor"]})
    items = [*first.json()["items"], *second.json()["items"]]
    assert {item["username"] for item in items} == {"ana", "ben"}
    assert second.json()["next_cursor"] is None
    assert {(item["status"], item["failed_count"], item["error_code"]) for item in items} == {
        ("failed", 3, "file_unknown")
    }
    assert "secret" not in first.text + second.text
    foreign = await ana.get("/api/v1/admin/imports", params={"cursor": "WzEsMl0"})
    assert (foreign.status_code, foreign.json()["code"]) == (422, "cursor_invalid")


async def test_nobody_but_an_admin_sees_it(
    ana: httpx2.AsyncClient, sign_up: SignUp, client: httpx2.AsyncClient
) -> None:
    ben = await sign_up("ben")
    for path in PATHS:
        assert (await ben.get(f"/api/v1/admin/{path}")).json()["code"] == "scope_missing"
        assert (await client.get(f"/api/v1/admin/{path}")).status_code == 401
    assert (await ben.post("/api/v1/admin/tasks/1/retry")).json()["code"] == "scope_missing"
