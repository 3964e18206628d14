"""Tokens for programs."""

from fastapi import Depends, Request

from paceline.accounts.routes.requests import Cookie, From, no_store, settings_of
from paceline.accounts.schemas import RefreshIn, TokenIn, TokenOut
from paceline.accounts.service import programs
from paceline.accounts.service.access_tokens import LIFE_S, instance_keys
from paceline.accounts.service.programs import TokenPair
from paceline.infra.web.routing import api_router

router = api_router("/auth/token", tags=["auth"], dependencies=[Depends(no_store)])


def _answer(pair: TokenPair) -> TokenOut:
    return TokenOut(access_token=pair.access_token, expires_in=LIFE_S, refresh_token=pair.refresh_token)


@router.post("")
async def issue(body: TokenIn, request: Request, cookie: Cookie, client: From) -> TokenOut:
    """An access token of an hour and a refresh token of 30 days, for name and password."""
    _ = cookie
    keys = instance_keys(settings_of(request))
    return _answer(await programs.issue_tokens(body.username, body.password, client, keys))


@router.post("/refresh")
async def refresh(body: RefreshIn, request: Request, cookie: Cookie, client: From) -> TokenOut:
    """The next pair of tokens. A refresh token works once; its reuse after ten seconds ends all tokens of that sign-in."""
    _ = cookie
    return _answer(await programs.refresh_tokens(body.refresh_token, client, instance_keys(settings_of(request))))


@router.post("/revoke", status_code=204)
async def revoke(body: RefreshIn, client: From) -> None:
    """End all tokens of a refresh token's sign-in."""
    await programs.revoke_tokens(body.refresh_token, client)
