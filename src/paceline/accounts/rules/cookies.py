"""Which cookie carries a sign-in, if any."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """Name and flags of the cookie. Two names, so that one set over plain http is never believed over https."""

    name: str
    is_secure: bool


SECURE_COOKIE = SessionCookie("__Host-paceline", is_secure=True)
PLAIN_COOKIE = SessionCookie("paceline_insecure", is_secure=False)


def choose_cookie(*, is_secure_context: bool, allow_insecure_http: bool) -> SessionCookie | None:
    """The cookie for a request: none over plain http from another machine, unless the settings accept the risk."""
    if is_secure_context:
        return SECURE_COOKIE
    return PLAIN_COOKIE if allow_insecure_http else None
