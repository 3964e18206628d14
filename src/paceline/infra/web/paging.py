"""Cursor paging: 30 rows by default, 200 at most. A cursor is opaque and holds the key of the last row."""

import base64
import binascii
from typing import Annotated, Any

import orjson
from fastapi import Query

from paceline.infra.errors import AppError, invalid

Limit = Annotated[int, Query(ge=1, le=200, description="Rows on a page.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next_cursor` of the page before.")]


def write_cursor(*key: Any) -> str:
    """The cursor that stands after the row with this sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(key, default=str)).decode().rstrip("=")


def read_cursor(cursor: str, parts: int) -> list[Any]:
    """The sort key of a cursor. Raises `AppError(cursor_invalid)`."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list) or len(key) != parts:  # pyright: ignore[reportUnknownArgumentType] -- parsed JSON
        raise foreign_cursor()
    return key  # pyright: ignore[reportUnknownVariableType] -- parsed JSON


def foreign_cursor() -> AppError:
    """`cursor_invalid`: a cursor that we did not write, or wrote for another list."""
    return invalid("cursor_invalid", "That cursor is none of ours. Begin at the first page.")
