"""What the list of activities can be asked."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, WithJsonSchema

from paceline.activities.schemas import LONGEST_NAME, ActivityFilter, ActivitySort, Ordering, PageKey, SortOrder
from paceline.connectors.sports import SportFamily, SportKind
from paceline.infra.errors import invalid
from paceline.infra.web.paging import Limit, foreign_cursor, read_cursor, write_cursor

Amount = Annotated[float, Field(ge=0)]
Flag = Literal["race", "commute", "trainer", "manual"]
Recorded = Literal["power", "heart_rate", "position"]

# A name is part of the cursor of a list by name.
_LONGEST_CURSOR = 8 * LONGEST_NAME + 400
_MARKS = frozenset(f"{sort} {order}" for sort in ActivitySort for order in SortOrder)


def _in_place(words: type[StrEnum]) -> WithJsonSchema:
    # A document names what bodies and answers are made of; only a query has these words.
    return WithJsonSchema({"type": "string", "enum": [word.value for word in words]})


class Filters(BaseModel):
    """What activities are narrowed to, for the list, its counts and what is done to all that it shows."""

    sport: Annotated[list[SportKind], Field(max_length=60)] | None = None
    family: Annotated[list[SportFamily], Field(max_length=20)] | None = None
    from_on: date | None = Field(default=None, description="Local day, included.")
    to_on: date | None = Field(default=None, description="Local day, included.")
    min_distance_m: Amount | None = None
    max_distance_m: Amount | None = None
    min_duration_s: Amount | None = None
    max_duration_s: Amount | None = None
    q: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="Words that are all in its name, description, sport or day (`2024`, `2024-05`)."
    )
    gear_id: UUID | None = None
    batch_id: UUID | None = Field(default=None, description="What one import brought.")
    flags: Annotated[list[Flag], Field(max_length=4)] | None = None
    has: Annotated[list[Recorded], Field(max_length=3)] | None = None

    def narrowed(self, *, deleted: bool = False, except_ids: tuple[UUID, ...] = ()) -> ActivityFilter:
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
            is_linked=None if deleted else False,
            deleted=deleted,
            except_ids=except_ids,
            **wanted,
        )


class FilterQuery(Filters):
    """What the list is narrowed to."""

    from_on: date | None = Field(default=None, alias="from", description="Local day, included.")
    to_on: date | None = Field(default=None, alias="to", description="Local day, included.")
    deleted: bool = Field(default=False, description="What is in the trash instead.")

    def asked(self) -> ActivityFilter:
        """The filter of the address."""
        return self.narrowed(deleted=self.deleted)


class ListQuery(FilterQuery):
    """A page of the list, what it is narrowed to and how it is ordered."""

    limit: Limit = 30
    cursor: Annotated[str, Field(max_length=_LONGEST_CURSOR)] | None = Field(
        default=None, description="`next_cursor` of the page before, which had the same `sort` and `order`."
    )
    sort: Annotated[ActivitySort, _in_place(ActivitySort)] = Field(
        default=ActivitySort.STARTED_AT, description="`duration` is in motion, elapsed where that is unknown."
    )
    order: Annotated[SortOrder, _in_place(SortOrder)] = Field(
        default=SortOrder.DESC, description="What is unknown comes last in either."
    )

    def ordering(self) -> Ordering:
        """The order that this means."""
        return Ordering(self.sort, self.order)

    def after(self) -> PageKey | None:
        """Where the page begins. Raises `AppError`: `cursor_of_other_order`, `cursor_invalid`."""
        if self.cursor is None:
            return None
        mark, value, after_id = read_cursor(self.cursor, 3)
        if mark != self._mark():
            if mark in _MARKS:
                raise invalid(
                    "cursor_of_other_order",
                    "That cursor belongs to another order of the list. Begin at the first page.",
                )
            raise foreign_cursor()
        try:
            return _key_value(self.sort, value), UUID(str(after_id))
        except ValueError as error:
            raise foreign_cursor() from error

    def cursor_after(self, key: PageKey) -> str:
        """The cursor of the page after this key."""
        value, after_id = key
        return write_cursor(self._mark(), value.isoformat() if isinstance(value, datetime) else value, after_id)

    def _mark(self) -> str:
        return f"{self.sort} {self.order}"


def _key_value(sort: ActivitySort, value: object) -> datetime | float | str | None:
    """The value of a cursor as what the list is ordered by. Raises ValueError."""
    match sort:
        case ActivitySort.STARTED_AT:
            moment = datetime.fromisoformat(str(value))
            if moment.tzinfo is None:
                raise ValueError("an instant without an offset")
            return moment
        case ActivitySort.NAME:
            if isinstance(value, str) and "\x00" not in value:
                return value
        case ActivitySort.DISTANCE | ActivitySort.ASCENT | ActivitySort.DURATION:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
            if value is None and sort is not ActivitySort.DURATION:
                return None
    raise ValueError("no key of this order")
