"""What a password must be: long enough, not the first one everybody tries, and nothing else (NIST SP 800-63B-4, section 3.1.1.2)."""

import unicodedata

from paceline.accounts import errors
from paceline.accounts.rules.common_passwords import COMMON_PASSWORDS

SHORTEST, LONGEST = 8, 128


def normal_password(password: str) -> str:
    """One form for the same typed characters, whichever keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def check_new_password(password: str, username: str) -> str:
    """The password in its normal form. Raises `password_too_short`, `password_too_long` or `password_too_common`."""
    password = normal_password(password)
    if len(password) < SHORTEST:
        raise errors.password_too_short()
    if len(password) > LONGEST:
        raise errors.password_too_long()
    plain = password.casefold()
    if plain in COMMON_PASSWORDS or plain == username.casefold() or len(set(plain)) == 1:
        raise errors.password_too_common()
    return password
