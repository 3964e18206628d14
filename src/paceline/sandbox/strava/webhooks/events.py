"""Which events a happening makes for an application: that depends on what its athlete lets it see."""

from typing import Any

from paceline.sandbox.strava.world.world import Happening

Event = dict[str, Any]


def activity_events(happening: Happening, scope: frozenset[str], event_s: int) -> list[Event]:
    """The events of an activity. Where only `activity:read` is granted, Only You looks like deletion, and its end like creation."""
    activity = happening.activity
    aspect = _aspect(happening, scope)
    if aspect is None:
        return []
    aspect_type, updates = aspect
    return [_event("activity", activity.id, activity.athlete_id, aspect_type, updates, event_s)]


def deauthorization_event(athlete_id: int, event_s: int) -> Event:
    """An athlete withdrew what was granted."""
    return _event("athlete", athlete_id, athlete_id, "update", {"authorized": "false"}, event_s)


def _aspect(happening: Happening, scope: frozenset[str]) -> tuple[str, dict[str, str]] | None:
    activity = happening.activity
    is_seen = activity.is_seen_with(scope)
    match happening.kind:
        case "created":
            return ("create", {}) if is_seen else None
        case "deleted":
            return ("delete", {}) if is_seen else None
        case "updated":
            return ("update", happening.updates) if is_seen and happening.updates else None
        case _:
            if happening.was_only_me == activity.is_only_me:
                return None
            if "activity:read_all" in scope:
                return "update", {"private": str(activity.is_only_me).lower()}
            if "activity:read" not in scope:
                return None
            return ("delete" if activity.is_only_me else "create"), {}


def _event(
    object_type: str, object_id: int, owner_id: int, aspect_type: str, updates: dict[str, str], event_s: int
) -> Event:
    return {
        "aspect_type": aspect_type,
        "event_time": event_s,
        "object_id": object_id,
        "object_type": object_type,
        "owner_id": owner_id,
        "updates": updates,
    }
