"""Browser sign-ins: opening, listing, ending, and the password behind them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.queries import accounts, sign_ins
from paceline.accounts.queries.accounts import PasswordRow
from paceline.accounts.queries.sign_ins import Client, SignInRow
from paceline.accounts.rules import limits
from paceline.accounts.rules.passwords import check_new_password
from paceline.accounts.service.api_tokens import end_api_tokens
from paceline.accounts.service.facts import Actor, keep_fact, keep_refusal
from paceline.accounts.service.hashing import hash_password, verify_password
from paceline.infra.crypto import new_token, token_hash
from paceline.infra.db.system import system_session
from paceline.infra.errors import ErrorKind, not_found
from paceline.infra.ids import new_id
from paceline.infra.rate_limits import address_key, check_limits, count_hits, forget_hits, rate_limited

SIGN_IN_LASTS = timedelta(days=180)
"""At most; without use it ends after 30 days (`app.enter_session`)."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh browser sign-in; the token is shown to nobody but the cookie."""

    account_id: UUID
    token: str


async def open_sign_in(db: AsyncConnection, account_id: UUID, client: Client) -> SignedIn:
    """A new sign-in with a token of its own, in the caller's transaction."""
    token = new_token("pl_session_")
    await sign_ins.insert_sign_in(db, new_id(), account_id, token_hash(token), client, SIGN_IN_LASTS)
    await keep_fact(db, SecurityFact.SIGNED_IN, Actor(account_id, client.ip), account_id)
    return SignedIn(account_id, token)


@dataclass(frozen=True, slots=True)
class Checked:
    """An account whose password was right; `newer_hash` when its hash should be replaced by a stronger one."""

    account: PasswordRow
    newer_hash: str | None


async def check_password(username: str, password: str, client: Client) -> Checked:
    """The account of a name and password, every attempt counted before it is tried.

    Raises `rate_limited`, `credentials_wrong` (the same for an unknown name), `account_disabled` (only after the right password).
    """
    address = address_key(client.ip)
    pair = f"{address}\n{username.lower()}"
    wait_s = limits.sign_in_wait_s(
        await count_hits(
            (limits.SIGN_IN_ADDRESS, address), (limits.SIGN_IN_PAIR, pair), (limits.SIGN_IN_NAME, username.lower())
        )
    )
    if wait_s is not None:
        raise rate_limited(wait_s)
    async with system_session() as db:
        account = await accounts.find_password(db, username)
    right, newer_hash = await verify_password(password, account.password_hash if account else None)
    if account is None or not right:
        await keep_refusal(SecurityFact.SIGN_IN_FAILED, Actor(ip=client.ip), account.account_id if account else None)
        raise errors.credentials_wrong()
    if account.is_disabled:
        await keep_refusal(SecurityFact.SIGN_IN_FAILED, Actor(ip=client.ip), account.account_id)
        raise errors.account_disabled(ErrorKind.FORBIDDEN)
    await forget_hits(limits.SIGN_IN_PAIR, pair)
    return Checked(account, newer_hash)


async def hold_checked(db: AsyncConnection, checked: Checked) -> None:
    """Hold the account in the transaction that opens a sign-in. Raises `credentials_wrong` when the password changed meanwhile."""
    if not await accounts.hold_password(db, checked.account.account_id, checked.account.password_hash):
        raise errors.credentials_wrong()
    if checked.newer_hash is not None:
        await accounts.update_password(db, checked.account.account_id, checked.newer_hash)


async def sign_in(username: str, password: str, client: Client, *, old_token: str | None) -> SignedIn:
    """Sign a browser in; a sign-in it came with ends, so that no token is ever carried over."""
    checked = await check_password(username, password, client)
    async with system_session() as db:
        await hold_checked(db, checked)
        if old_token is not None:
            await sign_ins.revoke_by_token(db, token_hash(old_token))
        return await open_sign_in(db, checked.account.account_id, client)


async def sign_out(token: str, client: Client) -> None:
    """End the sign-in of a cookie; an unknown one is signed out already."""
    async with system_session() as db:
        account_id = await sign_ins.revoke_by_token(db, token_hash(token))
        if account_id is not None:
            await keep_fact(db, SecurityFact.SIGNED_OUT, Actor(account_id, client.ip), account_id)


async def list_sign_ins(account_id: UUID) -> list[SignInRow]:
    """Every live sign-in of an account, browsers and programs."""
    async with system_session() as db:
        return await sign_ins.list_sign_ins(db, account_id)


async def revoke_sign_in(actor: Actor, account_id: UUID, sign_in_id: UUID) -> None:
    """End one sign-in. Raises `sign_in_not_found`, for another account's too."""
    async with system_session() as db:
        if not await sign_ins.revoke_one(db, account_id, sign_in_id):
            raise not_found("sign_in")
        await keep_fact(db, SecurityFact.SIGN_IN_REVOKED, actor, account_id)


async def revoke_other_sign_ins(actor: Actor, account_id: UUID, keep: UUID) -> None:
    """End every sign-in but this one."""
    async with system_session() as db:
        await sign_ins.revoke_all(db, account_id, keep=keep)
        await keep_fact(db, SecurityFact.SIGN_IN_REVOKED, actor, account_id)


async def change_password(
    account_id: UUID, current: str, new: str, client: Client, *, revoke_api_tokens: bool = False
) -> SignedIn:
    """Set a new password, end every sign-in of browsers and programs, and open a fresh one for this browser.

    API tokens never knew the password: they go on unless told.

    Raises `rate_limited`, `credentials_wrong`, or what is wrong with the new password.
    """
    await check_limits((limits.PASSWORD_ACCOUNT, str(account_id)))
    async with system_session() as db:
        account = await accounts.get_password(db, account_id)
    right, _ = await verify_password(current, account.password_hash)
    if not right:
        await keep_refusal(SecurityFact.SIGN_IN_FAILED, Actor(account_id, client.ip), account_id)
        raise errors.credentials_wrong()
    password_hash = await hash_password(check_new_password(new, account.username))
    async with system_session() as db:
        await hold_checked(db, Checked(account, password_hash))
        await sign_ins.revoke_all(db, account_id)
        if revoke_api_tokens:
            await end_api_tokens(db, Actor(account_id, client.ip), account_id)
        await keep_fact(db, SecurityFact.PASSWORD_CHANGED, Actor(account_id, client.ip), account_id)
        return await open_sign_in(db, account_id, client)
