"""What the routes of this slice share."""

from datetime import date
from typing import Annotated
from uuid import UUID

from paceline.infra.web.paging import foreign_cursor, read_cursor
from paceline.infra.web.principal import AthleteRequest, reading, writing

Reading = Annotated[AthleteRequest, reading()]
Writing = Annotated[AthleteRequest, writing()]


def read_day_and_id(cursor: str) -> tuple[date, UUID]:
    """The key of a cursor over rows that have a day. Raises `AppError(cursor_invalid)`."""
    day, row_id = read_cursor(cursor, 2)
    try:
        return date.fromisoformat(str(day)), UUID(str(row_id))
    except ValueError as error:
        raise foreign_cursor() from error
