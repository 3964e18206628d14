"""Keeping security facts: a row in the caller's transaction and a line in the log, never with a secret."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.accounts.events import SecurityFact
from paceline.accounts.queries import security
from paceline.infra.db.system import system_session
from paceline.infra.ids import new_id

log = structlog.get_logger("paceline.security")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and from where; no account is the command line or somebody not signed in."""

    account_id: UUID | None = None
    ip: str = ""


async def keep_fact(db: AsyncConnection, fact: SecurityFact, actor: Actor, target_id: UUID | None = None) -> None:
    """Keep a fact in the transaction it belongs to."""
    await security.insert_event(db, new_id(), fact.value, actor.account_id, target_id, actor.ip)
    log.info(
        "security_event",
        kind=fact.value,
        actor=str(actor.account_id) if actor.account_id else None,
        target=str(target_id) if target_id else None,
        ip=actor.ip,
    )


async def keep_refusal(fact: SecurityFact, actor: Actor, target_id: UUID | None = None) -> None:
    """Keep a fact about a request that is refused, in a transaction of its own."""
    async with system_session() as db:
        await keep_fact(db, fact, actor, target_id)
