"""Signing in and out with a browser, and what is signed in."""

from uuid import UUID

from fastapi import Depends, Request, Response

from paceline.accounts.routes.requests import (
    Cookie,
    From,
    Owner,
    drop_cookie,
    find_cookie,
    keep_cookie,
    no_store,
    session_token,
)
from paceline.accounts.schemas import LoginIn, PasswordIn, RegisterIn, ResetIn, SignInOut, SignInsOut
from paceline.accounts.service import invites, people, signing_in
from paceline.accounts.service.facts import Actor
from paceline.infra.web.routing import api_router

router = api_router("/auth", tags=["auth"], dependencies=[Depends(no_store)])


@router.post("/register", status_code=204)
async def register(body: RegisterIn, response: Response, cookie: Cookie, client: From) -> None:
    """Make an account by an invite, and sign it in."""
    signed = await invites.register(body.invite, body.username, body.password, body.email, client)
    keep_cookie(response, cookie, signed)


@router.post("/login", status_code=204)
async def login(body: LoginIn, request: Request, response: Response, cookie: Cookie, client: From) -> None:
    """Sign in by name and password."""
    signed = await signing_in.sign_in(body.username, body.password, client, old_token=request.cookies.get(cookie.name))
    keep_cookie(response, cookie, signed)


@router.post("/logout", status_code=204)
async def logout(request: Request, response: Response, client: From) -> None:
    """Sign out; also when the sign-in has ended already. The browser forgets what it kept of this site."""
    token = session_token(request)
    if token is not None:
        await signing_in.sign_out(token, client)
    cookie = find_cookie(request)
    if cookie is not None:
        drop_cookie(response, cookie)
    response.headers["clear-site-data"] = '"cache", "storage"'


@router.post("/password", status_code=204)
async def change_password(body: PasswordIn, response: Response, cookie: Cookie, client: From, principal: Owner) -> None:
    """Change the password. Every other sign-in, of browsers and programs, ends; API tokens only if told. This one gets a fresh cookie."""
    signed = await signing_in.change_password(
        principal.account_id,
        body.current_password,
        body.new_password,
        client,
        revoke_api_tokens=body.revoke_api_tokens,
    )
    keep_cookie(response, cookie, signed)


@router.post("/reset", status_code=204)
async def reset_password(body: ResetIn, cookie: Cookie, client: From) -> None:
    """Set a new password by a one-time link. Every sign-in and every API token ends; sign in with the new password."""
    _ = cookie
    await people.reset_password(body.token, body.new_password, client)


@router.get("/sessions")
async def list_sessions(principal: Owner) -> SignInsOut:
    """Everything that is signed in: browsers and programs."""
    rows = await signing_in.list_sign_ins(principal.account_id)
    return SignInsOut(
        items=[
            SignInOut(
                id=row.id,
                kind="browser" if row.kind == "browser" else "program",
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                expires_at=row.expires_at,
                user_agent=row.user_agent,
                ip=row.ip,
                is_current=row.id == principal.credential_id,
            )
            for row in rows
        ]
    )


@router.delete("/sessions/{session_id}", status_code=204)
async def revoke_session(session_id: UUID, client: From, principal: Owner) -> None:
    """End one sign-in."""
    await signing_in.revoke_sign_in(Actor(principal.account_id, client.ip), principal.account_id, session_id)


@router.delete("/sessions", status_code=204)
async def revoke_other_sessions(client: From, principal: Owner) -> None:
    """End every sign-in but this one."""
    actor = Actor(principal.account_id, client.ip)
    await signing_in.revoke_other_sign_ins(actor, principal.account_id, principal.credential_id)
