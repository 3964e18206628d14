"""The peak memory of an import, of the program and of its decoder processes, each by the kernel's own mark."""

import subprocess
import sys
from functools import cache
from pathlib import Path

from bench.files import KINDS, paths_in, zip_of_rides
from bench.ground import Ground
from bench.importing import corpus
from bench.program import PeakWatch, environment
from bench.row import Judged, Measurement, Row, Spread

_ZIPPED = 1000


def _peak(ground: Ground, *paths: Path) -> PeakWatch:
    """The peaks of `paceline import`, on an instance of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "paceline", "import", *map(str, paths)],
        cwd=ground.folder,
        env=environment(ground.folder / "memory", workers=1),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with PeakWatch(process.pid) as watch:
        _, said = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"paceline import ended with {process.returncode}: {said[-400:]}")
    return watch


@cache
def _one_file(ground: Ground) -> PeakWatch:
    """The import of the largest file of each kind, on an instance that is migrated already."""
    _, _, folder = corpus(ground)
    by_size = sorted(paths_in(folder), key=lambda path: path.stat().st_size)
    largest = [[path for path in by_size if path.suffix.lower() == f".{kind}"][-1] for kind in KINDS]
    _peak(ground, by_size[0])
    return _peak(ground, *largest)


def _any_file(ground: Ground) -> Measurement:
    largest = _one_file(ground)
    note, _, folder = corpus(ground)
    whole = _peak(ground, folder)
    parent = max(largest.parent_mb, whole.parent_mb)
    child = max(largest.highest_child_mb, whole.highest_child_mb)
    highest = max(parent, child)
    return Measurement(
        highest, f"{highest:.0f} MB", "–", None, f"{note}: program {parent:.0f} MB, decoder {child:.0f} MB"
    )


def _large_zip(ground: Ground) -> Measurement:
    one = _one_file(ground)
    path = zip_of_rides(ground.folder / "rides.zip", _ZIPPED // 10 if ground.quick else _ZIPPED)
    whole = _peak(ground, path)
    more = max(whole.parent_mb - one.parent_mb, whole.highest_child_mb - one.highest_child_mb, 0.0)
    ratio = Spread.of([max(whole.parent_mb, whole.highest_child_mb) / max(one.parent_mb, one.highest_child_mb)])
    note = (
        f"program {whole.parent_mb:.0f} MB against {one.parent_mb:.0f}, "
        f"decoder {whole.highest_child_mb:.0f} MB against {one.highest_child_mb:.0f}"
    )
    return Measurement(more, f"+ {more:.0f} MB", f"{max(one.parent_mb, one.highest_child_mb):.0f} MB", ratio, note)


ROWS = (
    Row("memory-import", "peak of an import, each process", "–", _any_file, 150, 100, Judged.MEGABYTES),
    Row(
        "memory-zip",
        "more than that for a zip of 1,000",
        "the largest files alone",
        _large_zip,
        50,
        None,
        Judged.MEGABYTES,
    ),
)
