"""Who holds a lease, and whether that process still lives: on one machine nobody waits for the lease of a killed process to run out."""

import os
from functools import lru_cache
from pathlib import Path

_STATE, _STARTED = 0, 19
"""Places in /proc/pid/stat after the name, see proc(5): fields 3 and 22."""


@lru_cache(maxsize=1)
def _machine() -> str | None:
    """This boot of this machine and its process namespace: only there does a process number mean anything."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return None


def _start_of(pid: int) -> str | None:
    """When a living process started, in ticks; `None` for one that is gone or only waits to be collected."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return None if fields[_STATE] in (b"Z", b"X") else fields[_STARTED].decode()


def own_name() -> str:
    """This process, so that another one can tell whether it lives."""
    return f"{_machine() or 'elsewhere'}/{os.getpid()}/{_start_of(os.getpid())}"


def is_dead(holder: str) -> bool:
    """Whether a holder is known to be gone. One of another machine, or of one without /proc, never is."""
    machine, _, rest = holder.rpartition("/")
    machine, _, pid = machine.rpartition("/")
    if machine != _machine() or not pid.isdigit():
        return False
    return _start_of(int(pid)) != rest
