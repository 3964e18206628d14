"""Something happens at the provider just as a request comes: the way paging drifts, tokens die and clocks jump under way."""

from contextlib import suppress
from typing import Literal, cast

from paceline.sandbox.faults.base import Answer, Call, Fault
from paceline.sandbox.strava.changes.activities import ImpossibleChangeError
from paceline.sandbox.strava.changes.kinds import Change
from paceline.sandbox.strava.changes.making import make_change
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.world.world import UnknownInWorldError


class Meanwhile(Fault):
    """A change before or after the request is handled; the answer itself is right. What cannot be done any more is not done."""

    kind: Literal["meanwhile"] = "meanwhile"
    what: Change
    when: Literal["before", "after"] = "before"

    async def answer(self, call: Call) -> Answer:
        """The right answer of that moment."""
        state = cast("StravaState", call.context)
        if self.when == "before":
            self._happen(state)
            return await call.answered()
        answer = await call.answered()
        self._happen(state)
        return answer

    def _happen(self, state: StravaState) -> None:
        with suppress(UnknownInWorldError, ImpossibleChangeError):
            make_change(state, self.what)
