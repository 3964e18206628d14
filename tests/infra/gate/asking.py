"""Asking the gate for turns, under a quota that is soon used up."""

from paceline.infra.gate.turns import take_turn
from paceline.infra.gate.words import Granted, Quota, Refused, Window

SMALL = Quota(
    "strava",
    (Window("overall", 900, 8), Window("overall", 86_400, 30), Window("read", 900, 5), Window("read", 86_400, 20)),
)
BOTH = ("overall", "read")


async def take(quota: Quota = SMALL, scopes: tuple[str, ...] = BOTH, reserve_pct: int = 0) -> Granted | Refused:
    return await take_turn(quota, scopes, reserve_pct=reserve_pct, jitter=lambda: 0.0)


async def granted(quota: Quota = SMALL, scopes: tuple[str, ...] = BOTH) -> Granted:
    turn = await take(quota, scopes)
    assert isinstance(turn, Granted), turn
    return turn


async def refused(scopes: tuple[str, ...] = BOTH, reserve_pct: int = 0) -> Refused:
    turn = await take(SMALL, scopes, reserve_pct)
    assert isinstance(turn, Refused), turn
    return turn
