"""Rows of the import tables (see migration 0006)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

BatchOrigin = Literal["command", "upload", "server_path", "watched", "sample"]
BatchStatus = Literal["queued", "listing", "running", "completed", "cancelled", "failed", "rolled_back"]
ItemOutcome = Literal["imported", "duplicate", "skipped", "failed"]
OriginKind = Literal["file", "folder", "archive"]

LEASE_S = 30.0
"""How long a holder that says nothing keeps its lease."""

OPEN_STATUSES: tuple[BatchStatus, ...] = ("queued", "listing", "running")


@dataclass(frozen=True, slots=True)
class Batch:
    """One request to import."""

    id: UUID
    origin: BatchOrigin
    label: str
    status: BatchStatus
    cancel_requested: bool
    restore_deleted: bool
    imported_count: int
    duplicate_count: int
    skipped_count: int
    failed_count: int
    total_count: int
    error_code: str | None
    error_message: str | None
    worked_s: float
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def done_count(self) -> int:
        return self.imported_count + self.duplicate_count + self.skipped_count + self.failed_count

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a batch. `attempts` counts slices without progress, this one included."""

    batch_id: UUID
    token: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing handed in."""

    origin_no: int
    path: str
    sha256: bytes | None
    kind: OriginKind | None
    found_in: int | None
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A file waiting for its outcome. `attempts` counts how often it was begun, this time included."""

    item_no: int
    origin_no: int
    path: str
    member: str
    attempts: int


@dataclass(frozen=True, slots=True)
class ItemResult:
    """A file with its outcome, or still waiting (`outcome` is `None`)."""

    item_no: int
    path: str
    outcome: ItemOutcome | None
    code: str | None
    reason: str | None
    activity_ids: tuple[UUID, ...]
    flaws: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder whose new files become imports."""

    id: UUID
    path: str
    created_at: datetime
    problem: str | None


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file as a scan saw it; `batch_id` is the import it became part of."""

    path: str
    size_bytes: int
    modified_ns: int
    batch_id: UUID | None


@dataclass(frozen=True, slots=True)
class NewOrigin:
    """A path as `paths.stored_path` keeps it, or the name of an uploaded file with its original."""

    path: str
    sha256: bytes | None = None


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What a request asks for. A command's batch is run by nobody else."""

    id: UUID
    origin: BatchOrigin
    label: str
    restore_deleted: bool
    origins: Sequence[NewOrigin]


@dataclass(frozen=True, slots=True)
class NewItem:
    """A file found in an origin; one that will never be read has its outcome at once."""

    path: str
    member: str
    outcome: ItemOutcome | None = None
    code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The outcome of an item."""

    item_no: int
    outcome: ItemOutcome
    code: str | None = None
    reason: str | None = None
    activity_ids: tuple[UUID, ...] = ()
    flaws: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """A batch as somebody else may see it: whose, how far, and the code of what stopped it."""

    id: UUID
    athlete_id: UUID
    origin: str
    status: str
    imported_count: int
    duplicate_count: int
    skipped_count: int
    failed_count: int
    total_count: int
    error_code: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
