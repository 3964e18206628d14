"""Watched folders: a file that stays the same from one scan to the next is imported."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.connectors.base import UnreadableFileError
from paceline.imports.errors import folder_not_found, path_refused
from paceline.imports.queries import folders as queries
from paceline.imports.service.batches import create_batch
from paceline.imports.service.contents import FoundZip, list_folder
from paceline.imports.service.paths import check_unmoved, path_of_stored, resolve_allowed, stored_path
from paceline.imports.tables import NewOrigin, WatchedFile, WatchedFolder
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError
from paceline.infra.ids import new_id

_SCANNED = register(
    "imports.folder_scanned", "new files of a watched folder are a batch, its transaction is not committed"
)

_LONGEST_LABEL = 200


async def list_folders(db: AsyncConnection) -> list[WatchedFolder]:
    """The athlete's watched folders."""
    return await queries.list_folders(db)


async def watch_folder(db: AsyncConnection, athlete_id: UUID, path: str, roots: Sequence[Path]) -> WatchedFolder:
    """Watch a folder from now on; what is in it is imported too. Raises `AppError(path_refused)`."""
    real = resolve_allowed(path, roots)
    if not real.is_dir():
        raise path_refused()
    return await queries.insert_folder(db, athlete_id, new_id(), str(real))


async def unwatch_folder(db: AsyncConnection, folder_id: UUID) -> None:
    """Stop watching; what was imported stays. Raises `AppError(watched_folder_not_found)`."""
    if not await queries.delete_folder(db, folder_id):
        raise folder_not_found()


async def scan_folders(athlete_id: UUID, roots: Sequence[Path]) -> int:
    """Look at all watched folders of an athlete; returns how many files became part of an import."""
    async with athlete_session(athlete_id, read_only=True) as db:
        folders = await queries.list_folders(db)
    return sum([await _scan(athlete_id, folder, roots) for folder in folders])


async def _scan(athlete_id: UUID, folder: WatchedFolder, roots: Sequence[Path]) -> int:
    try:
        seen = await asyncio.to_thread(_look, check_unmoved(folder.path, roots))
    except (AppError, UnreadableFileError) as problem:
        if problem.message != folder.problem:
            async with athlete_session(athlete_id) as db:
                await queries.save_problem(db, folder.id, problem.message)
        return 0
    async with athlete_session(athlete_id) as db:
        before = await queries.list_files(db, folder.id)
        changed = [one for one in seen.values() if not _is_same(one, before.get(one.path))]
        # Still being copied, perhaps: only what the scan before saw alike is taken.
        settled = [one for one in before.values() if one.batch_id is None and _is_same(one, seen.get(one.path))]
        gone = [path for path in before if path not in seen]
        if settled:
            origins = [NewOrigin(one.path) for one in settled]
            batch = await create_batch(db, athlete_id, "watched", origins, label=folder.path[-_LONGEST_LABEL:])
            changed += [replace(one, batch_id=batch.id) for one in settled]
        if changed or gone or folder.problem is not None:
            await queries.save_scan(db, athlete_id, folder.id, changed, gone)
        crashpoint(_SCANNED)
    return len(settled)


def _is_same(one: WatchedFile, other: WatchedFile | None) -> bool:
    return other is not None and (one.size_bytes, one.modified_ns) == (other.size_bytes, other.modified_ns)


def _look(folder: Path) -> dict[str, WatchedFile]:
    """Activity files and zips below a folder with size and time, by their stored paths. Raises `UnreadableFileError`."""
    seen: dict[str, WatchedFile] = {}
    for one in list_folder(folder, str(folder)):
        if isinstance(one, FoundZip):
            path = path_of_stored(one.path)
        elif one.outcome is None:
            path = str(folder / path_of_stored(one.member))
        else:
            continue
        try:
            state = os.lstat(path)
        except OSError:
            continue
        stored = stored_path(path)
        seen[stored] = WatchedFile(stored, state.st_size, state.st_mtime_ns, None)
    return seen
