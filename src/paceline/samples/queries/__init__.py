"""All SQL of samples."""

from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.samples.rules.history import SampleSpec
from paceline.samples.schemas import SampleKind
from paceline.samples.tables import Brought, SampleSet

_COLUMNS = "id, kind, seed, ends_on, days, batch_id, brought, error_code, error_message, created_at"


def _sample_set(row: Row[tuple[object, ...]]) -> SampleSet:
    return SampleSet(
        row.id, SampleKind(row.kind), row.seed, row.ends_on, row.days, row.batch_id, row.brought,
        row.error_code, row.error_message, row.created_at,
    )  # fmt: skip


async def insert_sample(db: AsyncConnection, athlete_id: UUID, sample_id: UUID, spec: SampleSpec) -> bool:
    """Begin a set; `False` when the athlete has one already."""
    done = await db.execute(
        text(
            """
            insert into sample_set (athlete_id, id, kind, seed, ends_on, days)
            values (:athlete_id, :id, :kind, :seed, :ends_on, :days) on conflict (athlete_id) do nothing
            """
        ),
        {
            "athlete_id": athlete_id,
            "id": sample_id,
            "kind": spec.kind.value,
            "seed": spec.seed,
            "ends_on": spec.ends_on,
            "days": spec.days,
        },
    )
    return done.rowcount == 1


async def find_sample(db: AsyncConnection, *, hold: bool = False) -> SampleSet | None:
    """The set of the session's athlete; with `hold` against other writers until the transaction ends."""
    locking = " for update" if hold else ""
    row = (await db.execute(text(f"select {_COLUMNS} from sample_set{locking}"))).first()  # noqa: S608 -- composed of constants
    return _sample_set(row) if row else None


async def save_prepared(db: AsyncConnection, batch_id: UUID, brought: Brought) -> None:
    """The files of the set are written and their import is under way."""
    await db.execute(
        text("update sample_set set batch_id = :batch_id, brought = cast(:brought as jsonb), next_run_at = null"),
        {"batch_id": batch_id, "brought": orjson.dumps(brought).decode()},
    )


async def save_failure(db: AsyncConnection, sample_id: UUID, code: str, message: str) -> None:
    """The set could not be prepared, and nobody tries again."""
    await db.execute(
        text("update sample_set set error_code = :code, error_message = :message, next_run_at = null where id = :id"),
        {"id": sample_id, "code": code, "message": message},
    )


async def delete_sample(db: AsyncConnection) -> None:
    """Forget the set of the session's athlete."""
    await db.execute(text("delete from sample_set"))


async def list_waiting(db: AsyncConnection) -> list[UUID]:
    """Across athletes, through the second door: whose sets wait for their files."""
    return list(
        (
            await db.execute(
                text("select athlete_id from sample_set where next_run_at <= app.now() order by next_run_at")
            )
        ).scalars()
    )
