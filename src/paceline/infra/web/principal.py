"""Who asks, and the transaction in which the answer is given.

A request is one transaction: its first statement checks the credential, sets the athlete for row-level security and returns the athlete's
data revision, all at once. So a revoked credential is refused on the very next request, and an unchanged answer costs that one statement.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.db.athlete import bump_revision
from paceline.infra.db.engine import transaction
from paceline.infra.errors import AppError, ErrorKind


class Scope(StrEnum):
    """What a credential may do. A browser session has all of them; an API token those it was made with."""

    READ = "read"
    WRITE = "write"
    IMPORT = "import"
    COACH = "coach"
    MCP = "mcp"
    ADMIN = "admin"
    ACCOUNT = "account"
    """Managing credentials and the account itself: never given to an API token, so that no key can make or widen keys."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The account that asks, and by which credential."""

    account_id: UUID
    athlete_id: UUID
    is_admin: bool
    scopes: frozenset[Scope]
    credential: str
    """`session`, `access_token` or `api_token`."""
    credential_id: UUID
    data_rev: int
    is_stale: bool = False
    """The credential's last use was noted more than five minutes ago."""


@dataclass(frozen=True, slots=True)
class AthleteRequest:
    """A request in its transaction, as one athlete."""

    principal: Principal
    db: AsyncConnection

    @property
    def athlete_id(self) -> UUID:
        return self.principal.athlete_id


class Gate(Protocol):
    """How a request becomes a principal. Accounts supplies it, through the wiring."""

    def resolve(self, request: Request, db: AsyncConnection, *, read_only: bool) -> Awaitable[Principal]:
        """Check the credential inside a transaction and enter it as that athlete."""
        ...

    def touch(self, principal: Principal) -> Awaitable[None]:
        """Note that a credential was used, in a transaction of its own."""
        ...

    def denied(self, request: Request, principal: Principal) -> Awaitable[None]:
        """Note that a principal lacked a right, in a transaction of its own."""
        ...


_gate: Gate | None = None


def install_gate(gate: Gate) -> None:
    """Set how a credential becomes a principal."""
    global _gate
    _gate = gate


def _allows(principal: Principal, scope: Scope) -> bool:
    return scope in principal.scopes and (scope is not Scope.ADMIN or principal.is_admin)


def _scope_missing(scope: Scope) -> AppError:
    return AppError(
        "scope_missing", f"This needs the right to {scope.value}.", ErrorKind.FORBIDDEN, details={"scope": scope.value}
    )


@asynccontextmanager
async def _entered(request: Request, scope: Scope, *, read_only: bool) -> AsyncGenerator[AthleteRequest]:
    """The transaction of a request. What must be kept of a refused request is written after it, on its own."""
    assert _gate is not None, "entrypoints.wiring is not loaded"
    async with transaction() as db:
        principal = await _gate.resolve(request, db, read_only=read_only)
        allowed = _allows(principal, scope)
        if allowed:
            yield AthleteRequest(principal, db)
            if not read_only:
                await bump_revision(db)
    if not allowed:
        await _gate.denied(request, principal)
        raise _scope_missing(scope)
    if principal.is_stale:
        await _gate.touch(principal)


Dependency = Callable[[Request], AsyncIterator[AthleteRequest]]


def _dependency(scope: Scope, *, read_only: bool) -> Dependency:
    async def athlete_request(request: Request) -> AsyncIterator[AthleteRequest]:
        async with _entered(request, scope, read_only=read_only) as entered:
            yield entered

    athlete_request.__name__ = f"athlete_{scope.value}_{'read' if read_only else 'write'}"
    return athlete_request


def reading(scope: Scope = Scope.READ) -> Any:
    """Dependency of a route that reads: the database itself refuses a write in it."""
    # function scope: the transaction ends before the answer is sent, so an answer never precedes its commit.
    return Depends(_dependency(scope, read_only=True), scope="function")


def writing(scope: Scope = Scope.WRITE) -> Any:
    """Dependency of a route that changes something; commits after the handler and before the answer."""
    return Depends(_dependency(scope, read_only=False), scope="function")


async def resolve_only(request: Request, scope: Scope) -> Principal:
    """The principal alone, its transaction closed again: for handlers with several steps and for streams."""
    async with _entered(request, scope, read_only=True) as entered:
        return entered.principal


def signed_in(scope: Scope = Scope.READ) -> Any:
    """Dependency that yields only the `Principal`."""

    async def principal(request: Request) -> Principal:
        return await resolve_only(request, scope)

    return Depends(principal)
