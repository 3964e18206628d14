"""The room that original files take."""

from typing import Annotated

from fastapi import Request, Response

from paceline.imports.schemas import StorageOut
from paceline.imports.service.storage import load_stored
from paceline.infra.settings import Settings
from paceline.infra.web.caching import cached
from paceline.infra.web.principal import AthleteRequest, reading
from paceline.infra.web.routing import api_router

router = api_router(tags=["imports"])


@router.get("/imports/storage", response_model=StorageOut)
async def get_storage(request: Request, req: Annotated[AthleteRequest, reading()]) -> Response:
    """How much original files take, and how much they may."""
    settings: Settings = request.app.state.settings
    limit_bytes = settings.athlete_storage_bytes

    async def compute() -> StorageOut:
        stored = await load_stored(req.db)
        return StorageOut(used_bytes=stored.used_bytes, limit_bytes=limit_bytes)

    return await cached(request, req.principal, compute, extra=str(limit_bytes or ""))
