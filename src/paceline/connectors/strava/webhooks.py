"""Subscriptions and events (developers.strava.com/docs/webhooks): one subscription for an application, called for all its athletes.

Events carry no signature. The only signs of their origin are the number of the subscription and an address that nobody can guess.
"""

import hmac
from collections.abc import Mapping

from pydantic import SecretStr

from paceline.connectors.services.errors import ServiceError
from paceline.connectors.services.records import ServiceEvent, Subscription
from paceline.connectors.services.turns import Line, Turns
from paceline.connectors.services.values import entries, identifier, members, text, unix_instant
from paceline.connectors.strava.app import StravaApp
from paceline.connectors.strava.usage import OVERALL, READ
from paceline.infra.outbound.bodies import BodyError, parse_json
from paceline.infra.outbound.client import Answer, Request

_SUBSCRIPTIONS = "/push_subscriptions"
_LONGEST_CHALLENGE = 200


async def subscribe(line: Line, app: StravaApp, turns: Turns, callback_url: str, verify_token: SecretStr) -> int:
    """Strava calls the address before it answers, and wants to be answered within two seconds."""
    form = {**_secret(app), "callback_url": callback_url, "verify_token": verify_token.get_secret_value()}
    request = Request("POST", _SUBSCRIPTIONS, form=form)
    found = await line.ask(request, _subscription_id, turns, scopes=(OVERALL,), is_repeatable=False)
    if found is None:
        raise ServiceError(
            "invalid_data", "Strava answered without the subscription's number.", endpoint=request.endpoint
        )
    return found


async def subscriptions(line: Line, app: StravaApp, turns: Turns) -> tuple[Subscription, ...]:
    """At most one."""
    request = Request("GET", _SUBSCRIPTIONS, query=_secret(app))
    return await line.ask(request, _subscriptions, turns, scopes=(OVERALL, READ))


async def unsubscribe(line: Line, app: StravaApp, turns: Turns, subscription_id: int) -> None:
    """Gone already is gone."""
    request = Request("DELETE", _SUBSCRIPTIONS + "/{id}", values={"id": subscription_id}, query=_secret(app))
    await line.ask(request, lambda _: None, turns, scopes=(OVERALL, READ), accepts=(404,))


def answer_challenge(query: Mapping[str, str], verify_token: SecretStr) -> Mapping[str, str] | None:
    """The challenge, under a key with a dot in it."""
    challenge = query.get("hub.challenge", "")
    told = query.get("hub.verify_token", "").encode()
    is_ours = hmac.compare_digest(told, verify_token.get_secret_value().encode())
    if query.get("hub.mode") != "subscribe" or not is_ours or not 0 < len(challenge) <= _LONGEST_CHALLENGE:
        return None
    return {"hub.challenge": challenge}


def read_event(body: bytes) -> ServiceEvent:
    """Values of `updates` are texts; one that is not is written as JSON would."""
    try:
        said = members(parse_json(body))
    except BodyError:
        said = {}
    event_at = unix_instant(said.get("event_time"))
    numbers = [identifier(said.get(name)) for name in ("subscription_id", "object_id", "owner_id")]
    object_type, aspect = said.get("object_type"), said.get("aspect_type")
    if (
        event_at is None
        or None in numbers
        or object_type not in ("activity", "athlete")
        or aspect not in ("create", "update", "delete")
    ):
        raise ServiceError("invalid_data", "This is no event of Strava.")
    subscription_id, object_id, owner_id = (number or 0 for number in numbers)
    updates = {name[:40]: _written(value) for name, value in list(members(said.get("updates")).items())[:20]}
    return ServiceEvent(
        subscription_id,
        object_type,
        object_id,
        aspect,
        owner_id,
        event_at,
        updates,
    )


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)[:500]


def _secret(app: StravaApp) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}


def _subscription_id(answer: Answer) -> int | None:
    return identifier(members(answer.json()).get("id"))


def _subscriptions(answer: Answer) -> tuple[Subscription, ...]:
    found = [
        (identifier(members(one).get("id")), text(members(one).get("callback_url"))) for one in entries(answer.json())
    ]
    return tuple(Subscription(number, address or "") for number, address in found if number is not None)
