"""How a service can fail us, by codes that are the same for all services.

    retryable   network_error, rate_limit, temporary_api_error, database_timeout: later it may work
    final       authentication_error, invalid_data, permission_denied, quota_exceeded, app_inactive: it will not, until somebody acts
    system      function_timeout, memory_limit, unknown_error: the fault is ours

What a service does not have (404) is an answer and no error.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from paceline.infra.errors import AppError, ErrorKind
from paceline.infra.gate.words import RefusalReason

ErrorClass = Literal["retryable", "final", "system"]
RetryableCode = Literal["network_error", "rate_limit", "temporary_api_error", "database_timeout"]
FinalCode = Literal["authentication_error", "invalid_data", "permission_denied", "quota_exceeded", "app_inactive"]
SystemCode = Literal["function_timeout", "memory_limit", "unknown_error"]
ErrorCode = RetryableCode | FinalCode | SystemCode

_CLASSES: Mapping[ErrorClass, tuple[ErrorCode, ...]] = {
    "retryable": get_args(RetryableCode),
    "final": get_args(FinalCode),
    "system": get_args(SystemCode),
}
CLASS_OF: Mapping[ErrorCode, ErrorClass] = {code: name for name, codes in _CLASSES.items() for code in codes}
"""The class of each code."""

MEANINGS: Mapping[ErrorCode, str] = {
    "network_error": "The service could not be reached.",
    "rate_limit": "The requests that the service allows are used up for now.",
    "temporary_api_error": "The service has trouble answering.",
    "database_timeout": "The database was too busy.",
    "authentication_error": "The service does not accept the connection's tokens any more.",
    "invalid_data": "The service sent something that cannot be used, or refused what it was asked.",
    "permission_denied": "The service does not allow this.",
    "quota_exceeded": "The service allows no more of this.",
    "app_inactive": "The service has switched this API application off.",
    "function_timeout": "A step took longer than it may.",
    "memory_limit": "A step took more memory than it may.",
    "unknown_error": "Something went wrong here.",
}
"""What each code means, whichever service it speaks of."""

_KINDS: Mapping[ErrorCode, ErrorKind] = {
    "rate_limit": ErrorKind.RATE_LIMITED,
    "authentication_error": ErrorKind.NEEDS_REAUTH,
    "permission_denied": ErrorKind.FORBIDDEN,
    "quota_exceeded": ErrorKind.FORBIDDEN,
    "app_inactive": ErrorKind.FORBIDDEN,
}


class ServiceError(AppError):
    """A service did not do what it was asked. `endpoint` is a request's template, `http_status` what it answered.

    `is_transient`: asking again at once may help; `retry_after_s`, how long it wants to be left alone before.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        endpoint: str | None = None,
        http_status: int | None = None,
        retry_after_s: float | None = None,
        is_transient: bool = False,
    ) -> None:
        whole_s = None if retry_after_s is None else max(1, round(retry_after_s))
        super().__init__(code, message, _KINDS.get(code, ErrorKind.UNAVAILABLE), retry_after_s=whole_s)
        self.endpoint = endpoint
        self.http_status = http_status
        self.is_transient = is_transient
        self.service_code: ErrorCode = code

    @property
    def error_class(self) -> ErrorClass:
        """Whether it may work later, will not, or is our fault."""
        return CLASS_OF[self.service_code]


class TurnRefusedError(ServiceError):
    """The service was not asked: the gate lets nobody through before `until`."""

    def __init__(self, until: datetime, reason: RefusalReason, code: ErrorCode, message: str) -> None:
        super().__init__(code, message)
        self.until = until
        self.reason = reason
