"""How often one may try.

A guesser is stopped per address, and per address and name. The name alone never locks anybody out: when very many attempts on one name
come in from everywhere, each address only gets fewer of them, so the person it belongs to still signs in from an address of their own.
"""

from collections.abc import Sequence
from datetime import timedelta

from paceline.infra.rate_limits import Count, Limit

_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)

# Sign-in by browser and by program share these: they are two doors to the same guess.
SIGN_IN_ADDRESS = Limit("sign_in_address", 40, _QUARTER)
SIGN_IN_PAIR = Limit("sign_in_pair", 8, _QUARTER)
SIGN_IN_NAME = Limit("sign_in_name", 100, _HOUR)
PAIR_UNDER_ATTACK = 3

REGISTER_ADDRESS = Limit("register_address", 30, _HOUR)
REGISTER_PAIR = Limit("register_pair", 10, _HOUR)
SETUP_ADDRESS = Limit("setup_address", 30, _HOUR)
RESET_ADDRESS = Limit("reset_address", 20, _HOUR)
REFRESH_ADDRESS = Limit("refresh_address", 300, _QUARTER)
PASSWORD_ACCOUNT = Limit("password_account", 10, _QUARTER)


def sign_in_wait_s(counts: Sequence[Count]) -> int | None:
    """Seconds to wait by the counts of address, pair and name, in this order; `None` when the attempt may go on."""
    address, pair, name = counts
    pair_budget = PAIR_UNDER_ATTACK if name.hits > SIGN_IN_NAME.most else SIGN_IN_PAIR.most
    waits_s = [
        count.ends_in_s for count, most in ((address, SIGN_IN_ADDRESS.most), (pair, pair_budget)) if count.hits > most
    ]
    return max(waits_s, default=None)
