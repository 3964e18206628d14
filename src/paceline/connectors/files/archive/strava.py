"""Strava's bulk export: a zip, or the folder it was unpacked to, with `activities.csv` beside `activities/`.

Only that table, the activity files and the gear lists are read; the export also holds messages, sign-ins and privacy zones,
which are nobody's business here. Files carry the upload's number, not the activity's, so rows and files meet by the row's
`Filename` only.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from paceline.connectors.base import Flaw, UnreadableFileError
from paceline.connectors.files.archive.base import (
    Archive,
    ArchiveGear,
    ArchiveKind,
    ArchiveRow,
    Entry,
    EntryKind,
    failed_entry,
    file_entry,
    is_activity_name,
)
from paceline.connectors.files.archive.source import Source, SourceFile
from paceline.connectors.files.archive.strava_rows import RowTable

_TABLE = "activities.csv"
_GEAR_FILES = {"bikes.csv": "bike", "shoes.csv": "shoes"}
_DEEPEST = 2


def is_strava_table(name: str) -> bool:
    """Whether this path may be the export's table: in the root, or one folder deep."""
    path = PurePosixPath(name)
    return path.name == _TABLE and len(path.parts) <= _DEEPEST


class StravaArchive(Archive):
    """Activities of a Strava export: rows with their files, rows without, and files no row mentions.

    Raises `UnreadableFileError` with `strava_header_unknown` and the codes of reading the table.
    """

    kind = ArchiveKind.STRAVA

    def __init__(self, source: Source, table: SourceFile) -> None:
        super().__init__(source)
        self._prefix = table.name.removesuffix(_TABLE)
        self._table = table.read()
        RowTable(self._table)
        self._files = {
            file.name.removeprefix(self._prefix): file for file in source.files() if file.name.startswith(self._prefix)
        }
        gear: list[ArchiveGear] = []
        for name, kind in _GEAR_FILES.items():
            if name in self._files:
                try:
                    gear.extend(_read_gear(self._files[name].read(), kind))
                except UnreadableFileError as problem:
                    self.flaws += (Flaw("gear_unreadable", f"{name}: {problem.message}"),)
        self.gear = tuple(gear)
        self._gear_by_name = {one.called.lower(): one for one in reversed(gear)}

    def entries(self) -> Iterator[Entry]:
        used: set[str] = set()
        for where, row in RowTable(self._table).rows():
            path = f"{self._prefix}{_TABLE}#{where}"
            if isinstance(row, UnreadableFileError):
                yield failed_entry(path, row)
                continue
            if row.gear_name is not None:
                row = replace(row, gear=self._gear_by_name.get(row.gear_name.lower()))
            file = self._find(row)
            if file is not None and file.name not in used:
                used.add(file.name)
                yield file_entry(file, row)
            elif row.file_name is None and not row.file_error:
                yield _rowless(path, EntryKind.ROW_ONLY, row, "manual_entry", "The activity never had a file.")
            else:
                yield _rowless(path, EntryKind.FILE_MISSING, row, "file_missing", "The file is not in this export.")
        for file in self._files.values():
            if file.name not in used and is_activity_name(file.name):
                yield file_entry(file)

    def _find(self, row: ArchiveRow) -> SourceFile | None:
        """The row's file; unpackers on some systems also take off the `.gz`."""
        if row.file_name is None:
            return None
        return self._files.get(row.file_name) or self._files.get(row.file_name.removesuffix(".gz"))


def _rowless(path: str, kind: EntryKind, row: ArchiveRow, code: str, message: str) -> Entry:
    refused = failed_entry(path, UnreadableFileError(code, message))
    return Entry(path, kind, refused.read, row)


def _read_gear(data: bytes, kind: str) -> Iterator[ArchiveGear]:
    """Name, brand and model are the first three columns in every language."""
    lines = csv.reader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
    try:
        next(lines, None)
        for cells in lines:
            name, brand, model = ([cell.strip() or None for cell in cells] + [None] * 3)[:3]
            if name or brand or model:
                yield ArchiveGear(kind, name, brand, model)
    except csv.Error as problem:
        raise UnreadableFileError("csv_unreadable", f"Not a CSV file: {problem}.") from problem
