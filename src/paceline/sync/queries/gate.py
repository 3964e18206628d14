"""The gate as the clients of services see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from paceline.connectors.services.errors import ErrorCode, TurnRefusedError
from paceline.infra.gate.turns import settle_turn, take_turn
from paceline.infra.gate.words import Ending, Granted, Quota, RefusalReason, Refused
from paceline.sync.rules.quota import RESERVE_PCT, Work

_REFUSALS: dict[RefusalReason, tuple[ErrorCode, str]] = {
    RefusalReason.QUOTA: ("rate_limit", "The requests that the service allows are used up for now."),
    RefusalReason.OUTAGE: ("temporary_api_error", "The service has trouble answering and is left alone for a while."),
    RefusalReason.BLOCKED: ("app_inactive", "The service has switched this API application off."),
}


@dataclass(slots=True)
class ServiceTurns:
    """Turns for one kind of work at one service; fulfils `connectors.services.turns.Turns`. `taken` counts the requests."""

    quota: Quota
    work: Work
    taken: int = 0

    async def take(self, scopes: Sequence[str]) -> Granted:
        """A turn. Raises `TurnRefusedError`."""
        turn = await take_turn(self.quota, scopes, reserve_pct=RESERVE_PCT[self.work])
        if isinstance(turn, Refused):
            code, message = _REFUSALS[turn.reason]
            raise TurnRefusedError(turn.until, turn.reason, code, message)
        self.taken += 1
        return turn

    async def settle(self, turn: Granted, ending: Ending) -> None:
        """Say how it ended."""
        await settle_turn(self.quota, turn, ending)
