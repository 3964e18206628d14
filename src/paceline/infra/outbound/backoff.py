"""Asking again: a few times, later each time, and never in step with others.

Our own thirty lines rather than `stamina`: waits come from an answer's `Retry-After` as well as from the backoff, the time has to be a
test's, each attempt has to take its turn at a quota, and a refusal there ends the attempts.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Backoff:
    """How often a call is attempted and how long it waits in between.

    Waits double from `first_s` to `most_s`, each shortened by up to half at random (equal jitter; M. Brooker, Exponential Backoff And
    Jitter, AWS Architecture Blog, 2015). A service that asks for more than `patience_s` is not waited for. No attempt begins later than
    `within_s` after the first.
    """

    attempts: int = 3
    first_s: float = 0.5
    most_s: float = 8.0
    patience_s: float = 10.0
    within_s: float = 20.0
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    """From 0 up to 1."""
    seconds: Callable[[], float] = time.monotonic

    def wait_s(self, failures: int, asked_s: float = 0.0) -> float:
        """Seconds to wait after so many failures; never less than the service asked for."""
        longest = min(self.first_s * 2 ** (failures - 1), self.most_s)
        return asked_s + longest * (1 - 0.5 * self.jitter())

    async def run(
        self,
        attempt: Callable[[], Awaitable[T]],
        on: type[Exception],
        wait_asked_s: Callable[[Exception], float | None],
    ) -> T:
        """What the first attempt that succeeds gives; the last failure otherwise.

        `wait_asked_s` of a failure of the kind `on`: `None` = it would fail again, else how long the service wants to be left alone (0:
        it did not say).
        """
        began_s = self.seconds()
        failures = 0
        while True:
            try:
                return await attempt()
            except on as failure:
                failures += 1
                asked_s = wait_asked_s(failure)
                if asked_s is None or asked_s > self.patience_s or failures >= self.attempts:
                    raise
                pause_s = self.wait_s(failures, asked_s)
                if self.seconds() + pause_s - began_s > self.within_s:
                    raise
            await self.sleep(pause_s)
