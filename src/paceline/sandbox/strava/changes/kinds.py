"""The changes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from paceline.sandbox.strava.world.outline import Visibility


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Add(_Change):
    """A new activity, recorded; backdated when `started_at` is in the past. What is left out is made from the seed."""

    change: Literal["add"] = "add"
    athlete_id: int
    started_at: AwareDatetime | None = None
    """When left out, it ends now."""
    uploaded_at: AwareDatetime | None = None
    """Its id is as of then; now when left out."""
    sport_type: str = "Run"
    name: str | None = None
    duration_s: int | None = Field(default=None, ge=2)
    distance_m: float | None = Field(default=None, ge=0)
    time_zone: str | None = None
    position: tuple[float, float] | None = None
    visibility: Visibility = Visibility.EVERYONE
    is_manual: bool = False
    hides_start_time: bool = False
    hides_place: bool = False
    seed: int = 0


class Duplicate(_Change):
    """The same effort recorded by a second device: another id, a start and a length that differ by seconds."""

    change: Literal["duplicate"] = "duplicate"
    activity_id: int
    shift_s: int = 0
    device_name: str = "Wahoo ELEMNT BOLT"


class Edit(_Change):
    """Fields of an activity set by its athlete. Events tell of name and type only."""

    change: Literal["edit"] = "edit"
    activity_id: int
    name: str | None = None
    sport_type: str | None = None
    description: str | None = None
    gear_id: str | None = None
    workout_type: int | None = None
    commute: bool | None = None
    trainer: bool | None = None


class Crop(_Change):
    """Beginning and end cut off: the same id, other numbers, no event."""

    change: Literal["crop"] = "crop"
    activity_id: int
    from_s: int = Field(ge=0)
    to_s: int = Field(ge=1)


class Split(_Change):
    """Cut in two: the first part keeps the id, the second is a new activity."""

    change: Literal["split"] = "split"
    activity_id: int
    at_s: int = Field(ge=1)


class Delete(_Change):
    """An activity deleted by its athlete."""

    change: Literal["delete"] = "delete"
    activity_id: int


class SetVisibility(_Change):
    """Who may see an activity."""

    change: Literal["set_visibility"] = "set_visibility"
    activity_id: int
    visibility: Visibility


class Deauthorize(_Change):
    """The athlete withdraws the application's access on the provider's site; an event tells."""

    change: Literal["deauthorize"] = "deauthorize"
    athlete_id: int


class RevokeTokens(_Change):
    """The athlete's tokens end without a word."""

    change: Literal["revoke_tokens"] = "revoke_tokens"
    athlete_id: int


class ExpireTokens(_Change):
    """The athlete's access tokens expire now."""

    change: Literal["expire_tokens"] = "expire_tokens"
    athlete_id: int


class ReduceScope(_Change):
    """The athlete's tokens have only this scope from now on."""

    change: Literal["reduce_scope"] = "reduce_scope"
    athlete_id: int
    scope: list[str]


class SetApp(_Change):
    """The application gets inactive (403), or active again; `api_prefixes` moves where the API lies."""

    change: Literal["set_app"] = "set_app"
    is_active: bool | None = None
    api_prefixes: list[str] | None = None


class SetQuota(_Change):
    """That much of the quota is used."""

    change: Literal["set_quota"] = "set_quota"
    short: int = Field(default=0, ge=0)
    daily: int = Field(default=0, ge=0)
    read_short: int = Field(default=0, ge=0)
    read_daily: int = Field(default=0, ge=0)


class MoveClock(_Change):
    """The provider's clock moves on or back, stands still, or runs again."""

    change: Literal["move_clock"] = "move_clock"
    by_s: float = 0.0
    to: datetime | None = None
    freeze: bool | None = None


Change = Annotated[
    Add
    | Duplicate
    | Edit
    | Crop
    | Split
    | Delete
    | SetVisibility
    | Deauthorize
    | RevokeTokens
    | ExpireTokens
    | ReduceScope
    | SetApp
    | SetQuota
    | MoveClock,
    Field(discriminator="change"),
]
CHANGES: TypeAdapter[list[Change]] = TypeAdapter(list[Change])
