"""Thresholds over time."""

from uuid import UUID

from fastapi import Request, Response

from paceline.athletes import service
from paceline.athletes.routes.requests import Reading, Writing, read_day_and_id
from paceline.athletes.schemas import (
    ThresholdFamily,
    ThresholdIn,
    ThresholdInForce,
    ThresholdKind,
    ThresholdOut,
    ThresholdPage,
    ThresholdPatch,
)
from paceline.infra.clock import today_in
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.paging import Cursor, Limit, write_cursor
from paceline.infra.web.routing import api_router

router = api_router(tags=["profile", "thresholds"])


@router.get("/thresholds", response_model=ThresholdPage)
async def list_thresholds(
    request: Request,
    req: Reading,
    limit: Limit = 30,
    cursor: Cursor = None,
    sport_family: ThresholdFamily | None = None,
    kind: ThresholdKind | None = None,
) -> Response:
    """All thresholds, the newest day first, and those in force today."""
    today = today_in((await service.get_profile(req.db)).time_zone)

    async def compute() -> ThresholdPage:
        after = read_day_and_id(cursor) if cursor else None
        found = await service.list_thresholds(req.db, after=after, limit=limit + 1, family=sport_family, kind=kind)
        last = found[limit - 1].threshold if len(found) > limit else None
        timeline = await service.load_timeline(req.db)
        return ThresholdPage(
            items=[service.threshold_out(threshold) for threshold in found[:limit]],
            next_cursor=write_cursor(last.valid_from.isoformat(), last.id) if last else None,
            in_force=[_in_force_out(*entry) for entry in service.list_in_force(timeline, today)],
        )

    return await cached(request, req.principal, compute, extra=today.isoformat())


@router.post("/thresholds", status_code=201, response_model=ThresholdOut)
async def post_threshold(
    request: Request, req: Writing, threshold: ThresholdIn, key: IdempotencyKey = None
) -> Response:
    """State a value. Stating it again for the same sport, kind and day replaces it."""

    async def act() -> ThresholdOut:
        stored = await service.set_threshold(
            req.db, threshold.sport_family, threshold.kind, threshold.value, threshold.valid_from
        )
        return service.threshold_out(stored)

    return await once_only(request, req, key, act, 201)


@router.patch("/thresholds/{threshold_id}")
async def patch_threshold(req: Writing, threshold_id: UUID, patch: ThresholdPatch) -> ThresholdOut:
    """Correct a value or its first day."""
    return service.threshold_out(
        await service.change_threshold(req.db, threshold_id, **patch.model_dump(exclude_unset=True))
    )


@router.post("/thresholds/{threshold_id}/confirm", response_model=ThresholdOut)
async def confirm_threshold(request: Request, req: Writing, threshold_id: UUID, key: IdempotencyKey = None) -> Response:
    """Accept a detected or imported value."""

    async def act() -> ThresholdOut:
        return service.threshold_out(await service.confirm_threshold(req.db, threshold_id))

    return await once_only(request, req, key, act)


@router.delete("/thresholds/{threshold_id}", status_code=204)
async def delete_threshold(req: Writing, threshold_id: UUID) -> None:
    """Take a value out of use; a detected or imported one is dismissed for good."""
    await service.remove_threshold(req.db, threshold_id)


def _in_force_out(family: str, kind: ThresholdKind, found: service.ThresholdValue) -> ThresholdInForce:
    return ThresholdInForce(
        sport_family=family,
        kind=kind,
        threshold_id=found.threshold_id,
        value=found.value,
        valid_from=found.valid_from,
        source=found.source,
        is_estimated=found.is_estimated,
        is_extrapolated=found.is_extrapolated,
    )
