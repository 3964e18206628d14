"""Personal API tokens."""

from datetime import timedelta
from uuid import UUID

from fastapi import Depends

from paceline.accounts.routes.requests import From, Owner, no_store
from paceline.accounts.schemas import ApiTokenIn, ApiTokenOut, ApiTokensOut, NewApiTokenOut
from paceline.accounts.service import api_tokens
from paceline.accounts.service.facts import Actor
from paceline.infra.web.routing import api_router

router = api_router("/auth/tokens", tags=["auth"], dependencies=[Depends(no_store)])


@router.get("")
async def list_tokens(principal: Owner) -> ApiTokensOut:
    """The live API tokens, without their secrets."""
    rows = await api_tokens.list_api_tokens(principal.account_id)
    return ApiTokensOut(items=[ApiTokenOut.model_validate(row) for row in rows])


@router.post("", status_code=201)
async def make_token(body: ApiTokenIn, client: From, principal: Owner) -> NewApiTokenOut:
    """A token with some of the account's rights, but never that to make tokens."""
    made = await api_tokens.make_api_token(
        Actor(principal.account_id, client.ip),
        principal.account_id,
        body.name,
        body.scopes,
        timedelta(days=body.expires_in_days),
        sign_in_id=principal.credential_id,
    )
    return NewApiTokenOut(**ApiTokenOut.model_validate(made.row).model_dump(), token=made.token)


@router.delete("/{token_id}", status_code=204)
async def revoke_token(token_id: UUID, client: From, principal: Owner) -> None:
    """End an API token."""
    await api_tokens.revoke_api_token(Actor(principal.account_id, client.ip), principal.account_id, token_id)
