"""The files that readers are measured on: recordings of real devices where they are, else ones made by the builders of the tests."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.ride import START_MS, ride
from paceline.connectors.base import Channel
from tests.builders.fit import build_activity_fit
from tests.builders.gpx import build_gpx, gpx_points
from tests.builders.tcx import build_tcx, tcx_points
from tests.real_files import real_file_paths, real_files_folder

SMALLEST_BYTES, LARGEST_BYTES = 50_000, 2_000_000
_STARTED_AT = datetime.fromtimestamp(START_MS / 1000, UTC)
KINDS = ("fit", "gpx", "tcx")
_ZIPPED_SECONDS = 200
_SYNTHETIC_SECONDS = (900, 1800, 3600, 5400)


@dataclass(frozen=True, slots=True)
class File:
    """A file in memory."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Files:
    """Some files of one kind, and where they come from: `real` or `synthetic`."""

    origin: str
    files: tuple[File, ...]

    @property
    def megabytes(self) -> float:
        return sum(len(file.content) for file in self.files) / 1e6

    def __str__(self) -> str:
        return f"{len(self.files)} {self.origin} files, {self.megabytes:.1f} MB"

    def readable_by(self, *readers: Callable[[bytes], object]) -> "Files":
        """Those that none of these readers fails on."""
        return Files(
            self.origin, tuple(one for one in self.files if all(_reads(each, one.content) for each in readers))
        )


def _reads(reader: Callable[[bytes], object], content: bytes) -> bool:
    try:
        return bool(reader(content))
    except Exception:  # noqa: BLE001 -- rivals raise whatever comes to their mind
        return False


def files_of(kind: str, *, most: int) -> Files:
    """At most so many files of a kind (`fit`, `gpx`, `tcx`) of middling size, spread evenly over the sizes."""
    paths = [path for path in real_file_paths(kind) if SMALLEST_BYTES <= path.stat().st_size <= LARGEST_BYTES]
    if not paths:
        return Files("synthetic", tuple(_synthetic(kind, seconds) for seconds in _SYNTHETIC_SECONDS[:most]))
    paths.sort(key=lambda path: path.stat().st_size)
    step = max(len(paths) / most, 1.0)
    chosen = [paths[int(index * step)] for index in range(min(most, len(paths)))]
    return Files("real", tuple(File(path.name, path.read_bytes()) for path in chosen))


def one_of_each_kind() -> tuple[File, ...]:
    """A short recording with positions of each kind."""
    return tuple(_synthetic(kind, 60) for kind in KINDS)


def import_folder(made: Path) -> tuple[str, Path]:
    """The folder that imports are measured on: the real files in place, else synthetic ones written into `made`."""
    if any(real_file_paths(kind) for kind in KINDS):
        return "real", real_files_folder()
    made.mkdir()
    for kind in KINDS:
        for seconds in _SYNTHETIC_SECONDS:
            file = _synthetic(kind, seconds)
            (made / file.name).write_bytes(file.content)
    return "synthetic", made


def paths_in(folder: Path) -> list[Path]:
    """The activity files of a folder and below."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower().removeprefix(".") in KINDS)


def zip_of_rides(path: Path, count: int) -> Path:
    """A zip of so many short rides, each on a day of its own."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(count):
            start = _STARTED_AT - timedelta(days=number)
            archive.writestr(f"ride-{number:04}.fit", synthetic_fit(_ZIPPED_SECONDS, start, seed=number))
    return path


def _synthetic(kind: str, seconds: int) -> File:
    name = f"synthetic-{seconds}.{kind}"
    # Another start for each length and kind, so that no two are duplicates.
    start = _STARTED_AT + timedelta(days=seconds // 900 + {"fit": 0, "gpx": 20, "tcx": 40}[kind])
    if kind == "gpx":
        return File(name, build_gpx(gpx_points(seconds, start)))
    if kind == "tcx":
        return File(name, build_tcx(tcx_points(seconds, start)))
    return File(name, synthetic_fit(seconds, start))


def synthetic_fit(seconds: int, started_at: datetime, seed: int = 0) -> bytes:
    """A ride as a FIT file."""
    samples = ride(seconds, seed=seed)
    written = (Channel.DISTANCE, Channel.LATITUDE, Channel.LONGITUDE, Channel.ALTITUDE, Channel.SPEED, Channel.HEART_RATE,
               Channel.CADENCE, Channel.POWER)  # fmt: skip
    return build_activity_fit(started_at, {channel.value: samples.channels[channel].tolist() for channel in written})
