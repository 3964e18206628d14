"""Run one function on untrusted input in child processes that may be killed.

    pool = BoundedPool(read_file, size=2, carried=(FileError,))
    activity = await pool.run(content)
    await pool.close()

Per call the parent watches CPU time (10 s), wall time (60 s) and resident memory (512 MB) and kills the child that exceeds one; the
next call finds a fresh child. A kernel limit on the child's private memory (see `bounded_pool_child`) holds where a hog is faster than
the watch. The children bound resources, they are no sandbox against code execution: they run as our user. But they inherit
nothing: no environment, no files, no signals of the terminal.
"""

import asyncio
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar, cast

from paceline.infra import bounded_pool_child as wire
from paceline.infra.errors import AppError, ErrorKind

_Argument = TypeVar("_Argument")
_Result = TypeVar("_Result")

_WATCH_EVERY_S = 0.02
_START_WITHIN_S = 60.0
# Pickles up to this size are read and written on the event loop; beyond, a thread costs less than the delay.
_INLINE_BYTES = 256_000
_MOST_BLOCKS = 100_000
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_CLOSED = "The pool was closed."
# All that a child gets. One thread of linear algebra: more would only wait for each other's core.
_ENVIRONMENT = {
    "PATH": os.defpath,
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from paceline.infra.bounded_pool_child import main; main(int(sys.argv[2]), int(sys.argv[3]))"
)


class ReaderError(AppError):
    """One call failed, and only that call. Codes:

    file_too_slow             the CPU or the wall limit was reached
    file_too_large_in_memory  the memory limit was reached
    reader_crashed            the child died, could not start, or raised an exception that is not carried; `trace` has more
    pool_closed               the pool was closed meanwhile
    """

    def __init__(self, code: str, message: str, trace: str = "") -> None:
        super().__init__(code, message, ErrorKind.UNAVAILABLE if code == "pool_closed" else ErrorKind.INVALID)
        self.trace = trace


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use."""

    cpu_s: float = 10.0
    wall_s: float = 60.0
    memory_bytes: int = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Usage:
    cpu_s: float
    resident_bytes: int


@dataclass(eq=False, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    pipe: socket.socket
    ready: bool = False
    failure: ReaderError | None = None

    def fail(self, code: str, message: str) -> None:
        self.failure = self.failure or ReaderError(code, message)
        self.process.kill()


class BoundedPool(Generic[_Argument, _Result]):
    """At most `size` children, started at first use and kept. Belongs to one event loop.

    `function` takes one picklable argument and returns a picklable result; it is a top-level function or its name as
    `module:function`. Exceptions of the `carried` types, raised in a child, are raised by `run` as they are.
    """

    def __init__(
        self,
        function: str | Callable[[_Argument], _Result],
        *,
        size: int,
        limits: Limits | None = None,
        carried: tuple[type[Exception], ...] = (),
    ) -> None:
        self._size = size
        self._limits = limits or Limits()
        self._job = wire.Job(
            function if isinstance(function, str) else wire.name_of(function),
            tuple(wire.name_of(kind) for kind in carried),
            self._limits.cpu_s,
            self._limits.memory_bytes,
        )
        self._closed = False
        # A place without a child is None. Last in, first out: the warm children work, the others need never start.
        self._places: asyncio.LifoQueue[_Child | None] = asyncio.LifoQueue()
        for _ in range(size):
            self._places.put_nowait(None)
        self._living: set[_Child] = set()
        self._dying: list[subprocess.Popen[bytes]] = []

    async def run(self, argument: _Argument) -> _Result:
        """The function's result for one argument; waits for a free child, then for the result.

        Raises a carried exception as it is, and ReaderError for everything else. When the awaiting task is cancelled, the
        child is killed; the next call starts another.
        """
        child = await self._places.get()
        answer: object = None
        try:
            child = self._alive(child)
            answer = await self._call(child, argument)
        finally:
            if child and not self._may_stay(child, answer):
                self._discard(child)
                child = None
            self._places.put_nowait(child)
        match answer:
            case wire.Result(value):
                return cast(_Result, value)
            case wire.Raised():
                raise answer.rebuild()
            case wire.Crashed(summary, trace):
                raise ReaderError("reader_crashed", f"The reader failed: {summary}", trace)
            case _:
                raise ReaderError("file_too_large_in_memory", _memory_message(self._limits))

    async def close(self) -> None:
        """Kill all children and wait for their end. Calls under way fail with `pool_closed`."""
        self._closed = True
        for child in self._living:
            child.fail("pool_closed", _CLOSED)
        places = [await self._places.get() for _ in range(self._size)]
        for child in filter(None, places):
            self._discard(child)
        for process in self._dying:
            await asyncio.to_thread(process.wait)
        for _ in places:
            self._places.put_nowait(None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def _alive(self, child: _Child | None) -> _Child:
        if self._closed:
            raise ReaderError("pool_closed", _CLOSED)
        if child and child.process.poll() is None:
            return child
        if child:
            self._discard(child)
        child = _spawn()
        self._living.add(child)
        return child

    async def _call(self, child: _Child, argument: _Argument) -> object:
        watch = _Watch(child, self._limits)
        try:
            if not child.ready:
                greeting = await self._greet(child)
                if not isinstance(greeting, wire.Ready):
                    return greeting
                child.ready = True
            watch.start()
            await _send(child.pipe, argument)
            return await _receive(child, self._limits)
        except (EOFError, ConnectionError) as error:
            raise await _cause_of_death(child) from error
        finally:
            watch.stop()

    async def _greet(self, child: _Child) -> object:
        try:
            async with asyncio.timeout(_START_WITHIN_S):
                await _send(child.pipe, self._job)
                return await _receive(child, self._limits)
        except TimeoutError as error:
            raise ReaderError("reader_crashed", f"The reader did not start within {_START_WITHIN_S:.0f} s.") from error

    def _may_stay(self, child: _Child, answer: object) -> bool:
        finished = isinstance(answer, wire.Result | wire.Raised | wire.Crashed)
        if self._closed or child.failure or not child.ready or not finished:
            return False
        # Memory that the allocator did not give back would be charged to the next call.
        usage = _usage(child.process.pid)
        return usage is None or usage.resident_bytes < self._limits.memory_bytes / 2

    def _discard(self, child: _Child) -> None:
        child.process.kill()
        child.pipe.close()
        self._living.discard(child)
        # Giving back much memory takes a while, so the dead are collected later.
        self._dying = [process for process in (*self._dying, child.process) if process.poll() is None]


class _Watch:
    """Looks at a child every few milliseconds during a call, on the event loop."""

    def __init__(self, child: _Child, limits: Limits) -> None:
        self._child = child
        self._limits = limits
        self._timer: asyncio.TimerHandle | None = None
        self._began_at_s = 0.0
        self._cpu_before_s = 0.0

    def start(self) -> None:
        usage = _usage(self._child.process.pid)
        self._cpu_before_s = usage.cpu_s if usage else 0.0
        self._began_at_s = time.monotonic()
        self._again()

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _again(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_WATCH_EVERY_S, self._look)

    def _look(self) -> None:
        usage, limits = _usage(self._child.process.pid), self._limits
        if usage and usage.resident_bytes > limits.memory_bytes:
            self._child.fail("file_too_large_in_memory", _memory_message(limits))
        elif usage and usage.cpu_s - self._cpu_before_s > limits.cpu_s:
            self._child.fail("file_too_slow", _cpu_message(limits))
        elif time.monotonic() - self._began_at_s > limits.wall_s:
            self._child.fail("file_too_slow", f"Reading the file took longer than {limits.wall_s:g} s.")
        else:
            self._again()


def _spawn() -> _Child:
    # Not from a worker thread: the kernel's death signal is sent when the thread that started the child ends (prctl(2)).
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    search_path = json.dumps([str(Path(entry).absolute()) for entry in sys.path])
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOT, search_path, str(theirs.fileno()), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
    return _Child(process, ours)


def _usage(pid: int) -> _Usage | None:
    """CPU time and resident memory of a process; None where the system has no /proc, or the process is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # proc(5): the name in brackets may hold anything; utime is field 14, stime 15, rss 24, counted from 1.
    fields = stat[stat.rindex(b")") + 2 :].split()
    return _Usage((int(fields[11]) + int(fields[12])) / _TICKS_PER_S, int(fields[21]) * _PAGE_BYTES)


async def _cause_of_death(child: _Child) -> ReaderError:
    child.process.kill()
    status = await asyncio.to_thread(child.process.wait)
    if child.failure:
        return child.failure
    if status == -signal.SIGXCPU:
        return ReaderError("file_too_slow", "Reading the file took more CPU time than allowed.")
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    return ReaderError("reader_crashed", f"The reader ended while reading the file ({how}).")


async def _send(pipe: socket.socket, message: object) -> None:
    small = not isinstance(message, bytes | bytearray | str) or len(message) <= _INLINE_BYTES
    blocks = wire.encode(message) if small else await asyncio.to_thread(wire.encode, message)
    for block in blocks:
        await asyncio.get_running_loop().sock_sendall(pipe, block)


async def _receive(child: _Child, limits: Limits) -> object:
    (count,) = wire.COUNT.unpack(await _read(child.pipe, wire.COUNT.size))
    few = count <= _MOST_BLOCKS
    lengths: tuple[int, ...] = struct.unpack(f"<{count}Q", await _read(child.pipe, 8 * count)) if few else ()
    if not few or sum(lengths) > limits.memory_bytes:
        child.fail("file_too_large_in_memory", _memory_message(limits))
        raise EOFError
    blocks = [await _read(child.pipe, length) for length in lengths]
    if len(blocks[0]) <= _INLINE_BYTES:
        return wire.decode(blocks)
    return await asyncio.to_thread(wire.decode, blocks)


async def _read(pipe: socket.socket, length: int) -> bytearray:
    block = bytearray(length)
    view = memoryview(block)
    while view:
        received = await asyncio.get_running_loop().sock_recv_into(pipe, view)
        if not received:
            raise EOFError
        view = view[received:]
    return block


def _memory_message(limits: Limits) -> str:
    return f"Reading the file took more than {limits.memory_bytes / 2**20:.0f} MB of memory."


def _cpu_message(limits: Limits) -> str:
    return f"Reading the file took more than {limits.cpu_s:g} s of CPU time."
