"""The first account, and the athlete that may wait for it."""

from datetime import timedelta
from uuid import UUID

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.queries import accounts, links
from paceline.accounts.queries.sign_ins import Client
from paceline.accounts.rules import limits
from paceline.accounts.service.facts import Actor, keep_fact
from paceline.accounts.service.people import add_account, check_applicant
from paceline.accounts.service.signing_in import SignedIn, open_sign_in
from paceline.infra.crypto import new_token, token_hash
from paceline.infra.db.system import system_session
from paceline.infra.ids import new_id
from paceline.infra.rate_limits import address_key, check_limits

_LINK_LASTS = timedelta(hours=24)


async def is_set_up() -> bool:
    """Whether this instance has an account."""
    async with system_session() as db:
        return await accounts.has_accounts(db)


async def make_setup_link(base_url: str) -> str | None:
    """A link by which the first account can be made from anywhere, once, within a day; `None` when there is an account.

    A new link ends the one before it, so a restart prints the only one that works.
    """
    token = new_token("pl_setup_")
    async with system_session() as db:
        await accounts.lock_accounts(db)
        if await accounts.has_accounts(db):
            return None
        await links.replace_setup_link(db, token_hash(token), _LINK_LASTS)
    return f"{base_url}/setup#token={token}"


async def make_first_admin(
    username: str, password: str, email: str | None, client: Client, *, token: str | None, needs_token: bool
) -> SignedIn:
    """Make the first account, an admin, and sign it in; it claims the athlete that an import made before it.

    Raises `setup_done`, `setup_token_needed`, or what is wrong with name, address or password.
    """
    await check_limits((limits.SETUP_ADDRESS, address_key(client.ip)))
    if await is_set_up():
        raise errors.setup_done()
    applicant = await check_applicant(username, password, email)
    async with system_session() as db:
        await accounts.lock_accounts(db)
        if await accounts.has_accounts(db):
            raise errors.setup_done()
        if needs_token and not (token and await links.use_setup_link(db, token_hash(token))):
            raise errors.setup_token_needed()
        unclaimed = await accounts.list_unclaimed_athletes(db)
        account_id = await add_account(
            db, applicant, athlete_id=unclaimed[0] if unclaimed else None, is_admin=True, invite_id=None
        )
        await keep_fact(db, SecurityFact.ADMIN_MADE, Actor(account_id, client.ip), account_id)
        return await open_sign_in(db, account_id, client)


async def owner_athlete() -> UUID:
    """The athlete that an import without accounts is for: the one without an account, made on first use.

    Raises `athlete_ambiguous` when accounts exist or several athletes wait: then the athlete has to be named.
    """
    async with system_session() as db:
        await accounts.lock_accounts(db)
        unclaimed = await accounts.list_unclaimed_athletes(db)
        if len(unclaimed) > 1 or (not unclaimed and await accounts.has_accounts(db)):
            raise errors.athlete_ambiguous()
        if unclaimed:
            return unclaimed[0]
        athlete_id = new_id()
        await accounts.insert_athlete(db, athlete_id)
        return athlete_id
