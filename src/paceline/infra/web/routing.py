"""Where the API's routes lie: all of them in one flat list.

FastAPI keeps a router that another includes as a branch of a tree, and each request walks every level of it twice: once to see that
something below fits, once more to find what. Routers that are joined instead know their whole path from the start and cost nothing.
"""

from collections.abc import Sequence
from enum import Enum

from fastapi import APIRouter
from fastapi.params import Depends

from paceline.infra.web.openapi import operation_id

API_PREFIX = "/api/v1"


def api_router(prefix: str = "", *, tags: Sequence[str | Enum], dependencies: Sequence[Depends] = ()) -> APIRouter:
    """A router of the API; its routes begin with `/api/v1` and this prefix."""
    return APIRouter(
        prefix=API_PREFIX + prefix,
        tags=list(tags),
        dependencies=list(dependencies),
        generate_unique_id_function=operation_id,
    )


def joined(*routers: APIRouter) -> APIRouter:
    """The routes of these routers in this order; the first that fits a request answers it."""
    whole = APIRouter()
    whole.routes.extend(route for router in routers for route in router.routes)
    return whole
