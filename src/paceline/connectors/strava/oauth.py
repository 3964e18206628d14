"""Consent and tokens (developers.strava.com/docs/authentication). Strava takes no PKCE; the state binds an answer to its browser.

A token lives six hours. A refresh gives a new pair, or the same access token while it has more than an hour left; the refresh token may
change, and the one before is dead then. These requests count in no window of the quota, and their answers carry no headers of it.
"""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from pydantic import SecretStr

from paceline.connectors.services.errors import ServiceError
from paceline.connectors.services.records import Consent, Grant, RemoteAthlete, TokenPair
from paceline.connectors.services.turns import Line
from paceline.connectors.services.values import Json, identifier, members, text, unix_instant
from paceline.connectors.strava.app import StravaApp
from paceline.infra.outbound.client import Answer, Request

SCOPES = ("read", "activity:read_all")
"""What is asked for. With `activity:read` alone activities that only their athlete sees stay out, without a word."""
_NEEDED = frozenset({"activity:read", "activity:read_all"})
_NOT_YET_KNOWN_S = 2.5
"""A code may be refused for some two seconds after it was given (seen: StravaPHP, issue 96)."""
_TOKEN = "/token"


def authorize_url(app: StravaApp, *, redirect_uri: str, state: str, asks_again: bool) -> str:
    """The page of consent."""
    query = {
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "approval_prompt": "force" if asks_again else "auto",
        "scope": ",".join(SCOPES),
        "state": state,
    }
    return f"{app.oauth_url}/authorize?{urlencode(query)}"


def read_consent(query: Mapping[str, str]) -> Consent:
    """What the browser brought back; boxes may have been unticked. Raises `ServiceError(permission_denied)` or `(invalid_data)`."""
    if query.get("error"):
        raise ServiceError("permission_denied", "The connection was not allowed at Strava.")
    code = query.get("code")
    if not code:
        raise ServiceError("invalid_data", "Strava sent the browser back without an answer.")
    scopes = _scopes(query.get("scope"))
    if not scopes & _NEEDED:
        raise ServiceError(
            "permission_denied",
            "Activities were not included. Connect again and leave “View data about your activities” ticked.",
        )
    return Consent(SecretStr(code), scopes, query.get("state"))


async def exchange_code(line: Line, app: StravaApp, consent: Consent) -> Grant:
    """Tokens for a code; one refused is tried once more, since it may only be too fresh."""
    form = {"code": consent.code.get_secret_value(), "grant_type": "authorization_code"}
    try:
        answer = await _ask_for_tokens(line, app, form)
    except ServiceError as refusal:
        if refusal.code != "authentication_error":
            raise
        await line.backoff.sleep(_NOT_YET_KNOWN_S)
        answer = await _ask_for_tokens(line, app, form)
    athlete = members(answer.get("athlete"))
    return Grant(_tokens(answer, consent.scopes), read_athlete(athlete) if athlete else None)


async def refresh(line: Line, app: StravaApp, tokens: TokenPair) -> TokenPair:
    """The next pair. An answer that is lost may have ended the pair: asking again finds out, and costs nothing that is not lost."""
    form = {"refresh_token": tokens.refresh.get_secret_value(), "grant_type": "refresh_token"}
    return _tokens(await _ask_for_tokens(line, app, form), tokens.scopes)


async def revoke(line: Line, app: StravaApp, tokens: TokenPair) -> None:
    """End the consent, by the address of June 2026 (the one before, `deauthorize`, is retired in 2027)."""
    basic = b64encode(f"{app.client_id}:{app.client_secret.get_secret_value()}".encode()).decode()
    request = Request(
        "POST",
        "/revoke",
        form={"token": tokens.refresh.get_secret_value(), "token_type_hint": "refresh_token"},
        headers={"Authorization": f"Basic {basic}"},
    )
    try:
        await line.ask(request, lambda _: None, None)
    except ServiceError as refusal:
        # What is dead already needs no ending.
        if refusal.code != "authentication_error":
            raise


async def _ask_for_tokens(line: Line, app: StravaApp, form: Mapping[str, str]) -> Json:
    secret = {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
    return await line.ask(Request("POST", _TOKEN, form={**secret, **form}), _object, None)


def _object(answer: Answer) -> Json:
    return members(answer.json())


def _tokens(answer: Json, granted: frozenset[str]) -> TokenPair:
    access, refreshing = text(answer.get("access_token")), text(answer.get("refresh_token"))
    expires_at = unix_instant(answer.get("expires_at"))
    if access is None or refreshing is None or expires_at is None:
        raise ServiceError("invalid_data", "Strava answered without tokens.", endpoint=f"POST {_TOKEN}")
    scopes = _scopes(text(answer.get("scope"))) or granted
    return TokenPair(SecretStr(access), SecretStr(refreshing), expires_at, scopes)


def _scopes(written: str | None) -> frozenset[str]:
    return frozenset((written or "").replace(",", " ").split())


def read_athlete(said: Json) -> RemoteAthlete:
    """An athlete as Strava describes one. Raises `ServiceError(invalid_data)` without an id."""
    athlete_id = identifier(said.get("id"))
    if athlete_id is None:
        raise ServiceError("invalid_data", "Strava named an athlete without a number.")
    names = [name for part in ("firstname", "lastname") if (name := text(said.get(part)))]
    photo = text(said.get("profile")) or ""
    # Who has no picture gets the path of a placeholder.
    return RemoteAthlete(athlete_id, " ".join(names) or None, photo if photo.startswith("https://") else None)
