"""Forgetting what has ended, and nothing that has not."""

from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from paceline.accounts.service import forget_expired, run_parts
from paceline.accounts.service.cleaning import CLEANUP_PARTS
from paceline.entrypoints import wiring
from paceline.infra.db.system import system_session
from paceline.tasks import service as tasks
from tests.accounts.conftest import issue
from tests.conftest import MoveClock, SignUp


async def _count(table: str) -> int:
    async with system_session() as db:
        return (await db.execute(text(f"select count(*) from {table}"))).scalar_one()


async def test_what_lives_stays(sign_up: SignUp, program: httpx2.AsyncClient) -> None:
    ana = await sign_up("ana")
    await sign_up("ben")
    await issue(program, "ana")
    await ana.post("/api/v1/auth/tokens", json={"name": "x", "scopes": ["read"]})
    result = await forget_expired()
    assert set(result) == set(CLEANUP_PARTS)
    assert set(map(str, result.values())) == {"{'deleted': 0}"}


async def test_what_ended_long_ago_goes_and_accounts_stay(
    sign_up: SignUp, program: httpx2.AsyncClient, move_clock: MoveClock
) -> None:
    ana = await sign_up("ana")
    await sign_up("ben")
    await ana.post("/api/v1/auth/invites", json={})
    await issue(program, "ana")
    await ana.post("/api/v1/auth/tokens", json={"name": "x", "scopes": ["read"]})
    await move_clock(timedelta(days=500))
    result = await forget_expired()
    for part in ("sign_ins", "token_families", "api_tokens", "rate_limits", "security_events"):
        assert result[part] != {"deleted": 0}, part
    assert result["invites"] == {"deleted": 1}
    assert await _count("account") == 2
    assert await _count("invite") == 1
    assert await _count("refresh_token") == 0
    assert await _count("sign_in") == 0
    again = await forget_expired()
    assert set(map(str, again.values())) == {"{'deleted': 0}"}


async def test_a_part_that_fails_says_so_and_the_others_go_on(database: str) -> None:
    async def broken() -> int:
        raise OperationalError("delete", {}, Exception("gone"))

    async def whole() -> int:
        return 3

    assert await run_parts({"first": broken, "second": whole}) == {
        "first": {"error": "OperationalError"},
        "second": {"deleted": 3},
    }


async def test_the_task_runs_by_its_name(database: str) -> None:
    await tasks.request_task("cleanup-expired-tokens", "test")
    await tasks.process_due_tasks()
    (row,) = await tasks.list_tasks()
    assert row["status"] == "completed"
    assert set(row["result"]) == set(CLEANUP_PARTS)


@pytest.mark.parametrize("name", ["cleanup-expired-tokens"])
def test_the_task_is_in_the_cron_table(name: str) -> None:
    assert name in {entry.name for entry in wiring.CRON}
