"""Who is signed in."""

from typing import Annotated

from fastapi import Depends

from paceline.accounts.routes.requests import no_store
from paceline.accounts.schemas import MeOut, SessionInfo
from paceline.accounts.service.entering import get_own_account
from paceline.infra.web.principal import AthleteRequest, reading
from paceline.infra.web.routing import api_router

router = api_router(tags=["auth"], dependencies=[Depends(no_store)])


@router.get("/me")
@router.get("/auth/me", include_in_schema=False)
async def read_me(req: Annotated[AthleteRequest, reading()]) -> MeOut:
    """The account that asks, what its credential may do, and until when."""
    principal = req.principal
    account = await get_own_account(req.db, principal.credential_id)
    return MeOut(
        account_id=principal.account_id,
        athlete_id=principal.athlete_id,
        username=account.username,
        email=account.email,
        is_admin=principal.is_admin,
        created_at=account.created_at,
        scopes=sorted(scope.value for scope in principal.scopes),
        session=SessionInfo(
            id=principal.credential_id,
            kind=principal.credential,  # pyright: ignore[reportArgumentType] -- one of three, checked again here
            created_at=account.signed_in_at,
            expires_at=account.expires_at,
        ),
    )
