"""Invites, and registering by one."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.queries import links
from paceline.accounts.queries.links import InviteRow, InviteState
from paceline.accounts.queries.sign_ins import Client
from paceline.accounts.rules import limits
from paceline.accounts.service.facts import Actor, keep_fact
from paceline.accounts.service.people import add_account, check_applicant
from paceline.accounts.service.signing_in import SignedIn, open_sign_in
from paceline.infra.crypto import new_token, token_hash
from paceline.infra.db.system import system_session
from paceline.infra.errors import not_found
from paceline.infra.ids import new_id
from paceline.infra.rate_limits import address_key, check_limits


@dataclass(frozen=True, slots=True)
class NewInvite:
    """An invite with its code, shown once."""

    invite: InviteRow
    code: str


async def make_invite(actor: Actor, *, max_uses: int = 1, lasts: timedelta = timedelta(days=7)) -> NewInvite:
    """An invite for so many people, for so long."""
    code = new_token("pl_invite_")
    async with system_session() as db:
        invite = await links.insert_invite(db, new_id(), token_hash(code), max_uses, lasts, actor.account_id)
        await keep_fact(db, SecurityFact.INVITE_MADE, actor, invite.id)
    return NewInvite(invite, code)


async def list_invites(after: UUID | None, limit: int) -> list[InviteRow]:
    """Invites, newest first, ended ones too: they say who came by them."""
    async with system_session() as db:
        return await links.list_invites(db, after, limit)


async def revoke_invite(actor: Actor, invite_id: UUID) -> None:
    """End an invite. Raises `invite_not_found`."""
    async with system_session() as db:
        if not await links.revoke_invite(db, invite_id):
            raise not_found("invite")
        await keep_fact(db, SecurityFact.INVITE_REVOKED, actor, invite_id)


def _check_invite(state: InviteState | None) -> UUID:
    if state is None or state.is_revoked:
        raise errors.invite_invalid()
    if state.is_expired:
        raise errors.invite_expired()
    if state.is_used_up:
        raise errors.invite_used_up()
    return state.id


async def register(code: str, username: str, password: str, email: str | None, client: Client) -> SignedIn:
    """Make an account by an invite and sign it in. Raises what is wrong with the invite first, then with name, address or password."""
    address = address_key(client.ip)
    await check_limits((limits.REGISTER_ADDRESS, address), (limits.REGISTER_PAIR, f"{address}\n{username.lower()}"))
    code_hash = token_hash(code)
    async with system_session() as db:
        _check_invite(await links.find_invite_state(db, code_hash, lock=False))
    applicant = await check_applicant(username, password, email)
    async with system_session() as db:
        invite_id = _check_invite(await links.find_invite_state(db, code_hash, lock=True))
        await links.use_invite(db, invite_id)
        account_id = await add_account(db, applicant, athlete_id=None, is_admin=False, invite_id=invite_id)
        await keep_fact(db, SecurityFact.ACCOUNT_MADE, Actor(account_id, client.ip), account_id)
        return await open_sign_in(db, account_id, client)
