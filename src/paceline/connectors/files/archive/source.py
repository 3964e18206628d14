"""Where the files of an archive come from: a zip or a folder. Neither is ever written to."""

import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.containers import DEFAULT_BOUNDS, Bounds, Member, ZipContainer


class SourceFile(Protocol):
    """A file that can be read under bounds."""

    @property
    def name(self) -> str:
        """Path in the source, with forward slashes."""
        ...

    @property
    def failure(self) -> UnreadableFileError | None: ...

    def read(self) -> bytes: ...

    def open_nested(self) -> AbstractContextManager[ZipContainer]: ...


class Source(Protocol):
    """All files of an archive, in a stable order."""

    def files(self) -> Iterator[SourceFile]: ...

    def close(self) -> None: ...


class ZipSource:
    """A zip file."""

    def __init__(self, path: Path, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        self._container = ZipContainer(path, bounds)

    def files(self) -> Iterator[Member]:
        return self._container.members()

    def close(self) -> None:
        self._container.close()


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file below a folder."""

    name: str
    path: Path
    failure: UnreadableFileError | None
    bounds: Bounds

    def read(self) -> bytes:
        """The file's bytes. Raises `UnreadableFileError` with `file_too_large`, `file_unreadable`, or the failure."""
        if self.failure is not None:
            raise self.failure
        try:
            # O_NOFOLLOW: the file may have been swapped for a link since it was listed.
            with os.fdopen(os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                data = file.read(self.bounds.file_bytes + 1)
        except OSError as problem:
            raise UnreadableFileError("file_unreadable", f"The file cannot be read: {problem.strerror}.") from problem
        if len(data) > self.bounds.file_bytes:
            raise UnreadableFileError(
                "file_too_large", f"The file is larger than {self.bounds.file_bytes // 1_000_000} MB."
            )
        return data

    def open_nested(self) -> ZipContainer:
        """The zip archive in this file."""
        if self.failure is not None:
            raise self.failure
        return ZipContainer(self.path, self.bounds)


class FolderSource:
    """A folder and everything below it; links and folders that cannot be opened are reported."""

    def __init__(self, path: Path, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        self._path = path
        self._bounds = bounds

    def files(self) -> Iterator[FolderFile]:
        count = 0
        refused: list[OSError] = []
        for folder, subfolders, names in os.walk(self._path, onerror=refused.append, followlinks=False):
            subfolders.sort()
            for name in sorted(names):
                count += 1
                if count > self._bounds.entries:
                    raise UnreadableFileError(
                        "archive_too_many_entries", f"The folder holds more than {self._bounds.entries} files."
                    )
                path = Path(folder, name)
                yield FolderFile(self._name_of(path), path, _failure(path), self._bounds)
        for problem in refused:
            path = Path(problem.filename)
            failure = UnreadableFileError("folder_unreadable", f"The folder cannot be read: {problem.strerror}.")
            yield FolderFile(self._name_of(path), path, failure, self._bounds)

    def _name_of(self, path: Path) -> str:
        return text_of_path(path.relative_to(self._path).as_posix())

    def close(self) -> None:
        """Nothing is held open."""


def text_of_path(path: str) -> str:
    """A path as text that can be stored and shown: bytes that are no UTF-8 become `\\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _failure(path: Path) -> UnreadableFileError | None:
    try:
        mode = path.lstat().st_mode
    except OSError as problem:
        return UnreadableFileError("file_unreadable", f"The file cannot be read: {problem.strerror}.")
    if not stat.S_ISREG(mode):
        return UnreadableFileError("archive_not_a_file", "The entry is a link or a device, not a file.")
    return None
