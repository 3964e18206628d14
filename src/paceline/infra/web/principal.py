"""Who asks, and the transaction in which the answer is given.

A request is one transaction: its first statement checks the credential, sets the athlete for row-level security and returns the athlete's
data revision, all at once. So a revoked credential is refused on the very next request, and an unchanged answer costs that one statement.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
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


@dataclass(frozen=True, slots=True)
class AthleteRequest:
    """A request in its transaction, as one athlete."""

    principal: Principal
    db: AsyncConnection

    @property
    def athlete_id(self) -> UUID:
        return self.principal.athlete_id


class Resolver(Protocol):
    """Checks the credential of a request inside a transaction and enters it as that athlete. Accounts supplies it, through the wiring."""

    def __call__(self, request: Request, db: AsyncConnection, *, read_only: bool) -> Awaitable[Principal]: ...


_resolver: Resolver | None = None


def install_resolver(resolver: Resolver) -> None:
    """Set how a credential becomes a principal."""
    global _resolver
    _resolver = resolver


def _check(principal: Principal, scope: Scope) -> None:
    if scope not in principal.scopes or (scope is Scope.ADMIN and not principal.is_admin):
        raise AppError(
            "scope_missing",
            f"This needs the right to {scope.value}.",
            ErrorKind.FORBIDDEN,
            details={"scope": scope.value},
        )


Dependency = Callable[[Request], AsyncIterator[AthleteRequest]]


def _dependency(scope: Scope, *, read_only: bool) -> Dependency:
    async def athlete_request(request: Request) -> AsyncIterator[AthleteRequest]:
        assert _resolver is not None, "entrypoints.wiring is not loaded"
        async with transaction() as db:
            principal = await _resolver(request, db, read_only=read_only)
            _check(principal, scope)
            yield AthleteRequest(principal, db)
            if not read_only:
                await bump_revision(db)

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
    assert _resolver is not None, "entrypoints.wiring is not loaded"
    async with transaction() as db:
        principal = await _resolver(request, db, read_only=True)
    _check(principal, scope)
    return principal


def signed_in(scope: Scope = Scope.READ) -> Any:
    """Dependency that yields only the `Principal`."""

    async def principal(request: Request) -> Principal:
        return await resolve_only(request, scope)

    return Depends(principal)
