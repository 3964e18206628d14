"""Neutral records: what every client of a service hands upwards.

What came is kept apart from what it means: a `Payload` is the answer's bytes, and a reader makes a `RemoteActivity` of it, now or from a
stored copy years later. Tokens never show in a `repr`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from pydantic import SecretStr

from paceline.connectors.base import Device, Flaw, Recording
from paceline.connectors.sports import Sport

Visibility = Literal["everyone", "followers", "only_me"]
WorkoutType = Literal["race", "long_run", "workout"]
Position = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class RemoteAthlete:
    """An athlete's account at a service. Ids of services have up to 64 bits."""

    id: int
    display_name: str | None = None
    photo_url: str | None = None


@dataclass(frozen=True, slots=True)
class TokenPair:
    """Tokens as they were given last; the scopes are those that were granted, which may be fewer than were asked for."""

    access: SecretStr
    refresh: SecretStr
    expires_at: datetime
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Consent:
    """What comes back with the browser when somebody agreed: a code to exchange once, and what they agreed to."""

    code: SecretStr
    scopes: frozenset[str]
    state: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens for an athlete; whose they are, where the service said so."""

    tokens: TokenPair
    athlete: RemoteAthlete | None


@dataclass(frozen=True, slots=True)
class Payload:
    """What a service answered, byte for byte, and its SHA-256."""

    content: bytes = field(repr=False)
    sha256: bytes


@dataclass(frozen=True, slots=True)
class ListedActivity:
    """An activity as a list shows it. `None` is unknown.

    `payload` is its part of the page, byte for byte. `sha256` is of what can change the activity for us: the same in spite of new kudos,
    comments and photos. `has_streams` is False where there can be none.
    """

    id: int
    started_at: datetime
    sport: Sport
    sport_raw: str | None
    name: str | None
    payload: bytes = field(repr=False)
    sha256: bytes
    elapsed_s: float | None = None
    distance_m: float | None = None
    upload_id: int | None = None
    external_id: str | None = None
    visibility: Visibility | None = None
    has_streams: bool = True
    is_start_hidden: bool = False


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """A part of a list that is no activity we understand; its id where that much is known."""

    id: int | None
    reason: str
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListFrom:
    """Where a list begins; both ends are inclusive, to the second.

    With `before`, or with nothing, it goes from new to old; with `after` alone from old to new. Only an empty page ends a list.
    """

    before: datetime | None = None
    after: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of a list, in the service's order, less what cannot be read."""

    activities: tuple[ListedActivity, ...] = ()
    unreadable: tuple[UnreadableItem, ...] = ()

    @property
    def is_end(self) -> bool:
        """Whether nothing follows. A short page proves nothing."""
        return not self.activities and not self.unreadable


@dataclass(frozen=True, slots=True)
class RemoteGear:
    """What an activity was done with, as the service calls it."""

    id: str
    name: str | None = None
    kind: Literal["bike", "shoes"] | None = None


@dataclass(frozen=True, slots=True)
class RemoteActivity:
    """An activity as a service has it. `None` is unknown, never zero.

    `recording.summary` holds the service's own totals by our names; `time_zone` is the zone it names, not yet judged. `polyline` is a
    track without times, for activities without positions among their samples (Google's encoding, precision 5).
    """

    id: int
    recording: Recording
    sport: Sport
    device: Device = field(default_factory=Device)
    moving_s: float | None = None
    time_zone: str | None = None
    gear: RemoteGear | None = None
    is_trainer: bool | None = None
    is_commute: bool | None = None
    is_manual: bool | None = None
    is_race: bool | None = None
    is_start_hidden: bool = False
    workout_type: WorkoutType | None = None
    private_note: str | None = None
    perceived_exertion: float | None = None
    calories_kcal: float | None = None
    visibility: Visibility | None = None
    upload_id: int | None = None
    external_id: str | None = None
    start_position: Position | None = field(default=None, repr=False)
    end_position: Position | None = field(default=None, repr=False)
    polyline: str | None = field(default=None, repr=False)
    flaws: tuple[Flaw, ...] = ()


class ActivityReader(Protocol):
    """Makes a `RemoteActivity` of stored payloads. Pure, and a module's function, so that a child process can be handed it."""

    def __call__(self, activity: bytes, streams: bytes | None) -> RemoteActivity:
        """`activity` is a summary or a detail. Raises `ServiceError(invalid_data)`."""
        ...


@dataclass(frozen=True, slots=True)
class Subscription:
    """An address that a service calls."""

    id: int
    callback_url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """What a service says has happened. A hint: whoever knows the address can send one."""

    subscription_id: int
    object_type: Literal["activity", "athlete"]
    object_id: int
    aspect: Literal["create", "update", "delete"]
    owner_id: int
    event_at: datetime
    updates: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def is_deauthorization(self) -> bool:
        """Whether it says that the athlete has withdrawn their consent."""
        return self.object_type == "athlete" and self.updates.get("authorized") == "false"
