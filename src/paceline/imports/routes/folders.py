"""Watched folders."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from paceline.imports.schemas import FolderIn, FolderOut, FolderPage
from paceline.imports.service import watching
from paceline.imports.service.paths import roots_of
from paceline.imports.tables import WatchedFolder
from paceline.infra.settings import Settings
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.principal import AthleteRequest, Scope, reading, writing
from paceline.infra.web.routing import api_router

router = api_router(tags=["imports"])


@router.get("/imports/folders", response_model=FolderPage)
async def list_folders(request: Request, req: Annotated[AthleteRequest, reading()]) -> Response:
    """Watched folders, and the folders below which there may be some."""
    settings: Settings = request.app.state.settings

    async def compute() -> FolderPage:
        found = await watching.list_folders(req.db)
        return FolderPage(folders=[_out(one) for one in found], allowed=[str(path) for path in _roots(settings, req)])

    return await cached(request, req.principal, compute)


@router.post("/imports/folders", status_code=201, response_model=FolderOut)
async def watch_folder(
    request: Request,
    req: Annotated[AthleteRequest, writing(Scope.IMPORT)],
    folder: FolderIn,
    key: IdempotencyKey = None,
) -> Response:
    """Watch a folder below PACELINE_IMPORT_DIRS: what is put there is imported within two minutes, what is there now too."""
    settings: Settings = request.app.state.settings

    async def act() -> FolderOut:
        return _out(await watching.watch_folder(req.db, req.athlete_id, folder.path, _roots(settings, req)))

    return await once_only(request, req, key, act, 201)


@router.delete("/imports/folders/{folder_id}", status_code=204)
async def unwatch_folder(req: Annotated[AthleteRequest, writing(Scope.IMPORT)], folder_id: UUID) -> None:
    """Stop watching. What was imported stays."""
    await watching.unwatch_folder(req.db, folder_id)


def _roots(settings: Settings, req: AthleteRequest) -> tuple[Path, ...]:
    return roots_of(req.athlete_id, settings.import_dirs, is_admin=req.principal.is_admin)


def _out(folder: WatchedFolder) -> FolderOut:
    return FolderOut(id=folder.id, path=folder.path, created_at=folder.created_at, problem=folder.problem)
