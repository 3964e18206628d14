"""The words of syncing, as they are stored and shown."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self

Provider = Literal["strava"]
Policy = Literal["strict", "owner", "owner-ai"]


class ConnectionStatus(StrEnum):
    """What a connection is by itself; whether it is syncing or waiting follows from its sessions."""

    CONNECTED = "connected"
    NEEDS_YOU = "needs_you"
    PAUSED = "paused"
    FAILED = "failed"


class SessionKind(StrEnum):
    """Why something is synced, the most urgent first."""

    WEBHOOK = "webhook"
    INCREMENTAL = "incremental"
    RECONCILE = "reconcile"
    BACKFILL = "backfill"


class SessionStatus(StrEnum):
    """What a sync session is doing."""

    INITIATED = "initiated"
    FETCHING_ACTIVITIES = "fetching_activities"
    STORING_DATA = "storing_data"
    ENRICHING_WEATHER = "enriching_weather"
    WAITING = "waiting"
    RETRYING = "retrying"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """What became of an activity at the service."""

    PRESENT = "present"
    GONE = "gone"
    EXPIRED = "expired"
    FILTERED = "filtered"


class Part(StrEnum):
    """What is fetched of one activity."""

    DETAIL = "detail"
    STREAMS = "streams"


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """What a session was asked for. `max_activities` ends its list early; times bound it, both ends included."""

    after_at: datetime | None = None
    before_at: datetime | None = None
    max_activities: int | None = None
    batch_size: int = 200
    max_retries: int = 3
    skip_weather: bool = False
    skip_places: bool = False


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a list goes on.

    `before_s`: the next page shows what started at this Unix second or before, `None` for the newest. `page`: which page of that
    bound, beyond 1 only while one start second fills whole pages. `listed_count`: entries seen.
    """

    before_s: int | None = None
    page: int = 1
    listed_count: int = 0
    is_listed: bool = False
    empty_pages: int = 0
    """Empty answers in a row where the last entry should have been repeated; the first is not believed."""

    def to_json(self) -> dict[str, Any]:
        """As stored in `sync_session.checkpoint`."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """From what the driver read; names of another version are ignored."""
        return cls(**{name: stored[name] for name in cls.__dataclass_fields__ if name in stored})
