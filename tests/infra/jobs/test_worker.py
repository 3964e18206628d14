"""The worker outlives its database."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paceline.entrypoints import instance as instances
from paceline.infra.db.engine import transaction
from paceline.infra.jobs import registry
from paceline.infra.jobs.queue import enqueue
from paceline.infra.jobs.registry import job
from paceline.infra.jobs.worker import LANES, run_worker
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

    settings = Settings(data_dir=tmp_path / "data", _env_file=None)
    async with instances.instance(settings) as addresses:
        stop = asyncio.Event()
        worker = asyncio.ensure_future(run_worker(addresses.app_url, (), stop=stop))
        await ask("before")
        assert await asyncio.wait_for(ran.get(), 30) == "before"
        killed = _postmaster_pid(settings.data_dir)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await _answers_again(settings.data_dir, killed)
        await ask("after")
        # A job whose end the server took with it comes again: jobs run at least once.
        while (word := await asyncio.wait_for(ran.get(), 60)) != "after":
            assert word == "before"
        stop.set()
        await asyncio.wait_for(worker, 30)


async def test_jobs_that_wait_for_a_service_hold_up_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_JOBS", dict(registry.jobs()))
    waiting: asyncio.Queue[None] = asyncio.Queue()
    done, answered = asyncio.Event(), asyncio.Event()

    @job("example.wait", queue="sync")
    async def wait() -> None:
        await waiting.put(None)
        await answered.wait()

    @job("example.note")
    async def note() -> None:
        done.set()

    async with instances.instance(Settings(data_dir=tmp_path / "data", _env_file=None)) as addresses:
        stop = asyncio.Event()
        worker = asyncio.ensure_future(run_worker(addresses.app_url, (), stop=stop))
        async with transaction() as db:
            for _ in range(LANES["sync"] + 1):
                await enqueue(db, "example.wait")
        for _ in range(LANES["sync"]):
            await asyncio.wait_for(waiting.get(), 30)
        async with transaction() as db:
            await enqueue(db, "example.note")
        await asyncio.wait_for(done.wait(), 30)
        # One more than may run at once still waits.
        assert waiting.empty()
        answered.set()
        await asyncio.wait_for(waiting.get(), 30)
        stop.set()
        await asyncio.wait_for(worker, 30)


def _postmaster_pid(data_dir: Path) -> int | None:
    """The server's process as its pid file names it, `None` while there is no such file or it is being written."""
    for pid_file in data_dir.rglob("postmaster.pid"):
        with suppress(FileNotFoundError, ValueError):
            return int(pid_file.read_text().split("\n", 1)[0])
    return None


async def _answers_again(data_dir: Path, killed: int) -> None:
    """Ask until another server answers a whole transaction, at most a minute.

    The killed one's children answer for some moments more, then hang up in the midst of whatever they are asked.
    """
    async with asyncio.timeout(60):
        while True:
            if _postmaster_pid(data_dir) not in (None, killed):
                with suppress(DBAPIError):
                    async with transaction() as db:
                        await db.execute(text("select 1"))
                    return
            await asyncio.to_thread(os.sched_yield)
