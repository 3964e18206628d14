"""Places of which others shall see nothing."""

from uuid import UUID

from fastapi import Request, Response

from paceline.athletes.routes.requests import Reading, Writing
from paceline.athletes.schemas import PrivacyZoneIn, PrivacyZoneOut, PrivacyZonePatch, PrivacyZones
from paceline.athletes.service import privacy_zones as service
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.routing import api_router

router = api_router("/profile/privacy-zones", tags=["profile"])


@router.get("", response_model=PrivacyZones)
async def list_privacy_zones(request: Request, req: Reading) -> Response:
    """All privacy zones, the first made first."""

    async def compute() -> PrivacyZones:
        found = await service.list_privacy_zones(req.db)
        return PrivacyZones(items=[PrivacyZoneOut.model_validate(zone) for zone in found])

    return await cached(request, req.principal, compute)


@router.get("/{zone_id}", response_model=PrivacyZoneOut)
async def get_privacy_zone(request: Request, req: Reading, zone_id: UUID) -> Response:
    """One privacy zone."""

    async def compute() -> PrivacyZoneOut:
        return PrivacyZoneOut.model_validate(await service.get_privacy_zone(req.db, zone_id))

    return await cached(request, req.principal, compute)


@router.post("", status_code=201, response_model=PrivacyZoneOut)
async def post_privacy_zone(
    request: Request, req: Writing, zone: PrivacyZoneIn, key: IdempotencyKey = None
) -> Response:
    """Add a privacy zone."""

    async def act() -> PrivacyZoneOut:
        return PrivacyZoneOut.model_validate(await service.add_privacy_zone(req.db, zone))

    return await once_only(request, req, key, act, 201)


@router.patch("/{zone_id}")
async def patch_privacy_zone(req: Writing, zone_id: UUID, patch: PrivacyZonePatch) -> PrivacyZoneOut:
    """Change what is named."""
    return PrivacyZoneOut.model_validate(await service.change_privacy_zone(req.db, zone_id, patch))


@router.delete("/{zone_id}", status_code=204)
async def delete_privacy_zone(req: Writing, zone_id: UUID) -> None:
    """Remove a privacy zone."""
    await service.remove_privacy_zone(req.db, zone_id)
