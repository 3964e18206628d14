"""Imports as tests run them: to the end, in this process, with one child that reads."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from paceline.imports.service import batches
from paceline.imports.service.working import SliceEnd, work_slice
from paceline.imports.service.workshop import Workshop
from paceline.imports.tables import Batch, ItemResult, NewOrigin
from paceline.infra.db.athlete import athlete_session
from tests.builders.fit import build_activity_fit

START = datetime(2024, 5, 4, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Importer:
    """Imports for one athlete."""

    athlete_id: UUID
    workshop: Workshop

    async def paths(self, *paths: Path, restore_deleted: bool = False) -> Batch:
        """What `paceline import` does with these paths."""
        async with athlete_session(self.athlete_id) as db:
            batch, _ = await batches.resume_or_create(db, self.athlete_id, paths, restore_deleted=restore_deleted)
        return await self.finish(batch.id)

    async def make(self, *paths: Path) -> Batch:
        """A batch of a command, not worked on yet."""
        async with athlete_session(self.athlete_id) as db:
            origins = [NewOrigin(str(path)) for path in paths]
            return await batches.create_batch(db, self.athlete_id, "command", origins)

    async def finish(self, batch_id: UUID) -> Batch:
        """Work on a batch until it is over."""
        for _ in range(1000):
            if await work_slice(self.athlete_id, batch_id, self.workshop) is SliceEnd.ENDED:
                return await self.batch(batch_id)
        raise AssertionError("the batch never ends")

    async def batch(self, batch_id: UUID) -> Batch:
        async with athlete_session(self.athlete_id, read_only=True) as db:
            return await batches.get_batch(db, batch_id)

    async def files(self, batch: Batch) -> dict[str, ItemResult]:
        """Files of a batch by their names, as far as these differ."""
        async with athlete_session(self.athlete_id, read_only=True) as db:
            found = await batches.list_results(db, batch.id, limit=10_000)
        return {one.path.rpartition("/")[2]: one for one in found}

    async def outcomes(self, batch: Batch) -> dict[str, tuple[str | None, str | None]]:
        """Outcome and code of each file."""
        return {name: (one.outcome, one.code) for name, one in (await self.files(batch)).items()}

    async def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Rows as this athlete sees them."""
        async with athlete_session(self.athlete_id, read_only=True) as db:
            return [dict(row) for row in (await db.execute(text(statement), values)).mappings()]

    async def count(self, table: str) -> int:
        return (await self.rows(f"select count(*) as n from {table}"))[0]["n"]


def counts(batch: Batch) -> tuple[int, int, int, int]:
    """Imported, duplicate, skipped, failed."""
    return batch.imported_count, batch.duplicate_count, batch.skipped_count, batch.failed_count


def fit(day: int = 0, *, seconds: int = 120, serial: int = 111, sport: int = 1, **more: Any) -> bytes:
    """A short run (FIT sport 1) or ride (2), `day` days after START."""
    step = 3.0 / 111_195
    samples: Mapping[str, Sequence[float]] = {
        "latitude_deg": [47 + index * step for index in range(seconds)],
        "longitude_deg": [8.0] * seconds,
        "altitude_m": [400 + 10 * math.sin(index / 30) for index in range(seconds)],
        "distance_m": [3.0 * index for index in range(seconds)],
        "speed_mps": [3.0] * seconds,
        "heart_rate_bpm": [120 + (index + day) % 40 for index in range(seconds)],
        "power_w": [150 + index % 60 for index in range(seconds)],
    }
    return build_activity_fit(START + timedelta(days=day), samples, serial=serial, sport=sport, **more)


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
