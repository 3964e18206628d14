"""What crosses the border of this slice: what a source says, what was measured, and what came of recording it.

All of it is frozen and picklable, since a child process without a database makes it and the parent only writes it down.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Self
from uuid import UUID

import orjson

from paceline.connectors.base import Device, Flaw, Lap, Pause, Samples


class SourceKind(StrEnum):
    """Where something came from."""

    FILE = "file"
    ARCHIVE = "archive"
    MANUAL = "manual"
    STRAVA_API = "strava_api"
    INTERVALS_API = "intervals_api"
    DEMO = "demo"


class TimeZoneSource(StrEnum):
    """Who says in which zone an activity started, the most reliable first."""

    POSITION = "position"
    DEVICE = "device"
    PROVIDER = "provider"
    ATHLETE = "athlete"


Permission = Literal["open", "restricted"]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What one source itself says of an activity or a leg. `None` is unknown; nothing here is computed by us but the time zone.

    `sport` is our code (`connectors.sports.Sport`), `sport_raw` the source's own word. `gear` is the name the source gives it.
    """

    started_at_ms: int
    elapsed_s: float
    sport: str
    sport_raw: str | None = None
    name: str | None = None
    description: str | None = None
    private_note: str | None = None
    utc_offset_s: int | None = None
    time_zone: str | None = None
    time_zone_source: TimeZoneSource | None = None
    timer_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    summary: dict[str, float] = field(default_factory=dict[str, float])
    """The source's own totals under the names of `connectors.base.Recording.summary`, kept beside ours."""
    laps: tuple[Lap, ...] = ()
    pauses: tuple[Pause, ...] = ()
    device: Device = field(default_factory=Device)
    is_trainer: bool | None = None
    is_commute: bool | None = None
    is_race: bool | None = None
    is_manual: bool | None = None
    workout_type: str | None = None
    gear: str | None = None
    perceived_exertion: float | None = None
    calories_kcal: float | None = None

    @property
    def started_at(self) -> datetime:
        return instant(self.started_at_ms)

    def to_json(self) -> str:
        """The facts as JSON text that PostgreSQL takes; what is empty is left out. `from_json` gives the same facts back."""
        return write_json(_without_gaps(asdict(self)))

    @classmethod
    def from_json(cls, stored: str | bytes | Mapping[str, Any]) -> Self:
        """The facts from JSON text, or from what a driver made of it. Names this version does not know are ignored."""
        values = _known(cls, stored)
        values["laps"] = tuple(Lap(**lap) for lap in values.get("laps", ()))
        values["pauses"] = tuple(Pause(**pause) for pause in values.get("pauses", ()))
        values["device"] = Device(**values.get("device", {}))
        if zone_source := values.get("time_zone_source"):
            values["time_zone_source"] = TimeZoneSource(zone_source)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the samples of one source, or of a composition, come to; `None` is unknown."""

    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    average_speed_mps: float | None = None
    max_speed_mps: float | None = None
    average_heart_rate_bpm: float | None = None
    max_heart_rate_bpm: float | None = None
    average_power_w: float | None = None
    max_power_w: float | None = None
    weighted_power_w: float | None = None
    energy_kj: float | None = None
    average_cadence_rpm: float | None = None
    average_temperature_c: float | None = None
    start_latitude_deg: float | None = None
    start_longitude_deg: float | None = None
    end_latitude_deg: float | None = None
    end_longitude_deg: float | None = None
    polyline: str | None = None
    """Google's encoded polyline, precision 5, simplified."""
    sample_count: int = 0
    channels: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    def to_json(self) -> str:
        """As JSON text that PostgreSQL takes; what is empty is left out. `from_json` gives the same back."""
        return write_json(_without_gaps(asdict(self)))

    @classmethod
    def from_json(cls, stored: str | bytes | Mapping[str, Any]) -> Self:
        """From JSON text, or from what a driver made of it."""
        values = _known(cls, stored)
        values["channels"] = tuple(values.get("channels", ()))
        values["flaws"] = tuple(Flaw(**flaw) for flaw in values.get("flaws", ()))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class EncodedStream:
    """One channel as it is stored (see `activities.rules.stream_codec`)."""

    unit: str | None
    sample_count: int
    content: bytes


EncodedStreams = dict[str, EncodedStream]
"""Channel name → its encoded column; `at` holds the time base all others share."""


@dataclass(frozen=True, slots=True)
class NewLeg:
    """One leg, or the whole of a simple activity, ready to be written."""

    facts: SourceFacts
    measured: Measured = Measured()
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

    def leg_source_id(self, leg_no: int) -> str:
        """The id of a leg, counted from 1; a simple activity has that of the whole."""
        return self.source_id if len(self.legs) == 1 else f"{self.source_id}.{leg_no}"

    def of_batch(self, batch_id: UUID) -> Self:
        """The same, brought by a batch."""
        return replace(self, batch_id=batch_id)


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


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a composition: some channels (`None` = all) of one source within [from_ms, to_ms), both open where `None`.

    Times are Unix milliseconds of the source's own clock; `shift_ms` is added where that clock was wrong.
    """

    source_id: UUID
    from_ms: int | None = None
    to_ms: int | None = None
    channels: tuple[str, ...] | None = None
    shift_ms: int = 0


Composition = tuple[Part, ...]
"""What an activity's streams are made of. Its first part gives the time base; later ones fill in their channels."""


def composition_to_json(composition: Composition | None) -> str | None:
    """As stored in `activity.composition`."""
    return None if composition is None else write_json([asdict(part) for part in composition])


def composition_from_json(stored: list[dict[str, Any]] | None) -> Composition | None:
    """From what the driver read."""
    if stored is None:
        return None
    return tuple(
        Part(
            UUID(part["source_id"]),
            part["from_ms"],
            part["to_ms"],
            None if part["channels"] is None else tuple(part["channels"]),
            part["shift_ms"],
        )
        for part in stored
    )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(unix_ms: int) -> datetime:
    """Unix milliseconds as an aware instant, exact to the millisecond."""
    return _EPOCH + timedelta(milliseconds=unix_ms)


def unix_ms(moment: datetime) -> int:
    """An aware instant as Unix milliseconds, rounded down."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def write_json(value: object) -> str:
    """JSON text that PostgreSQL's jsonb takes: no NUL character, no lone surrogate, no NaN."""
    try:
        written = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:
        return orjson.dumps(_storable(value)).decode()
    if b"\\u0000" in written:
        return orjson.dumps(_storable(value)).decode()
    return written.decode()


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, dict):
        return {str(key): _storable(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] -- any JSON
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]  # pyright: ignore[reportUnknownVariableType] -- any JSON
    return value


def storable_text(text: str) -> str:
    """Text without what PostgreSQL refuses: NUL characters go, lone surrogates become a question mark."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _without_gaps(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is unknown or empty, in laps and device too."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            value = _without_gaps(value)  # pyright: ignore[reportUnknownArgumentType] -- of our own dataclasses
        elif isinstance(value, tuple):
            value = tuple(_without_gaps(item) if isinstance(item, dict) else item for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] -- of our own dataclasses
        if value is not None and value not in ((), {}):
            kept[name] = value
    return kept


def _known(cls: type, stored: str | bytes | Mapping[str, Any]) -> dict[str, Any]:
    values: Mapping[str, Any] = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
    names = {item.name for item in fields(cls)}
    return {name: value for name, value in values.items() if name in names}


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A row of the list, and the head of the detail. SI units; `None` is unknown."""

    id: UUID
    parent_id: UUID | None
    leg_no: int | None
    duplicate_of: UUID | None
    name: str
    sport: str
    sport_family: str
    sport_raw: str | None
    started_at: datetime
    utc_offset_s: int
    time_zone: str | None
    local_on: date
    elapsed_s: float
    moving_s: float | None
    distance_m: float | None
    ascent_m: float | None
    average_speed_mps: float | None
    average_heart_rate_bpm: float | None
    average_power_w: float | None
    weighted_power_w: float | None
    polyline: str | None
    is_trainer: bool
    is_commute: bool
    is_manual: bool
    is_race: bool
    is_excluded: bool
    is_multi_sport: bool
    workout_type: str | None
    gear_id: UUID | None
    channels: tuple[str, ...]
    permission: Permission
    counted: bool
    content_rev: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of an activity, without its facts."""

    id: UUID
    source: SourceKind
    source_id: str
    sha256: bytes | None
    file_name: str | None
    file_format: str | None
    batch_id: UUID | None
    obtained_at: datetime
    permission: Permission
    is_primary: bool


@dataclass(frozen=True, slots=True)
class ActivityDetail:
    """All of one activity but its streams."""

    head: ActivityRow
    description: str | None
    private_note: str | None
    time_zone_source: TimeZoneSource
    timer_s: float | None
    descent_m: float | None
    max_speed_mps: float | None
    max_heart_rate_bpm: float | None
    max_power_w: float | None
    energy_kj: float | None
    average_cadence_rpm: float | None
    average_temperature_c: float | None
    calories_kcal: float | None
    perceived_exertion: float | None
    start_latitude_deg: float | None
    start_longitude_deg: float | None
    end_latitude_deg: float | None
    end_longitude_deg: float | None
    place: dict[str, Any] | None
    device: str | None
    sample_count: int
    flaws: tuple[Flaw, ...]
    composition: Composition | None
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    summary: dict[str, float]
    """The primary source's own totals, beside ours."""
    laps: tuple[Lap, ...]
    pauses: tuple[Pause, ...]
    sources: tuple[SourceRow, ...]
    overridden: tuple[str, ...]
    legs: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What a list is narrowed to; `None` and empty do not narrow. Days are local, ranges include both ends."""

    sport_families: tuple[str, ...] = ()
    sports: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    least_distance_m: float | None = None
    most_distance_m: float | None = None
    least_moving_s: float | None = None
    most_moving_s: float | None = None
    text: str | None = None
    """Part of the name or the description, in any case."""
    gear_id: UUID | None = None
    batch_id: UUID | None = None
    is_trainer: bool | None = None
    is_commute: bool | None = None
    is_race: bool | None = None
    is_manual: bool | None = None
    has_power: bool | None = None
    has_heart_rate: bool | None = None
    has_position: bool | None = None
    is_linked: bool | None = None
    """Whether the athlete linked it to what it repeats."""
    counted: bool | None = None
    deleted: bool = False
    """The deleted ones instead of those that are there."""


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A page of the list, newest first; `after` is the key (start, id) to go on from, `None` on the last page."""

    rows: tuple[ActivityRow, ...]
    after: tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True)
class ReadStreams:
    """Streams of an activity as columns, with the revision their address carries."""

    samples: Samples
    content_rev: int
