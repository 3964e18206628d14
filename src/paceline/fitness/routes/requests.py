"""What the routes of this slice share."""

from datetime import date, timedelta
from math import isnan
from typing import Annotated

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.service import get_profile
from paceline.infra.clock import today_in, utc_now
from paceline.infra.errors import invalid
from paceline.infra.web.principal import AthleteRequest, reading, writing
from paceline.science.streams import Column

Reading = Annotated[AthleteRequest, reading()]
Writing = Annotated[AthleteRequest, writing()]
FromDay = Annotated[date | None, Query(alias="from", description="First local day.")]
ToDay = Annotated[date | None, Query(alias="to", description="Last local day; today when left out.")]

_LONGEST_RANGE = timedelta(days=366 * 50)


def quarter_hour() -> str:
    """The present quarter of an hour, for the ETag of what depends on today: midnight is at a quarter in every time zone.

    So an unchanged answer costs no question for the athlete's zone.
    """
    now = utc_now()
    return f"{now:%Y%m%d%H}{now.minute // 15}"


async def today_of(db: AsyncConnection) -> date:
    """The athlete's local date now."""
    return today_in((await get_profile(db)).time_zone)


def span_of(from_day: date | None, to_day: date | None, today: date, default_days: int) -> tuple[date, date]:
    """The days asked for, both included. Raises `AppError(range_invalid)`."""
    last = to_day or today
    first = from_day or last - timedelta(days=min(default_days, (last - date.min).days))
    if first > last:
        raise invalid("range_invalid", "The first day lies after the last.")
    if last - first > _LONGEST_RANGE or last.year > today.year + 50 or first.year < 1900:
        raise invalid(
            "range_invalid", "That is a longer time than anyone trains: ask for up to fifty years since 1900."
        )
    return first, last


def nullable(column: Column) -> list[float | None]:
    """A column for the wire, null where there is no value."""
    values: list[float] = column.tolist()
    return [None if isnan(value) else value for value in values]
