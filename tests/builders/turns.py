"""Turns without a gate: they note what was asked and how it ended, and refuse when told to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from paceline.connectors.services.errors import TurnRefusedError
from paceline.infra.gate.words import Ending, Granted, Outcome, RefusalReason

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class NotedTurns:
    """Fulfils `connectors.services.turns.Turns`."""

    left: int | None = None
    """So many are granted; all when left out."""
    taken: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    endings: list[Ending] = field(default_factory=list[Ending])

    async def take(self, scopes: Sequence[str]) -> Granted:
        if self.left == 0:
            raise TurnRefusedError(NOON + timedelta(minutes=15), RefusalReason.QUOTA, "rate_limit", "Used up.")
        self.left = None if self.left is None else self.left - 1
        self.taken.append(tuple(scopes))
        return Granted(NOON, tuple(scopes))

    async def settle(self, turn: Granted, ending: Ending) -> None:
        self.endings.append(ending)

    @property
    def outcomes(self) -> list[Outcome]:
        return [ending.outcome for ending in self.endings]
