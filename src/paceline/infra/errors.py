"""The one error that crosses layers.

    AppError(code, message, kind)
    ├─ web   → status + problem+json
    ├─ jobs  → cancel / snooze / retry
    └─ coach → a tool failure, or a refusal

Domain code knows no HTTP: it names a stable `code`, a sentence a person understands, and a kind.
"""

from collections.abc import Mapping
from enum import StrEnum


class ErrorKind(StrEnum):
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    INVALID = "invalid"
    NEEDS_REAUTH = "needs_reauth"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"


class AppError(Exception):
    """A failure with a stable code. `details` is shown to the caller, so it never holds a secret or a foreign id."""

    def __init__(
        self,
        code: str,
        message: str,
        kind: ErrorKind,
        *,
        details: Mapping[str, object] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.kind = kind
        self.details: dict[str, object] = dict(details or {})
        self.retry_after_s = retry_after_s


def not_found(what: str) -> AppError:
    """The answer for a missing id and for somebody else's id alike."""
    return AppError(f"{what}_not_found", f"There is no such {what.replace('_', ' ')}.", ErrorKind.NOT_FOUND)


def invalid(code: str, message: str, **details: object) -> AppError:
    return AppError(code, message, ErrorKind.INVALID, details=details)


def conflict(code: str, message: str, **details: object) -> AppError:
    return AppError(code, message, ErrorKind.CONFLICT, details=details)
