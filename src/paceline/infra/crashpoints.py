"""Named places where a kill must do no harm.

`crashpoint("imports.stored")` does nothing in normal use. Under `PACELINE_CRASH_AT=name:n` the process kills itself with SIGKILL at the
n-th pass, which is what the fault tests drive; under `PACELINE_CRASH_LOG=path` each pass is appended there, so that a test knows how many
passes an undisturbed run makes.
"""

import os
import signal
from collections import Counter
from pathlib import Path

_CRASH_POINTS: dict[str, str] = {}
_passes: Counter[str] = Counter()
_armed: tuple[str, int] | None = None
_log: Path | None = None


def register(name: str, meaning: str) -> str:
    """Declare a crash point at import time and return its name. The fault suite runs over all that are declared."""
    _CRASH_POINTS[name] = meaning
    return name


def registered() -> dict[str, str]:
    """All declared crash points, name → what lies between this step and the next."""
    return dict(_CRASH_POINTS)


def arm(crash_at: str | None, log_path: Path | None) -> None:
    """Take the settings `CRASH_AT` (`name:n`) and `CRASH_LOG`. Called once at process start."""
    global _armed, _log
    if crash_at:
        name, _, count = crash_at.rpartition(":")
        _armed = (name, int(count))
    else:
        _armed = None
    _log = log_path


def crashpoint(name: str) -> None:
    """Mark a step that can be interrupted. Raises `KeyError` for a name nobody registered."""
    if _armed is None and _log is None:
        return
    if name not in _CRASH_POINTS:
        raise KeyError(name)
    _passes[name] += 1
    if _log is not None:
        with _log.open("a") as log:
            log.write(name + "\n")
    if _armed == (name, _passes[name]):
        os.kill(os.getpid(), signal.SIGKILL)
