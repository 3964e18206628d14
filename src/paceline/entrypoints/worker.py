"""`paceline worker`: work the queue until told to stop."""

import asyncio
import ctypes
import signal

from paceline.entrypoints import wiring
from paceline.entrypoints.instance import instance
from paceline.infra.jobs.worker import run_worker
from paceline.infra.settings import Settings

_PR_SET_PDEATHSIG = 1


async def work(settings: Settings, *, concurrency: int) -> None:
    """Work the queue until SIGINT or SIGTERM, or until the process that started us is gone."""
    wiring.load()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    _end_with_parent()
    async with instance(settings) as addresses:
        await run_worker(addresses.app_url, wiring.CRON, stop=stop, concurrency=concurrency)


def _end_with_parent() -> None:
    """Ask Linux for SIGTERM when `serve` dies, so that a killed server leaves no worker behind."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
