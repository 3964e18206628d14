"""Secrets: random tokens, their hashes, and the key of the instance."""

import hashlib
import os
import secrets
from pathlib import Path

_KEY_BYTES = 32


def new_token(prefix: str) -> str:
    """A secret of 256 bits to hand out once, recognisable by its prefix: `pl_session_…`."""
    return f"{prefix}{secrets.token_urlsafe(32)}"


def token_hash(token: str) -> bytes:
    """What the database keeps of a token. Plain SHA-256 serves, since the token itself is random."""
    return hashlib.sha256(token.encode()).digest()


def load_or_make_key(path: Path) -> bytes:
    """The instance's key, 32 bytes; made on first use, readable by its owner only. Two processes starting at once agree on one."""
    try:
        return bytes.fromhex(path.read_text().strip())
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return bytes.fromhex(path.read_text().strip())
