"""Rows of Strava's `activities.csv`: dates and numbers in the forms its languages and years have had."""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from paceline.connectors.base import UnreadableFileError
from paceline.connectors.files.archive.base import ArchiveRow
from paceline.connectors.files.archive.strava_columns import Layout, StravaField, find_layout
from paceline.connectors.sports import SportFamily, sport_from_raw

_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?\s*(?P<half>[AaPp])?\.?\s*(?:[Mm]\.?)?"
_ISO = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)[ T]{_TIME}(?:\s*(?:UTC|Z))?")
_FORMS = (
    _ISO,
    # Chinese, Hungarian, Japanese: the year first, so that month and day cannot be mistaken.
    re.compile(rf"(?P<year>\d{{4}})(?:/|年|\. ?)(?P<month>\d{{1,2}})(?:/|月|\. ?)(?P<day>\d{{1,2}})[日.]?,? ?{_TIME}"),
    re.compile(rf"(?P<name>[^\W\d]+)\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}),? (?:at )?{_TIME}"),
    re.compile(
        rf"(?P<day>\d{{1,2}})\.? (?:de )?(?P<name>[^\W\d]+)\.? (?:de )?(?P<year>\d{{4}}),? (?:(?:à|um|at|om) )?{_TIME}"
    ),
    re.compile(rf"(?P<day>\d{{1,2}})[.\-](?P<month>\d{{1,2}})[.\-](?P<year>\d{{4}}),? {_TIME}"),
    re.compile(rf"(?P<first>\d{{1,2}})/(?P<other>\d{{1,2}})/(?P<year>\d{{4}}),? {_TIME}"),
)
# Beginnings of month names in English, German, French, Spanish, Italian and Dutch, accents removed.
_MONTHS: dict[str, int] = {
    name: month
    for month, names in enumerate(
        (
            "jan ene gen",
            "feb fev",
            "mar mrt maa",
            "apr avr abr",
            "may mai mei mag",
            "jun juin giu",
            "jul juil lug",
            "aug aou ago",
            "sep set",
            "oct okt ott",
            "nov",
            "dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}
_FLAGS = {
    "commute": (StravaField.COMMUTE, StravaField.SHOWN_COMMUTE),
    "race": (StravaField.RACE,),
    "long_run": (StravaField.LONG_RUN,),
    "recovery": (StravaField.RECOVERY,),
    "with_pet": (StravaField.WITH_PET,),
    "for_a_cause": (StravaField.FOR_A_CAUSE,),
    "flagged": (StravaField.FLAGGED,),
}
_VALUES = {
    "relative_effort": StravaField.RELATIVE_EFFORT,
    "weight_kg": StravaField.WEIGHT,
    "bike_weight_kg": StravaField.BIKE_WEIGHT,
    "max_speed_mps": StravaField.MAX_SPEED,
    "avg_speed_mps": StravaField.AVG_SPEED,
    "total_ascent_m": StravaField.ASCENT,
    "total_descent_m": StravaField.DESCENT,
    "min_altitude_m": StravaField.MIN_ALTITUDE,
    "max_altitude_m": StravaField.MAX_ALTITUDE,
    "max_cadence_rpm": StravaField.MAX_CADENCE,
    "avg_cadence_rpm": StravaField.AVG_CADENCE,
    "avg_heart_rate_bpm": StravaField.AVG_HEART_RATE,
    "max_power_w": StravaField.MAX_POWER,
    "avg_power_w": StravaField.AVG_POWER,
    "weighted_power_w": StravaField.WEIGHTED_POWER,
    "total_calories_kcal": StravaField.CALORIES,
    "max_temperature_c": StravaField.MAX_TEMPERATURE,
    "avg_temperature_c": StravaField.AVG_TEMPERATURE,
    "perceived_exertion": StravaField.PERCEIVED_EXERTION,
    "total_weight_lifted_kg": StravaField.WEIGHT_LIFTED,
    "total_steps": StravaField.STEPS,
    "pool_length_m": StravaField.POOL_LENGTH,
    "training_load": StravaField.TRAINING_LOAD,
    "timer_s": StravaField.TIMER,
}
_LONGEST_DATE = 60
_FILE_ERROR = "#error#"
_TRUE = frozenset({"true", "1", "1.0", "yes", "ja", "oui", "wahr", "vrai"})


class RowTable:
    """The rows of an `activities.csv`.

    Raises `UnreadableFileError` with `strava_header_unknown` when the header is none of Strava's.
    """

    def __init__(self, data: bytes) -> None:
        text = data.decode("utf-8-sig", errors="replace")
        self._lines = csv.reader(io.StringIO(text, newline=""))
        try:
            header: list[str] = next(self._lines, list[str]())
        except csv.Error as problem:
            raise UnreadableFileError(
                "strava_header_unknown", f"activities.csv cannot be read: {problem}."
            ) from problem
        layout = find_layout(header)
        if layout is None:
            raise UnreadableFileError("strava_header_unknown", "activities.csv has columns Strava does not write.")
        self._layout = layout

    def rows(self) -> Iterator[tuple[str, ArchiveRow | UnreadableFileError]]:
        """Each row with a name for it; a row that cannot be understood fails alone."""
        seen: set[str] = set()
        while True:
            try:
                cells = next(self._lines)
            except StopIteration:
                return
            except csv.Error as problem:
                yield (
                    f"line {self._lines.line_num}",
                    UnreadableFileError("row_unreadable", f"Not a CSV row: {problem}."),
                )
                continue
            if not any(cell.strip() for cell in cells):
                continue
            where = cells[0].strip()[:40]
            line = f"{where} (line {self._lines.line_num})".strip()
            try:
                row = read_row(cells, self._layout)
            except UnreadableFileError as problem:
                yield line, problem
                continue
            if row.activity_id in seen:
                yield line, UnreadableFileError("row_repeated", "The activity is listed twice.")
                continue
            seen.add(row.activity_id)
            yield where, row


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one row by what they mean."""

    cells: Sequence[str]
    layout: Layout

    def text(self, field: StravaField) -> str | None:
        place = self.layout.places.get(field)
        return (self.cells[place].strip() or None) if place is not None and place < len(self.cells) else None

    def raw(self, field: StravaField) -> float | None:
        return _raw_number(self.text(field))

    def shown(self, field: StravaField) -> float | None:
        return _shown_number(self.text(field), comma_decimals=self.layout.comma_decimals)


def read_row(cells: Sequence[str], layout: Layout) -> ArchiveRow:
    """One row. Raises `UnreadableFileError` with `row_id_unreadable` or `row_date_unreadable`."""
    row = _Row(cells, layout)
    activity_id = row.text(StravaField.ACTIVITY_ID)
    if activity_id is None or not activity_id.isascii() or not activity_id.isdigit():
        raise UnreadableFileError("row_id_unreadable", "The row has no activity number.")
    date = row.text(StravaField.DATE) or ""
    started_at = read_date(date)
    if started_at is None:
        raise UnreadableFileError("row_date_unreadable", f"The date {date[:40]!r} cannot be read.")
    file = row.text(StravaField.FILE)
    elapsed_s = row.raw(StravaField.ELAPSED)
    return ArchiveRow(
        activity_id=activity_id,
        started_at=started_at,
        name=row.text(StravaField.NAME),
        sport_raw=row.text(StravaField.SPORT),
        description=row.text(StravaField.DESCRIPTION),
        private_note=row.text(StravaField.PRIVATE_NOTE),
        elapsed_s=row.shown(StravaField.SHOWN_ELAPSED) if elapsed_s is None else elapsed_s,
        moving_s=row.raw(StravaField.MOVING),
        distance_m=_distance_m(row, date),
        gear_name=row.text(StravaField.GEAR),
        file_name=None if file == _FILE_ERROR else file,
        file_error=file == _FILE_ERROR,
        flags=frozenset(
            flag for flag, fields in _FLAGS.items() if any((row.text(field) or "").lower() in _TRUE for field in fields)
        ),
        values=_summary(row),
    )


def _distance_m(row: _Row, date: str) -> float | None:
    distance_m = row.raw(StravaField.DISTANCE)
    displayed = row.shown(StravaField.SHOWN_DISTANCE)
    if distance_m is not None or displayed is None:
        return distance_m
    # Kilometres also for imperial athletes; metres for swims, and for all until mid-2019, when dates were written ISO.
    swim = sport_from_raw("strava", row.text(StravaField.SPORT)).family is SportFamily.SWIM
    return displayed if swim or _ISO.fullmatch(date) else displayed * 1000


def _summary(row: _Row) -> dict[str, float]:
    values = {name: value for name, field in _VALUES.items() if (value := row.raw(field)) is not None}
    # Filled in either block, seldom in both.
    max_heart_rate = row.raw(StravaField.MAX_HEART_RATE) or row.shown(StravaField.SHOWN_MAX_HEART_RATE)
    if max_heart_rate:
        values["max_heart_rate_bpm"] = max_heart_rate
    return values


def read_date(text: str) -> datetime | None:
    """A date of the export as UTC, in any of the forms seen so far; `None` when it is none of them."""
    plain = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST_DATE]).split())
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found is None:
            continue
        parts = found.groupdict()
        day, month = parts.get("day"), parts.get("month") or _month(parts.get("name"))
        if "first" in parts:
            # American dates come with AM or PM, the others count the day first.
            month, day = (parts["first"], parts["other"]) if parts["half"] else (parts["other"], parts["first"])
        hour = int(parts["hour"])
        if parts["half"]:
            hour = hour % 12 + (12 if parts["half"] in "Pp" else 0)
        try:
            return datetime(
                int(parts["year"]),
                int(month or 0),
                int(day or 0),
                hour,
                int(parts["minute"]),
                int(parts["second"] or 0),
                tzinfo=UTC,
            )
        except ValueError:
            return None
    return None


def _month(name: str | None) -> int | None:
    if name is None:
        return None
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name.lower()) if letter.isalpha())
    # Four letters first: juin and juil begin alike.
    return _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3])


def _raw_number(text: str | None) -> float | None:
    """A number of the second block: plain, though a comma may stand for the point."""
    if text is None:
        return None
    return _finite(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)


def _shown_number(text: str | None, *, comma_decimals: bool) -> float | None:
    """A number as the web page shows it, with thousands marks."""
    if text is None:
        return None
    plain = "".join(text.split())
    if comma_decimals:
        # 1.234,5 and 9,44; a raw 783.0 in this block keeps its point.
        thousands = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain)
        return _finite(plain.replace(".", "").replace(",", ".") if thousands else plain.replace(",", "."))
    return _finite(plain.replace(",", ""))


def _finite(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
