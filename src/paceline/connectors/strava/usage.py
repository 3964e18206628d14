"""What the headers of an answer say of the quota (developers.strava.com/docs/rate-limits).

Two windows, a quarter of an hour and a UTC day, for all requests and for those that read. Seen: headers missing on 401, on 404 and on
some answers of 200, and one of a lone comma.
"""

from collections.abc import Iterator

from paceline.infra.gate.words import WindowUse
from paceline.infra.outbound.client import Answer

SHORT_S, DAY_S = 900, 86_400
OVERALL, READ = "overall", "read"
_HEADERS = {OVERALL: "x-ratelimit", READ: "x-readratelimit"}


def read_uses(answer: Answer) -> tuple[WindowUse, ...]:
    """The windows of which something is said."""
    return tuple(_uses(answer))


def _uses(answer: Answer) -> Iterator[WindowUse]:
    for scope, name in _HEADERS.items():
        limits, used = _pair(answer.headers.get(f"{name}-limit")), _pair(answer.headers.get(f"{name}-usage"))
        for place, span_s in enumerate((SHORT_S, DAY_S)):
            if limits[place] is not None or used[place] is not None:
                yield WindowUse(scope, span_s, used[place], limits[place])


def _pair(header: str | None) -> tuple[int | None, int | None]:
    short, _, day = (header or "").partition(",")
    return _count(short), _count(day)


def _count(written: str) -> int | None:
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None
