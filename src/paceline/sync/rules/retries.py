"""When a failed activity is tried again, and when it is left to people."""

import random
from datetime import timedelta

MOST_ATTEMPTS = 5
_FIRST_S = 30.0
_LONGEST_S = 3600.0


def pause_after(attempts: int, chance: random.Random) -> timedelta:
    """The pause after that many failures: doubling from half a minute to an hour, with half of it left to chance."""
    full_s = min(_FIRST_S * 2.0 ** (attempts - 1), _LONGEST_S)
    return timedelta(seconds=full_s * chance.uniform(0.5, 1.0))


def is_poison(attempts: int) -> bool:
    """Whether an activity has failed so often that it is set aside."""
    return attempts >= MOST_ATTEMPTS
