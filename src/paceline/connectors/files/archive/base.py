"""What an archive offers to an import, whatever made it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from paceline.connectors.base import Flaw, UnreadableFileError
from paceline.connectors.files.archive.source import Source, SourceFile


class ArchiveKind(StrEnum):
    ZIP = "zip"
    FOLDER = "folder"
    STRAVA = "strava"
    GARMIN = "garmin"


class EntryKind(StrEnum):
    FILE = "file"
    """A file to decode; a Strava row may describe it."""
    ROW_ONLY = "row_only"
    """A Strava activity that never had a file: make it from the row."""
    FILE_MISSING = "file_missing"
    """A Strava activity whose file is not in this export (`#error#`, or named but absent); the row still describes it."""
    FAILED = "failed"
    """Something that cannot be read; `failure` says why."""


@dataclass(frozen=True, slots=True)
class ArchiveGear:
    """A bike or a pair of shoes. Activities refer to it by `name`, or by brand and model where it has none."""

    kind: str
    name: str | None
    brand: str | None
    model: str | None

    @property
    def called(self) -> str:
        """What an activity calls it."""
        return self.name or " ".join(part for part in (self.brand, self.model) if part)


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One activity as Strava's `activities.csv` describes it; `None` where the export says nothing."""

    activity_id: str
    started_at: datetime
    """UTC."""
    name: str | None
    sport_raw: str | None
    """Display name in the language of the account, for example `Virtual Ride`; see `sports.sport_from_raw`."""
    description: str | None
    private_note: str | None
    elapsed_s: float | None
    moving_s: float | None
    distance_m: float | None
    gear_name: str | None
    file_name: str | None
    file_error: bool
    """Strava wrote `#error#` in place of the file: an earlier export may have had it."""
    flags: frozenset[str]
    """Of `commute`, `race`, `long_run`, `recovery`, `with_pet`, `for_a_cause`, `flagged`."""
    values: dict[str, float]
    """Strava's own figures by our field names, for example `avg_heart_rate_bpm`, `total_ascent_m`, `weight_kg`."""
    gear: ArchiveGear | None = None
    """What the export's lists say of the gear of that name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to import. `path` is unique in the archive and the same whenever the archive is opened again.

    `read` gives the bytes of a `FILE` and raises `UnreadableFileError`; call it before asking for the next entry.
    """

    path: str
    kind: EntryKind
    read: Callable[[], bytes]
    row: ArchiveRow | None = None
    failure: UnreadableFileError | None = None


class Archive(ABC):
    """An opened archive; use it as a context manager."""

    kind: ArchiveKind
    gear: tuple[ArchiveGear, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    def __init__(self, source: Source) -> None:
        self._source = source

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._source.close()

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Everything there is to import, in a stable order; one bad entry never ends the iteration."""


class PlainArchive(Archive):
    """A zip or a folder of activity files, or of zips of them; other files in it are none of our business."""

    def __init__(self, source: Source, kind: ArchiveKind, flaws: tuple[Flaw, ...] = ()) -> None:
        super().__init__(source)
        self.kind = kind
        self.flaws = flaws

    def entries(self) -> Iterator[Entry]:
        for file in self._source.files():
            if is_activity_name(file.name):
                yield file_entry(file)
            elif is_zip_name(file.name):
                yield from nested_entries(file)


def is_zip_name(name: str) -> bool:
    """Whether a path looks like a zip of files, hidden ones left out."""
    path = PurePosixPath(name.lower())
    return path.suffix == ".zip" and not path.name.startswith(".") and "__macosx" not in path.parts


def nested_entries(part: SourceFile) -> Iterator[Entry]:
    """The activity files of a zip in an archive. A zip inside that one is named, not opened."""
    try:
        with part.open_nested() as container:
            for member in container.members():
                path = f"{part.name}/{member.name}"
                if is_activity_name(member.name):
                    yield file_entry(member, path=path)
                elif is_zip_name(member.name):
                    too_deep = UnreadableFileError(
                        "archive_too_deep", "Two archives lie around it. Unpack the outer one."
                    )
                    yield failed_entry(path, too_deep)
    except UnreadableFileError as failure:
        yield failed_entry(part.name, failure)


def is_activity_name(name: str) -> bool:
    """Whether a path looks like an activity file. macOS leaves `._name` twins that are not."""
    path = PurePosixPath(name.lower())
    if path.name.startswith(".") or "__macosx" in path.parts:
        return False
    return path.name.removesuffix(".gz").endswith((".fit", ".gpx", ".tcx"))


def file_entry(file: SourceFile, row: ArchiveRow | None = None, path: str | None = None) -> Entry:
    """The entry for a file, failed if the file may not be read."""
    if file.failure is not None:
        return failed_entry(path or file.name, file.failure, row)
    return Entry(path or file.name, EntryKind.FILE, file.read, row)


def failed_entry(path: str, failure: UnreadableFileError, row: ArchiveRow | None = None) -> Entry:
    """An entry that cannot be read; its `read` raises the reason."""

    def refuse() -> bytes:
        raise failure

    return Entry(path, EntryKind.FAILED, refuse, row, failure)
