"""Listing: each origin of a batch becomes items, in chunks that are commits of their own."""

import asyncio
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.containers import ZIP_MAGICS
from paceline.imports.queries import batches, items
from paceline.imports.rules.outcomes import outcome_of_problem
from paceline.imports.service.contents import FoundZip, kind_of, list_origin
from paceline.imports.service.leasing import Hold
from paceline.imports.service.paths import check_unmoved, path_of_stored, shown_path
from paceline.imports.service.sources import spool
from paceline.imports.service.workshop import Workshop
from paceline.imports.tables import NewItem, Origin, OriginKind
from paceline.infra import blobs
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError

_LISTED = register("imports.items_listed", "some files of an origin are listed, the origin is not done")
_ORIGIN_DONE = register("imports.origin_listed", "an origin is listed, the next one is not")

_LISTED_AT_ONCE = 500


async def list_origins(hold: Hold, workshop: Workshop) -> dict[int, Path]:
    """List what is not listed yet; returns where the bytes of each origin are on this machine.

    Listing again what was listed in part adds only what is missing. Raises `AppError(original_not_found)` for a lost upload.
    """
    places: dict[int, Path] = {}
    while fresh := [one for one in await _load(hold) if one.origin_no not in places]:
        for origin in fresh:
            if hold.cancel_requested:
                return places
            place, kind, problem = await _locate(hold, workshop, origin)
            places[origin.origin_no] = place
            if not origin.is_listed:
                await _list(hold, origin, place, kind, problem)
    return places


async def _load(hold: Hold) -> list[Origin]:
    async with athlete_session(hold.athlete_id, read_only=True) as db:
        return await batches.list_origins(db, hold.batch.id)


async def _locate(
    hold: Hold, workshop: Workshop, origin: Origin
) -> tuple[Path, OriginKind, UnreadableFileError | None]:
    """Where an origin's bytes are, what it is, and why it cannot be read."""
    if origin.sha256 is not None:
        kind = origin.kind or await _kind_of_upload(hold, origin.sha256)
        if kind == "archive":
            return await spool(workshop.spool_dir, hold.athlete_id, origin.sha256), kind, None
        return workshop.spool_dir, kind, None
    path = Path(path_of_stored(origin.path))
    try:
        if (roots := workshop.roots_of(hold.batch.origin)) is not None:
            path = check_unmoved(str(path), roots)
        return path, origin.kind or await asyncio.to_thread(kind_of, path), None
    except AppError as problem:
        return path, "file", UnreadableFileError(problem.code, problem.message)
    except UnreadableFileError as problem:
        return path, "file", problem


async def _kind_of_upload(hold: Hold, sha256: bytes) -> OriginKind:
    async with athlete_session(hold.athlete_id, read_only=True) as db:
        async for chunk in blobs.stream(db, sha256):
            return "archive" if chunk[:4] in ZIP_MAGICS else "file"
    return "file"


async def _list(hold: Hold, origin: Origin, place: Path, kind: OriginKind, problem: UnreadableFileError | None) -> None:
    shown = shown_path(origin.path)
    if problem is None:
        found = list_origin(place, kind, shown)
    else:
        found = iter([NewItem(shown, "", outcome_of_problem(problem.code), problem.code, problem.message)])
    zips: list[str] = []
    while chunk := await asyncio.to_thread(_next_of, found):
        zips += [one.path for one in chunk if isinstance(one, FoundZip)]
        new = [one for one in chunk if isinstance(one, NewItem)]
        async with athlete_session(hold.athlete_id) as db:
            hold.check(await items.insert_items(db, hold.athlete_id, hold.lease, origin.origin_no, new))
        crashpoint(_LISTED)
    async with athlete_session(hold.athlete_id) as db:
        done = await items.finish_listing(db, hold.athlete_id, hold.lease, origin.origin_no, kind, zips)
        hold.check(done)
    crashpoint(_ORIGIN_DONE)


def _next_of(found: Iterator[NewItem | FoundZip]) -> list[NewItem | FoundZip]:
    return list(islice(found, _LISTED_AT_ONCE))
