"""What the list of activities can be asked."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from paceline.activities.schemas import ActivityFilter
from paceline.connectors.sports import SportFamily, SportKind
from paceline.infra.web.paging import Cursor, Limit

Amount = Annotated[float, Field(ge=0)]
Flag = Literal["race", "commute", "trainer", "manual"]
Recorded = Literal["power", "heart_rate", "position"]


class FilterQuery(BaseModel):
    """What the list is narrowed to."""

    sport: Annotated[list[SportKind], Field(max_length=60)] | None = None
    family: Annotated[list[SportFamily], Field(max_length=20)] | None = None
    from_on: date | None = Field(default=None, alias="from", description="Local day, included.")
    to_on: date | None = Field(default=None, alias="to", description="Local day, included.")
    min_distance_m: Amount | None = None
    max_distance_m: Amount | None = None
    min_duration_s: Amount | None = None
    max_duration_s: Amount | None = None
    q: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="Part of the name or the description."
    )
    gear_id: UUID | None = None
    batch_id: UUID | None = Field(default=None, description="What one import brought.")
    flags: Annotated[list[Flag], Field(max_length=4)] | None = None
    has: Annotated[list[Recorded], Field(max_length=3)] | None = None
    deleted: bool = Field(default=False, description="What is in the trash instead.")

    def narrowed(self) -> ActivityFilter:
        """The filter that this means. A linked duplicate is not listed, but it is in the trash when it was put there."""
        wanted = {f"is_{flag}": True for flag in self.flags or ()} | {
            f"has_{channel}": True for channel in self.has or ()
        }
        return ActivityFilter(
            sports=tuple(self.sport or ()),
            sport_families=tuple(self.family or ()),
            from_on=self.from_on,
            to_on=self.to_on,
            least_distance_m=self.min_distance_m,
            most_distance_m=self.max_distance_m,
            least_moving_s=self.min_duration_s,
            most_moving_s=self.max_duration_s,
            text=self.q,
            gear_id=self.gear_id,
            batch_id=self.batch_id,
            is_linked=None if self.deleted else False,
            deleted=self.deleted,
            **wanted,
        )


class ListQuery(FilterQuery):
    """A page of the list, and what it is narrowed to."""

    limit: Limit = 30
    cursor: Cursor = None
