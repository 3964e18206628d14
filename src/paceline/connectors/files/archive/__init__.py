"""Archives of many activities: a Strava export, a Garmin account export, any zip or folder of files."""

from collections.abc import Sequence
from pathlib import Path

from paceline.connectors.base import Flaw, UnreadableFileError
from paceline.connectors.files.archive.base import (
    Archive,
    ArchiveGear,
    ArchiveKind,
    ArchiveRow,
    Entry,
    EntryKind,
    PlainArchive,
)
from paceline.connectors.files.archive.garmin import GarminArchive, is_garmin_name
from paceline.connectors.files.archive.source import FolderSource, Source, SourceFile, ZipSource
from paceline.connectors.files.archive.strava import StravaArchive, is_strava_table
from paceline.connectors.files.containers import DEFAULT_BOUNDS, ZIP_MAGICS, Bounds

__all__ = ["Archive", "ArchiveGear", "ArchiveKind", "ArchiveRow", "Entry", "EntryKind", "open_archive"]


def open_archive(path: Path, bounds: Bounds = DEFAULT_BOUNDS) -> Archive:
    """Open a zip file or a folder and recognise what it is. Close it, or use it as a context manager.

    Raises `UnreadableFileError`: `archive_unknown` (neither zip nor folder), `archive_corrupt`, `archive_too_many_entries`.
    """
    if path.is_dir():
        return _recognise(FolderSource(path, bounds), ArchiveKind.FOLDER)
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as problem:
        raise UnreadableFileError("file_unreadable", f"The archive cannot be read: {problem.strerror}.") from problem
    if magic not in ZIP_MAGICS:
        raise UnreadableFileError("archive_unknown", "This is neither a zip archive nor a folder.")
    return _recognise(ZipSource(path, bounds), ArchiveKind.ZIP)


def _recognise(source: Source, kind: ArchiveKind) -> Archive:
    try:
        files = list(source.files())
    except UnreadableFileError:
        source.close()
        raise
    archive = _archive_of(source, files, kind)
    archive.flaws += tuple(
        Flaw(file.failure.code, f"{file.name}: {file.failure.message}")
        for file in files
        if file.failure is not None and file.failure.code == "folder_unreadable"
    )
    return archive


def _archive_of(source: Source, files: Sequence[SourceFile], kind: ArchiveKind) -> Archive:
    tables = sorted((file for file in files if is_strava_table(file.name)), key=lambda file: file.name.count("/"))
    flaws: tuple[Flaw, ...] = ()
    for table in tables:
        try:
            return StravaArchive(source, table)
        except UnreadableFileError as problem:
            flaws += (Flaw(problem.code, f"{table.name}: {problem.message}"),)
    if any(is_garmin_name(file.name) for file in files):
        return GarminArchive(source)
    return PlainArchive(source, kind, flaws)
