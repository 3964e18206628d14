"""Single values out of a service's JSON: what they are, or `None`. Absent, null and of another type are all the same: unknown."""

import math
from datetime import UTC, datetime
from typing import Any, cast

Json = dict[str, Any]

_LONGEST_TEXT = 20_000
_LARGEST_ID = 2**63 - 1


def number(value: object) -> float | None:
    """A finite number. Services switch between whole numbers and fractions, and write `NaN` now and then."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def above_zero(value: object) -> float | None:
    """A number above zero, where a zero stands for what was not measured."""
    found = number(value)
    return found if found is not None and found > 0 else None


def identifier(value: object) -> int | None:
    """An id of up to 64 bits, as a number or in digits. A number with a fraction is none: it has lost digits already."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value <= _LARGEST_ID else None


def text(value: object) -> str | None:
    """A text that says something, cut where it is beyond reading."""
    return (value.strip()[:_LONGEST_TEXT] or None) if isinstance(value, str) else None


def flag(value: object) -> bool | None:
    """True or False."""
    return value if isinstance(value, bool) else None


def instant(value: object) -> datetime | None:
    """An ISO 8601 instant in UTC; UTC is assumed without a zone."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        found = found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= 1970 else None


def unix_instant(value: object) -> datetime | None:
    """Seconds since 1970 as an instant in UTC."""
    seconds = number(value)
    if seconds is None or not 0 <= seconds < 253_402_300_800:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def members(value: object) -> Json:
    """A JSON object; an empty one for everything else."""
    return cast(Json, value) if isinstance(value, dict) else {}


def entries(value: object) -> list[Any]:
    """A JSON array; an empty one for everything else."""
    return cast(list[Any], value) if isinstance(value, list) else []


def position(value: object) -> tuple[float, float] | None:
    """A pair of latitude and longitude in degrees; an empty pair, one off the Earth and (0, 0) are none."""
    pair = entries(value)
    if len(pair) != 2:
        return None
    latitude, longitude = number(pair[0]), number(pair[1])
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return (latitude, longitude) if latitude or longitude else None
