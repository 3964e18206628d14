"""The application's subscription: made by a handshake, one at a time."""

from secrets import token_hex

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from paceline.sandbox.strava.api.answers import ApiError, json_response
from paceline.sandbox.strava.oauth.callbacks import with_parameters
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.webhooks.callback import CallbackError, call_back
from paceline.sandbox.strava.webhooks.deliveries import Subscription

_LONGEST_URL = 255


class WebhookRoutes:
    """Making, listing and ending the subscription. Not part of the quota."""

    def __init__(self, state: StravaState) -> None:
        self._state = state
        self._last_id = 0

    def routes(self) -> list[Route]:
        """All of them."""
        path = "/push_subscriptions"
        return [
            Route(path, self._create, methods=["POST"]),
            Route(path, self._list, methods=["GET"]),
            Route(path + "/{id:int}", self._delete, methods=["DELETE"]),
        ]

    async def _create(self, request: Request) -> Response:
        form = await request.form()
        try:
            self._check_client(str(form.get("client_id", "")), str(form.get("client_secret", "")))
            subscription = await self._made(str(form.get("callback_url", "")), str(form.get("verify_token", "")))
        except ApiError as refused:
            return refused.response()
        self._state.deliveries.subscription = subscription
        return json_response({"id": subscription.id}, 201)

    async def _made(self, callback_url: str, verify_token: str) -> Subscription:
        """A subscription whose callback answered the handshake. Raises `ApiError`."""
        if self._state.deliveries.subscription is not None:
            raise ApiError(400, ("PushSubscription", "", "already exists"))
        if not callback_url or len(callback_url) > _LONGEST_URL:
            raise ApiError(400, ("PushSubscription", "callback url", "invalid"))
        if not await self._shakes_hands(callback_url, verify_token):
            raise ApiError(400, ("PushSubscription", "callback url", "GET to callback URL does not return 200"))
        self._last_id += 1
        return Subscription(self._last_id, callback_url, verify_token)

    async def _shakes_hands(self, callback_url: str, verify_token: str) -> bool:
        challenge = token_hex(8)
        asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
        try:
            within_s = self._state.settings.callback_timeout_s
            status, body = await call_back("GET", with_parameters(callback_url, asked), None, within_s)
            return status == 200 and orjson.loads(body) == {"hub.challenge": challenge}
        except (CallbackError, orjson.JSONDecodeError):
            return False

    async def _list(self, request: Request) -> Response:
        try:
            self._check_client(request.query_params.get("client_id", ""), request.query_params.get("client_secret", ""))
        except ApiError as refused:
            return refused.response()
        subscription = self._state.deliveries.subscription
        if subscription is None:
            return json_response([])
        listed = {"id": subscription.id, "resource_state": 2, "callback_url": subscription.callback_url}
        return json_response([{**listed, "application_id": self._state.settings.client_id}])

    async def _delete(self, request: Request) -> Response:
        query = request.query_params
        subscription = self._state.deliveries.subscription
        try:
            self._check_client(query.get("client_id", ""), query.get("client_secret", ""))
            if subscription is None or subscription.id != request.path_params["id"]:
                raise ApiError(404, ("PushSubscription", "id", "not found"))
        except ApiError as refused:
            return refused.response()
        self._state.deliveries.subscription = None
        return Response(status_code=204)

    def _check_client(self, client_id: str, client_secret: str) -> None:
        settings = self._state.settings
        if client_id != str(settings.client_id):
            raise ApiError(403, ("Application", "client_id", "invalid"))
        if client_secret != settings.client_secret:
            raise ApiError(403, ("Application", "client_secret", "invalid"))
