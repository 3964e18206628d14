"""What the GPX and TCX files of tests have in common."""

from datetime import UTC, datetime, timedelta

START = datetime(2024, 5, 4, 6, 30, tzinfo=UTC)
START_MS = int(START.timestamp() * 1000)


def at(second: float) -> datetime:
    """So many seconds after the start."""
    return START + timedelta(seconds=second)


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with a Z, milliseconds only where there are some."""
    text = at.astimezone(UTC).isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def careful(data: bytes) -> bytes:
    """The same document with a comment before its last end tag, which sends it down the slower path."""
    before, tag, after = data.rpartition(b"</")
    return before + b"<!-- the end -->" + tag + after
