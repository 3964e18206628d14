"""Accounts as an admin and the command line see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.queries import accounts, links, sign_ins
from paceline.accounts.queries.accounts import AccountRow, NewAccount
from paceline.accounts.queries.sign_ins import Client
from paceline.accounts.rules import limits
from paceline.accounts.rules.names import check_email, check_username
from paceline.accounts.rules.passwords import check_new_password
from paceline.accounts.service.api_tokens import end_api_tokens
from paceline.accounts.service.facts import Actor, keep_fact, keep_refusal
from paceline.accounts.service.hashing import hash_password
from paceline.infra.crypto import new_token, token_hash
from paceline.infra.db.system import system_session
from paceline.infra.errors import not_found
from paceline.infra.ids import new_id
from paceline.infra.rate_limits import address_key, check_limits

RESET_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants an account, everything checked and the password hashed."""

    username: str
    email: str | None
    password_hash: str


async def check_applicant(username: str, password: str, email: str | None) -> Applicant:
    """Check name, address and password. Raises `AppError` with the code of what does not fit."""
    username, email = check_username(username), check_email(email)
    return Applicant(username, email, await hash_password(check_new_password(password, username)))


async def add_account(
    db: AsyncConnection, applicant: Applicant, *, athlete_id: UUID | None, is_admin: bool, invite_id: UUID | None
) -> UUID:
    """An account with its athlete, made here or claimed; returns its id. Raises `username_taken` or `email_taken`."""
    if athlete_id is None:
        athlete_id = new_id()
        await accounts.insert_athlete(db, athlete_id)
    new = NewAccount(
        new_id(), athlete_id, applicant.username, applicant.email, applicant.password_hash, is_admin, invite_id
    )
    if not await accounts.insert_account(db, new):
        taken = await accounts.is_username_taken(db, applicant.username)
        raise errors.username_taken() if taken else errors.email_taken()
    return new.id


async def create_user(username: str, password: str, *, email: str | None = None, is_admin: bool = False) -> UUID:
    """Make an account without an invite, for the command line; returns its id."""
    applicant = await check_applicant(username, password, email)
    async with system_session() as db:
        account_id = await add_account(db, applicant, athlete_id=None, is_admin=is_admin, invite_id=None)
        await keep_fact(db, SecurityFact.ACCOUNT_MADE, Actor(), account_id)
        return account_id


async def list_users(after: UUID | None = None, limit: int = 200) -> list[AccountRow]:
    """Accounts, oldest first, after the one with that id."""
    async with system_session() as db:
        return await accounts.list_accounts(db, after, limit)


async def get_user(username: str) -> AccountRow:
    """An account by name. Raises `account_not_found`."""
    async with system_session() as db:
        account = await accounts.find_account(db, username)
    if account is None:
        raise not_found("account")
    return account


async def list_usernames(db: AsyncConnection, athlete_ids: Collection[UUID]) -> dict[UUID, str]:
    """The usernames of athletes, for lists that an admin sees. `db`: the system session."""
    return await accounts.list_usernames(db, athlete_ids)


async def disable_user(actor: Actor, account_id: UUID) -> None:
    """Shut an account out, its sign-ins ended. Raises `account_not_found`, and `own_account_kept` so that an admin always remains."""
    if actor.account_id == account_id:
        raise errors.own_account_kept()
    async with system_session() as db:
        # Two admins who disable each other at once: the second is none any more.
        await accounts.lock_accounts(db)
        if actor.account_id is not None and not await accounts.is_active_admin(db, actor.account_id):
            raise errors.account_disabled()
        if not await accounts.set_disabled(db, account_id, disabled=True):
            raise not_found("account")
        await sign_ins.revoke_all(db, account_id)
        await keep_fact(db, SecurityFact.ACCOUNT_DISABLED, actor, account_id)


async def enable_user(actor: Actor, account_id: UUID) -> None:
    """Let an account in again; it signs in anew. Raises `account_not_found`."""
    async with system_session() as db:
        if not await accounts.set_disabled(db, account_id, disabled=False):
            raise not_found("account")
        await keep_fact(db, SecurityFact.ACCOUNT_ENABLED, actor, account_id)


@dataclass(frozen=True, slots=True)
class HandedOutLink:
    """A link that is shown once, and until when it works."""

    link: str
    expires_at: datetime


async def make_reset_link(actor: Actor, account_id: UUID, base_url: str) -> HandedOutLink:
    """A link that sets a new password, good for one use within 30 minutes; older ones end. Raises `account_not_found`.

    The secret stands behind the `#`, so that no server, proxy or referrer ever sees it in an address.
    """
    token = new_token("pl_reset_")
    async with system_session() as db:
        if await accounts.find_account_by_id(db, account_id) is None:
            raise not_found("account")
        expires_at = await links.insert_reset(db, new_id(), account_id, token_hash(token), RESET_LASTS)
        await keep_fact(db, SecurityFact.RESET_LINK_MADE, actor, account_id)
    return HandedOutLink(f"{base_url}/reset#token={token}", expires_at)


async def reset_password(token: str, new_password: str, client: Client) -> None:
    """Set a password by a reset link, and end every sign-in and API token: who asks for one may have lost the account to somebody.

    Raises `reset_link_invalid`, or what is wrong with the password.
    """
    await check_limits((limits.RESET_ADDRESS, address_key(client.ip)))
    async with system_session() as db:
        username = await links.find_reset_username(db, token_hash(token))
    if username is None:
        await keep_refusal(SecurityFact.SIGN_IN_FAILED, Actor(ip=client.ip))
        raise errors.reset_link_invalid()
    # A password that does not fit leaves the link as it was; hashing happens outside the transaction.
    password_hash = await hash_password(check_new_password(new_password, username))
    async with system_session() as db:
        account_id = await links.use_reset(db, token_hash(token))
        if account_id is None:
            raise errors.reset_link_invalid()
        await accounts.update_password(db, account_id, password_hash)
        actor = Actor(account_id, client.ip)
        await sign_ins.revoke_all(db, account_id)
        await end_api_tokens(db, actor, account_id)
        await keep_fact(db, SecurityFact.PASSWORD_RESET, actor, account_id)
