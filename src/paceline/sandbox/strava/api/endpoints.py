"""The stand-in's own names of the service's endpoints, by which rules and the ledger go."""

import re
from dataclasses import dataclass

_PATTERNS = (
    ("oauth.authorize", r"/oauth/(?:mobile/)?authorize"),
    ("oauth.token", r"/oauth/token"),
    ("oauth.deauthorize", r"/oauth/deauthorize"),
    ("oauth.revoke", r"/oauth/revoke"),
    ("push_subscriptions", r"/push_subscriptions(?:/\d+)?"),
    ("athlete.zones", r"/athlete/zones"),
    ("activities.list", r"/athlete/activities"),
    ("athlete", r"/athlete"),
    ("activities.create", r"/activities"),
    ("activities.laps", r"/activities/(?P<id>\d+)/laps"),
    ("activities.zones", r"/activities/(?P<id>\d+)/zones"),
    ("activities.streams", r"/activities/(?P<id>\d+)/streams"),
    ("activities.detail", r"/activities/(?P<id>\d+)"),
    ("gear", r"/gear/\w+"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _PATTERNS)
UNKNOWN = "unknown"
NOWHERE = "/nowhere"
"""What a path becomes that is not under a prefix where the API lies now."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a path is about."""

    name: str
    activity_id: int | None = None


def endpoint_of(bare_path: str) -> Endpoint:
    """The endpoint of a path without the API's prefix; `unknown` for any other."""
    for name, pattern in _COMPILED:
        found = pattern.fullmatch(bare_path)
        if found is not None:
            number = found.groupdict().get("id")
            return Endpoint(name, None if number is None else int(number))
    return Endpoint(UNKNOWN)


def bare_path(path: str, prefixes: tuple[str, ...]) -> str:
    """A path without the prefix it lies under; OAuth needs none."""
    for prefix in sorted(prefixes, key=len, reverse=True):
        if path.startswith(f"{prefix}/"):
            return path[len(prefix) :]
    return path if path.startswith("/oauth/") else NOWHERE
