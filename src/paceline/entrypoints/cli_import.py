"""`paceline import`: files, folders and archives of this machine, from the command line."""

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click
import orjson

from paceline.entrypoints.cli import run

if TYPE_CHECKING:
    from paceline.entrypoints.instance import DatabaseAddresses
    from paceline.imports.tables import Batch, ItemResult

_MOST_SHOWN = 50
_PAGE = 1000
_INTERRUPTED = 130


class _NamedPath(click.Path):
    """A path that says something: an empty word, as of a variable that is not set, would name the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not value:
            self.fail("The path is empty.", param, ctx)
        return super().convert(value, param, ctx)


@click.command("import")
@click.argument("paths", nargs=-1, type=_NamedPath(exists=True, path_type=Path, resolve_path=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
@click.option("--athlete", "named", metavar="ATHLETE", help="Whose data this is: a user name or an athlete's id.")
@click.option("--restore-deleted", is_flag=True, help="Bring back activities that were deleted.")
@click.option("--workers", type=click.IntRange(1, 64), help="Decoder processes (PACELINE_WORKERS).")
@click.option("--rollback", type=click.UUID, metavar="IMPORT", help="Take an import back, without a trace.")
@click.option("--force", is_flag=True, help="With --rollback: also activities that were edited since.")
@click.option("--list", "list_them", is_flag=True, help="List the imports so far.")
def import_command(  # noqa: PLR0913 -- one parameter an option
    paths: tuple[Path, ...],
    as_json: bool,
    named: str | None,
    restore_deleted: bool,
    workers: int | None,
    rollback: UUID | None,
    force: bool,
    list_them: bool,
) -> None:
    """Import FIT, GPX and TCX files, folders and zips of them, a Strava archive or a Garmin export.

    Doing it again imports nothing twice; a command that was stopped goes on where it was.
    """
    if sum((bool(paths), rollback is not None, list_them)) != 1:
        raise click.UsageError("Name what to import, or --rollback IMPORT, or --list.")
    if rollback is not None:
        run(_roll_back(named, rollback, force=force, as_json=as_json))
    elif list_them:
        run(_list(named, as_json=as_json))
    else:
        run(_import(paths, named, restore_deleted=restore_deleted, workers=workers, as_json=as_json))


@asynccontextmanager
async def _instance() -> AsyncGenerator["DatabaseAddresses"]:
    from paceline.entrypoints import wiring
    from paceline.entrypoints.instance import instance
    from paceline.infra.settings import settings

    wiring.load()
    async with instance(settings()) as addresses:
        yield addresses


async def _athlete_of(named: str | None) -> UUID:
    """Whose data: the named one, the only one, or on an instance without accounts the one that the first account will claim."""
    from paceline.accounts import service
    from paceline.infra.errors import AppError

    users = await service.list_users()
    if named is not None:
        ids = {user.username.lower(): user.athlete_id for user in users}
        return ids.get(named.lower()) or await _athlete_with_id(named)
    if len(users) == 1:
        return users[0].athlete_id
    try:
        return await service.owner_athlete()
    except AppError as problem:
        names = ", ".join(user.username for user in users)
        raise click.UsageError(f"Several athletes are here: name one with --athlete. {names}".strip()) from problem


async def _athlete_with_id(named: str) -> UUID:
    from sqlalchemy import text

    from paceline.infra.db.athlete import athlete_session

    try:
        athlete_id = UUID(named)
        async with athlete_session(athlete_id, read_only=True) as db:
            if (await db.execute(text("select from athlete"))).first() is not None:
                return athlete_id
    except ValueError:
        pass
    raise click.UsageError(f"There is no athlete {named}.")


# -- importing


async def _import(
    paths: Sequence[Path], named: str | None, *, restore_deleted: bool, workers: int | None, as_json: bool
) -> None:
    from paceline.entrypoints.batch_work import follow_up

    task = asyncio.current_task()
    assert task is not None
    # SIGINT by name too: a shell that starts us in the background has it ignored, and then Python installs no handler of its own.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        async with _instance() as addresses:
            athlete_id = await _athlete_of(named)
            batch = await _work_off_paths(athlete_id, paths, restore_deleted=restore_deleted, workers=workers)
            results = await _results(athlete_id, batch.id)
            await follow_up(addresses, athlete_id)
    except asyncio.CancelledError:
        click.echo("\nStopped. What is done stays; the same command goes on with the rest.", err=True)
        sys.exit(_INTERRUPTED)
    _show(batch, results, as_json=as_json)


async def _work_off_paths(
    athlete_id: UUID, paths: Sequence[Path], *, restore_deleted: bool, workers: int | None
) -> "Batch":
    from paceline.entrypoints.batch_work import work_off_batch
    from paceline.imports.service import batches
    from paceline.infra.db.athlete import athlete_session

    async with athlete_session(athlete_id) as db:
        batch, is_resumed = await batches.resume_or_create(db, athlete_id, paths, restore_deleted=restore_deleted)
    if is_resumed:
        click.echo(f"Going on with the import of {batch.created_at:%Y-%m-%d %H:%M} UTC.", err=True)
    return await work_off_batch(athlete_id, batch.id, workers=workers)


async def _results(athlete_id: UUID, batch_id: UUID) -> list["ItemResult"]:
    from paceline.imports.service import batches
    from paceline.infra.db.athlete import athlete_session

    results: list[ItemResult] = []
    async with athlete_session(athlete_id, read_only=True) as db:
        while page := await batches.list_results(
            db, batch_id, after=results[-1].item_no if results else 0, limit=_PAGE
        ):
            results += page
    return results


def _show(batch: "Batch", results: Sequence["ItemResult"], *, as_json: bool) -> None:
    counts = {
        "imported": batch.imported_count,
        "duplicate": batch.duplicate_count,
        "skipped": batch.skipped_count,
        "failed": batch.failed_count,
    }
    if as_json:
        files = [
            {
                "path": one.path,
                "outcome": one.outcome,
                "code": one.code,
                "reason": one.reason,
                "activity_ids": one.activity_ids,
            }
            for one in results
        ]
        click.echo(orjson.dumps({"batch_id": batch.id, "counts": counts, "files": files}).decode())
        return
    for outcome in ("skipped", "failed"):
        rows = [one for one in results if one.outcome == outcome]
        for one in rows[:_MOST_SHOWN]:
            click.echo(f"{outcome:<8} {_visible(one.path)}: {one.reason}")
        if len(rows) > _MOST_SHOWN:
            click.echo(f"{outcome:<8} and {len(rows) - _MOST_SHOWN} more; --json lists all")
    click.echo(f"{batch.status}: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    if batch.error_message:
        click.echo(batch.error_message, err=True)
    if batch.imported_count:
        click.echo(f"To take this import back: paceline import --rollback {batch.id}", err=True)


# -- taking back, listing


async def _roll_back(named: str | None, batch_id: UUID, *, force: bool, as_json: bool) -> None:
    from paceline.entrypoints.batch_work import follow_up
    from paceline.imports.service import batches
    from paceline.infra.db.athlete import athlete_session

    async with _instance() as addresses:
        athlete_id = await _athlete_of(named)
        async with athlete_session(athlete_id) as db:
            batch, taken = await batches.roll_back(db, athlete_id, batch_id, force=force)
        await follow_up(addresses, athlete_id)
    if as_json:
        document = {
            "batch_id": batch.id,
            "removed_activity_ids": sorted(taken.removed_ids),
            "kept_activity_ids": sorted(taken.kept_ids),
        }
        click.echo(orjson.dumps(document).decode())
        return
    kept = f", {len(taken.kept_ids)} stay by another source" if taken.kept_ids else ""
    click.echo(f"Taken back: {len(taken.removed_ids)} activities removed{kept}.")


async def _list(named: str | None, *, as_json: bool) -> None:
    from paceline.imports.service import batches
    from paceline.imports.service.views import batch_out
    from paceline.infra.db.athlete import athlete_session

    async with _instance():
        athlete_id = await _athlete_of(named)
        async with athlete_session(athlete_id, read_only=True) as db:
            found = await batches.list_batches(db, limit=_PAGE)
    if as_json:
        click.echo(orjson.dumps({"imports": [batch_out(one).model_dump(mode="json") for one in found]}).decode())
        return
    for one in found:
        counts = f"{one.imported_count} imported, {one.duplicate_count} duplicate, {one.failed_count} failed"
        click.echo(f"{one.id}  {one.created_at:%Y-%m-%d %H:%M}  {one.status:<11}  {counts}  {_visible(one.label)}")


def _visible(name: str) -> str:
    """A name from a zip or a folder on one line, without anything that a terminal would obey."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in name)
