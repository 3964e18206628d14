"""Imports and watched folders over HTTP."""

from fastapi import APIRouter

from paceline.imports.routes import folders, imports, uploads

router = APIRouter(tags=["imports"])
# Folders first: `/imports/{id}` would take the word for an id.
router.include_router(folders.router)
router.include_router(uploads.router)
router.include_router(imports.router)
