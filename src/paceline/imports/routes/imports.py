"""Looking at imports, cancelling them, taking them back."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from paceline.imports.schemas import BatchDetail, BatchOut, BatchPage, RollbackOut
from paceline.imports.service import batches
from paceline.imports.service.views import batch_out, file_out
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.paging import Cursor, Limit, foreign_cursor, read_cursor, write_cursor
from paceline.infra.web.principal import AthleteRequest, Scope, reading, writing
from paceline.infra.web.routing import api_router

router = api_router(tags=["imports"])

Reading = Annotated[AthleteRequest, reading()]
Importing = Annotated[AthleteRequest, writing(Scope.IMPORT)]


@router.get("/imports", response_model=BatchPage)
async def list_imports(request: Request, req: Reading, limit: Limit = 30, cursor: Cursor = None) -> Response:
    """Imports, newest first."""
    before = None if cursor is None else _uuid(read_cursor(cursor, 1)[0])

    async def compute() -> BatchPage:
        found = await batches.list_batches(req.db, before=before, limit=limit + 1)
        more = write_cursor(found[limit - 1].id) if len(found) > limit else None
        return BatchPage(imports=[batch_out(one) for one in found[:limit]], next_cursor=more)

    return await cached(request, req.principal, compute)


@router.get("/imports/{import_id}", response_model=BatchDetail)
async def get_import(
    request: Request,
    req: Reading,
    import_id: UUID,
    limit: Limit = 30,
    cursor: Cursor = None,
    outcome: Annotated[
        Literal["imported", "duplicate", "skipped", "failed"] | None, Query(description="Only files of this outcome.")
    ] = None,
) -> Response:
    """One import: counts, forecast, and its files page by page."""
    after = 0 if cursor is None else _number(read_cursor(cursor, 1)[0])

    async def compute() -> BatchDetail:
        batch = await batches.get_batch(req.db, import_id)
        files = await batches.list_results(req.db, import_id, outcome=outcome, after=after, limit=limit + 1)
        more = write_cursor(files[limit - 1].item_no) if len(files) > limit else None
        return BatchDetail(batch=batch_out(batch), files=[file_out(one) for one in files[:limit]], next_cursor=more)

    return await cached(request, req.principal, compute)


@router.post("/imports/{import_id}/cancel", response_model=BatchOut)
async def cancel_import(request: Request, req: Importing, import_id: UUID, key: IdempotencyKey = None) -> Response:
    """End an import early. What is imported stays; `rollback` takes it back."""

    async def act() -> BatchOut:
        return batch_out(await batches.cancel_batch(req.db, req.athlete_id, import_id))

    return await once_only(request, req, key, act)


@router.post("/imports/{import_id}/rollback", response_model=RollbackOut)
async def roll_back_import(
    request: Request,
    req: Importing,
    import_id: UUID,
    force: Annotated[bool, Query(description="Also activities that were edited since the import.")] = False,
    key: IdempotencyKey = None,
) -> Response:
    """Take an import back without a trace. Activities with another source stay; edited ones need `force` (409 lists them)."""

    async def act() -> RollbackOut:
        batch, taken = await batches.roll_back(req.db, req.athlete_id, import_id, force=force)
        return RollbackOut(
            batch=batch_out(batch),
            removed_activity_ids=sorted(taken.removed_ids),
            kept_activity_ids=sorted(taken.kept_ids),
            dropped_originals=taken.dropped_blobs,
        )

    return await once_only(request, req, key, act)


def _uuid(part: object) -> UUID:
    try:
        return UUID(str(part))
    except ValueError as problem:
        raise foreign_cursor() from problem


def _number(part: object) -> int:
    # A yes is an integer to Python, but none to the database.
    if not isinstance(part, int) or isinstance(part, bool):
        raise foreign_cursor()
    return part
