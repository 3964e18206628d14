"""The one place that reads the time. SQL has `app.now()`; both move together by the same test offset."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_offset = timedelta()


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _offset


def today_in(time_zone: str) -> date:
    """The local date now in an IANA zone."""
    return utc_now().astimezone(ZoneInfo(time_zone)).date()


def set_offset(offset: timedelta) -> None:
    """Shift the clock. Only tests call this, together with the `app.clock_offset` setting of their database."""
    global _offset
    _offset = offset
