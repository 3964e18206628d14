"""Identifiers: UUIDv7, so that rows made one after another lie one after another in every index."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new time-ordered id. It is a name, never a secret."""
    return uuid7()
