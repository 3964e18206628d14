"""Paths on this machine: where an import may look, and reading a file without following a link out of there."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import IO
from urllib.parse import quote_from_bytes, unquote_to_bytes
from uuid import UUID

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.archive.source import text_of_path
from paceline.connectors.files.containers import DEFAULT_BOUNDS
from paceline.imports.errors import path_refused

_QUOTED = "//"


def roots_of(athlete_id: UUID, import_dirs: Sequence[Path], *, is_admin: bool) -> tuple[Path, ...]:
    """Where an athlete may import from: an admin anywhere below the import folders, others in the folder there named after their id.

    What lies in these folders is other people's training too; being invited gives no right to it.
    """
    return tuple(import_dirs) if is_admin else tuple(folder / str(athlete_id) for folder in import_dirs)


def resolve_allowed(path: str, roots: Sequence[Path]) -> Path:
    """The real path of something inside one of the folders that may be imported from. Raises `path_refused`."""
    if "\x00" in path or not path.startswith("/"):
        raise path_refused()
    try:
        real = Path(path).resolve(strict=True)
    except (OSError, RuntimeError) as problem:
        raise path_refused() from problem
    if not any(real.is_relative_to(root.resolve()) for root in roots):
        raise path_refused()
    return real


def check_unmoved(path: str, roots: Sequence[Path]) -> Path:
    """A path that was resolved before and must still be the same place, no link put there since. Raises `path_refused`."""
    real = resolve_allowed(path, roots)
    if str(real) != path:
        raise path_refused()
    return real


def stored_path(path: str) -> str:
    """How a path is kept as text: as it is, or, where its bytes are no UTF-8, as these behind `//`.

    No real path, and none below a folder, begins so: each is kept in its own way, and the very file is found again.
    """
    return path if text_of_path(path) == path else _QUOTED + quote_from_bytes(os.fsencode(path))


def path_of_stored(stored: str) -> str:
    """The path that `stored_path` kept."""
    is_quoted = stored.startswith(_QUOTED)
    return os.fsdecode(unquote_to_bytes(stored.removeprefix(_QUOTED))) if is_quoted else stored


def shown_path(stored: str) -> str:
    """What people are shown of the path that `stored_path` kept."""
    return text_of_path(path_of_stored(stored))


def read_file(path: Path, folder: Path) -> bytes:
    """The bytes of a regular file that really lies below `folder` (a real path), whatever was swapped for a link meanwhile.

    Raises `UnreadableFileError`: `file_gone`, `file_unreadable`, `link_not_followed`, `file_too_large`.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as problem:
        raise UnreadableFileError("file_gone", "The file is not there any more.") from problem
    except OSError as problem:
        raise UnreadableFileError("file_unreadable", f"The file cannot be read: {problem.strerror}.") from problem
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableFileError("archive_not_a_file", "This is a link or a device, not a file.")
        if not _opened_path(descriptor, path).is_relative_to(folder):
            raise UnreadableFileError("link_not_followed", "A link leads out of the folder; it is not followed.")
        return _read_bounded(file)


def _opened_path(descriptor: int, path: Path) -> Path:
    """Where the opened file really is: asked of the kernel, which no later swap of a folder can change."""
    try:
        return Path(f"/proc/self/fd/{descriptor}").readlink()
    except OSError:
        return path.resolve()


def _read_bounded(file: IO[bytes]) -> bytes:
    try:
        content = file.read(DEFAULT_BOUNDS.file_bytes + 1)
    except OSError as problem:
        raise UnreadableFileError("file_unreadable", f"The file cannot be read: {problem.strerror}.") from problem
    if len(content) > DEFAULT_BOUNDS.file_bytes:
        raise UnreadableFileError(
            "file_too_large", f"The file is larger than {DEFAULT_BOUNDS.file_bytes // 1_000_000} MB."
        )
    return content
