"""The worker outlives its database."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from paceline.entrypoints import instance as instances
from paceline.infra.db.engine import transaction
from paceline.infra.jobs import registry
from paceline.infra.jobs.queue import enqueue
from paceline.infra.jobs.registry import job
from paceline.infra.jobs.worker import run_worker
from paceline.infra.settings import Settings


async def test_the_worker_goes_on_after_its_database_was_killed_and_came_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_JOBS", dict(registry.jobs()))
    monkeypatch.setattr(instances, "_LOOK_EVERY_S", 0.05)
    ran: asyncio.Queue[str] = asyncio.Queue()

    @job("example.note")
    async def note(word: str) -> None:
        await ran.put(word)

    async def ask(word: str) -> None:
        async with transaction() as db:
            await enqueue(db, "example.note", {"word": word})

    settings = Settings(data_dir=tmp_path / "data", _env_file=None)  # type: ignore[call-arg]
    async with instances.instance(settings) as addresses:
        stop = asyncio.Event()
        worker = asyncio.ensure_future(run_worker(addresses.app_url, (), stop=stop))
        await ask("before")
        assert await asyncio.wait_for(ran.get(), 30) == "before"
        os.kill(_postmaster_pid(settings.data_dir), signal.SIGKILL)
        await _answers_again()
        await ask("after")
        assert await asyncio.wait_for(ran.get(), 60) == "after"
        stop.set()
        await asyncio.wait_for(worker, 30)


def _postmaster_pid(data_dir: Path) -> int:
    (pid_file,) = data_dir.rglob("postmaster.pid")
    return int(pid_file.read_text().split("\n", 1)[0])


async def _answers_again() -> None:
    """Ask until the database answers a whole transaction again, at most a minute."""
    from sqlalchemy.exc import DBAPIError

    async with asyncio.timeout(60):
        while True:
            try:
                async with transaction() as db:
                    await db.execute(text("select 1"))
                return
            except DBAPIError:
                await asyncio.to_thread(os.sched_yield)
