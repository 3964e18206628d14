"""How asking a service can fail before its answer means anything.

Messages name a request by its template (`GET /activities/{id}`), so that no query, token, code or position can be in them.
"""

from typing import Literal

NetworkReason = Literal["dns", "connect", "tls", "timeout", "reset"]
BodyReason = Literal["not_json", "encoding", "cut", "too_large"]


class OutboundError(Exception):
    """A request that brought no answer we can read. `endpoint` is its template."""

    def __init__(self, endpoint: str, what: str) -> None:
        super().__init__(f"{endpoint}: {what}")
        self.endpoint = endpoint


class NetworkError(OutboundError):
    """No whole answer came. `was_sent` is False where the request cannot have reached the service."""

    def __init__(self, endpoint: str, reason: NetworkReason, *, was_sent: bool) -> None:
        super().__init__(endpoint, f"no answer ({reason})")
        self.reason: NetworkReason = reason
        self.was_sent = was_sent


class UnreadableBodyError(OutboundError):
    """An answer whose body is not what it says it is: an error page under 200, JSON that breaks off, more bytes than allowed."""

    def __init__(self, endpoint: str, reason: BodyReason, status: int) -> None:
        super().__init__(endpoint, f"the answer ({status}) cannot be read ({reason})")
        self.reason: BodyReason = reason
        self.status = status
