"""How values are written on the screens, worked out here anew from stored ones: nothing of the app's own writing is used.

Metric or imperial by the definitions of the units; halves are rounded away from zero; a minus is a real one; what is not known is a dash.
As a browser of English-speaking Ireland writes it.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

UNKNOWN = "–"
MINUS = "−"

_METRES_PER = {"km": "1000", "mi": "1609.344", "m": "1", "ft": "0.3048", "yd": "0.9144"}
_PACED = {"run", "walk", "swim", "row"}
_ON_FOOT = {"run", "walk"}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def number(value: float | None, digits: int = 0) -> str:
    """With as many decimals and thousands apart."""
    if value is None:
        return UNKNOWN
    rounded = _rounded(value, digits)
    return (MINUS if rounded < 0 else "") + f"{abs(rounded):,}"


def signed(value: float | None, digits: int = 0) -> str:
    """With its sign, unless it is nothing."""
    text = number(value, digits)
    is_above = value is not None and not text.startswith(MINUS) and any(digit in text for digit in "123456789")
    return f"+{text}" if is_above else text


def clock(seconds: float | None) -> str:
    """`4:05`, `1:02:07`."""
    if seconds is None:
        return UNKNOWN
    whole = math.floor(abs(seconds) + 0.5)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def of(value: float | None, unit: str, digits: int = 0) -> str:
    """With its unit."""
    return UNKNOWN if value is None else f"{number(value, digits)} {unit}"


def span(seconds: int) -> str:
    """A length of time that is a name: `30 s`, `20 min`, `1 h 30 min`."""
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if seconds < 60:
        return f"{seconds} s"
    if seconds % 60:
        return clock(seconds)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def cadence(rpm: float | None, family: str) -> str:
    """A device counts the turns of one leg; who is on foot counts steps."""
    if rpm is None:
        return UNKNOWN
    return of(rpm * 2, "spm") if family in _ON_FOOT else of(rpm, "rpm")


def ordinal(rank: int | None) -> str:
    """`1st`, `22nd`."""
    if rank is None:
        return UNKNOWN
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def day(iso: str) -> str:
    """`14 Jun 2026`."""
    on = date.fromisoformat(iso)
    month = _MONTHS[on.month - 1]
    return f"{on.day} {'Sept' if month == 'September' else month[:3]} {on.year}"


def short_day(iso: str) -> str:
    """`14/6/26`."""
    on = date.fromisoformat(iso)
    return f"{on.day}/{on.month}/{on.year % 100:02}"


def long_day(iso: str) -> str:
    """`Sunday 14 June 2026`."""
    on = date.fromisoformat(iso)
    return f"{_WEEKDAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"


def weekday(iso: str) -> str:
    """`Sunday, 14 June`."""
    on = date.fromisoformat(iso)
    return f"{_WEEKDAYS[on.weekday()]}, {on.day} {_MONTHS[on.month - 1]}"


def time_of_day(instant: str, utc_offset_s: int) -> str:
    """`7:05`, where it was."""
    return _time(datetime.fromisoformat(instant) + timedelta(seconds=utc_offset_s))


def instant(iso: str, zone: str) -> str:
    """`14 Jun 2026, 7:05`, on the athlete's clock."""
    there = datetime.fromisoformat(iso).astimezone(ZoneInfo(zone))
    return f"{day(there.date().isoformat())}, {_time(there)}"


@dataclass(frozen=True)
class Units:
    """How one athlete reads what units differ in."""

    name: str

    @property
    def is_imperial(self) -> bool:
        return self.name == "imperial"

    def distance(self, metres: float | None, family: str = "") -> str:
        """Kilometres or miles, with a second digit below what reads as ten; a swim in metres or yards."""
        if metres is None:
            return UNKNOWN
        if family == "swim":
            return self._length(metres, "yd" if self.is_imperial else "m")
        value = self.in_distance(metres)
        return of(value, "mi" if self.is_imperial else "km", 2 if _rounded(value, 2) < 10 else 1)

    def in_distance(self, metres: float) -> float:
        """So many kilometres or miles."""
        return float(_exact(metres) / Decimal(_METRES_PER["mi" if self.is_imperial else "km"]))

    def height(self, metres: float | None) -> str:
        """Of climbs and altitudes."""
        return UNKNOWN if metres is None else self._length(metres, "ft" if self.is_imperial else "m")

    def temperature(self, celsius: float | None) -> str:
        """Degrees, whole ones."""
        if celsius is None:
            return UNKNOWN
        return of(celsius * 1.8 + 32, "°F") if self.is_imperial else of(celsius, "°C")

    def speed(self, mps: float | None, family: str) -> str:
        """A pace where the sport is paced, else a speed; who stands has no pace."""
        if mps is None or (family in _PACED and mps <= 0.05):
            return UNKNOWN
        if family in _PACED:
            return f"{self.bare_speed(mps, family)} {self._pace_unit(family)}"
        return of(self._in_speed(mps), "mph" if self.is_imperial else "km/h", 1)

    def bare_speed(self, mps: float, family: str) -> str:
        """A pace without its unit; a speed with it."""
        return clock(self._pace_m(family) / mps) if family in _PACED else self.speed(mps, family)

    def _in_speed(self, mps: float) -> float:
        return float(_exact(mps) * 3600 / Decimal(_METRES_PER["mi" if self.is_imperial else "km"]))

    def _pace_m(self, family: str) -> float:
        if family == "swim":
            return 91.44 if self.is_imperial else 100
        if family == "row":
            return 500
        return 1609.344 if self.is_imperial else 1000

    def _pace_unit(self, family: str) -> str:
        if family == "swim":
            return "/100 yd" if self.is_imperial else "/100 m"
        if family == "row":
            return "/500 m"
        return "/mi" if self.is_imperial else "/km"

    def _length(self, metres: float, unit: str) -> str:
        return of(float(_exact(metres) / Decimal(_METRES_PER[unit])), unit)


METRIC, IMPERIAL = Units("metric"), Units("imperial")


def _time(there: datetime) -> str:
    return f"{there.hour}:{there.minute:02}"


def _rounded(value: float, digits: int) -> Decimal:
    return _exact(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _exact(value: float) -> Decimal:
    # The shortest text of a number is what its reader rounds, not the binary fraction behind it.
    return Decimal(repr(value))
