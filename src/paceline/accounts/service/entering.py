"""From a presented credential to a principal, by one statement in the request's transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.accounts import errors
from paceline.accounts.queries import entering as queries
from paceline.accounts.queries.entering import Entered, OwnAccount
from paceline.accounts.service.access_tokens import instance_keys, read_access_token
from paceline.infra.crypto import token_hash
from paceline.infra.db.system import system_session
from paceline.infra.errors import AppError
from paceline.infra.settings import Settings

API_TOKEN_PREFIX = "pl_api_"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whom a credential let in. `scopes` are those an API token was made with; `None` for the other kinds."""

    kind: str
    account_id: UUID
    athlete_id: UUID
    is_admin: bool
    scopes: frozenset[str] | None
    credential_id: UUID
    data_rev: int
    is_stale: bool


async def enter_by_cookie(db: AsyncConnection, token: str, *, read_only: bool) -> Admitted:
    """Enter as the athlete of a browser sign-in. Raises `session_invalid`, `session_expired` or `account_disabled`."""
    entered = await queries.enter_session(db, token_hash(token), read_only=read_only)
    if entered.refusal == "expired":
        raise errors.session_expired()
    if entered.refusal in {"unknown", "revoked"}:
        raise errors.session_invalid()
    return _admitted("session", entered)


async def enter_by_bearer(db: AsyncConnection, token: str, settings: Settings, *, read_only: bool) -> Admitted:
    """Enter by an API token or an access token. Raises `token_invalid`, `token_expired` or `account_disabled`."""
    if token.startswith(API_TOKEN_PREFIX):
        entered = await queries.enter_api_token(db, token_hash(token), read_only=read_only)
        return _admitted("api_token", entered)
    claims = read_access_token(instance_keys(settings), token)
    entered = await queries.enter_token_family(db, claims.family_id, claims.athlete_id, read_only=read_only)
    return _admitted("access_token", entered)


def _admitted(kind: str, entered: Entered) -> Admitted:
    if entered.refusal is not None:
        raise _refusal(entered.refusal)
    # What the database left open denies: a missing identity must never compare equal to another missing one.
    if (
        entered.account_id is None
        or entered.athlete_id is None
        or entered.credential_id is None
        or entered.data_rev is None
        or (kind == "api_token" and entered.scopes is None)
    ):
        raise errors.token_invalid()
    return Admitted(
        kind=kind,
        account_id=entered.account_id,
        athlete_id=entered.athlete_id,
        is_admin=entered.is_admin is True,
        scopes=None if entered.scopes is None else frozenset(entered.scopes),
        credential_id=entered.credential_id,
        data_rev=entered.data_rev,
        is_stale=entered.is_stale is True,
    )


def _refusal(refusal: str) -> AppError:
    if refusal == "expired":
        return errors.token_expired()
    return errors.account_disabled() if refusal == "disabled" else errors.token_invalid()


async def touch_credential(kind: str, credential_id: UUID) -> None:
    """Note that a credential was used."""
    async with system_session() as db:
        await queries.touch_credential(db, kind, credential_id)


async def get_own_account(db: AsyncConnection, credential_id: UUID) -> OwnAccount:
    """The account of the transaction's athlete, with the credential that opened it."""
    return await queries.get_own_account(db, credential_id)
