"""Watched folders and what was seen in them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.imports.tables import WatchedFile, WatchedFolder

_COLUMNS = "id, path, created_at, problem"


async def list_folders(db: AsyncConnection) -> list[WatchedFolder]:
    """Folders of the session's athlete."""
    rows = await db.execute(text(f"select {_COLUMNS} from watched_folder order by path"))  # noqa: S608 -- composed of constants
    return [WatchedFolder(*row) for row in rows]


async def insert_folder(db: AsyncConnection, athlete_id: UUID, folder_id: UUID, path: str) -> WatchedFolder:
    """Watch a folder; the one that is watched already is returned as it is."""
    await db.execute(
        text(
            "insert into watched_folder (athlete_id, id, path) values (:athlete_id, :id, :path) on conflict do nothing"
        ),
        {"athlete_id": athlete_id, "id": folder_id, "path": path},
    )
    row = (await db.execute(text(f"select {_COLUMNS} from watched_folder where path = :path"), {"path": path})).one()  # noqa: S608 -- composed of constants
    return WatchedFolder(*row)


async def delete_folder(db: AsyncConnection, folder_id: UUID) -> bool:
    """Stop watching; `False` when there is no such folder."""
    done = await db.execute(text("delete from watched_folder where id = :id"), {"id": folder_id})
    return done.rowcount == 1


async def list_watching_athletes(db: AsyncConnection) -> list[UUID]:
    """Across athletes, through the second door: who watches a folder."""
    return list((await db.execute(text("select distinct athlete_id from watched_folder"))).scalars())


async def list_files(db: AsyncConnection, folder_id: UUID) -> dict[str, WatchedFile]:
    """What the last scan saw, by path."""
    rows = await db.execute(
        text("select path, size_bytes, modified_ns, batch_id from watched_file where folder_id = :id"),
        {"id": folder_id},
    )
    return {row.path: WatchedFile(*row) for row in rows}


async def save_scan(
    db: AsyncConnection, athlete_id: UUID, folder_id: UUID, changed: Sequence[WatchedFile], gone: Sequence[str]
) -> None:
    """Keep what is new or different since the last scan."""
    await db.execute(
        text(
            """
            with gone as (
                delete from watched_file where folder_id = :folder_id and path = any(cast(:gone as text[]))),
            scanned as (
                update watched_folder set problem = null where id = :folder_id and problem is not null)
            insert into watched_file (athlete_id, folder_id, path, size_bytes, modified_ns, batch_id)
            select :athlete_id, :folder_id, *
            from unnest(cast(:paths as text[]), cast(:sizes as bigint[]), cast(:times as bigint[]), cast(:batches as uuid[]))
            on conflict (athlete_id, folder_id, path) do update
            set size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns, batch_id = excluded.batch_id
            """
        ),
        {
            "athlete_id": athlete_id,
            "folder_id": folder_id,
            "gone": list(gone),
            "paths": [one.path for one in changed],
            "sizes": [one.size_bytes for one in changed],
            "times": [one.modified_ns for one in changed],
            "batches": [one.batch_id for one in changed],
        },
    )


async def save_problem(db: AsyncConnection, folder_id: UUID, problem: str) -> None:
    """Note why a folder could not be read; the same reason is not written again."""
    await db.execute(
        text(
            """
            update watched_folder set problem = :problem
            where id = :id and problem is distinct from :problem
            """
        ),
        {"id": folder_id, "problem": problem},
    )
