"""Talking to a stand-in's own side: what tests and commands do with it. Blocking, over HTTP, wherever the stand-in runs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import orjson

from paceline.sandbox.faults.gate import ADMIN_PREFIX

Json = dict[str, Any]
_WITHIN_S = 60.0


class ControlError(Exception):
    """A request that the stand-in refused; the message is its own."""


class Control:
    """Clock, faults and ledger, which every stand-in has.

    In a test whose event loop answers webhooks, call what delivers them in a thread (`asyncio.to_thread`).
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def now(self) -> datetime:
        """The stand-in's time."""
        return datetime.fromisoformat(self._ask("GET", "clock")["now"])

    def set_clock(self, now: datetime | None = None, *, frozen: bool | None = None) -> datetime:
        """Put the clock to an instant, stop it, or let it run; its time then."""
        wanted: Json = {}
        if now is not None:
            wanted["now"] = now.isoformat()
        if frozen is not None:
            wanted["frozen"] = frozen
        return datetime.fromisoformat(self._ask("PUT", "clock", wanted)["now"])

    def advance(self, by_s: float) -> datetime:
        """Move the clock on, or back when negative; its time then."""
        return datetime.fromisoformat(self._ask("PUT", "clock", {"advance_s": by_s})["now"])

    def script_faults(self, rules: Iterable[Mapping[str, Any]]) -> list[Json]:
        """Take these rules instead of those there are; none ends all faults."""
        return self._ask("PUT", "faults", list(rules))

    def add_faults(self, rules: Iterable[Mapping[str, Any]]) -> list[Json]:
        """Take these rules besides."""
        return self._ask("POST", "faults", list(rules))

    def faults(self) -> list[Json]:
        """The rules, with how often each matched and acted."""
        return self._ask("GET", "faults")

    def ledger(self) -> Json:
        """The truth: what was asked, what was answered, what is there."""
        return self._ask("GET", "ledger")

    def _ask(self, method: str, path: str, document: Any = None) -> Any:
        parts = urlsplit(self.address)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_WITHIN_S)
        try:
            body = None if document is None else orjson.dumps(document)
            connection.request(method, ADMIN_PREFIX + path, body, {"content-type": "application/json"})
            response = connection.getresponse()
            said = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise ControlError(f"{method} {path}: {response.status} {said.decode(errors='replace')}")
        return orjson.loads(said)


class StravaControl(Control):
    """The same, and what is Strava's."""

    def counts(self) -> Json:
        """The ledger without the activities."""
        return self._ask("GET", "ledger?activities=false")

    def clear_ledger(self) -> None:
        """Count from nought."""
        self._ask("DELETE", "ledger")

    def requests(self) -> list[Json]:
        """The last requests by themselves, oldest first."""
        return self._ask("GET", "requests")

    def seed_faults(self, seed: int, rate: float, *, requests: int = 2000) -> list[Json]:
        """A plan of faults from a seed; the rules it consists of."""
        return self._ask("POST", "faults/seeded", {"seed": seed, "rate": rate, "requests": requests})

    def change(self, change: str, **said: Any) -> int | None:
        """Let something happen at the provider (`add`, `edit`, `crop`, `delete` …); the activity it made or changed."""
        return self._ask("POST", "changes", {"change": change, **said})[0]["activity_id"]

    def grant(self, athlete_id: int, *scope: str) -> Json:
        """A pair of tokens of an athlete without the consent page; all scopes when none is named."""
        return self._ask("POST", "grants", {"athlete_id": athlete_id, **({"scope": scope} if scope else {})})

    def script_webhooks(self, rules: Iterable[Mapping[str, Any]]) -> None:
        """How events go: doubled, late, lost."""
        self._ask("PUT", "webhooks/script", list(rules))

    def deliver(self, *, even_if_not_due: bool = False, in_order: str = "due", parallel: int = 1) -> list[Json]:
        """Deliver the webhooks that are due, or all that wait; the attempts that were made."""
        wanted = {"even_if_not_due": even_if_not_due, "in_order": in_order, "parallel": parallel}
        return self._ask("POST", "webhooks/deliver", wanted)

    def send_event(self, event: Mapping[str, Any], *, copies: int = 1, parallel: int = 1) -> list[Json]:
        """Send any document to the callback as an event; the attempts that were made."""
        return self._ask("POST", "webhooks/send", {"event": dict(event), "copies": copies, "parallel": parallel})
