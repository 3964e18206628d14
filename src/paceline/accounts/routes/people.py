"""What an admin does with accounts. Nothing here shows anybody's training."""

from datetime import timedelta
from uuid import UUID

from fastapi import Depends, Request

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.routes.requests import Admin, From, no_store, settings_of
from paceline.accounts.schemas import InviteIn, InviteOut, InvitesOut, NewInviteOut, ResetLinkOut, UserOut, UsersOut
from paceline.accounts.service import invites, people, public_url
from paceline.accounts.service.facts import Actor, keep_refusal
from paceline.infra.web.paging import Cursor, Limit, foreign_cursor, read_cursor, write_cursor
from paceline.infra.web.principal import Scope
from paceline.infra.web.routing import api_router

router = api_router(tags=["admin"], dependencies=[Depends(no_store)])


def _id_after(cursor: str | None) -> UUID | None:
    if cursor is None:
        return None
    (after,) = read_cursor(cursor, 1)
    try:
        return UUID(after)
    except (ValueError, AttributeError, TypeError) as error:
        raise foreign_cursor() from error


@router.get("/auth/invites")
async def list_invites(principal: Admin, limit: Limit = 30, cursor: Cursor = None) -> InvitesOut:
    """All invites, newest first."""
    _ = principal
    rows = await invites.list_invites(_id_after(cursor), limit + 1)
    page = rows[:limit]
    return InvitesOut(
        items=[InviteOut.model_validate(row) for row in page],
        next_cursor=write_cursor(page[-1].id) if len(rows) > limit else None,
    )


@router.post("/auth/invites", status_code=201)
async def make_invite(body: InviteIn, request: Request, client: From, principal: Admin) -> NewInviteOut:
    """An invite for so many people and days."""
    made = await invites.make_invite(
        Actor(principal.account_id, client.ip), max_uses=body.max_uses, lasts=timedelta(days=body.expires_in_days)
    )
    link = f"{public_url(settings_of(request))}/register#invite={made.code}"
    return NewInviteOut(**InviteOut.model_validate(made.invite).model_dump(), code=made.code, link=link)


@router.delete("/auth/invites/{invite_id}", status_code=204)
async def revoke_invite(invite_id: UUID, client: From, principal: Admin) -> None:
    """End an invite. Accounts made by it stay."""
    await invites.revoke_invite(Actor(principal.account_id, client.ip), invite_id)


@router.get("/admin/users")
async def list_users(principal: Admin, limit: Limit = 30, cursor: Cursor = None) -> UsersOut:
    """All accounts, oldest first."""
    _ = principal
    rows = await people.list_users(_id_after(cursor), limit + 1)
    page = rows[:limit]
    return UsersOut(
        items=[UserOut.model_validate(row) for row in page],
        next_cursor=write_cursor(page[-1].id) if len(rows) > limit else None,
    )


@router.post("/admin/users/{account_id}/disable", status_code=204)
async def disable_user(account_id: UUID, client: From, principal: Admin) -> None:
    """Shut an account out at once."""
    await people.disable_user(Actor(principal.account_id, client.ip), account_id)


@router.post("/admin/users/{account_id}/enable", status_code=204)
async def enable_user(account_id: UUID, client: From, principal: Admin) -> None:
    """Let an account in again."""
    await people.enable_user(Actor(principal.account_id, client.ip), account_id)


@router.post("/admin/users/{account_id}/reset-link", status_code=201)
async def make_reset_link(account_id: UUID, request: Request, client: From, principal: Admin) -> ResetLinkOut:
    """A link that sets a new password. Only by a browser sign-in: with it a key could open a door to its own account."""
    actor = Actor(principal.account_id, client.ip)
    if Scope.ACCOUNT not in principal.scopes:
        await keep_refusal(SecurityFact.ACCESS_DENIED, actor, account_id)
        raise errors.session_needed()
    made = await people.make_reset_link(actor, account_id, public_url(settings_of(request)))
    return ResetLinkOut(link=made.link, expires_at=made.expires_at)
