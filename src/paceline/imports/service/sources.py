"""Finding the bytes of an item again, slice by slice: in a file, below a folder, in an archive, in an uploaded original."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.archive import ArchiveRow, Entry, EntryKind, open_archive
from paceline.imports.service.paths import path_of_stored, read_file
from paceline.imports.tables import Item, Origin
from paceline.infra import blobs
from paceline.infra.clock import utc_now
from paceline.infra.db.athlete import athlete_session

_SPOOL_KEPT_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Found:
    """What an item is: bytes, an archive's row, or both; `code` and `reason` say why bytes that ought to be there are not."""

    content: bytes | None = None
    row: ArchiveRow | None = None
    code: str | None = None
    reason: str | None = None


class Finder:
    """Reads the items of one batch in their order; keeps one archive open. Blocking, but for nothing in the database.

    `places` says where each origin's bytes are on this machine, as real paths; nothing outside of them is read.
    """

    def __init__(self, places: dict[int, Path], origins: dict[int, Origin]) -> None:
        self._places = places
        self._origins = origins
        self._cursor: _Cursor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._cursor is not None:
            self._cursor.close()

    def find(self, item: Item) -> Found:
        """The bytes or the row of an item. An unreadable one is an answer, not an error."""
        origin, place = self._origins[item.origin_no], self._places[item.origin_no]
        try:
            match origin.kind:
                case "archive":
                    return self._in_archive(origin.origin_no, place, item.member)
                case "folder":
                    return Found(read_file(place / path_of_stored(item.member), place))
                case _:
                    return Found(read_file(place, place))
        except UnreadableFileError as problem:
            return Found(code=problem.code, reason=problem.message)

    def _in_archive(self, origin_no: int, place: Path, member: str) -> Found:
        if self._cursor is None or self._cursor.origin_no != origin_no:
            if self._cursor is not None:
                self._cursor.close()
            self._cursor = _Cursor(origin_no, place)
        entry = self._cursor.seek(member)
        if entry is None:
            raise UnreadableFileError("file_gone", "The archive does not hold this file any more.")
        if entry.kind is EntryKind.ROW_ONLY:
            return Found(None, entry.row)
        try:
            return Found(entry.read(), entry.row)
        except UnreadableFileError as problem:
            return Found(None, entry.row, problem.code, problem.message)


class _Cursor:
    """An open archive and how far it was read. Items come in the order of its entries, so one pass usually does."""

    def __init__(self, origin_no: int, path: Path) -> None:
        self.origin_no = origin_no
        self._path = path
        self._open = ExitStack()
        self._rewind()

    def seek(self, member: str) -> Entry | None:
        """The entry of that path; `None` when there is none."""
        for entry in self._entries:
            if entry.path == member:
                return entry
        self._rewind()
        for entry in self._entries:
            if entry.path == member:
                return entry
        self._rewind()
        return None

    def _rewind(self) -> None:
        self._open.close()
        self._entries = self._open.enter_context(open_archive(self._path)).entries()

    def close(self) -> None:
        self._open.close()


def spool_path(spool_dir: Path, athlete_id: UUID, sha256: bytes) -> Path:
    """Where an uploaded archive is unpacked to from its original, the same for every slice on this machine."""
    return spool_dir / f"{athlete_id}-{sha256.hex()}"


async def spool(spool_dir: Path, athlete_id: UUID, sha256: bytes) -> Path:
    """An uploaded original as a file, written unless a slice before did so. Raises `AppError(original_not_found)`."""
    path = spool_path(spool_dir, athlete_id, sha256)
    if path.exists():
        return path
    spool_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}")
    try:
        with part.open("wb") as file:
            async with athlete_session(athlete_id, read_only=True) as db:
                async for chunk in blobs.stream(db, sha256):
                    file.write(chunk)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def forget_spooled(spool_dir: Path, athlete_id: UUID, sha256s: Sequence[bytes]) -> None:
    """Remove the files of uploads that are done with."""
    for sha256 in sha256s:
        spool_path(spool_dir, athlete_id, sha256).unlink(missing_ok=True)


def forget_old_spools(spool_dir: Path) -> None:
    """Remove what a killed process left: files nobody touched for a day."""
    if not spool_dir.is_dir():
        return
    oldest_s = utc_now().timestamp() - _SPOOL_KEPT_S
    for path in spool_dir.iterdir():
        if path.stat().st_mtime < oldest_s:
            path.unlink(missing_ok=True)
