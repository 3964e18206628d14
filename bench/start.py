"""From the command to the first answer, against the imports that no start can avoid."""

import subprocess
import sys
from functools import cache
from pathlib import Path

from bench.ground import Ground
from bench.program import resident_mb, served
from bench.row import Judged, Measurement, Row, Spread
from bench.turns import seconds_of

_IMPORTS = "import fastapi, sqlalchemy.ext.asyncio, psycopg"


def _import_bound() -> float:
    return seconds_of(lambda: subprocess.run([sys.executable, "-c", _IMPORTS], check=True))


def _started(data_dir: Path, *options: str) -> tuple[float, float]:
    """Seconds to the first answer, and the memory of the web process after it."""
    with served(data_dir, *options) as server:
        return server.first_answer_s, resident_mb(server.pid)


@cache
def _migrated(ground: Ground) -> Path:
    """A data directory that has been served once: its database is migrated, and stopped."""
    data_dir = ground.folder / "start"
    _started(data_dir, "--no-worker")
    return data_dir


def _whole(ground: Ground) -> Measurement:
    return _against_imports(ground, _migrated(ground), "embedded database, web and worker")


def _web_alone(ground: Ground) -> Measurement:
    data_dir = _migrated(ground)
    # A second program holds the database open, as where it is a server of its own.
    with served(data_dir, "--no-worker"):
        return _against_imports(ground, data_dir, "database running", "--no-worker")


def _against_imports(ground: Ground, data_dir: Path, note: str, *options: str) -> Measurement:
    starts: list[float] = []
    imports: list[float] = []
    for _ in range(ground.rounds(5)):
        starts.append(_started(data_dir, *options)[0])
        imports.append(_import_bound())
    ours, bound = Spread.of(starts).middle, Spread.of(imports).middle
    ratio = Spread.of([start / least for start, least in zip(starts, imports, strict=True)])
    return Measurement(ours, f"{ours:.2f} s", f"{bound:.2f} s", ratio, note)


def _memory(ground: Ground) -> Measurement:
    memory = _started(_migrated(ground), "--no-worker")[1]
    bare = float(
        subprocess.run([sys.executable, "-c", _BARE_MEMORY], check=True, capture_output=True, text=True).stdout
    )
    return Measurement(
        memory, f"{memory:.0f} MB", f"{bare:.0f} MB", Spread.of([memory / bare]), "after its first answer"
    )


_BARE_MEMORY = f"""{_IMPORTS}
import re
print(int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024)"""

ROWS = (
    Row("start", "paceline serve, warm, to first answer", "its unavoidable imports", _whole, 3, 1, Judged.SECONDS),
    Row("start-web", "web process to first answer", "its unavoidable imports", _web_alone, 2.1, 1.05, Judged.SECONDS),
    Row("memory-web", "web process after start", "the imports alone", _memory, 150, 100, Judged.MEGABYTES),
)
