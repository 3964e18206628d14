"""The OAuth endpoints. Their answers carry no quota headers."""

import base64
import binascii
from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from paceline.sandbox.strava.api.answers import ApiError, json_response
from paceline.sandbox.strava.oauth.callbacks import is_allowed, with_parameters
from paceline.sandbox.strava.oauth.consent_page import cap_page, consent_page
from paceline.sandbox.strava.oauth.tokens import Grant, RefusedError
from paceline.sandbox.strava.settings import ALL_SCOPES, OLD_API_PREFIX
from paceline.sandbox.strava.shown.athletes import athlete_summary
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.world.activity import Json

_SIGNED_IN = "sandbox_athlete"
"""The cookie that says which athlete this browser is at the provider."""


class OauthRoutes:
    """Consent, tokens and their end."""

    def __init__(self, state: StravaState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            *(Route(path, self._authorize, methods=["GET", "POST"]) for path in _AUTHORIZE),
            *(Route(path, self._token, methods=["POST"]) for path in _TOKEN),
            Route("/oauth/deauthorize", self._deauthorize, methods=["POST"]),
            Route("/oauth/revoke", self._revoke, methods=["POST"]),
        ]

    async def _authorize(self, request: Request) -> Response:
        """Show the page, or take what was decided on it."""
        try:
            wanted = self._wanted(request.query_params)
        except ApiError as refused:
            return refused.response()
        if request.method == "GET":
            return self._known(request, wanted) or self._page(wanted)
        form = await request.form()
        if form.get("decision") != "allow":
            return RedirectResponse(
                with_parameters(wanted["redirect_uri"], {"state": wanted["state"], "error": "access_denied"}), 302
            )
        granted = [str(scope) for scope in form.getlist("granted") if scope in wanted["scope"].split(",")]
        return self._allow(wanted, int(str(form.get("athlete_id", 0))), granted)

    def _wanted(self, query: Mapping[str, str]) -> dict[str, str]:
        """What the application asks for. Raises `ApiError`."""
        settings = self._state.settings
        if query.get("client_id") != str(settings.client_id):
            raise ApiError(400, ("Application", "client_id", "invalid"))
        if not is_allowed(query.get("redirect_uri", ""), settings.callback_domain):
            raise ApiError(400, ("Application", "redirect_uri", "invalid"))
        if query.get("response_type") != "code":
            raise ApiError(400, ("Authorize", "response_type", "invalid"))
        scopes = [scope for scope in query.get("scope", "").split(",") if scope]
        if not scopes or not set(scopes) <= set(ALL_SCOPES):
            raise ApiError(400, ("Authorize", "scope", "invalid"))
        return {
            "redirect_uri": query["redirect_uri"],
            "scope": ",".join(scopes),
            "state": query.get("state", ""),
            "approval_prompt": query.get("approval_prompt", "auto"),
        }

    def _known(self, request: Request, wanted: Mapping[str, str]) -> Response | None:
        """Straight back for an athlete who allowed all of it before, unless the application wants to ask anew."""
        signed_in = request.cookies.get(_SIGNED_IN, "")
        grant = self._state.tokens.grants.get(int(signed_in)) if signed_in.isdecimal() else None
        scopes = wanted["scope"].split(",")
        if grant is None or wanted["approval_prompt"] == "force" or not set(scopes) <= grant.scope:
            return None
        return self._allow(wanted, grant.athlete_id, scopes)

    def _page(self, wanted: Mapping[str, str]) -> Response:
        athletes = self._state.world.athletes.values()
        page = consent_page(athletes, wanted["scope"].split(","), self._state.settings.client_id)
        return HTMLResponse(page)

    def _allow(self, wanted: Mapping[str, str], athlete_id: int, granted: list[str]) -> Response:
        tokens, cap = self._state.tokens, self._state.settings.athlete_cap
        if athlete_id not in self._state.world.athletes:
            return ApiError(400, ("Athlete", "id", "invalid")).response()
        if athlete_id not in tokens.grants and len(tokens.grants) >= cap:
            return HTMLResponse(cap_page(), 403)
        code = tokens.issue_code(athlete_id, frozenset(granted))
        back = {"state": wanted["state"], "code": code, "scope": ",".join(granted)}
        response = RedirectResponse(with_parameters(wanted["redirect_uri"], back), 302)
        response.set_cookie(_SIGNED_IN, str(athlete_id), httponly=True, samesite="lax")
        return response

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        try:
            self._check_client(form)
            return json_response(self._pair(form))
        except ApiError as refused:
            return refused.response()
        except RefusedError as refused:
            return ApiError(400, (refused.resource, refused.field, refused.code)).response()

    def _check_client(self, form: FormData) -> None:
        settings = self._state.settings
        if form.get("client_id") != str(settings.client_id):
            raise ApiError(400, ("Application", "client_id", "invalid"))
        if form.get("client_secret") != settings.client_secret:
            raise ApiError(400, ("Application", "client_secret", "invalid"))

    def _pair(self, form: FormData) -> Json:
        tokens = self._state.tokens
        match form.get("grant_type"):
            case "authorization_code":
                grant = tokens.exchange(str(form.get("code", "")))
                athlete = self._state.world.athlete(grant.athlete_id)
                return {**self._shown(grant), "athlete": athlete_summary(athlete)}
            case "refresh_token":
                return self._shown(tokens.refresh(str(form.get("refresh_token", ""))))
            case _:
                raise ApiError(400, ("Application", "grant_type", "invalid"))

    def _shown(self, grant: Grant) -> Json:
        return {
            "token_type": "Bearer",
            "access_token": grant.access.token,
            "expires_at": int(grant.access.expires_s),
            "expires_in": int(grant.access.expires_s - self._state.clock.now_s()),
            "refresh_token": grant.refresh_token,
        }

    async def _deauthorize(self, request: Request) -> Response:
        """The older way, with an access token."""
        form = await request.form()
        token = bearer_of(request) or str(form.get("access_token", ""))
        access = self._state.tokens.access(token)
        if access is None:
            return ApiError(401, ("Athlete", "access_token", "invalid")).response()
        self._state.deauthorize(access.athlete_id)
        return json_response({"access_token": token})

    async def _revoke(self, request: Request) -> Response:
        """Either token ends the pair; one that is unknown is no error (RFC 7009)."""
        settings = self._state.settings
        if _basic_of(request) != (str(settings.client_id), settings.client_secret):
            return ApiError(401, ("Application", "client_id", "invalid")).response()
        form = await request.form()
        athlete_id = self._state.tokens.find_athlete(str(form.get("token", "")))
        if athlete_id is not None:
            self._state.deauthorize(athlete_id)
        return json_response({})


_AUTHORIZE = ("/oauth/authorize", "/oauth/mobile/authorize")
_TOKEN = ("/oauth/token", f"{OLD_API_PREFIX}/oauth/token")


def bearer_of(request: Request) -> str | None:
    """The token of the Authorization header; one in a query or a form is not looked at."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _basic_of(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret
