"""Refusals: of quota, of what is not there yet, of codes that are too fresh."""

from enum import StrEnum
from typing import Literal, cast
from urllib.parse import parse_qs

from pydantic import Field

from paceline.sandbox.faults.base import Answer, Call, Fault, json_answer
from paceline.sandbox.strava.api.answers import error_document
from paceline.sandbox.strava.api.quota import Quota
from paceline.sandbox.strava.state import StravaState


class LimitHeaders(StrEnum):
    """What the headers of a 429 say."""

    TRUE = "true"
    """Usage at the limit."""
    MISSING = "missing"
    COMMAS = "commas"
    """`,` for every usage, as it was seen of one of them."""
    NEW_WINDOW = "new_window"
    """Usage of the window that has just begun: the refusal came over its edge."""


class RateLimited(Fault):
    """A 429 that the quota would not give by itself."""

    kind: Literal["rate_limited"] = "rate_limited"
    window: Literal["short", "daily"] = "short"
    limit: Literal["overall", "read"] = "overall"
    headers: LimitHeaders = LimitHeaders.TRUE

    async def answer(self, call: Call) -> Answer:
        """The refusal; the service does nothing."""
        quota = cast("StravaState", call.context).quota
        field = "rate limit" if self.limit == "read" else "overall rate limit"
        answer = json_answer(429, error_document(429, ("Application", field, "exceeded")))
        for name, value in self._headers(quota).items():
            answer = answer.with_header(name.lower().encode(), value.encode())
        return answer

    def _headers(self, quota: Quota) -> dict[str, str]:
        said = quota.headers()
        if self.headers is LimitHeaders.MISSING:
            return {}
        if self.headers is LimitHeaders.COMMAS:
            return {name: "," if name.endswith("Usage") else value for name, value in said.items()}
        name = "X-Readratelimit" if self.limit == "read" else "X-Ratelimit"
        short, daily = said[f"{name}-Usage"].split(",")
        limit_short, limit_daily = said[f"{name}-Limit"].split(",")
        if self.headers is LimitHeaders.NEW_WINDOW:
            return {**said, f"{name}-Usage": "0," + ("0" if self.window == "daily" else daily)}
        used = f"{limit_short},{daily}" if self.window == "short" else f"{short},{limit_daily}"
        return {**said, f"{name}-Usage": used}


class NotFound(Fault):
    """404 for something that is there: what follows an event that came too early. Its body has several forms."""

    kind: Literal["not_found"] = "not_found"
    body: Literal["full", "no_errors", "older", "empty"] = "full"

    async def answer(self, call: Call) -> Answer:
        """The refusal."""
        if self.body == "empty":
            return json_answer(404, {}).with_body(b"")
        if self.body == "no_errors":
            return json_answer(404, error_document(404))
        if self.body == "older":
            return json_answer(
                404, {**error_document(404, ("Activity", "id", "invalid")), "message": "Record Not Found"}
            )
        return json_answer(404, error_document(404, ("Activity", "", "not found")))


class CodeNotReady(Fault):
    """A code is refused while it is that fresh: it has not reached all of the service's machines."""

    kind: Literal["code_not_ready"] = "code_not_ready"
    for_s: float = Field(default=2.0, ge=0)

    async def answer(self, call: Call) -> Answer:
        """Refused, or exchanged when it is older; other requests pass."""
        code = parse_qs(call.body.decode()).get("code", [""])[0]
        age_s = cast("StravaState", call.context).tokens.code_age_s(code)
        if age_s is None or age_s >= self.for_s:
            return await call.answered()
        return json_answer(400, error_document(400, ("AuthorizationCode", "code", "invalid")))
