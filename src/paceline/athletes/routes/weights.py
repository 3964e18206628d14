"""Body mass over time."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request, Response

from paceline.athletes import service
from paceline.athletes.routes.requests import Reading, Writing
from paceline.athletes.schemas import WeightIn, WeightOut, WeightPage
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.paging import Cursor, Limit, foreign_cursor, read_cursor, write_cursor
from paceline.infra.web.routing import api_router

router = api_router(tags=["profile"])


@router.get("/profile/weights", response_model=WeightPage)
async def list_weights(
    request: Request,
    req: Reading,
    limit: Limit = 30,
    cursor: Cursor = None,
    from_day: Annotated[date | None, Query(alias="from")] = None,
    to_day: Annotated[date | None, Query(alias="to")] = None,
) -> Response:
    """Measurements, the newest first; `from` and `to` are local days, both included."""

    async def compute() -> WeightPage:
        before = _read_day_cursor(cursor) if cursor else None
        found = await service.list_weights(req.db, before=before, limit=limit + 1, from_day=from_day, to_day=to_day)
        return WeightPage(
            items=[_weight_out(weight) for weight in found[:limit]],
            next_cursor=write_cursor(found[limit - 1].measured_on.isoformat()) if len(found) > limit else None,
        )

    return await cached(request, req.principal, compute)


@router.post("/profile/weights", status_code=201, response_model=WeightOut)
async def post_weight(request: Request, req: Writing, weight: WeightIn, key: IdempotencyKey = None) -> Response:
    """Store the measurement of a day, in place of an earlier one."""

    async def act() -> WeightOut:
        return _weight_out(await service.set_weight(req.db, weight.weight_kg, weight.measured_on))

    return await once_only(request, req, key, act, 201)


@router.delete("/profile/weights/{measured_on}", status_code=204)
async def delete_weight(req: Writing, measured_on: date) -> None:
    """Forget the measurement of a day."""
    await service.remove_weight(req.db, measured_on)


def _weight_out(weight: service.Weight) -> WeightOut:
    return WeightOut(measured_on=weight.measured_on, weight_kg=weight.weight_kg, source=weight.source)


def _read_day_cursor(cursor: str) -> date:
    (day,) = read_cursor(cursor, 1)
    try:
        return date.fromisoformat(str(day))
    except ValueError as error:
        raise foreign_cursor() from error
