"""Personal API tokens: made and ended by a browser sign-in only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.queries import accounts, api_tokens, sign_ins
from paceline.accounts.queries.api_tokens import ApiTokenRow
from paceline.accounts.service.entering import API_TOKEN_PREFIX
from paceline.accounts.service.facts import Actor, keep_fact
from paceline.infra.crypto import new_token, token_hash
from paceline.infra.db.system import system_session
from paceline.infra.errors import not_found
from paceline.infra.ids import new_id

MOST_TOKENS = 50


@dataclass(frozen=True, slots=True)
class NewApiToken:
    """An API token with its secret, shown once."""

    row: ApiTokenRow
    token: str


async def make_api_token(
    actor: Actor, account_id: UUID, name: str, scopes: Collection[str], lasts: timedelta, *, sign_in_id: UUID | None
) -> NewApiToken:
    """A token with some rights of its account, made by a browser's sign-in, or by the machine itself (`None`).

    Raises `scope_beyond_account`, `too_many_tokens`, and `session_invalid` when the sign-in was ended meanwhile.
    """
    token = new_token(API_TOKEN_PREFIX)
    async with system_session() as db:
        if sign_in_id is not None and not await sign_ins.hold_sign_in(db, sign_in_id):
            raise errors.session_invalid()
        if "admin" in scopes and not await accounts.is_active_admin(db, account_id):
            raise errors.scope_beyond_account()
        if len(await api_tokens.list_api_tokens(db, account_id)) >= MOST_TOKENS:
            raise errors.too_many_tokens()
        row = await api_tokens.insert_api_token(
            db, new_id(), account_id, name, token_hash(token), sorted(scopes), lasts
        )
        await keep_fact(db, SecurityFact.API_TOKEN_MADE, actor, row.id)
    return NewApiToken(row, token)


async def list_api_tokens(account_id: UUID) -> list[ApiTokenRow]:
    """The live tokens of an account, without their secrets."""
    async with system_session() as db:
        return await api_tokens.list_api_tokens(db, account_id)


async def revoke_api_token(actor: Actor, account_id: UUID, token_id: UUID) -> None:
    """End a token. Raises `api_token_not_found`, for another account's too."""
    async with system_session() as db:
        if not await api_tokens.revoke_api_token(db, account_id, token_id):
            raise not_found("api_token")
        await keep_fact(db, SecurityFact.API_TOKEN_REVOKED, actor, token_id)


async def end_api_tokens(db: AsyncConnection, actor: Actor, account_id: UUID) -> None:
    """End every token of an account, in the caller's transaction, after its sign-ins: none of them can make another one then."""
    for token_id in await api_tokens.revoke_all_api_tokens(db, account_id):
        await keep_fact(db, SecurityFact.API_TOKEN_REVOKED, actor, token_id)
