"""An activity as the provider holds it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from paceline.sandbox.strava.world.columns import Columns
from paceline.sandbox.strava.world.outline import Outline, Visibility

Json = dict[str, Any]


class Origin(Protocol):
    """Where the parts of an activity come from that its summary does not hold; asked anew each time, so that little is kept."""

    def columns(self) -> Columns | None:
        """The recording; None when there is none."""
        ...

    def recorded_detail(self) -> Json | None:
        """The detailed representation as it was recorded from the real service; None when it is to be computed."""
        ...

    def recorded_streams(self) -> Json | None:
        """The stream set as it was recorded, by key; None when it is to be computed."""
        ...


@dataclass(frozen=True, slots=True)
class Computed:
    """Columns made when they are asked for."""

    make: Callable[[], Columns | None]

    def columns(self) -> Columns | None:
        """The recording."""
        return self.make()

    def recorded_detail(self) -> Json | None:
        """None."""
        return None

    def recorded_streams(self) -> Json | None:
        """None."""
        return None


@dataclass(slots=True)
class Activity:
    """`summary` is the representation that its athlete's token with `activity:read_all` sees; the athlete's edits go into it."""

    summary: Json
    origin: Origin
    hides_place: bool = False
    cut_polyline: str = ""
    """What a token without `activity:read_all` sees of the line of an activity that hides its place."""
    detail_edits: Json = field(default_factory=dict[str, Any])
    """Fields that only the detailed representation carries."""
    outline: Outline | None = None
    """The numbers it was written from; None for one recorded from the real service."""
    start_s: int = 0
    """`start_date`, by which lists are ordered."""

    def __post_init__(self) -> None:
        self.start_s = epoch_s(self.summary["start_date"])

    @property
    def id(self) -> int:
        return self.summary["id"]

    @property
    def athlete_id(self) -> int:
        return self.summary["athlete"]["id"]

    @property
    def visibility(self) -> Visibility:
        return Visibility(self.summary.get("visibility", Visibility.EVERYONE))

    @property
    def is_only_me(self) -> bool:
        return self.visibility is Visibility.ONLY_ME

    def is_seen_with(self, scope: frozenset[str]) -> bool:
        """Whether a token of its athlete with that scope sees it."""
        return "activity:read_all" in scope or ("activity:read" in scope and not self.is_only_me)


def epoch_s(written: str) -> int:
    """Whole seconds since 1970 of an instant as the API writes it."""
    return int(datetime.fromisoformat(written).timestamp())


def instant(at_s: int) -> str:
    """An instant as the API writes it: seconds, and Z, even where it is local time."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
