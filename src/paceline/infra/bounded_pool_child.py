"""The child's side of `bounded_pool`, and the frames both sides speak.

The child is started by `python -I -c`, imports what it needs once and then answers one call after the other until its pipe ends.
A frame is a count, that many lengths, and as many blocks: a pickle of protocol 5, then its out-of-band buffers, so that a numpy
array of megabytes is neither copied into the pickle nor out of it.
"""

import ctypes
import importlib
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from math import ceil
from typing import Any

_PR_SET_PDEATHSIG = 1
_OPEN_FILES = 64
COUNT = struct.Struct("<I")

Block = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is for; its first frame."""

    function: str
    carried: tuple[str, ...]
    cpu_limit_s: float
    memory_limit_bytes: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has imported everything."""


@dataclass(frozen=True, slots=True)
class Result:
    value: object


@dataclass(frozen=True, slots=True)
class Raised:
    """A carried exception in parts: `__init__` may want other arguments than those in `args`, so it is not called again."""

    kind: type[Exception]
    args: tuple[object, ...]
    state: dict[str, object]

    def rebuild(self) -> Exception:
        error = self.kind.__new__(self.kind, *self.args)
        error.__dict__.update(self.state)
        return error


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """An allocation was refused."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """An exception nobody announced, with its traceback."""

    summary: str
    trace: str


def encode(message: object) -> list[Block]:
    """The blocks of a frame, the head first."""
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(message, protocol=5, buffer_callback=buffers.append)
    blocks: list[Block] = [body, *(buffer.raw() for buffer in buffers)]
    head = COUNT.pack(len(blocks)) + struct.pack(f"<{len(blocks)}Q", *(len(block) for block in blocks))
    return [head, *blocks]


def decode(blocks: Sequence[Block]) -> Any:
    """The message of a frame, from its blocks without the head. Arrays use the memory of their block."""
    return pickle.loads(blocks[0], buffers=blocks[1:])


def name_of(target: Callable[..., object] | type) -> str:
    """`module:qualified.name` of something at the top level of an importable module."""
    name = f"{target.__module__}:{target.__qualname__}"
    if "<" in name or target.__module__ == "__main__":
        raise ValueError(f"{name} cannot be imported by another process")
    return name


def resolve(name: str) -> Any:
    """The object that `name_of` named."""
    module, _, path = name.partition(":")
    return reduce(getattr, path.split("."), importlib.import_module(module))


def main(handle: int, parent_pid: int) -> None:
    """Serve calls on the socket `handle` until the parent closes it or dies."""
    _die_with(parent_pid)
    with socket.socket(fileno=handle) as pipe:
        try:
            job = _receive(pipe)
            function, carried = resolve(job.function), tuple(resolve(name) for name in job.carried)
            _limit_memory_and_files(job.memory_limit_bytes)
        except Exception as error:  # noqa: BLE001 -- importing runs any code; the parent tells why it failed
            _send(pipe, encode(_crashed(error)))
            return
        _send(pipe, encode(Ready()))
        while True:
            try:
                argument = _receive(pipe)
            except EOFError:
                return
            _limit_cpu(job.cpu_limit_s)
            _send(pipe, _answer(function, argument, carried))


def _answer(
    function: Callable[[object], object], argument: object, carried: tuple[type[Exception], ...]
) -> list[Block]:
    try:
        try:
            return encode(Result(function(argument)))
        except carried as error:
            return encode(Raised(type(error), error.args, dict(error.__dict__)))
    except MemoryError:
        return encode(OutOfMemory())
    except Exception as error:  # noqa: BLE001 -- whatever a reader raises is this call's failure, not the child's end
        return encode(_crashed(error))


def _crashed(error: Exception) -> Crashed:
    return Crashed(f"{type(error).__name__}: {error}"[:500], "".join(traceback.format_exception(error))[-4000:])


def _die_with(parent_pid: int) -> None:
    # An idle child sees the end of its pipe; one in an endless loop needs the kernel to tell it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(1)


def _limit_memory_and_files(memory_limit_bytes: int) -> None:
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    if sys.platform != "linux":
        return
    # RLIMIT_AS counts address space that numpy and the allocator reserve and never touch; RLIMIT_DATA counts private writable
    # memory only (setrlimit(2), Linux ≥ 4.7). Of what is there now the resident part is charged, the merely reserved is not.
    with open("/proc/self/status", encoding="ascii") as file:
        status = dict(line.split(":", 1) for line in file)
    data, resident = (int(status[key].split()[0]) * 1024 for key in ("VmData", "VmRSS"))
    _lower(resource.RLIMIT_DATA, data + max(memory_limit_bytes - resident, 0))


def _limit_cpu(cpu_limit_s: float) -> None:
    # For a parent that is stopped, and for systems without /proc; the parent itself is quicker and exact.
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, ceil(usage.ru_utime + usage.ru_stime + cpu_limit_s) + 1)


def _lower(which: int, wanted: int) -> None:
    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _send(pipe: socket.socket, blocks: list[Block]) -> None:
    for block in blocks:
        pipe.sendall(block)


def _receive(pipe: socket.socket) -> Any:
    (count,) = COUNT.unpack(_read(pipe, COUNT.size))
    lengths = struct.unpack(f"<{count}Q", _read(pipe, 8 * count))
    return decode([_read(pipe, length) for length in lengths])


def _read(pipe: socket.socket, length: int) -> bytearray:
    block = bytearray(length)
    view = memoryview(block)
    while view:
        received = pipe.recv_into(view)
        if not received:
            raise EOFError
        view = view[received:]
    return block
