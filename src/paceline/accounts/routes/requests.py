"""What a request says about its sender, its connection and its cookie."""

from typing import Annotated

from fastapi import Depends, Request, Response

from paceline.accounts import errors
from paceline.accounts.queries.sign_ins import Client
from paceline.accounts.rules.cookies import SessionCookie, choose_cookie
from paceline.accounts.schemas import Transport
from paceline.accounts.service.signing_in import SIGN_IN_LASTS, SignedIn
from paceline.infra.settings import Settings
from paceline.infra.web.principal import Principal, Scope, signed_in
from paceline.infra.web.security import is_secure_context, takes_cookies

_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def settings_of(request: Request) -> Settings:
    """The settings of the application that answers."""
    return request.app.state.settings


def client_of(request: Request) -> Client:
    """Address and program of the sender. Forwarded addresses count only where uvicorn believed the proxy."""
    user_agent = "".join(sign for sign in request.headers.get("user-agent", "") if sign.isprintable())
    return Client(ip=request.client.host if request.client else "", user_agent=user_agent[:200])


def find_cookie(request: Request) -> SessionCookie | None:
    """The cookie that may carry a sign-in over this connection."""
    return choose_cookie(
        is_secure_context=is_secure_context(request.scope), allow_insecure_http=settings_of(request).allow_insecure_http
    )


def transport_of(request: Request) -> Transport:
    """Whether one can sign in over this connection, and whether a cookie could be read on the way."""
    cookie = find_cookie(request)
    if cookie is None:
        return "insecure_refused"
    return "secure" if cookie.is_secure else "insecure_allowed"


def session_cookie(request: Request) -> SessionCookie:
    """The cookie for this connection. Raises `insecure_http_refused`."""
    cookie = find_cookie(request)
    if cookie is None:
        raise errors.insecure_http_refused()
    return cookie


def session_token(request: Request) -> str | None:
    """The token in the cookie, if one came that counts. Raises `csrf_header_missing` when it would change something unasked."""
    cookie = find_cookie(request)
    token = request.cookies.get(cookie.name) if cookie else None
    if not token or not takes_cookies(request.scope):
        return None
    if request.method in _UNSAFE and request.headers.get("x-paceline-request") != "1":
        raise errors.csrf_header_missing()
    return token


Cookie = Annotated[SessionCookie, Depends(session_cookie)]
"""Of every route that takes a password or a one-time secret: refuses plain http before anything is done with it."""

From = Annotated[Client, Depends(client_of)]


Owner = Annotated[Principal, signed_in(Scope.ACCOUNT)]
"""An account by its browser sign-in."""

Admin = Annotated[Principal, signed_in(Scope.ADMIN)]


def keep_cookie(response: Response, cookie: SessionCookie, signed_in: SignedIn) -> None:
    """Hand the token to the browser, where no script can read it."""
    response.set_cookie(
        cookie.name,
        signed_in.token,
        max_age=int(SIGN_IN_LASTS.total_seconds()),
        path="/",
        secure=cookie.is_secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, cookie: SessionCookie) -> None:
    """Take the cookie back."""
    response.delete_cookie(cookie.name, path="/", secure=cookie.is_secure, httponly=True, samesite="lax")


def no_store(response: Response) -> None:
    """Nothing about accounts is kept by a cache."""
    response.headers["cache-control"] = "no-store"
