"""Access tokens: a JWT (RFC 9068 profile) of one hour, HS256 and nothing else, signed with a key of this instance.

The token names the athlete and the token family; the family is checked in the database on each request, so a token is worth nothing
the moment its family ends.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import OctKey

from paceline.accounts import errors
from paceline.infra.clock import utc_now
from paceline.infra.crypto import derive_key, load_or_make_key
from paceline.infra.ids import new_id
from paceline.infra.settings import Settings

LIFE_S = 3600
LONGEST_BYTES = 8192
ISSUER, AUDIENCE, TYPE = "paceline", "paceline-api", "at+jwt"


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """Whom an access token speaks for."""

    athlete_id: UUID
    family_id: UUID


@dataclass(frozen=True, slots=True)
class InstanceKeys:
    """The keys that accounts derives from the key of the instance."""

    access: bytes
    refresh: bytes

    @property
    def access_kid(self) -> str:
        """Which key signed a token, as its header says; tells nothing of the key."""
        return hashlib.sha256(self.access).hexdigest()[:16]


@lru_cache(maxsize=4)
def _keys_of(path: Path) -> InstanceKeys:
    root = load_or_make_key(path)
    return InstanceKeys(access=derive_key(root, "access token v1"), refresh=derive_key(root, "refresh token v1"))


def instance_keys(settings: Settings) -> InstanceKeys:
    """The keys of this instance; the root is made on first use."""
    return _keys_of(settings.key_file)


def write_access_token(keys: InstanceKeys, claims: AccessClaims, *, is_admin: bool) -> str:
    """A token that is good from now on for one hour."""
    now = int(utc_now().timestamp())
    return jwt.encode(
        {"alg": "HS256", "typ": TYPE, "kid": keys.access_kid},
        {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(claims.athlete_id),
            "role": "admin" if is_admin else "athlete",
            "family": str(claims.family_id),
            "iat": now,
            "exp": now + LIFE_S,
            "jti": str(new_id()),
        },
        OctKey.import_key(keys.access),
        algorithms=["HS256"],
    )


def read_access_token(keys: InstanceKeys, token: str) -> AccessClaims:
    """What a token says, its signature, type and dates checked. Raises `token_invalid` or `token_expired`."""
    if len(token) > LONGEST_BYTES or not token.isascii():
        raise errors.token_invalid()
    try:
        read = jwt.decode(token, OctKey.import_key(keys.access), algorithms=["HS256"])
        # Exactly our header: no `crit`, no key by address or value, no other key id.
        if read.header != {"alg": "HS256", "typ": TYPE, "kid": keys.access_kid}:
            raise errors.token_invalid()
        _claims_registry().validate(read.claims)
    except ExpiredTokenError as error:
        raise errors.token_expired() from error
    # ValueError: broken base64, numbers or Unicode that the library lets through to its parsers.
    except (JoseError, ValueError) as error:
        raise errors.token_invalid() from error
    return _claims_of(read.claims)


def _claims_registry() -> jwt.JWTClaimsRegistry:
    required: dict[str, Any] = {name: {"essential": True} for name in ("sub", "role", "family", "iat", "exp", "jti")}
    return jwt.JWTClaimsRegistry(
        now=lambda: int(utc_now().timestamp()),
        leeway=0,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        **required,
    )


def _claims_of(claims: dict[str, Any]) -> AccessClaims:
    try:
        return AccessClaims(UUID(claims["sub"]), UUID(claims["family"]))
    except (ValueError, TypeError, AttributeError) as error:
        raise errors.token_invalid() from error


def successor_of(keys: InstanceKeys, refresh_token: str) -> str:
    """The one successor of a refresh token.

    Derived, so that a repeated request gets the same answer although the database keeps only hashes.
    """
    return f"pl_refresh_{hmac.new(keys.refresh, refresh_token.encode(), hashlib.sha256).hexdigest()}"
