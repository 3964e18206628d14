"""The first account."""

from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from paceline.accounts.routes.requests import Cookie, From, keep_cookie, no_store, settings_of, transport_of
from paceline.accounts.rules.setup import needs_setup_token
from paceline.accounts.schemas import SetupIn, SetupOut
from paceline.accounts.service.setup import is_set_up, make_first_admin
from paceline.infra.web.routing import api_router
from paceline.infra.web.security import is_loopback

router = api_router("/auth", tags=["auth"], dependencies=[Depends(no_store)])


def _needs_token(request: Request) -> bool:
    return needs_setup_token(
        listens_on_loopback=is_loopback(settings_of(request).host),
        host_is_loopback=is_loopback(urlsplit("//" + request.headers.get("host", "")).hostname),
        client_is_loopback=is_loopback(request.client.host if request.client else None),
    )


@router.get("/setup")
async def read_setup(request: Request) -> SetupOut:
    """Whether the first account is still to be made, and whether one can sign in over this connection."""
    if await is_set_up():
        return SetupOut(state="done", transport=transport_of(request))
    return SetupOut(state="token_needed" if _needs_token(request) else "open", transport=transport_of(request))


@router.post("/setup", status_code=204)
async def set_up(body: SetupIn, request: Request, response: Response, cookie: Cookie, client: From) -> None:
    """Make the first account, an admin, and sign it in."""
    signed_in = await make_first_admin(
        body.username, body.password, body.email, client, token=body.token, needs_token=_needs_token(request)
    )
    keep_cookie(response, cookie, signed_in)
