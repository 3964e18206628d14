"""A token that works: read, or asked for by one process at a time.

No transaction is open while a service is asked, so the row itself says who asks. The new pair is stored before anybody uses it, and the one
before is kept until it has: should the service not know the new one, the old one is tried once more.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import SecretStr

from paceline.connectors.services.contract import ServiceConnector
from paceline.connectors.services.errors import ServiceError
from paceline.connectors.services.records import TokenPair
from paceline.infra import clock
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.crypto import Sealer, UnsealError
from paceline.infra.db.athlete import athlete_session
from paceline.sync.errors import NeedsConsentError
from paceline.sync.queries import tokens as queries
from paceline.sync.queries.tokens import SealedTokens

_RECEIVED = register("sync.tokens_received", "a service gave a new pair of tokens, it is not stored yet")

_FRESH_FOR = timedelta(minutes=5)
_ASKS_S = 30.0
_LOOKS_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Keyring:
    """Whose tokens, and what opens them."""

    athlete_id: UUID
    connection_id: UUID
    sealer: Sealer

    def seal(self, secret: SecretStr, kind: str) -> bytes:
        """A token sealed for its place in the row."""
        return self.sealer.seal(secret.get_secret_value().encode(), bound_to=self._place(kind))

    def unseal(self, sealed: bytes, kind: str) -> SecretStr:
        """The token. Raises `NeedsConsentError` where it does not open: a key that was lost, a row that was tampered with."""
        try:
            return SecretStr(self.sealer.unseal(sealed, bound_to=self._place(kind)).decode())
        except UnsealError:
            raise NeedsConsentError from None

    def _place(self, kind: str) -> str:
        return f"athlete:{self.athlete_id}:connection:{self.connection_id}:{kind}"


@dataclass(frozen=True, slots=True)
class HeldToken:
    """An access token, and the number of its pair."""

    access: SecretStr
    token_no: int


async def hold_token(keyring: Keyring, connector: ServiceConnector, *, refused_no: int | None = None) -> HeldToken:
    """A token good for five minutes more; not of the pair of that number, which the service did not accept.

    Raises `NeedsConsentError` where the service knows none of ours any more, `ServiceError` where it cannot be asked.
    """
    for _ in range(round(_ASKS_S / _LOOKS_EVERY_S)):
        stored = await _read(keyring)
        assert stored.access_token is not None
        if stored.token_no != refused_no and _is_fresh(stored.expires_at):
            return HeldToken(keyring.unseal(stored.access_token, "access"), stored.token_no)
        async with athlete_session(keyring.athlete_id) as db:
            is_ours = await queries.claim_refresh(db, keyring.connection_id, stored.token_no, _ASKS_S)
        if is_ours:
            return await _refresh(keyring, connector, stored)
        await asyncio.sleep(_LOOKS_EVERY_S)
    raise ServiceError("temporary_api_error", "New tokens were asked for and did not come.")


async def _read(keyring: Keyring) -> SealedTokens:
    async with athlete_session(keyring.athlete_id, read_only=True) as db:
        stored = await queries.read_tokens(db, keyring.connection_id)
    if stored is None or stored.access_token is None or stored.refresh_token is None:
        raise NeedsConsentError
    return stored


def _is_fresh(expires_at: datetime | None) -> bool:
    return expires_at is not None and expires_at - clock.utc_now() > _FRESH_FOR


async def _refresh(keyring: Keyring, connector: ServiceConnector, stored: SealedTokens) -> HeldToken:
    try:
        pair = await _ask(keyring, connector, stored)
    except ServiceError as problem:
        async with athlete_session(keyring.athlete_id) as db:
            await queries.give_up_refresh(db, keyring.connection_id, stored.token_no)
        if problem.code == "authentication_error":
            raise NeedsConsentError from problem
        raise
    crashpoint(_RECEIVED)
    async with athlete_session(keyring.athlete_id) as db:
        is_stored = await queries.store_tokens(
            db,
            keyring.connection_id,
            stored.token_no,
            access=keyring.seal(pair.access, "access"),
            refresh=keyring.seal(pair.refresh, "refresh"),
            expires_at=pair.expires_at,
        )
    if not is_stored:
        # Somebody connected anew meanwhile; theirs is the one that counts.
        return await hold_token(keyring, connector)
    return HeldToken(pair.access, stored.token_no + 1)


async def _ask(keyring: Keyring, connector: ServiceConnector, stored: SealedTokens) -> TokenPair:
    assert stored.access_token is not None
    assert stored.refresh_token is not None
    access = keyring.unseal(stored.access_token, "access")
    scopes = frozenset(stored.scopes)

    async def ask(sealed: bytes) -> TokenPair:
        refresh = keyring.unseal(sealed, "refresh")
        return await connector.refresh(TokenPair(access, refresh, clock.utc_now(), scopes))

    try:
        return await ask(stored.refresh_token)
    except ServiceError as problem:
        if problem.code != "authentication_error" or stored.previous_refresh_token is None:
            raise
    return await ask(stored.previous_refresh_token)
