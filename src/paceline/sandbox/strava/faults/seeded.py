"""Plans of faults from a seed: the same seed and rate make the same plan, which can be printed, cut down and kept."""

from typing import Any

import numpy as np

Rule = dict[str, Any]

_ANYWHERE: tuple[Rule, ...] = (
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 502},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 504, "body": ""},
    {"kind": "status", "status": 597},
    {"kind": "html"},
    {"kind": "reset"},
    {"kind": "reset", "is_handled": True},
    {"kind": "short_body"},
    {"kind": "cut_json"},
    {"kind": "cut_gzip"},
)
_QUOTA: tuple[Rule, ...] = (
    {"kind": "rate_limited"},
    {"kind": "rate_limited", "limit": "read"},
    {"kind": "rate_limited", "headers": "missing"},
    {"kind": "rate_limited", "headers": "commas"},
    {"kind": "rate_limited", "headers": "new_window"},
)
_BY_ENDPOINT: dict[str, tuple[Rule, ...]] = {
    "oauth.token": _ANYWHERE,
    "activities.list": (
        *_ANYWHERE,
        *_QUOTA,
        {"kind": "empty_page"},
        {"kind": "partial_page", "kept": 3},
        {"kind": "repeated_page"},
        {"kind": "doubled_item"},
        {"kind": "value", "field": "distance", "value": "wrong_type", "item": 0},
        {"kind": "value", "field": "start_date", "value": "missing", "item": 0},
    ),
    "activities.detail": (
        *_ANYWHERE,
        *_QUOTA,
        {"kind": "not_found"},
        {"kind": "not_found", "body": "empty"},
        {"kind": "value", "field": "distance", "value": "nan"},
        {"kind": "value", "field": "id", "value": "huge_integer"},
        {"kind": "value", "field": "map", "value": "null"},
    ),
    "activities.streams": (
        *_ANYWHERE,
        *_QUOTA,
        {"kind": "not_found", "body": "no_errors"},
        {"kind": "stream_nulls"},
        {"kind": "streams_unequal"},
        {"kind": "streams_empty"},
        {"kind": "streams_partial"},
    ),
}
"""What a request may meet; nothing slow, so that a run with faults takes no longer than one without."""


def seeded_faults(seed: int, rate: float, *, requests: int = 2000) -> list[Rule]:
    """Rules by which each of the first requests to an endpoint meets a fault with that probability, each only once."""
    rules: list[Rule] = []
    for place, (endpoint, faults) in enumerate(_BY_ENDPOINT.items()):
        rng = np.random.default_rng([seed, place])
        for nth in (np.flatnonzero(rng.random(requests) < rate) + 1).tolist():
            fault = faults[int(rng.integers(len(faults)))]
            rules.append({"match": {"endpoint": endpoint}, "nth": nth, "fault": fault})
    return rules
