"""What an origin holds: one file, a folder and all below it, or an archive. Blocking; run in a thread."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.archive import Archive, ArchiveKind, open_archive
from paceline.connectors.files.archive.base import is_activity_name
from paceline.connectors.files.archive.source import text_of_path
from paceline.connectors.files.containers import ZIP_MAGICS
from paceline.imports.rules.outcomes import outcome_of_problem
from paceline.imports.service.paths import stored_path
from paceline.imports.tables import NewItem, OriginKind

_MOST_FILES = 100_000


@dataclass(frozen=True, slots=True)
class FoundZip:
    """A zip in a folder: an origin of its own; `path` as `stored_path` keeps it."""

    path: str


def kind_of(path: Path) -> OriginKind:
    """Whether a path is a plain file, a plain folder, or an archive (packed or unpacked). Raises `UnreadableFileError`."""
    if path.is_dir():
        with open_archive(path) as archive:
            return "folder" if archive.kind is ArchiveKind.FOLDER else "archive"
    try:
        # A pipe nobody writes to would keep an ordinary open waiting for ever, and a device may never end.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableFileError("archive_not_a_file", "This is a link or a device, not a file.")
            return "archive" if file.read(4) in ZIP_MAGICS else "file"
    except OSError as problem:
        raise UnreadableFileError("file_unreadable", f"It cannot be read: {problem.strerror}.") from problem


def list_origin(path: Path, kind: OriginKind, shown: str) -> Iterator[NewItem | FoundZip]:
    """Everything to import in an origin; `shown` is what people call it. What will not be read comes with its outcome."""
    if kind == "file":
        yield NewItem(shown, "")
        return
    if kind == "folder":
        found: Iterator[NewItem | FoundZip] = list_folder(path, shown)
    else:
        found = _list_archive(path, shown)
    nothing = True
    try:
        for one in found:
            nothing = False
            yield one
    except UnreadableFileError as problem:
        yield _unread(shown, "", problem.code, problem.message)
        return
    if nothing:
        yield _unread(shown, "", "nothing_inside", "It holds no FIT, GPX or TCX file.")


def _list_archive(path: Path, shown: str) -> Iterator[NewItem]:
    with open_archive(path) as archive:
        yield from _flaws(archive, shown)
        for entry in archive.entries():
            name = f"{shown}/{entry.path}"
            if entry.failure is not None and entry.row is None:
                yield _unread(name, entry.path, entry.failure.code, entry.failure.message)
            else:
                yield NewItem(name, entry.path)


def _flaws(archive: Archive, shown: str) -> Iterator[NewItem]:
    """What could not be understood of the archive itself is told like a file, so that nobody misses it."""
    for number, flaw in enumerate(archive.flaws, start=1):
        yield NewItem(shown, f"!{number}", "failed", flaw.code, flaw.detail)


def list_folder(path: Path, shown: str) -> Iterator[NewItem | FoundZip]:
    """Activity files and zips below a plain folder, sorted; links, hidden files and what cannot be opened are named, not read.

    Raises `UnreadableFileError(archive_too_many_entries)`.
    """
    count = 0
    refused: list[OSError] = []
    for folder, subfolders, names in os.walk(path, onerror=refused.append, followlinks=False):
        below = Path(folder).relative_to(path)
        subfolders.sort()
        for name in subfolders:
            if Path(folder, name).is_symlink():
                member = (below / name).as_posix()
                yield _below(shown, member, "link_not_followed", _LINK)
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in sorted(names):
            count += 1
            if count > _MOST_FILES:
                raise UnreadableFileError(
                    "archive_too_many_entries", f"The folder holds more than {_MOST_FILES} files."
                )
            yield from _list_file(Path(folder, name), (below / name).as_posix(), shown)
    for problem in refused:
        member = Path(problem.filename).relative_to(path).as_posix()
        yield _below(shown, member, "folder_unreadable", f"The folder cannot be read: {problem.strerror}.")


def _list_file(path: Path, member: str, shown: str) -> Iterator[NewItem | FoundZip]:
    name = path.name.lstrip(".")
    is_zip = name.lower().endswith(".zip")
    # macOS leaves `._` twins beside every file on a foreign disk.
    if path.name.startswith("._") or not (is_zip or is_activity_name(name)):
        return
    if path.is_symlink():
        yield _below(shown, member, "link_not_followed", _LINK)
    elif path.name.startswith("."):
        yield _below(shown, member, "file_is_hidden", "Hidden files are left out.")
    elif is_zip:
        yield FoundZip(stored_path(str(path)))
    else:
        yield NewItem(f"{shown}/{text_of_path(member)}", stored_path(member))


_LINK = "This is a link; links in a folder are not followed."


def _below(shown: str, member: str, code: str, reason: str) -> NewItem:
    """Something below a folder that is not read."""
    named = text_of_path(member)
    return _unread(f"{shown}/{named}", named, code, reason)


def _unread(shown: str, member: str, code: str, reason: str) -> NewItem:
    return NewItem(shown, member, outcome_of_problem(code), code, reason)
