"""Bringing events to the callback: three attempts, some minutes apart, then never again."""

import asyncio
import heapq
from dataclasses import asdict, dataclass, field
from typing import Any

from paceline.sandbox.clock import SandboxClock
from paceline.sandbox.strava.webhooks.callback import CallbackError, call_back
from paceline.sandbox.strava.webhooks.events import Event
from paceline.sandbox.strava.webhooks.script import DeliveryScript

ATTEMPTS = 3
_AT_A_TIME = 8
_LONGEST_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Subscription:
    """The application's subscription."""

    id: int
    callback_url: str
    verify_token: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, as the ledger shows it. `outcome` is `delivered`, `failed` (another follows) or `given_up`."""

    event: Event
    attempt: int
    at_s: float
    outcome: str
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True, order=True)
class _Pending:
    due_s: float
    number: int
    event: Event = field(compare=False)
    attempt: int = field(compare=False, default=1)


@dataclass
class Deliveries:
    """What waits to be delivered and what was."""

    clock: SandboxClock
    callback_timeout_s: float
    retry_gap_s: float
    subscription: Subscription | None = None
    script: DeliveryScript = field(default_factory=DeliveryScript)
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    events: list[Event] = field(default_factory=list[Event])
    lost: int = 0
    """Events that the script dropped, or that nobody subscribed to."""
    _waiting: list[_Pending] = field(default_factory=list[_Pending])
    _pushed: int = 0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def post(self, event: Event) -> None:
        """Take an event in; it leaves as the script says."""
        if self.subscription is None:
            self.lost += 1
            return
        event = {**event, "subscription_id": self.subscription.id}
        self.events.append(event)
        delays_s = self.script.rule_for(event).delays_s()
        self.lost += not delays_s
        for delay_s in delays_s:
            self._push(event, self.clock.now_s() + delay_s, 1)
        self.wake()

    def wake(self) -> None:
        """Look again at what is due: something came, or the clock was moved."""
        self._woken.set()

    @property
    def waiting(self) -> int:
        """How many are on their way."""
        return len(self._waiting)

    async def deliver(
        self, *, even_if_not_due: bool = False, in_order: str = "due", parallel: int = 1
    ) -> list[Attempt]:
        """Make one attempt for each that is due, or for all that wait; `in_order` may be `reversed`."""
        due = self._take(even_if_not_due=even_if_not_due)
        if in_order == "reversed":
            due.reverse()
        made: list[Attempt] = []
        for at in range(0, len(due), parallel):
            made += await asyncio.gather(*(self._attempt(pending) for pending in due[at : at + parallel]))
        return made

    async def send_raw(self, event: Event) -> Attempt:
        """One attempt with any document at all: forged, of an unknown athlete, of another subscription."""
        return await self._attempt(_Pending(self.clock.now_s(), self._next(), event, ATTEMPTS))

    async def run(self) -> None:
        """Deliver what gets due, for ever."""
        while True:
            self._woken.clear()
            await self.deliver(parallel=_AT_A_TIME)
            try:
                async with asyncio.timeout(self._until_next_s()):
                    await self._woken.wait()
            except TimeoutError:
                continue

    def document(self) -> dict[str, Any]:
        """All of it for the ledger."""
        return {
            "subscription": None if self.subscription is None else asdict(self.subscription),
            "events": self.events,
            "attempts": [asdict(attempt) for attempt in self.attempts],
            "waiting": self.waiting,
            "lost": self.lost,
        }

    def _until_next_s(self) -> float:
        if not self._waiting:
            return _LONGEST_WAIT_S
        # A clock that stands still moves by hand only, which wakes us.
        return min(max(self._waiting[0].due_s - self.clock.now_s(), 0.01), _LONGEST_WAIT_S)

    def _take(self, *, even_if_not_due: bool) -> list[_Pending]:
        now_s = self.clock.now_s()
        taken: list[_Pending] = []
        while self._waiting and (even_if_not_due or self._waiting[0].due_s <= now_s):
            taken.append(heapq.heappop(self._waiting))
        return taken

    def _push(self, event: Event, due_s: float, attempt: int) -> None:
        heapq.heappush(self._waiting, _Pending(due_s, self._next(), event, attempt))

    def _next(self) -> int:
        self._pushed += 1
        return self._pushed

    async def _attempt(self, pending: _Pending) -> Attempt:
        status, error = await self._called(pending.event)
        is_last = pending.attempt >= ATTEMPTS
        outcome = "delivered" if status == 200 else "given_up" if is_last else "failed"
        attempt = Attempt(pending.event, pending.attempt, self.clock.now_s(), outcome, status, error)
        self.attempts.append(attempt)
        if outcome == "failed":
            self._push(pending.event, self.clock.now_s() + self.retry_gap_s, pending.attempt + 1)
        return attempt

    async def _called(self, event: Event) -> tuple[int | None, str | None]:
        if self.subscription is None:
            return None, "the subscription was deleted"
        try:
            status, _ = await call_back("POST", self.subscription.callback_url, event, self.callback_timeout_s)
        except CallbackError as failure:
            return None, str(failure)
        return status, None
