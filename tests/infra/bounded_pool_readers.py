"""What the children of the pool run in its tests."""

import mmap
import os
import resource
import signal
import sys
import threading
import time
from typing import Any

import numpy as np

from paceline.infra.errors import AppError, ErrorKind


class FileError(AppError):
    """An exception whose `__init__` wants other arguments than its `args`."""

    def __init__(self, code: str) -> None:
        super().__init__(code, f"The file is bad: {code}", ErrorKind.INVALID, details={"line": 7})


class UnpicklableError(FileError):
    def __init__(self) -> None:
        super().__init__("unpicklable")
        self.lock = threading.Lock()


def act(argument: Any) -> Any:
    """Does what the argument names."""
    match argument:
        case "loop":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "touch much":
            return [np.ones(10_000_000) for _ in range(1000)]
        case "reserve much":
            return len(np.empty(2_000_000_000, dtype=np.uint8))
        case "touch shared memory":
            shared = mmap.mmap(-1, 400_000_000)
            for start in range(0, len(shared), 1_000_000):
                shared[start : start + 1_000_000] = b"x" * 1_000_000
            time.sleep(60)
        case "spend 0.15 s":
            until = time.process_time() + 0.15
            while time.process_time() < until:
                pass
            return time.process_time()
        case "return much":
            return np.zeros(300_000_000, dtype=np.uint8)
        case "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(3)
        case "bad file":
            raise FileError("file_truncated")
        case "unpicklable error":
            raise UnpicklableError
        case "bug":
            raise ZeroDivisionError("by a bug")
        case "lambda":
            return lambda: None
        case "pid":
            return os.getpid()
        case "surroundings":
            return {
                "environment": dict(os.environ),
                "core": resource.getrlimit(resource.RLIMIT_CORE),
                "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
                "open": sorted(int(name) for name in os.listdir("/proc/self/fd")),
            }
        case _:
            pass
    return argument


def columns(seed: int) -> dict[str, Any]:
    """About 2 MB of columns, as a long activity has them."""
    rng = np.random.default_rng(seed)
    return {f"channel_{index}": rng.random(25_000) for index in range(10)}


def main_of_parent() -> None:
    """Run as a program: start a pool whose child loops, say the child's pid, and wait to be killed."""
    import asyncio

    from paceline.infra.bounded_pool import BoundedPool

    async def run() -> None:
        pool = BoundedPool(act, size=1)
        sys.stdout.write(f"{await pool.run('pid')}\n")
        sys.stdout.flush()
        await pool.run(sys.argv[1])

    asyncio.run(run())
