"""Importing files end to end: to the last derived row, against reading alone; by two processes, against one."""

import asyncio
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from bench.files import import_folder, one_of_each_kind, paths_in
from bench.ground import Ground
from bench.row import Measurement, Row, Spread, milliseconds
from bench.turns import seconds_of
from paceline.accounts.service import create_user, get_user
from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.sniff import decode
from paceline.entrypoints import wiring
from paceline.imports.rules.digest import digest
from paceline.imports.schemas import FileToDigest
from paceline.imports.service import batches
from paceline.imports.service.decoders import Decoders, decoders
from paceline.imports.service.working import SliceEnd, work_slice
from paceline.imports.service.workshop import Workshop
from paceline.imports.tables import NewOrigin
from paceline.infra.bounded_pool import ReaderError
from paceline.infra.db.athlete import athlete_session
from paceline.infra.ids import new_id
from paceline.infra.jobs.worker import work_off

_numbers = count(1)


@cache
def corpus(ground: Ground) -> tuple[str, list[FileToDigest], Path]:
    """All files to import: what they are, their contents, their folder."""
    origin, folder = import_folder(ground.folder / "synthetic")
    paths = paths_in(folder)
    contents = [FileToDigest(path.read_bytes(), path.name, b"\0" * 32, "UTC", new_id()) for path in paths]
    size = sum(len(file.content or b"") for file in contents) / 1e6
    return f"{len(paths)} {origin} files, {size:.1f} MB", contents, folder


def _decode_all(files: list[FileToDigest]) -> None:
    for file in files:
        with suppress(UnreadableFileError):
            decode(file.content or b"", file.name)


def _timed(ground: Ground, folder: Path, workers: int) -> float:
    """Seconds from the request to the last derived row, for a new athlete; the children have started before."""
    database_url = ground.app_url
    return ground.runner.run(_import(database_url, folder, Workshop(workers, ground.folder / "spool", ())))


async def _import(database_url: str, folder: Path, workshop: Workshop) -> float:
    athlete_id = await _new_athlete()
    workers = workshop.workers
    async with decoders(workers) as pool:
        await _warm(pool, workers)
        started = time.perf_counter()
        async with athlete_session(athlete_id) as db:
            batch = await batches.create_batch(db, athlete_id, "command", [NewOrigin(str(folder))])
        while await work_slice(athlete_id, batch.id, workshop) is not SliceEnd.ENDED:
            pass
        await work_off(database_url)
        took_s = time.perf_counter() - started
    await _check(athlete_id, batch.id)
    return took_s


async def _new_athlete() -> UUID:
    wiring.load()
    name = f"importer-{next(_numbers)}"
    await create_user(name, "a-long-password-of-the-bench")
    return (await get_user(name)).athlete_id


_DERIVED = """
    select count(*) filter (where a.counted), count(j.activity_id), (select count(*) from fitness_day), (select count(*) from dirty_mark)
    from activity a left join activity_judgement j on j.athlete_id = a.athlete_id and j.activity_id = a.id and j.basis = 'all'
"""


async def _check(athlete_id: UUID, batch_id: UUID) -> None:
    """A fast import that left something undone would be no import."""
    async with athlete_session(athlete_id, read_only=True) as db:
        batch = await batches.get_batch(db, batch_id)
        counted, judged, days, marks = (await db.execute(text(_DERIVED))).one()
    if batch.status != "completed" or not counted or judged < counted or not days or marks:
        raise RuntimeError(
            f"import {batch.status}: {counted} counted, {judged} judged, {days} days, {marks} marks left"
        )


async def _warm(pool: Decoders, children: int) -> None:
    """Let every child read one small file of each kind, as this process has: what it loads for its first one is not its speed."""
    for file in one_of_each_kind():
        await _digest_all(pool, [FileToDigest(file.content, file.name, b"\0" * 32, "UTC", new_id())] * children)


async def _digest_all(pool: Decoders, files: list[FileToDigest]) -> None:
    async def one(file: FileToDigest) -> None:
        with suppress(UnreadableFileError, ReaderError):
            await pool.run(file)

    await asyncio.gather(*map(one, files))


def _end_to_end(ground: Ground) -> Measurement:
    note, files, folder = corpus(ground)
    ours: list[float] = []
    bound: list[float] = []
    _decode_all(files)
    for _ in range(ground.rounds(3)):
        ours.append(_timed(ground, folder, workers=1))
        bound.append(seconds_of(lambda: _decode_all(files)))
    ratio = Spread.of([one / other for one, other in zip(ours, bound, strict=True)])
    took = Spread.of(ours).middle
    note += f"; 1 decoder process; {len(files) / took:.0f} files/s"
    return Measurement(ratio.middle, milliseconds(took), milliseconds(Spread.of(bound).middle), ratio, note)


def _two_decoders(ground: Ground) -> Measurement:
    note, files, _ = corpus(ground)

    async def timed(size: int) -> float:
        async with decoders(size) as pool:
            await _warm(pool, size)
            started = time.perf_counter()
            await _digest_all(pool, files)
            return time.perf_counter() - started

    ours: list[float] = []
    bound: list[float] = []
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as bare:
        parts = files[::2], files[1::2]
        list(bare.map(_digest_plainly, parts))
        for _ in range(ground.rounds(3)):
            ours.append(ground.runner.run(timed(1)) / ground.runner.run(timed(2)))
            alone = seconds_of(lambda: bare.submit(_digest_plainly, files).result())
            bound.append(alone / seconds_of(lambda: list(bare.map(_digest_plainly, parts))))
    ratio = Spread.of(ours)
    note += "; decoded, measured, encoded, analysed"
    return Measurement(ratio.middle, f"{ratio.middle:.2f}×", f"{Spread.of(bound).middle:.2f}×", ratio, note)


def _digest_plainly(files: list[FileToDigest]) -> None:
    for file in files:
        with suppress(UnreadableFileError):
            digest(file)


def _two_end_to_end(ground: Ground) -> Measurement:
    note, _, folder = corpus(ground)
    one: list[float] = []
    two: list[float] = []
    for _ in range(ground.rounds(2)):
        one.append(_timed(ground, folder, workers=1))
        two.append(_timed(ground, folder, workers=2))
    ratio = Spread.of([slow / fast for slow, fast in zip(one, two, strict=True)])
    ours, alone = Spread.of(two).middle, Spread.of(one).middle
    return Measurement(ratio.middle, milliseconds(ours), milliseconds(alone), ratio, note)


ROWS = (
    Row("import", "import to the last derived row", "reading the same files alone", _end_to_end, 2, 1.5),
    Row(
        "import-two",
        "two decoder processes against one",
        "two plain processes against one",
        _two_decoders,
        1.7,
        1.85,
        at_least=True,
    ),
    Row("import-two-end", "import with two decoders", "import with one", _two_end_to_end, at_least=True),
)
