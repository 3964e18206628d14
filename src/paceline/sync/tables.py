"""Rows of the sync tables (see migration 0013)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from paceline.sync.schemas import (
    Checkpoint,
    ConnectionStatus,
    ItemState,
    Policy,
    SessionKind,
    SessionStatus,
    SyncOptions,
)

LEASE_S = 30.0
"""How long a holder that says nothing keeps its lease."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An athlete's link to a service, without its tokens."""

    id: UUID
    provider: str
    provider_athlete_id: int
    display_name: str | None
    photo_url: str | None
    scopes: tuple[str, ...]
    policy: Policy
    sport_families: tuple[str, ...] | None
    status: ConnectionStatus
    status_code: str | None
    status_message: str | None
    status_since: datetime
    connected_at: datetime
    last_success_at: datetime | None
    failures_in_a_row: int
    next_run_at: datetime | None
    listed_recent_at: datetime | None
    listed_month_at: datetime | None
    listed_all_at: datetime | None
    oldest_started_at: datetime | None
    is_history_complete: bool


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to sync a connection. `attempts` counts slices in a row without progress, this one included."""

    connection_id: UUID
    token: int
    attempts: int


@dataclass(frozen=True, slots=True)
class SyncSession:
    """One piece of syncing."""

    id: UUID
    connection_id: UUID
    kind: SessionKind
    status: SessionStatus
    outcome: str | None
    options: SyncOptions
    checkpoint: Checkpoint
    counts: dict[str, int]
    phases: dict[str, dict[str, Any]]
    estimated_count: int | None
    current_batch: dict[str, Any] | None
    error_code: str | None
    error_message: str | None
    failed_phase: str | None
    retry_count: int
    cancel_requested: bool
    waits_until: datetime | None
    waits_for: str | None
    created_at: datetime
    started_at: datetime | None
    active_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An activity as a page of a list shows it, and what of it is to be fetched if it is new or reads differently."""

    provider_id: int
    started_at: datetime | None
    words_sha256: bytes
    course_sha256: bytes
    state: ItemState


@dataclass(frozen=True, slots=True)
class Upserted:
    """What a list changed of an item. `was`: its state before, `None` for one that is new."""

    provider_id: int
    was: ItemState | None
    state: ItemState
    has_new_words: bool
    has_new_course: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An activity at the service, as far as fetching it goes."""

    provider_id: int
    started_at: datetime | None
    state: ItemState
    wants_detail: bool
    wants_streams: bool
    has_detail: bool
    has_streams: bool
    missing_count: int
    priority: int
    session_id: UUID | None
    attempts: int
    event_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailedItem:
    """An activity that could not be fetched, for people."""

    provider_id: int
    started_at: datetime | None
    attempts: int
    code: str
    message: str
    phase: str
    is_quarantined: bool
    next_try_at: datetime | None
