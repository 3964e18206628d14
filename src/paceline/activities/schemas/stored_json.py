"""JSON and instants as PostgreSQL keeps them."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any, cast

import orjson

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


def without_gaps(record: object) -> dict[str, Any]:
    """A dataclass as a dictionary without what is unknown, empty or no number, in the dataclasses it holds too.

    `dataclasses.asdict` copies everything deeply, which took a tenth of an import.
    """
    names: Iterable[str] = type(record).__dict__["__dataclass_fields__"]
    kept: dict[str, Any] = {}
    for name in names:
        value = _gapless(getattr(record, name))
        if value is not None and value not in ((), {}):
            kept[name] = value
    return kept


def _gapless(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, tuple):
        return tuple(map(_gapless, value))  # pyright: ignore[reportUnknownArgumentType] -- of our own dataclasses
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {name: item for name, item in items if _gapless(item) is not None}
    return without_gaps(value) if is_dataclass(value) else value


def known_fields(cls: type, stored: str | bytes | Mapping[str, Any]) -> dict[str, Any]:
    """The stored values for the fields a class has; what another version wrote beside them is left out."""
    values: Mapping[str, Any] = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
    names = {item.name for item in fields(cls)}
    return {name: value for name, value in values.items() if name in names}
