"""Argon2id, off the event loop and few at a time: each hash takes 64 MB for a tenth of a second."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from paceline.accounts.rules.passwords import LONGEST, normal_password

_AT_ONCE = 2
_hasher = PasswordHash((Argon2Hasher(),))


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="argon2")


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


async def hash_password(password: str) -> str:
    """The Argon2id hash of a password in its normal form."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), _hasher.hash, password)


def _verify(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    # A name nobody has costs the same work as one that somebody has.
    try:
        right, newer = _hasher.verify_and_update(password, password_hash or _dummy_hash())
    except UnknownHashError:
        return False, None
    return right and password_hash is not None, newer


async def verify_password(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    """Whether the password is right, and a newer hash of it where the stored one has weaker parameters.

    Without a stored hash the answer is no, after the same work.
    """
    password = normal_password(password[: LONGEST * 4])
    return await asyncio.get_running_loop().run_in_executor(_threads(), _verify, password, password_hash)
