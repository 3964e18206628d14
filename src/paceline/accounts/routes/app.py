"""What an app must know of this instance before anybody signs in."""

from fastapi import Request, Response

from paceline import __version__
from paceline.accounts.routes.requests import settings_of, transport_of
from paceline.accounts.schemas import AppOut
from paceline.infra.web.routing import api_router

router = api_router(tags=["app"])


@router.get("/app")
async def get_app(request: Request, response: Response) -> AppOut:
    """This instance: version, transport, where map tiles come from, how one joins. Needs no sign-in and shows nobody's data."""
    settings = settings_of(request)
    # Nobody's in particular, and the transport hangs on scheme and host, which are part of what a cache goes by.
    response.headers["cache-control"] = "public, max-age=60"
    return AppOut(
        version=__version__,
        transport=transport_of(request),
        registration_needs_invite=True,
        tile_url=settings.tile_url,
        tile_attribution=settings.tile_attribution,
    )
