"""What a note on an injury, an illness or a journey can say."""

from datetime import date, timedelta

from paceline.athletes.rules.plausible import EARLIEST
from paceline.athletes.schemas import NoteKind, Severity
from paceline.infra.errors import AppError, invalid

_FARTHEST = timedelta(days=3660)


def days_refusal(from_on: date, until_on: date | None, today_utc: date) -> AppError | None:
    """Why a note cannot cover these days. They may lie ahead: a journey is planned, an operation has its date."""
    if from_on < EARLIEST:
        return invalid("date_too_early", "That day lies too far back.", date=from_on.isoformat())
    last = until_on or from_on
    if last < from_on:
        return invalid("days_reversed", "The last day lies before the first.")
    if last > today_utc + _FARTHEST:
        return invalid("date_too_late", "That day lies too far ahead.", date=last.isoformat())
    return None


def detail_refusal(kind: NoteKind, severity: Severity | None, body_part: str | None) -> AppError | None:
    """Why a note of a kind cannot say this."""
    if severity is not None and kind is NoteKind.TRAVEL:
        return invalid("severity_unexpected", "Injuries and illnesses are more or less severe, a journey is not.")
    if body_part is not None and kind is not NoteKind.INJURY:
        return invalid("body_part_unexpected", "Only an injury has a part of the body.")
    return None
