"""`paceline worker`: work the queue until told to stop."""

import asyncio
import ctypes
import os
import signal

from paceline.entrypoints import wiring
from paceline.entrypoints.instance import instance
from paceline.infra.jobs.worker import run_worker
from paceline.infra.settings import Settings

_PR_SET_PDEATHSIG = 1


async def work(settings: Settings, *, concurrency: int, parent_pid: int | None = None) -> None:
    """Work the queue until SIGINT or SIGTERM, or until `serve`, which started us as `parent_pid`, is gone."""
    wiring.load()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if parent_pid is not None:
        _end_with_parent(parent_pid, stop)
    async with instance(settings) as addresses:
        await run_worker(addresses.app_url, wiring.CRON, stop=stop, concurrency=concurrency)


def _end_with_parent(parent_pid: int, stop: asyncio.Event) -> None:
    """Ask Linux for SIGTERM when `serve` dies, so that a killed server leaves no worker behind."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # It may have died before we asked.
    if os.getppid() != parent_pid:
        stop.set()
