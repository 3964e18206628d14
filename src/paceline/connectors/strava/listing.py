"""A page of a list of activities, member by member: one that cannot be read never loses the others."""

import hashlib
import json

from paceline.connectors.services.records import ListedActivity, ListedPage, UnreadableItem
from paceline.connectors.services.values import Json, above_zero, entries, identifier, members, text
from paceline.connectors.strava import facts
from paceline.infra.outbound.bodies import parse_items

_OF_OTHERS = frozenset(
    {
        "athlete", "resource_state", "kudos_count", "comment_count", "athlete_count", "photo_count", "total_photo_count",
        "has_kudoed", "achievement_count", "pr_count", "from_accepted_tag",
    }
)  # fmt: skip
"""What others do to an activity, and how it ranks: a new kudos must not cost a request."""


def read_page(body: bytes) -> ListedPage:
    """The page, in its order. Raises `BodyError` for what is no list."""
    activities: list[ListedActivity] = []
    unreadable: list[UnreadableItem] = []
    for said, payload in parse_items(body):
        one = _read(members(said), payload)
        if isinstance(one, ListedActivity):
            activities.append(one)
        else:
            unreadable.append(one)
    return ListedPage(tuple(activities), tuple(unreadable))


def _read(said: Json, payload: bytes) -> ListedActivity | UnreadableItem:
    activity_id, started_at = facts.activity_id(said), facts.started_at(said)
    if activity_id is None:
        return UnreadableItem(None, "It has no number.", payload)
    if started_at is None:
        return UnreadableItem(activity_id, "It has no start.", payload)
    sport, sport_raw = facts.sport_of(said)
    return ListedActivity(
        id=activity_id,
        started_at=started_at,
        sport=sport,
        sport_raw=sport_raw,
        name=text(said.get("name")),
        payload=payload,
        sha256=_digest(said),
        elapsed_s=facts.times_s(said)[0] or None,
        distance_m=above_zero(said.get("distance")),
        upload_id=identifier(said.get("upload_id")),
        external_id=text(said.get("external_id")),
        visibility=facts.visibility_of(said),
        has_streams=facts.is_manual(said) is not True,
        is_start_hidden=facts.is_start_hidden(said),
    )


def _digest(said: Json) -> bytes:
    """Whole numbers are written alike, whether or not they came with a fraction of zero: that changes from answer to answer."""
    ours = {name: _plain(value) for name, value in said.items() if name not in _OF_OTHERS}
    return hashlib.sha256(json.dumps(ours, sort_keys=True).encode()).digest()


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if inner := members(value):
        return {name: _plain(one) for name, one in inner.items()}
    listed = entries(value)
    return [_plain(one) for one in listed] if listed else value
