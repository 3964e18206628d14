"""What a feeder hands over to be recorded, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from paceline.activities.schemas.facts import Measured, Permission, SourceFacts, SourceKind


@dataclass(frozen=True, slots=True)
class EncodedStream:
    """One channel as it is stored (see `activities.rules.stream_codec`)."""

    unit: str | None
    sample_count: int
    content: bytes


FIRST_CONTENT_REV = 1
"""The revision of an activity's streams when it is recorded; it rises with every change of them."""

EncodedStreams = dict[str, EncodedStream]
"""Channel name → its encoded column; `at` holds the time base all others share."""


@dataclass(frozen=True, slots=True)
class NewLeg:
    """One leg, or the whole of a simple activity, ready to be written."""

    facts: SourceFacts
    measured: Measured = field(default_factory=Measured)
    streams: EncodedStreams = field(default_factory=dict[str, EncodedStream])


@dataclass(frozen=True, slots=True)
class Companion:
    """What a second source says of the same activity, known at the same time: an archive's row beside its file."""

    source: SourceKind
    source_id: str
    facts: SourceFacts


@dataclass(frozen=True, slots=True)
class NewActivity:
    """One activity as one source has it, ready to be recorded.

    `source_id`: for files `file_source_id(sha256, number)`, else the provider's id. `sha256` (32 bytes) is the original the
    activity came from; an archive's row names that of its file. More than one leg makes a multi-sport activity.
    """

    source: SourceKind
    source_id: str
    legs: tuple[NewLeg, ...]
    name: str | None = None
    sha256: bytes | None = None
    file_name: str | None = None
    file_format: str | None = None
    device_serial: str | None = None
    device_created_at_ms: int | None = None
    batch_id: UUID | None = None
    permission: Permission = "open"
    expires_at: datetime | None = None
    companions: tuple[Companion, ...] = ()

    @property
    def is_undated(self) -> bool:
        """Whether neither the recording nor what came with it knows when it was."""
        return not self.companions and any(leg.measured.is_undated for leg in self.legs)

    def leg_source_id(self, leg_no: int) -> str:
        """The id of a leg, counted from 1; a simple activity has that of the whole."""
        return self.source_id if len(self.legs) == 1 else f"{self.source_id}.{leg_no}"


def file_source_id(sha256: bytes, activity_no: int = 1) -> str:
    """The id of the n-th activity (from 1) in a file."""
    return f"{sha256.hex()}#{activity_no}"


class Outcome(StrEnum):
    """What came of recording: something new, nothing new, or something the athlete had deleted."""

    IMPORTED = "imported"
    DUPLICATE = "duplicate"
    DELETED_BEFORE = "deleted_before"


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """What came of recording one activity.

    `activity_ids`: the activity (parent first, then its legs), new or known. `code` says more: `new`, `restored`, `joined` (new
    streams or facts for a known activity), `same_source`, `same_file`, `same_recording`, `deleted_before`.
    `probable_of`: the activities that this one probably repeats; it does not count until the athlete has decided.
    """

    outcome: Outcome
    activity_ids: tuple[UUID, ...]
    code: str
    probable_of: tuple[UUID, ...] = ()
