"""What crosses the borders of this slice: to the child that reads a file and back, and over HTTP."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from paceline.activities.schemas import NewActivity
from paceline.connectors.base import Flaw
from paceline.connectors.files.archive.base import ArchiveRow
from paceline.fitness.schemas import EncodedAnalysis


@dataclass(frozen=True, slots=True)
class FileToDigest:
    """One file, or an archive's row without one (`content` is `None`).

    Then `sha256` names its original if that is stored already, and `code` and `reason` may say why there is none.
    """

    content: bytes | None
    name: str
    sha256: bytes | None
    athlete_time_zone: str
    batch_id: UUID
    row: ArchiveRow | None = None
    code: str | None = None
    reason: str | None = None
    is_sample: bool = False
    """Of a sample athlete: file and row are one source, of the kind that says so."""


@dataclass(frozen=True, slots=True)
class DigestedActivity:
    """An activity ready to be recorded, with one analysis for each of its legs."""

    new: NewActivity
    analyses: tuple[EncodedAnalysis, ...]


@dataclass(frozen=True, slots=True)
class DigestedFile:
    """What a file came to. Without activities, `code` and `reason` say why; with a row's only, why not the file's."""

    activities: tuple[DigestedActivity, ...]
    flaws: tuple[Flaw, ...] = ()
    code: str | None = None
    reason: str | None = None


class CountsOut(BaseModel):
    """Files by outcome."""

    imported: int
    duplicate: int
    skipped: int
    failed: int


class ProblemOut(BaseModel):
    """Why a whole import ended early."""

    code: str
    message: str


class BatchOut(BaseModel):
    """One import."""

    id: UUID
    origin: Literal["command", "upload", "server_path", "watched", "sample"]
    label: str
    status: Literal["queued", "listing", "running", "completed", "cancelled", "failed", "rolled_back"]
    cancel_requested: bool
    counts: CountsOut
    total: int = Field(description="Files found so far; grows while the status is `listing`.")
    done: int
    files_per_second: float | None = Field(description="While it was at work; pauses left out.")
    eta_s: float | None = Field(description="Seconds until it ends, as far as can be told.")
    problem: ProblemOut | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class FileFlawOut(BaseModel):
    """Something wrong with a file that was read all the same."""

    code: str
    detail: str


class FileOut(BaseModel):
    """One file of an import; without an outcome it still waits."""

    path: str
    outcome: Literal["imported", "duplicate", "skipped", "failed"] | None
    code: str | None
    reason: str | None
    activity_ids: list[UUID]
    flaws: list[FileFlawOut]


class BatchPage(BaseModel):
    """Imports, newest first."""

    imports: list[BatchOut]
    next_cursor: str | None


class BatchDetail(BaseModel):
    """One import with a page of its files."""

    batch: BatchOut
    files: list[FileOut]
    next_cursor: str | None


class RollbackOut(BaseModel):
    """What taking an import back did."""

    batch: BatchOut
    removed_activity_ids: list[UUID] = Field(description="Gone with all that was computed of them.")
    kept_activity_ids: list[UUID] = Field(description="Stay, because another source has them too.")
    dropped_originals: int


class PathIn(BaseModel):
    """A file, folder or archive on the machine that Paceline runs on."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(min_length=1, max_length=4096)
    restore_deleted: bool = Field(False, description="Bring back activities that were deleted.")


class StorageOut(BaseModel):
    """What the original files of the athlete take, before compression."""

    used_bytes: int
    limit_bytes: int | None = Field(description="PACELINE_ATHLETE_STORAGE_MB; null where there is no limit.")


class FolderIn(BaseModel):
    """A folder on the machine that Paceline runs on."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(min_length=1, max_length=4096)


class FolderOut(BaseModel):
    """A watched folder."""

    id: UUID
    path: str
    created_at: datetime
    problem: str | None = Field(description="Why the last look at it failed.")


class FolderPage(BaseModel):
    """All watched folders, and those that may be watched."""

    folders: list[FolderOut]
    allowed: list[str]
