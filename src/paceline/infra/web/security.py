"""Cross-site and header defence, the same for every answer, errors included."""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paceline.infra.web.problems import problem

_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}

# As they go over the wire, since every answer carries them.
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
)
_HTTPS_ONLY = (*_HEADERS, (b"strict-transport-security", b"max-age=31536000"))


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine."""
    if host is None:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_secure_context(scope: Scope) -> bool:
    """Whether a browser keeps `Secure` cookies for this request: https, or a loopback host."""
    if scope["scheme"] == "https":
        return True
    return is_loopback(urlsplit("//" + Headers(scope=scope).get("host", "")).hostname)


def is_cross_site(scope: Scope) -> bool:
    """Whether a browser sent this from another site. A client without these headers is no browser, and carries no ambient cookie."""
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and origin != f"{scope['scheme']}://{headers.get('host', '')}"


def takes_cookies(scope: Scope) -> bool:
    """Whether a cookie of this request counts: not when a script of another origin sent it, allowed origins included.

    A link followed from elsewhere is a navigation: it keeps its cookies, as SameSite=Lax means it to, and changes nothing.
    """
    headers = Headers(scope=scope)
    followed_link = scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate" and "origin" not in headers
    return followed_link or not is_cross_site(scope)


_CORS = {
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key, If-None-Match",
    "access-control-expose-headers": "ETag, X-Cache, Retry-After, Location",
    "access-control-max-age": "600",
}


class SecurityHeaders:
    """Adds the headers, and refuses a cross-site write before any handler sees it.

    An origin that the settings allow is named back, exactly and without credentials, so its pages may call with a token.
    """

    def __init__(self, app: ASGIApp, allowed_origins: tuple[str, ...] = ()) -> None:
        self.app = app
        self.allowed_origins = frozenset(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        origin = Headers(scope=scope).get("origin", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                ours = _HTTPS_ONLY if scope["scheme"] == "https" else _HEADERS
                message["headers"] = [*message["headers"], *(header for header in ours if header[0] not in own)]
                if self.allowed_origins:
                    self._name_origin(MutableHeaders(scope=message), origin)
            await send(message)

        if scope["method"] == "OPTIONS" and origin in self.allowed_origins:
            await Response(status_code=204, headers=_CORS)(scope, receive, send_with_headers)
            return

        if scope["method"] in _UNSAFE and is_cross_site(scope) and not self._allowed(scope):
            refusal = problem(403, "cross_site_refused", "This request came from another site.")
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)

    def _name_origin(self, headers: MutableHeaders, origin: str) -> None:
        headers.add_vary_header("Origin")
        if origin in self.allowed_origins:
            headers["access-control-allow-origin"] = origin
            headers["access-control-expose-headers"] = _CORS["access-control-expose-headers"]

    def _allowed(self, scope: Scope) -> bool:
        """An allowed origin may call with a token; its cookies are ignored (see accounts)."""
        headers = Headers(scope=scope)
        return headers.get("origin") in self.allowed_origins and "authorization" in headers


class BodyLimit:
    """Refuses a body over the cap, by its declared length or as it arrives. Uploads have a cap of their own."""

    def __init__(self, app: ASGIApp, limit_bytes: int, limit_of: Callable[[Scope], int | None]) -> None:
        self.app = app
        self.limit_bytes = limit_bytes
        self.limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit_of(scope) or self.limit_bytes
        refusal = problem(413, "body_too_large", f"More than {limit // 1_000_000} MB in one request.")
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            await refusal(scope, receive, send)
            return
        body = _CountedBody(receive, send, limit)
        await self.app(scope, body.receive, body.send)
        if body.is_over and not body.is_answered:
            await refusal(scope, receive, send)


class _CountedBody:
    """A body without a declared length, cut off at the cap.

    The cut reads as a disconnect, which no handler saves anything for; what the handler would answer to that is held back.
    """

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self.is_answered = False

    @property
    def is_over(self) -> bool:
        return self._left < 0

    async def receive(self) -> Message:
        if self.is_over:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.is_over else message

    async def send(self, message: Message) -> None:
        if self.is_answered or not self.is_over:
            self.is_answered = True
            await self._send(message)
