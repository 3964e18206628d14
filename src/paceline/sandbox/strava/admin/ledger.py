"""The truth about a run: what the provider knows, what it was asked, and what it did."""

from collections import Counter, deque
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from paceline.sandbox.faults.base import Answer, Call, Fault
from paceline.sandbox.strava.world.activity import Activity, Json
from paceline.sandbox.strava.world.world import World

_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Served:
    """One request as it was answered."""

    at_s: float
    method: str
    endpoint: str
    status: int
    athlete_id: int | None
    activity_id: int | None
    fault: str | None


@dataclass
class Ledger:
    """Counts of all requests, and the last ones by themselves."""

    requests: Counter[str] = field(default_factory=Counter[str])
    statuses: Counter[str] = field(default_factory=Counter[str])
    rate_limited: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    served: deque[Served] = field(default_factory=lambda: deque[Served](maxlen=_KEPT))

    def record(self, call: Call, answer: Answer, fault: Fault | None, at_s: float) -> None:
        """Count a request."""
        endpoint = call.subject.endpoint
        kind: str | None = None if fault is None else fault.model_dump()["kind"]
        self.requests[endpoint] += 1
        self.statuses[str(answer.status)] += 1
        if answer.status == 429:
            self.rate_limited[endpoint] += 1
        if kind is not None:
            self.faults[kind] += 1
        subject = call.subject
        self.served.append(
            Served(at_s, call.method, endpoint, answer.status, subject.athlete_id, subject.activity_id, kind)
        )

    def clear(self) -> None:
        """Count from nought."""
        for counter in (self.requests, self.statuses, self.rate_limited, self.faults):
            counter.clear()
        self.served.clear()

    def document(self) -> dict[str, Any]:
        """The counts."""
        return {
            "requests": dict(self.requests),
            "statuses": dict(self.statuses),
            "rate_limited": dict(self.rate_limited),
            "faults": dict(self.faults),
        }


def truth(world: World) -> list[Json]:
    """Every athlete with all activities as they are now, newest first."""
    return [
        {
            "id": athlete_id,
            "activities": [_known(activity) for activity in reversed(world.listed(athlete_id))],
        }
        for athlete_id in world.athletes
    ]


def fingerprint(activity: Activity) -> str:
    """A hash of what the athlete's own token reads of an activity; it changes with every edit."""
    said = {**activity.summary, **activity.detail_edits}
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _known(activity: Activity) -> Json:
    summary = activity.summary
    copied = ("id", "name", "sport_type", "start_date", "distance", "moving_time", "elapsed_time", "manual")
    known = {name: summary.get(name) for name in copied}
    return {**known, "visibility": activity.visibility.value, "sha256": fingerprint(activity)}
