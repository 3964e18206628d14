"""Imports and watched folders over HTTP."""

from paceline.imports.routes import folders, imports, share, storage, uploads
from paceline.infra.web.routing import joined

# Words first: `/imports/{id}` would take them for ids.
router = joined(share.router, folders.router, storage.router, uploads.router, imports.router)
