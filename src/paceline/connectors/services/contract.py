"""The contract of a service's client. One suite tests all that fulfil it (`tests/contracts`)."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import SecretStr

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
from paceline.connectors.services.turns import Access, Turns

LARGEST_PAGE = 200


class ServiceConnector(Protocol):
    """A service that activities come from. Keeps no state of an athlete; shared by all of a process, closed with `aclose`.

    Every method that asks the service raises `ServiceError`, and `TurnRefusedError` where it asks for an athlete's data.
    """

    @property
    def provider(self) -> str:
        """Its name in the database: `strava`."""
        ...

    @property
    def reader(self) -> ActivityReader:
        """What makes an activity of its payloads."""
        ...

    def authorize_url(self, *, redirect_uri: str, state: str, asks_again: bool = False) -> str:
        """Where a browser goes to ask for consent; `asks_again` also where it was given before."""
        ...

    def read_consent(self, query: Mapping[str, str]) -> Consent:
        """What came back with the browser. Raises `ServiceError`: `permission_denied` for a refusal, or where what we need is missing."""
        ...

    async def exchange_code(self, consent: Consent) -> Grant:
        """Tokens for a code, which is good once. `authentication_error`: it is not (any more)."""
        ...

    async def refresh(self, tokens: TokenPair) -> TokenPair:
        """The pair that follows this one, which is dead from then on. `authentication_error`: the athlete has to consent anew."""
        ...

    async def revoke(self, tokens: TokenPair) -> None:
        """End a consent at the service. Tokens that are dead already are no error."""
        ...

    async def read_athlete(self, access: Access) -> RemoteAthlete:
        """Whose token it is."""
        ...

    async def list_page(
        self, access: Access, start: ListFrom, *, page: int = 1, per_page: int = LARGEST_PAGE
    ) -> ListedPage:
        """A page of a list, counted from 1."""
        ...

    async def fetch_detail(self, access: Access, activity_id: int) -> Payload | None:
        """An activity in full; None where the service has none of that id to show us."""
        ...

    async def fetch_streams(self, access: Access, activity_id: int) -> Payload | None:
        """Its samples; None where there are none."""
        ...

    async def subscribe(self, turns: Turns, *, callback_url: str, verify_token: SecretStr) -> int:
        """Have an address called for all athletes; the number of the subscription. The service calls it before this returns."""
        ...

    async def subscriptions(self, turns: Turns) -> tuple[Subscription, ...]:
        """What is called at present."""
        ...

    async def unsubscribe(self, turns: Turns, subscription_id: int) -> None:
        """Have it called no more. One that is gone already is no error."""
        ...

    def answer_challenge(self, query: Mapping[str, str], verify_token: SecretStr) -> Mapping[str, str] | None:
        """What to answer when a service checks an address; None where it is not the service that we expect."""
        ...

    def read_event(self, body: bytes) -> ServiceEvent:
        """What a call of the address says. Raises `ServiceError(invalid_data)`."""
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...
