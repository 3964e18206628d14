"""What a name and an e-mail address look like."""

import re

from paceline.accounts import errors

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,31}")
# Only mail tells whether an address exists; this keeps out what would break a header.
_EMAIL = re.compile(r"[^\s@<>\",;:\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,187}[A-Za-z0-9])?")


def check_username(username: str) -> str:
    """The name as given. Raises `username_invalid`."""
    if not _USERNAME.fullmatch(username):
        raise errors.username_invalid()
    return username


def check_email(email: str | None) -> str | None:
    """The address as given; none stays none. Raises `email_invalid`."""
    if email is not None and not _EMAIL.fullmatch(email):
        raise errors.email_invalid()
    return email
