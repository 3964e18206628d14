"""What every request of the API passes: is the application active, whose token is it, is there quota, may it see this."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from paceline.sandbox.strava.api.answers import ApiError, not_found
from paceline.sandbox.strava.oauth.routes import bearer_of
from paceline.sandbox.strava.oauth.tokens import Access
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.world.activity import Activity

Handler = Callable[[Request, Access], Awaitable[Response]]
_ALWAYS = {"Cache-Control": "max-age=0, private, must-revalidate", "Vary": "Accept, Origin"}
_WITHOUT_HEADERS = frozenset({401, 404})
_STREAMS_WITHOUT_HEADERS_EVERY = 7


def guarded(state: StravaState, handler: Handler, *, is_read: bool = True) -> Callable[[Request], Awaitable[Response]]:
    """The handler behind all checks, its answer under the quota's headers."""

    async def guard(request: Request) -> Response:
        try:
            access = _entered(state, request, is_read=is_read)
            response = await handler(request, access)
        except ApiError as refused:
            response = refused.response()
        return _with_headers(state, request, response, is_read=is_read)

    return guard


def require_scope(access: Access, *any_of: str, field: str) -> None:
    """Raise the 401 of a missing scope unless the token has one of these."""
    if not access.scope.intersection(any_of):
        raise ApiError(401, ("AccessToken", field, "missing"))


def seen_activity(state: StravaState, access: Access, activity_id: int) -> Activity:
    """An activity of the token's athlete that the token may see. Raises `ApiError`: 401 without any scope for activities, else 404."""
    require_scope(access, "activity:read", "activity:read_all", field="activity:read_permission")
    activity = state.world.activities.get(activity_id)
    if activity is None or activity.athlete_id != access.athlete_id or not activity.is_seen_with(access.scope):
        raise not_found()
    return activity


def _entered(state: StravaState, request: Request, *, is_read: bool) -> Access:
    if not state.is_app_active:
        raise ApiError(403, ("Application", "Status", "Inactive"))
    access = state.tokens.access(bearer_of(request) or "")
    if access is None:
        raise ApiError(401, ("Athlete", "access_token", "invalid"))
    refusal = state.quota.take(is_read=is_read)
    if refusal is not None:
        raise ApiError(429, ("Application", refusal.field, "exceeded"))
    return access


def _with_headers(state: StravaState, request: Request, response: Response, *, is_read: bool) -> Response:
    """The quota's headers where the real service sends them: not with 401 and 404, not with every stream set."""
    response.headers.update(_ALWAYS)
    path_params: dict[str, Any] = request.path_params
    is_bare_stream = request.url.path.endswith("/streams") and path_params["id"] % _STREAMS_WITHOUT_HEADERS_EVERY == 0
    if response.status_code in _WITHOUT_HEADERS or is_bare_stream:
        return response
    headers = state.quota.headers()
    if not is_read:
        # Seen on POST /activities: a comma without numbers.
        headers["X-Readratelimit-Usage"] = ","
    response.headers.update(headers)
    return response
