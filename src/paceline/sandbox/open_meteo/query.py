"""What a client asks for, checked as the service checks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from paceline.sandbox.open_meteo.variables import FORECAST_ONLY, UNITS, WIND_UNITS, current_name

_FIRST_DAY = date(1940, 1, 1)
_MOST_PAST_DAYS, _MOST_FORECAST_DAYS, _DEFAULT_FORECAST_DAYS = 92, 16, 7
_LONGEST_LIST = 1000


class QueryError(Exception):
    """A request that is refused with 400; the message is the `reason`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Places, variables and days, and how the answer is to be written."""

    places: tuple[tuple[float, float], ...]
    variables: tuple[str, ...]
    """As they were asked for, by whichever name."""
    from_on: date
    to_on: date
    time_zone: str
    wind_unit: str
    is_fahrenheit: bool
    is_unix_time: bool
    elevation_m: float | None


def asked(query: Mapping[str, str], today: date, *, is_forecast: bool) -> Asked:
    """The request. Raises `QueryError`."""
    from_on, to_on = _forecast_days(query, today) if is_forecast else _archive_days(query, today)
    wind_unit = query.get("wind_speed_unit", query.get("windspeed_unit", "kmh"))
    if wind_unit not in WIND_UNITS:
        raise QueryError(_not_a("WindspeedUnit", wind_unit))
    if "daily" in query:
        raise QueryError("This stand-in has hourly variables only.")
    return Asked(
        places=_places(query),
        variables=_variables(query, is_forecast=is_forecast),
        from_on=from_on,
        to_on=to_on,
        time_zone=_time_zone(query.get("timezone", "GMT")),
        wind_unit=wind_unit,
        is_fahrenheit=query.get("temperature_unit") == "fahrenheit",
        is_unix_time=query.get("timeformat") == "unixtime",
        elevation_m=None if "elevation" not in query else _number(query["elevation"], "elevation"),
    )


def _places(query: Mapping[str, str]) -> tuple[tuple[float, float], ...]:
    for name in ("latitude", "longitude"):
        if not query.get(name):
            raise QueryError(f"Value of type 'String' required for key '{name}'.")
    latitudes = [_number(text, "latitude") for text in query["latitude"].split(",")]
    longitudes = [_number(text, "longitude") for text in query["longitude"].split(",")]
    if len(latitudes) != len(longitudes):
        raise QueryError("Parameter 'latitude' and 'longitude' must have the same number of elements")
    if len(latitudes) > _LONGEST_LIST:
        raise QueryError(f"Number of locations must not exceed {_LONGEST_LIST}.")
    for latitude, longitude in zip(latitudes, longitudes, strict=True):
        if not -90 <= latitude <= 90:
            raise QueryError(f"Latitude must be in range of -90 to 90°. Given: {latitude}.")
        if not -180 <= longitude <= 180:
            raise QueryError(f"Longitude must be in range of -180 to 180°. Given: {longitude}.")
    return tuple(zip(latitudes, longitudes, strict=True))


def _variables(query: Mapping[str, str], *, is_forecast: bool) -> tuple[str, ...]:
    names = tuple(name for name in query.get("hourly", "").split(",") if name)
    for name in names:
        if current_name(name) not in UNITS or (not is_forecast and current_name(name) in FORECAST_ONLY):
            raise QueryError(_not_a("ForecastVariable" if is_forecast else "ArchiveVariable", name))
    return names


def _archive_days(query: Mapping[str, str], today: date) -> tuple[date, date]:
    if "start_date" not in query or "end_date" not in query:
        raise QueryError("Parameter 'start_date' and 'end_date' must be set")
    return _between(query, _FIRST_DAY, today)


def _forecast_days(query: Mapping[str, str], today: date) -> tuple[date, date]:
    last_on = today + timedelta(days=_MOST_FORECAST_DAYS - 1)
    if "start_date" in query or "end_date" in query:
        return _between(query, today - timedelta(days=_MOST_PAST_DAYS), last_on)
    past = _whole(query, "past_days", 0, _MOST_PAST_DAYS)
    ahead = _whole(query, "forecast_days", _DEFAULT_FORECAST_DAYS, _MOST_FORECAST_DAYS)
    if past == ahead == 0:
        raise QueryError("Parameter 'forecast_days' must be at least 1 where there are no 'past_days'.")
    return today - timedelta(days=past), today + timedelta(days=ahead - 1)


def _between(query: Mapping[str, str], first_on: date, last_on: date) -> tuple[date, date]:
    days = [_day(query, name) for name in ("start_date", "end_date")]
    for name, day in zip(("start_date", "end_date"), days, strict=True):
        if not first_on <= day <= last_on:
            raise QueryError(f"Parameter '{name}' is out of allowed range from {first_on} to {last_on}")
    if days[1] < days[0]:
        raise QueryError("End-date must be larger or equals than start-date")
    return days[0], days[1]


def _day(query: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError:
        raise QueryError("Invalid date format. Make sure to use 'YYYY-MM-DD'") from None


def _whole(query: Mapping[str, str], name: str, default: int, largest: int) -> int:
    try:
        number = int(query.get(name, default))
    except ValueError:
        raise QueryError(_not_a("Int", query[name])) from None
    if not 0 <= number <= largest:
        raise QueryError(f"Parameter '{name}' is out of allowed range from 0 to {largest}. Given {number}.")
    return number


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise QueryError(f"Value '{text}' of '{name}' is no number.") from None


def _time_zone(name: str) -> str:
    if name == "auto":
        return name
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise QueryError("Invalid timezone") from None


def _not_a(kind: str, text: str) -> str:
    return f"Data corrupted at path ''. Cannot initialize {kind} from invalid String value {text}."
