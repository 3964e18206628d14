"""The client of Strava."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from pydantic import SecretStr

from paceline.connectors.services.contract import LARGEST_PAGE
from paceline.connectors.services.errors import ServiceError
from paceline.connectors.services.records import (
    ActivityReader,
    Consent,
    Grant,
    ListedPage,
    ListFrom,
    Payload,
    RemoteAthlete,
    ServiceEvent,
    Subscription,
    TokenPair,
)
from paceline.connectors.services.turns import Access, Line, Turns
from paceline.connectors.services.values import identifier, members
from paceline.connectors.strava import oauth, webhooks
from paceline.connectors.strava.activity import read_activity
from paceline.connectors.strava.app import StravaApp
from paceline.connectors.strava.failures import MANNERS
from paceline.connectors.strava.listing import read_page
from paceline.connectors.strava.streams import KEYS
from paceline.connectors.strava.usage import OVERALL, READ
from paceline.infra.outbound.backoff import Backoff
from paceline.infra.outbound.bodies import BodyError
from paceline.infra.outbound.client import Answer, Bounds, OutboundClient, Request
from paceline.infra.outbound.errors import UnreadableBodyError

_READS = (OVERALL, READ)
_LIST = "/athlete/activities"
_DETAIL = "/activities/{id}"
_STREAMS = "/activities/{id}/streams"
_NOT_FOUND = 404


class StravaConnector:
    """Fulfils `ServiceConnector`. Tokens go in the header and nowhere else, as Strava will require from June 2027."""

    provider = "strava"
    reader: ActivityReader = staticmethod(read_activity)

    def __init__(self, app: StravaApp, *, bounds: Bounds | None = None, backoff: Backoff | None = None) -> None:
        self._app = app
        self._api = Line(OutboundClient(app.api_url, bounds=bounds), MANNERS, backoff or Backoff())
        self._oauth = Line(OutboundClient(app.oauth_url, bounds=bounds), MANNERS, backoff or Backoff())

    async def aclose(self) -> None:
        """Close every connection."""
        await self._api.client.aclose()
        await self._oauth.client.aclose()

    def authorize_url(self, *, redirect_uri: str, state: str, asks_again: bool = False) -> str:
        """Where a browser goes to ask for consent."""
        return oauth.authorize_url(self._app, redirect_uri=redirect_uri, state=state, asks_again=asks_again)

    def read_consent(self, query: Mapping[str, str]) -> Consent:
        """What came back with the browser."""
        return oauth.read_consent(query)

    async def exchange_code(self, consent: Consent) -> Grant:
        """Tokens for a code."""
        return await oauth.exchange_code(self._oauth, self._app, consent)

    async def refresh(self, tokens: TokenPair) -> TokenPair:
        """The pair that follows."""
        return await oauth.refresh(self._oauth, self._app, tokens)

    async def revoke(self, tokens: TokenPair) -> None:
        """End a consent."""
        await oauth.revoke(self._oauth, self._app, tokens)

    async def read_athlete(self, access: Access) -> RemoteAthlete:
        """Whose token it is."""
        request = Request("GET", "/athlete", headers=_bearer(access))
        return await self._api.ask(
            request, lambda answer: oauth.read_athlete(members(answer.json())), access.turns, scopes=_READS
        )

    async def list_page(
        self, access: Access, start: ListFrom, *, page: int = 1, per_page: int = LARGEST_PAGE
    ) -> ListedPage:
        """A page. The service leaves out the very seconds of `before` and `after`, so they are moved by one."""
        query = {"page": str(page), "per_page": str(per_page)}
        if start.before is not None:
            query["before"] = str(_second(start.before) + 1)
        if start.after is not None:
            query["after"] = str(max(0, _second(start.after) - 1))
        request = Request("GET", _LIST, query=query, headers=_bearer(access))
        return await self._api.ask(request, _page, access.turns, scopes=_READS)

    async def fetch_detail(self, access: Access, activity_id: int) -> Payload | None:
        """An activity in full, without the efforts on segments."""

        def read(answer: Answer) -> Payload | None:
            if answer.status == _NOT_FOUND:
                return None
            if identifier(members(answer.json()).get("id")) != activity_id:
                raise ServiceError(
                    "invalid_data", "Strava sent something else than that activity.", endpoint=answer.endpoint
                )
            return _payload(answer)

        request = Request(
            "GET",
            _DETAIL,
            values={"id": activity_id},
            query={"include_all_efforts": "false"},
            headers=_bearer(access),
        )
        return await self._api.ask(request, read, access.turns, scopes=_READS, accepts=(_NOT_FOUND,))

    async def fetch_streams(self, access: Access, activity_id: int) -> Payload | None:
        """All keys at once. Activities typed in, or recorded without a sensor, have none (404)."""

        def read(answer: Answer) -> Payload | None:
            if answer.status == _NOT_FOUND:
                return None
            if not isinstance(answer.json(), dict | list):
                raise ServiceError("invalid_data", "Strava sent something else than streams.", endpoint=answer.endpoint)
            return _payload(answer)

        request = Request(
            "GET",
            _STREAMS,
            values={"id": activity_id},
            query={"keys": ",".join(KEYS), "key_by_type": "true"},
            headers=_bearer(access),
        )
        return await self._api.ask(request, read, access.turns, scopes=_READS, accepts=(_NOT_FOUND,))

    async def subscribe(self, turns: Turns, *, callback_url: str, verify_token: SecretStr) -> int:
        """Have an address called."""
        return await webhooks.subscribe(self._api, self._app, turns, callback_url, verify_token)

    async def subscriptions(self, turns: Turns) -> tuple[Subscription, ...]:
        """What is called at present."""
        return await webhooks.subscriptions(self._api, self._app, turns)

    async def unsubscribe(self, turns: Turns, subscription_id: int) -> None:
        """Have it called no more."""
        await webhooks.unsubscribe(self._api, self._app, turns, subscription_id)

    def answer_challenge(self, query: Mapping[str, str], verify_token: SecretStr) -> Mapping[str, str] | None:
        """What to answer when the address is checked."""
        return webhooks.answer_challenge(query, verify_token)

    def read_event(self, body: bytes) -> ServiceEvent:
        """What a call of the address says."""
        return webhooks.read_event(body)


def _bearer(access: Access) -> dict[str, str]:
    return {"Authorization": f"Bearer {access.token.get_secret_value()}"}


def _second(moment: datetime) -> int:
    return int(moment.timestamp())


def _page(answer: Answer) -> ListedPage:
    try:
        return read_page(answer.body)
    except BodyError as problem:
        # What parses and is no list is a changed interface; what does not may be whole next time.
        if not isinstance(answer.json(), list):
            raise ServiceError(
                "invalid_data", "Strava sent something else than a list.", endpoint=answer.endpoint
            ) from None
        raise UnreadableBodyError(answer.endpoint, problem.reason, answer.status) from None


def _payload(answer: Answer) -> Payload:
    return Payload(answer.body, hashlib.sha256(answer.body).digest())
