"""An athlete who tries a sample of some weeks, and the child processes that all tests share."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from paceline.entrypoints.wiring import EVENTS
from paceline.imports.service.decoders import decoders
from paceline.imports.service.working import SliceEnd, work_slice
from paceline.imports.service.workshop import Workshop
from paceline.infra.db.athlete import athlete_session
from paceline.infra.jobs.registry import run_job
from paceline.samples.service import filling, prepare
from tests.conftest import SignUp

DAYS = 13
LAST_ON = date(2026, 6, 14)
"""A Sunday with a race of the runner."""


@pytest.fixture(scope="session")
async def _children() -> AsyncIterator[None]:
    async with decoders(1):
        yield


@dataclass(frozen=True)
class Athlete:
    """A signed-in athlete whose jobs run when a test says so."""

    id: UUID
    browser: httpx2.AsyncClient
    workshop: Workshop

    async def ask(self, kind: str = "runner", **headers: str) -> httpx2.Response:
        return await self.browser.post("/api/v1/samples", json={"athlete": kind}, headers=headers)

    async def present(self) -> dict[str, Any] | None:
        return (await self.get("samples"))["present"]

    async def get(self, path: str) -> dict[str, Any]:
        answer = await self.browser.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.browser.post(f"/api/v1/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def prepare(self) -> None:
        """What the job of a set does."""
        await prepare(self.id, self.workshop)

    async def work(self) -> None:
        """What the worker does: the files of the set, its import, what follows."""
        await self.prepare()
        sample = await self.present()
        assert sample is not None
        if sample["import_id"]:
            while await work_slice(self.id, UUID(sample["import_id"]), self.workshop) is not SliceEnd.ENDED:
                pass
        await self.settle()

    async def settle(self) -> None:
        """Run what is woken until no mark is left."""
        jobs = {one.subject: one.job for subscribers in EVENTS.values() for one in subscribers}
        while marks := await self.rows("select subject from dirty_mark"):
            for mark in marks:
                await run_job(jobs[mark["subject"]], {"athlete_id": str(self.id)})

    async def filled(self, kind: str = "runner") -> None:
        assert (await self.ask(kind)).status_code == 202
        await self.work()

    async def remove(self) -> dict[str, Any]:
        answer = await self.browser.delete("/api/v1/samples")
        assert answer.status_code == 200, answer.text
        await self.settle()
        return answer.json()

    async def rows(self, statement: str) -> list[dict[str, Any]]:
        async with athlete_session(self.id, read_only=True) as db:
            return [dict(row) for row in (await db.execute(text(statement))).mappings()]


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some weeks that end on a fixed day, in place of two years that end yesterday."""
    monkeypatch.setattr(filling, "DAYS", DAYS)
    monkeypatch.setattr(filling, "_last_on", lambda _time_zone: LAST_ON)


@pytest.fixture
async def athlete(sign_up: SignUp, tmp_path: Path, _children: None) -> Athlete:
    browser = await sign_up("ana")
    athlete_id = UUID((await browser.get("/api/v1/me")).json()["athlete_id"])
    return Athlete(athlete_id, browser, Workshop(1, tmp_path / "spool", ()))
