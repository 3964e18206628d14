"""Time zones as the API writes them: `(GMT-05:00) America/New_York`, where the part in front is the standard offset, wrong in summer."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


def utc_offset_s(time_zone: str, at_s: int) -> int:
    """Local minus UTC at an instant."""
    offset = datetime.fromtimestamp(at_s, ZoneInfo(time_zone)).utcoffset()
    return int((offset or timedelta()).total_seconds())


def label(time_zone: str, at_s: int) -> str:
    """The zone with its standard offset of that year."""
    return _label(time_zone, datetime.fromtimestamp(at_s, UTC).year)


@lru_cache(maxsize=512)
def _label(time_zone: str, year: int) -> str:
    # Of winter and summer the smaller one is standard, on both halves of the Earth.
    minutes = min(_offset_at(time_zone, datetime(year, month, 1, 12, tzinfo=UTC)) for month in (1, 7)) // 60
    sign = "-" if minutes < 0 else "+"
    return f"(GMT{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}) {time_zone}"


def _offset_at(time_zone: str, at: datetime) -> int:
    return utc_offset_s(time_zone, int(at.timestamp()))
