"""The gate of every route: from a request's credential to its principal."""

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.routes.requests import client_of, session_token, settings_of
from paceline.accounts.service.entering import Admitted, enter_by_bearer, enter_by_cookie, touch_credential
from paceline.accounts.service.facts import Actor, keep_refusal
from paceline.infra.web.principal import Principal, Scope

_ALL = frozenset(Scope)
_PROGRAM = _ALL - {Scope.ACCOUNT}


class AccountGate:
    """Cookie or `Authorization: Bearer`. A request with the header is judged by it alone, whatever cookie came along."""

    async def resolve(self, request: Request, db: AsyncConnection, *, read_only: bool) -> Principal:
        """Enter as who asks. Raises `AppError`: `auth_header_missing`, `token_invalid`, and what a dead credential is refused with."""
        header = request.headers.get("authorization")
        if header is not None:
            scheme, _, token = header.partition(" ")
            if scheme.lower() != "bearer" or not token:
                raise errors.token_invalid()
            return _principal(await enter_by_bearer(db, token, settings_of(request), read_only=read_only))
        token = session_token(request)
        if token is None:
            raise errors.auth_header_missing()
        return _principal(await enter_by_cookie(db, token, read_only=read_only))

    async def touch(self, principal: Principal) -> None:
        """Note that the credential was used."""
        await touch_credential(principal.credential, principal.credential_id)

    async def denied(self, request: Request, principal: Principal) -> None:
        """Keep the fact that somebody asked for what they may not."""
        await keep_refusal(SecurityFact.ACCESS_DENIED, Actor(principal.account_id, client_of(request).ip))


def _principal(admitted: Admitted) -> Principal:
    if admitted.scopes is not None:
        scopes = frozenset(Scope(scope) for scope in admitted.scopes) & _PROGRAM
    else:
        scopes = _ALL if admitted.kind == "session" else _PROGRAM
    return Principal(
        account_id=admitted.account_id,
        athlete_id=admitted.athlete_id,
        is_admin=admitted.is_admin,
        scopes=scopes if admitted.is_admin else scopes - {Scope.ADMIN},
        credential=admitted.kind,
        credential_id=admitted.credential_id,
        data_rev=admitted.data_rev,
        is_stale=admitted.is_stale,
    )
