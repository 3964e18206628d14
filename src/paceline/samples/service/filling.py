"""Filling: a set is begun, its files are written by a job, and an ordinary import takes them in.

    begun → files written by children → one transaction: original, import, profile, weights, thresholds, notes → import works them off

The table says what is left to do. A process that dies while it writes files has changed nothing; the next one writes the same files.
"""

import asyncio
import hashlib
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.service import get_profile
from paceline.imports.service import batches
from paceline.imports.service.storage import check_room
from paceline.imports.service.workshop import Workshop
from paceline.imports.tables import NewOrigin
from paceline.infra import blobs
from paceline.infra.clock import today_in
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError
from paceline.infra.ids import new_id
from paceline.infra.jobs.queue import enqueue
from paceline.samples import queries
from paceline.samples.errors import no_sample, sample_present
from paceline.samples.queries import find_sample
from paceline.samples.rules.history import DEFAULT_SEED, SampleSpec, history_of
from paceline.samples.rules.season import DAYS
from paceline.samples.schemas import SampleKind
from paceline.samples.service.archive import write_archive
from paceline.samples.service.belongings import bring
from paceline.samples.tables import SampleSet

log = structlog.get_logger("paceline.samples")

__all__ = ["enqueue_prepare", "find_sample", "prepare", "start_sample"]

_BEGUN = register("samples.begun", "a set is written, its transaction is not committed")
_FILES_WRITTEN = register("samples.files_written", "the files of a set are on disk, nothing of them is in the database")
_PREPARED = register("samples.prepared", "all of a set but its activities is written, its transaction is not committed")


async def start_sample(
    db: AsyncConnection,
    athlete_id: UUID,
    kind: SampleKind,
    *,
    ends_on: date | None = None,
    seed: int = DEFAULT_SEED,
    days: int | None = None,
    asks_for_job: bool = True,
) -> SampleSet:
    """Begin to fill an athlete with a sample that ends on a day (yesterday by the athlete's clock), and ask for
    the job, unless the caller goes on with `prepare`; should that one die, the back-stop asks. Raises `AppError(sample_present)`.
    """
    spec = SampleSpec(
        kind, ends_on or _last_on((await get_profile(db)).time_zone), seed, DAYS if days is None else days
    )
    if not await queries.insert_sample(db, athlete_id, new_id(), spec):
        there = await find_sample(db)
        raise sample_present(there.kind if there else kind)
    if asks_for_job:
        await enqueue_prepare(db, athlete_id)
    crashpoint(_BEGUN)
    begun = await find_sample(db)
    if begun is None:
        raise no_sample()
    return begun


def _last_on(time_zone: str) -> date:
    """Yesterday: today is not over, and what has not happened cannot be recorded."""
    return today_in(time_zone) - timedelta(days=1)


async def enqueue_prepare(db: AsyncConnection, athlete_id: UUID) -> None:
    """Ask for the files of an athlete's set, in the caller's transaction; one at a time."""
    key = f"samples.prepare:{athlete_id}"
    await enqueue(db, "samples.prepare", {"athlete_id": str(athlete_id)}, once=key, lock=key)


async def prepare(athlete_id: UUID, workshop: Workshop) -> SampleSet | None:
    """Write the files of a set and begin their import. Nothing happens where that was done, failed before, or the set is gone."""
    async with athlete_session(athlete_id, read_only=True) as db:
        sample = await find_sample(db)
    if sample is None or sample.batch_id is not None or sample.error_code is not None:
        return sample
    spec = SampleSpec(sample.kind, sample.ends_on, sample.seed, sample.days)
    path = workshop.spool_dir / f"sample-{sample.id}"
    try:
        await write_archive(spec, path, workshop.workers)
        crashpoint(_FILES_WRITTEN)
        await _begin_import(athlete_id, sample, spec, path, workshop)
    except AppError as problem:
        log.warning("sample_not_prepared", code=problem.code)
        async with athlete_session(athlete_id) as db:
            await queries.save_failure(db, sample.id, problem.code, problem.message)
    finally:
        path.unlink(missing_ok=True)
    async with athlete_session(athlete_id, read_only=True) as db:
        return await find_sample(db)


async def _begin_import(athlete_id: UUID, sample: SampleSet, spec: SampleSpec, path: Path, workshop: Workshop) -> None:
    sha256 = await asyncio.to_thread(_sha256_of, path)
    history = history_of(spec)
    async with athlete_session(athlete_id) as db:
        there = await queries.find_sample(db, hold=True)
        # Removed, or prepared by somebody else meanwhile.
        if there is None or there.id != sample.id or there.batch_id is not None:
            return
        await check_room(db, {sha256: path.stat().st_size}, workshop.storage_bytes)
        brought = await bring(db, history)
        with path.open("rb") as file:
            await blobs.put_file(db, athlete_id, sha256, file)
        label = f"Sample {sample.kind.value}"
        batch = await batches.create_batch(db, athlete_id, "sample", [NewOrigin(label, sha256)], label=label)
        await queries.save_prepared(db, batch.id, brought)
        crashpoint(_PREPARED)


def _sha256_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
