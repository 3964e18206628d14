"""A service in memory, for tests of what syncs: deterministic, and as troublesome as a test wants.

It fulfils `ServiceConnector` and passes the suite in `tests/contracts`. Its payloads are in Strava's words, so that the reader that a child
process is handed is the program's own.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import orjson
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
from paceline.connectors.services.turns import Access, Turns
from paceline.connectors.strava import webhooks
from paceline.connectors.strava.activity import read_activity
from paceline.connectors.strava.listing import read_page
from paceline.connectors.strava.oauth import read_consent
from paceline.infra.gate.words import Ending, Outcome
from paceline.infra.outbound.backoff import Backoff
from tests.builders.strava import RIDE

T = TypeVar("T")
Json = dict[str, Any]
_READS = ("overall", "read")
_OUTCOMES = {
    "network_error": Outcome.FAILED,
    "temporary_api_error": Outcome.FAILED,
    "rate_limit": Outcome.LIMITED,
    "app_inactive": Outcome.BLOCKED,
}
TROUBLES: Mapping[str, ServiceError] = {
    "down": ServiceError("temporary_api_error", "It has trouble.", http_status=503, is_transient=True),
    "reset": ServiceError("network_error", "It hung up.", is_transient=True),
    "unreadable": ServiceError("temporary_api_error", "It sent a page.", http_status=200, is_transient=True),
    "limited": ServiceError("rate_limit", "Used up.", http_status=429, is_transient=True),
    "inactive": ServiceError("app_inactive", "Switched off.", http_status=403),
    "forbidden": ServiceError("permission_denied", "Not allowed.", http_status=401),
    "invalid": ServiceError("invalid_data", "It sent something else.", http_status=200),
}


@dataclass
class _Held:
    """An athlete there: what they granted, and their activities by id."""

    athlete: RemoteAthlete
    access: str = ""
    refresh: str = ""
    expires_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    activities: dict[int, Json] = field(default_factory=dict[int, Json])
    streams: dict[int, Json] = field(default_factory=dict[int, Json])


async def _no_nap(_: float) -> None:
    """Time is the test's."""


class FakeConnector:
    """The service and its client in one. `requests` notes what was asked, `now` is its clock."""

    provider = "strava"
    reader: ActivityReader = staticmethod(read_activity)

    def __init__(self, now: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)) -> None:
        self.now = now
        self.requests: list[tuple[str, int | None]] = []
        self.backoff = Backoff(sleep=_no_nap, jitter=lambda: 0.0, seconds=lambda: 0.0)
        self._athletes: dict[int, _Held] = {}
        self._codes: dict[str, int] = {}
        self._troubles: dict[str, list[ServiceError]] = defaultdict(list)
        self._subscription: Subscription | None = None
        self._issued = 0

    # What happens at the service.

    def join(self, athlete_id: int, name: str = "Ana Moreno") -> TokenPair:
        """An athlete who has granted everything."""
        self._athletes[athlete_id] = _Held(RemoteAthlete(athlete_id, name))
        return self._new_tokens(athlete_id)

    def consent(self, athlete_id: int) -> Consent:
        """What comes back when the athlete agrees."""
        code = self._token("code")
        self._codes[code] = athlete_id
        return Consent(SecretStr(code), frozenset({"read", "activity:read_all"}), "state")

    def put(self, athlete_id: int, activity_id: int, started_at: datetime, **fields: Any) -> None:
        """An activity, new or changed; one that is not manual has streams of a minute."""
        start = started_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        held = self._athletes[athlete_id]
        before = held.activities.get(activity_id, RIDE)
        held.activities[activity_id] = {
            **before,
            "id": activity_id,
            "athlete": {"id": athlete_id},
            "start_date": start,
            "start_date_local": start,
            "timezone": "(GMT+00:00) Europe/London",
            "utc_offset": 0,
            **fields,
        }
        if not fields.get("manual"):
            held.streams[activity_id] = {
                "time": {"data": list(range(60))},
                "distance": {"data": [3.0 * second for second in range(60)]},
                "heartrate": {"data": [100 + second for second in range(60)]},
            }

    def delete(self, athlete_id: int, activity_id: int) -> None:
        """Gone."""
        del self._athletes[athlete_id].activities[activity_id]

    def expire(self, athlete_id: int) -> None:
        """The access token is out of date."""
        self._athletes[athlete_id].expires_at = self.now

    def trouble(self, endpoint: str, kind: str, times: int = 1) -> None:
        """The next requests of an endpoint (`list`, `detail`, `streams`, `athlete`, `token`) meet one of `TROUBLES`."""
        self._troubles[endpoint] += [TROUBLES[kind]] * times

    # What a client asks.

    def authorize_url(self, *, redirect_uri: str, state: str, asks_again: bool = False) -> str:
        return f"https://fake.example/authorize?redirect_uri={redirect_uri}&state={state}&again={asks_again}"

    def read_consent(self, query: Mapping[str, str]) -> Consent:
        return read_consent(query)

    async def exchange_code(self, consent: Consent) -> Grant:
        def answer() -> Grant:
            athlete_id = self._codes.pop(consent.code.get_secret_value(), None)
            if athlete_id is None:
                raise ServiceError("authentication_error", "Not that code.", http_status=400)
            tokens = replace(self._new_tokens(athlete_id), scopes=consent.scopes)
            return Grant(tokens, self._athletes[athlete_id].athlete)

        return await self._ask("token", None, None, (), answer)

    async def refresh(self, tokens: TokenPair) -> TokenPair:
        def answer() -> TokenPair:
            for athlete_id, held in self._athletes.items():
                if held.refresh == tokens.refresh.get_secret_value():
                    if held.expires_at - self.now > timedelta(hours=1):
                        return replace(self._tokens_of(held), scopes=tokens.scopes)
                    return replace(self._new_tokens(athlete_id), scopes=tokens.scopes)
            raise ServiceError("authentication_error", "Not that token.", http_status=400)

        return await self._ask("token", None, None, (), answer)

    async def revoke(self, tokens: TokenPair) -> None:
        def answer() -> None:
            for held in self._athletes.values():
                if held.refresh == tokens.refresh.get_secret_value():
                    held.access = held.refresh = ""

        await self._ask("revoke", None, None, (), answer)

    async def read_athlete(self, access: Access) -> RemoteAthlete:
        return await self._ask("athlete", None, access.turns, _READS, lambda: self._holder(access).athlete)

    async def list_page(
        self, access: Access, start: ListFrom, *, page: int = 1, per_page: int = LARGEST_PAGE
    ) -> ListedPage:
        def answer() -> ListedPage:
            found = sorted(self._holder(access).activities.values(), key=lambda one: (one["start_date"], one["id"]))
            if start.after is not None:
                found = [one for one in found if _start(one) >= start.after.replace(microsecond=0)]
            if start.before is not None:
                found = [one for one in found if _start(one) <= start.before]
            if start.before is not None or start.after is None:
                found.reverse()
            return read_page(orjson.dumps(found[(page - 1) * per_page : page * per_page]))

        return await self._ask("list", None, access.turns, _READS, answer)

    async def fetch_detail(self, access: Access, activity_id: int) -> Payload | None:
        def answer() -> Payload | None:
            return _payload(self._holder(access).activities.get(activity_id))

        return await self._ask("detail", activity_id, access.turns, _READS, answer)

    async def fetch_streams(self, access: Access, activity_id: int) -> Payload | None:
        def answer() -> Payload | None:
            held = self._holder(access)
            return _payload(held.streams.get(activity_id) if activity_id in held.activities else None)

        return await self._ask("streams", activity_id, access.turns, _READS, answer)

    async def subscribe(self, turns: Turns, *, callback_url: str, verify_token: SecretStr) -> int:
        def answer() -> int:
            if self._subscription is not None:
                raise ServiceError("invalid_data", "There is one already.", http_status=400)
            self._subscription = Subscription(1, callback_url)
            return 1

        return await self._ask("subscribe", None, turns, _READS[:1], answer)

    async def subscriptions(self, turns: Turns) -> tuple[Subscription, ...]:
        found = () if self._subscription is None else (self._subscription,)
        return await self._ask("subscriptions", None, turns, _READS, lambda: found)

    async def unsubscribe(self, turns: Turns, subscription_id: int) -> None:
        def answer() -> None:
            if self._subscription is not None and self._subscription.id == subscription_id:
                self._subscription = None

        await self._ask("unsubscribe", None, turns, _READS, answer)

    def answer_challenge(self, query: Mapping[str, str], verify_token: SecretStr) -> Mapping[str, str] | None:
        return webhooks.answer_challenge(query, verify_token)

    def read_event(self, body: bytes) -> ServiceEvent:
        return webhooks.read_event(body)

    async def aclose(self) -> None:
        """Nothing is open."""

    async def _ask(
        self,
        endpoint: str,
        activity_id: int | None,
        turns: Turns | None,
        scopes: Sequence[str],
        answer: Callable[[], T],
    ) -> T:
        async def attempt() -> T:
            turn = None if turns is None else await turns.take(scopes)
            self.requests.append((endpoint, activity_id))
            outcome, code = Outcome.ANSWERED, None
            try:
                if self._troubles[endpoint]:
                    raise self._troubles[endpoint].pop(0)
                return answer()
            except ServiceError as problem:
                outcome = _OUTCOMES.get(problem.code, Outcome.ANSWERED)
                code = problem.code if outcome is Outcome.BLOCKED else None
                raise
            finally:
                if turns is not None and turn is not None:
                    await turns.settle(turn, Ending(outcome, blocked_code=code))

        return await self.backoff.run(attempt, ServiceError, _wait_asked_s)

    def _holder(self, access: Access) -> _Held:
        token = access.token.get_secret_value()
        for held in self._athletes.values():
            if held.access == token and held.expires_at > self.now:
                return held
        raise ServiceError("authentication_error", "Not that token.", http_status=401)

    def _new_tokens(self, athlete_id: int) -> TokenPair:
        held = self._athletes[athlete_id]
        held.access, held.refresh = self._token("access"), self._token("refresh")
        held.expires_at = self.now + timedelta(hours=6)
        return self._tokens_of(held)

    def _tokens_of(self, held: _Held) -> TokenPair:
        scopes = frozenset({"read", "activity:read_all"})
        return TokenPair(SecretStr(held.access), SecretStr(held.refresh), held.expires_at, scopes)

    def _token(self, kind: str) -> str:
        self._issued += 1
        return f"{kind}-{self._issued}"


def _start(activity: Json) -> datetime:
    return datetime.fromisoformat(activity["start_date"])


def _payload(document: Json | None) -> Payload | None:
    if document is None:
        return None
    content = orjson.dumps(document)
    return Payload(content, hashlib.sha256(content).digest())


def _wait_asked_s(failure: Exception) -> float | None:
    return 0.0 if isinstance(failure, ServiceError) and failure.is_transient else None
