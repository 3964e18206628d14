"""The documents the service answers."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson
from starlette.responses import Response

from paceline.sandbox.open_meteo.query import Asked
from paceline.sandbox.open_meteo.variables import TEMPERATURES, UNITS, WIND_SPEEDS, WIND_UNITS, current_name
from paceline.sandbox.open_meteo.weather import Cell, Column, Hours, elevation_m, hourly

Json = dict[str, Any]
_ARCHIVE_GRID_DEG, _FORECAST_GRID_DEG = 0.0703, 0.0625
_HOUR_S = 3600
_FAHRENHEIT = "°F"
_WHOLE_NUMBERS = frozenset({"relative_humidity_2m", "weather_code", "cloud_cover", "wind_direction_10m", "is_day"})


def json_response(document: Any, status: int = 200) -> Response:
    """JSON as the service writes it; what is not known is null."""
    return Response(orjson.dumps(document), status, media_type="application/json; charset=utf-8")


def error_response(status: int, reason: str) -> Response:
    """An error."""
    return json_response({"error": True, "reason": reason}, status)


def weather_document(request: Asked, unknown_after_s: float | None, *, is_forecast: bool) -> Json | list[Json]:
    """One place: an object. Several: an array, in which those after the first say which they are.

    Hours after `unknown_after_s` are null.
    """
    grid_deg = _FORECAST_GRID_DEG if is_forecast else _ARCHIVE_GRID_DEG
    documents = [_document(request, place, grid_deg, unknown_after_s) for place in request.places]
    if len(documents) == 1:
        return documents[0]
    return [documents[0], *({**document, "location_id": place} for place, document in enumerate(documents[1:], 1))]


def _document(request: Asked, place: tuple[float, float], grid_deg: float, unknown_after_s: float | None) -> Json:
    cell = _cell(place, grid_deg, request.elevation_m)
    zone = _zone(request.time_zone, cell)
    offset_s = _offset_s(zone, request.from_on)
    hours = _hours(request, offset_s)
    names = {"time": "unixtime" if request.is_unix_time else "iso8601", **_units(request)}
    document: Json = {
        "latitude": cell.latitude_deg,
        "longitude": cell.longitude_deg,
        "generationtime_ms": round(0.05 + 0.002 * len(hours), 6),
        "utc_offset_seconds": offset_s,
        "timezone": zone.key,
        "timezone_abbreviation": datetime.combine(request.from_on, time(12), zone).tzname(),
        "elevation": cell.elevation_m,
    }
    if request.variables:
        document["hourly_units"] = names
        document["hourly"] = _series(request, cell, hours, offset_s, unknown_after_s)
    return document


def _cell(place: tuple[float, float], grid_deg: float, asked_elevation_m: float | None) -> Cell:
    latitude, longitude = (round(round(degrees / grid_deg) * grid_deg, 5) for degrees in place)
    ground_m = elevation_m(*place) if asked_elevation_m is None else asked_elevation_m
    return Cell(latitude, longitude, ground_m)


def _zone(name: str, cell: Cell) -> ZoneInfo:
    """`auto` is a zone of whole hours by longitude: borders are not known here."""
    if name != "auto":
        return ZoneInfo(name)
    hours_behind = -round(cell.longitude_deg / 15)
    return ZoneInfo(f"Etc/GMT{hours_behind:+d}" if hours_behind else "GMT")


def _offset_s(zone: ZoneInfo, on: date) -> int:
    """One offset for the whole answer, as of its first day: local times run on through a change of clocks."""
    offset = datetime.combine(on, time(), zone).utcoffset()
    return int((offset or timedelta()).total_seconds())


def _hours(request: Asked, offset_s: int) -> Hours:
    """The hours of the local days, as whole seconds since 1970 (UTC)."""
    first_s = int(datetime.combine(request.from_on, time(), UTC).timestamp()) - offset_s
    days = (request.to_on - request.from_on).days + 1
    return first_s + _HOUR_S * np.arange(24 * days, dtype=np.int64)


def _series(request: Asked, cell: Cell, hours_s: Hours, offset_s: int, unknown_after_s: float | None) -> Json:
    values = hourly(cell, hours_s // _HOUR_S)
    unknown = np.zeros(len(hours_s), dtype=np.bool_) if unknown_after_s is None else hours_s > unknown_after_s
    series = {
        name: _written(_converted(current_name(name), values[current_name(name)], request), current_name(name), unknown)
        for name in request.variables
    }
    return {"time": _times(hours_s, offset_s, is_unix=request.is_unix_time), **series}


def _times(hours_s: Hours, offset_s: int, *, is_unix: bool) -> list[int] | list[str]:
    if is_unix:
        return hours_s.tolist()
    local = (hours_s + offset_s).astype("datetime64[s]")
    return np.datetime_as_string(local, unit="m").tolist()


def _converted(name: str, column: Column, request: Asked) -> Column:
    if name in TEMPERATURES and request.is_fahrenheit:
        return column * 1.8 + 32
    return column * WIND_UNITS[request.wind_unit][1] if name in WIND_SPEEDS else column


def _written(column: Column, name: str, unknown: Any) -> list[float | int | None]:
    rounded: list[float] = np.round(column, 0 if name in _WHOLE_NUMBERS else 1).tolist()
    plain = [int(value) for value in rounded] if name in _WHOLE_NUMBERS else rounded
    return [None if is_unknown else value for value, is_unknown in zip(plain, unknown.tolist(), strict=True)]


def _units(request: Asked) -> dict[str, str]:
    units: dict[str, str] = {}
    for name in request.variables:
        current = current_name(name)
        units[name] = UNITS[current]
        if current in WIND_SPEEDS:
            units[name] = WIND_UNITS[request.wind_unit][0]
        if current in TEMPERATURES and request.is_fahrenheit:
            units[name] = _FAHRENHEIT
    return units
