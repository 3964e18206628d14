"""Bikes and shoes."""

from uuid import UUID

from fastapi import Request, Response

from paceline.activities.routes.requests import Reading, Writing
from paceline.activities.routes.wire import GearListOut, GearOut
from paceline.activities.routes.wire_edits import GearIn, GearPatch
from paceline.activities.service import gear as service
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.routing import api_router

router = api_router("/gear", tags=["gear"])


@router.get("", response_model=GearListOut)
async def list_gear(request: Request, req: Reading) -> Response:
    """All gear with its totals, retired gear last."""

    async def compute() -> GearListOut:
        return GearListOut(items=[GearOut.model_validate(gear) for gear in await service.list_gear(req.db)])

    return await cached(request, req.principal, compute)


@router.get("/{gear_id}", response_model=GearOut)
async def get_gear(request: Request, req: Reading, gear_id: UUID) -> Response:
    """One piece of gear."""

    async def compute() -> GearOut:
        return GearOut.model_validate(await service.get_gear(req.db, gear_id))

    return await cached(request, req.principal, compute)


@router.post("", status_code=201, response_model=GearOut)
async def post_gear(request: Request, req: Writing, gear: GearIn, key: IdempotencyKey = None) -> Response:
    """Add gear."""

    async def act() -> GearOut:
        return GearOut.model_validate(await service.add_gear(req.db, req.athlete_id, gear.model_dump()))

    return await once_only(request, req, key, act, 201)


@router.patch("/{gear_id}")
async def patch_gear(req: Writing, gear_id: UUID, patch: GearPatch) -> GearOut:
    """Change what is named."""
    changes = patch.model_dump(exclude_unset=True)
    return GearOut.model_validate(await service.change_gear(req.db, gear_id, changes))


@router.delete("/{gear_id}", status_code=204)
async def delete_gear(req: Writing, gear_id: UUID) -> None:
    """Remove gear that no activity has; what was used is retired instead."""
    await service.remove_gear(req.db, req.athlete_id, gear_id)
