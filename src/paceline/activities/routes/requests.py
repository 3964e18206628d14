"""What the routes of this slice share."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from paceline.infra.web.paging import foreign_cursor, read_cursor
from paceline.infra.web.principal import AthleteRequest, reading, writing

Reading = Annotated[AthleteRequest, reading()]
Writing = Annotated[AthleteRequest, writing()]

ATHLETE = "athlete"
"""Who makes an edit that comes over HTTP, by whatever credential: the athlete."""


def read_key(cursor: str, ids: int) -> tuple[datetime, list[UUID]]:
    """The key of a cursor: an instant and so many ids. Raises `AppError(cursor_invalid)`."""
    moment, *keys = read_cursor(cursor, ids + 1)
    try:
        parsed = datetime.fromisoformat(str(moment))
        if parsed.tzinfo is None:
            raise foreign_cursor()
        return parsed, [UUID(str(key)) for key in keys]
    except ValueError as error:
        raise foreign_cursor() from error
