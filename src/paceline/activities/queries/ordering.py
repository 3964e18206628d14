"""How the list is ordered, and where a page of it goes on."""

from typing import Any

from paceline.activities.schemas import ActivitySort, Ordering, PageKey, SortOrder

_KEYS = {
    ActivitySort.STARTED_AT: "a.started_at",
    ActivitySort.DISTANCE: "a.distance_m",
    ActivitySort.DURATION: "coalesce(a.moving_s, a.elapsed_s)",
    ActivitySort.ASCENT: "a.ascent_m",
    ActivitySort.NAME: "lower(a.name)",
}
MAY_BE_UNKNOWN = frozenset({ActivitySort.DISTANCE, ActivitySort.ASCENT})


def order_by(ordering: Ordering) -> str:
    """What follows `order by`. The newest first is what the index holds."""
    key, order = _KEYS[ordering.sort], ordering.order.value
    known_first = f"{key} is null, " if ordering.sort in MAY_BE_UNKNOWN else ""
    return f"{known_first}{key} {order}, a.id {order}"


def condition_after(ordering: Ordering, after: PageKey) -> tuple[str, dict[str, Any]]:
    """The condition of what comes after a key, and the values of its parameters."""
    key, than = _KEYS[ordering.sort], "<" if ordering.order is SortOrder.DESC else ">"
    value, after_id = after
    if value is None:
        return f"({key} is null and a.id {than} %(after_id)s)", {"after_id": after_id}
    stood = "lower(cast(%(after_key)s as text))" if ordering.sort is ActivitySort.NAME else "%(after_key)s"
    condition = f"({key}, a.id) {than} ({stood}, %(after_id)s)"
    if ordering.sort in MAY_BE_UNKNOWN:
        condition = f"({condition} or {key} is null)"
    return condition, {"after_key": value, "after_id": after_id}


def key_of(ordering: Ordering, row: dict[str, Any]) -> PageKey:
    """The key of a row by the names of `ActivityRow`."""
    match ordering.sort:
        case ActivitySort.STARTED_AT:
            value = row["started_at"]
        case ActivitySort.DISTANCE:
            value = row["distance_m"]
        case ActivitySort.DURATION:
            value = row["elapsed_s"] if row["moving_s"] is None else row["moving_s"]
        case ActivitySort.ASCENT:
            value = row["ascent_m"]
        case ActivitySort.NAME:
            value = row["name"]
    return value, row["id"]
