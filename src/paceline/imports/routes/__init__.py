"""Imports and watched folders over HTTP."""

from paceline.imports.routes import folders, imports, uploads
from paceline.infra.web.routing import joined

# Folders first: `/imports/{id}` would take the word for an id.
router = joined(folders.router, uploads.router, imports.router)
