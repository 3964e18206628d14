"""What a filter of activities means in SQL: one meaning for the list and for everything that counts what it would show."""

from collections.abc import Callable
from typing import Any

from paceline.activities.schemas import ActivityFilter

# The day in ISO form and the sport are words too: "2024-05 lake", "trail run munich". An athlete's rows are few thousand, read by index.
HOLDS_WORDS = """not exists (select from unnest(cast(%(text)s as text[])) as p (pattern) where not
    concat_ws(' ', a.name, a.description, replace(a.sport, '_', ' '), to_char(a.local_on, 'YYYY-MM-DD')) ilike p.pattern)"""
_MOST_WORDS = 12

# Field of the filter → its condition; the fragment's one parameter has the field's name, and a yes or no has none.
_CONDITIONS: dict[str, str] = {
    "sport_families": "a.sport_family = any(cast(%(sport_families)s as text[]))",
    "sports": "a.sport = any(cast(%(sports)s as text[]))",
    "from_on": "a.local_on >= %(from_on)s",
    "to_on": "a.local_on <= %(to_on)s",
    "least_distance_m": "a.distance_m >= %(least_distance_m)s",
    "most_distance_m": "a.distance_m <= %(most_distance_m)s",
    "least_moving_s": "coalesce(a.moving_s, a.elapsed_s) >= %(least_moving_s)s",
    "most_moving_s": "coalesce(a.moving_s, a.elapsed_s) <= %(most_moving_s)s",
    "text": HOLDS_WORDS,
    "gear_id": "a.gear_id = %(gear_id)s",
    "batch_id": "exists (select from activity_source s where s.athlete_id = a.athlete_id and s.activity_id = a.id"
    " and s.batch_id = %(batch_id)s)",
    "is_trainer": "a.is_trainer",
    "is_commute": "a.is_commute",
    "is_race": "a.is_race",
    "is_manual": "a.is_manual",
    "has_power": "'power_w' = any(a.channels)",
    "has_heart_rate": "'heart_rate_bpm' = any(a.channels)",
    "has_position": "'latitude_deg' = any(a.channels)",
    "is_linked": "a.duplicate_of is not null and exists (select from activity_duplicate d where d.athlete_id = a.athlete_id"
    " and d.activity_id = a.id and d.other_id = a.duplicate_of and d.status = 'linked')",
    "counted": "a.counted",
    "except_ids": "not (a.id = any(cast(%(except_ids)s as uuid[])))",
}


def patterns_of(wanted: str) -> list[str]:
    """What each word of a text is matched by, anywhere in what is searched."""
    words = wanted.replace("\x00", "").split()[:_MOST_WORDS]
    escaped = (word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") for word in words)
    return [f"%{word}%" for word in escaped]


_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "sport_families": list,
    "sports": list,
    "except_ids": list,
    "text": patterns_of,
}


def conditions_of(narrowed: ActivityFilter) -> tuple[list[str], dict[str, Any]]:
    """The conditions on `activity a`, all constants of this module, and the values of their parameters. Legs are part of their whole."""
    values: dict[str, Any] = {}
    conditions = ["a.parent_id is null", f"a.deleted_at is {'not ' if narrowed.deleted else ''}null"]
    for name, condition in _CONDITIONS.items():
        value = getattr(narrowed, name)
        if isinstance(value, bool):
            conditions.append(f"({condition})" if value else f"not ({condition})")
        elif value is not None and value != ():
            conditions.append(condition)
            values[name] = _WRITTEN[name](value) if name in _WRITTEN else value
    return conditions, values
