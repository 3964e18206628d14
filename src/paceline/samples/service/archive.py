"""A history as an archive on disk, written by child processes: nobody's event loop waits for it."""

import asyncio
import os
import zipfile
from pathlib import Path

from paceline.infra.bounded_pool import BoundedPool
from paceline.samples.rules.history import Chunk, SampleFile, SampleSpec, history_of

_WRITE = "paceline.samples.rules.files:write_files"
_AT_ONCE = 24
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The zero of times in a zip: the same history is the same archive."""


async def write_archive(spec: SampleSpec, path: Path, workers: int) -> None:
    """Write the whole archive of a history. Raises `ReaderError` when a child fails."""
    # Lazy, so that a web process, which only begins a set, never loads a writer of files.
    from paceline.samples.rules.files import write_tables

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}")
    history = await asyncio.to_thread(history_of, spec)
    count = len(history.sessions)
    chunks = [Chunk(spec, first, min(first + _AT_ONCE, count)) for first in range(0, count, _AT_ONCE)]
    try:
        async with BoundedPool[Chunk, list[SampleFile]](_WRITE, size=workers) as pool:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
                await asyncio.to_thread(_add, archive, list(write_tables(history)))
                # In their order, so that the import reads the archive in one pass; a few ahead, so that no child waits.
                running: list[asyncio.Future[list[SampleFile]]] = []
                try:
                    for chunk in chunks:
                        running.append(asyncio.ensure_future(pool.run(chunk)))
                        if len(running) > workers:
                            await asyncio.to_thread(_add, archive, await running.pop(0))
                    while running:
                        await asyncio.to_thread(_add, archive, await running.pop(0))
                finally:
                    for one in running:
                        one.cancel()
                    await asyncio.gather(*running, return_exceptions=True)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, files: list[SampleFile]) -> None:
    for file in files:
        archive.writestr(zipfile.ZipInfo(file.name, _EARLIEST), file.content)
