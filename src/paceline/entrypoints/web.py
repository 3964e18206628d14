"""The HTTP application: every slice's routes under `/api/v1`, health outside it, the web app everywhere else."""

from pathlib import Path

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import APIRouter, FastAPI
from sqlalchemy import text

import paceline
from paceline import __version__
from paceline.accounts.routes import router as accounts_router
from paceline.accounts.routes.gate import AccountGate
from paceline.activities.routes import router as activities_router
from paceline.athletes.routes import router as athletes_router
from paceline.entrypoints import wiring
from paceline.entrypoints.admin import router as admin_router
from paceline.entrypoints.api_docs import add_api_docs
from paceline.fitness.routes import router as fitness_router
from paceline.fitness.routes.live import recompute_feed
from paceline.imports.routes import router as imports_router
from paceline.imports.routes.live import import_feed
from paceline.imports.routes.uploads import upload_limit_of
from paceline.infra.db.engine import transaction
from paceline.infra.settings import Settings
from paceline.infra.web import problems
from paceline.infra.web.app_files import AppFiles
from paceline.infra.web.compression import Compression
from paceline.infra.web.live import Feed, events_router
from paceline.infra.web.openapi import Api, operation_id
from paceline.infra.web.principal import install_gate
from paceline.infra.web.routing import joined
from paceline.infra.web.security import BodyLimit, SecurityHeaders
from paceline.samples.routes import router as samples_router

BODY_LIMIT_BYTES = 1_000_000

ROUTERS: tuple[APIRouter, ...] = (
    accounts_router,
    athletes_router,
    activities_router,
    imports_router,
    fitness_router,
    admin_router,
    samples_router,
)

# What the stream of live events tells of besides revisions, by the name of its event.
FEEDS: dict[str, Feed] = {"import": import_feed, "recompute": recompute_feed}

# Made by the build of `web/`; a wheel carries it, a checkout builds it.
WEB_APP = Path(paceline.__file__).parent / "_web"


def create_app(settings: Settings, web_app: Path = WEB_APP) -> FastAPI:
    """The application over the engine that this process has open, with the web app that lies in a folder."""
    wiring.load()
    install_gate(AccountGate())

    app = Api(
        title="Paceline",
        version=__version__,
        # Served by `add_api_docs`, which asks who wants it.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=True,
        generate_unique_id_function=operation_id,
    )
    app.state.settings = settings
    problems.install(app)
    app.add_middleware(BodyLimit, limit_bytes=BODY_LIMIT_BYTES, limit_of=upload_limit_of)
    app.add_middleware(Compression)
    app.add_middleware(SecurityHeaders, allowed_origins=settings.allowed_origins)
    app.add_middleware(CorrelationIdMiddleware)
    app.router.routes.extend(joined(*ROUTERS, events_router(FEEDS)).routes)
    add_api_docs(app)
    _add_health(app)
    app.router.default = AppFiles(web_app, app.router.default, settings.tile_url)
    return app


def _add_health(app: FastAPI) -> None:
    @app.get("/healthz", tags=["health"])
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok", "version": __version__}

    @app.get("/readyz", tags=["health"])
    async def readyz() -> dict[str, str]:
        """The process and its database answer."""
        async with transaction() as db:
            await db.execute(text("select 1"))
        return {"status": "ready"}

    _ = healthz, readyz
