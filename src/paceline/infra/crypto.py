"""Secrets: random tokens, their hashes, the key of the instance, and what is kept sealed under it.

A sealed secret is AES-256-GCM (NIST SP 800-38D) and bound to the row it lies in: put into another row it does not open.
Its form: version (1 byte), id of the key (8), nonce (12), ciphertext and tag (16).
"""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from paceline.infra.settings import Settings

_KEY_BYTES = 32
_VERSION = b"\x01"
_ID_BYTES, _NONCE_BYTES, _TAG_BYTES = 8, 12, 16
_HEADER_BYTES = len(_VERSION) + _ID_BYTES


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


def derive_key(root: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose: HKDF-Expand (RFC 5869) for one block. The root is uniform already, so extraction adds nothing."""
    return hmac.new(root, b"paceline " + purpose.encode() + b"\x01", hashlib.sha256).digest()


class UnsealError(Exception):
    """A sealed secret does not open: its `form` is not ours, its `key` is not known here, or it is `not_authentic`.

    Not authentic is what was changed, and what was sealed for another row.
    """

    def __init__(self, reason: Literal["form", "key", "not_authentic"]) -> None:
        super().__init__(f"a sealed secret does not open ({reason})")
        self.reason = reason


class Sealer:
    """Seals with the key of `root` and opens what that one or an older root sealed; each root has 32 bytes."""

    def __init__(self, root: bytes, *older: bytes) -> None:
        self._ciphers: dict[bytes, AESGCM] = {}
        for one in (root, *older):
            key = derive_key(one, "sealed secrets v1")
            self._ciphers[hashlib.sha256(key).digest()[:_ID_BYTES]] = AESGCM(key)
        self._key_id = next(iter(self._ciphers))

    def seal(self, plaintext: bytes, *, bound_to: str) -> bytes:
        """The plaintext sealed for one place, for example `athlete:{id}:connection:{id}:access`. Twice the same gives two texts."""
        header = _VERSION + self._key_id
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return header + nonce + self._ciphers[self._key_id].encrypt(nonce, plaintext, header + bound_to.encode())

    def unseal(self, sealed: bytes, *, bound_to: str) -> bytes:
        """The plaintext that was sealed for that place. Raises `UnsealError`."""
        if not sealed.startswith(_VERSION) or len(sealed) < _HEADER_BYTES + _NONCE_BYTES + _TAG_BYTES:
            raise UnsealError("form")
        header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
        cipher = self._ciphers.get(header[len(_VERSION) :])
        if cipher is None:
            raise UnsealError("key")
        try:
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], header + bound_to.encode())
        except InvalidTag:
            raise UnsealError("not_authentic") from None


@lru_cache(maxsize=4)
def _sealer_of(path: Path) -> Sealer:
    return Sealer(load_or_make_key(path))


def sealer(settings: Settings) -> Sealer:
    """What seals the secrets of this instance; its key is made on first use."""
    return _sealer_of(settings.key_file)
