"""The one statement that checks a credential and enters the transaction as its athlete."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.infra.db.direct import fetch_rows

_COLUMNS = "refusal, account_id, athlete_id, is_admin, scopes, credential_id, data_rev, is_stale"
_SESSION = f"select {_COLUMNS} from app.enter_session(%(hash)s, %(read_only)s)"  # noqa: S608 -- constant
_API_TOKEN = f"select {_COLUMNS} from app.enter_api_token(%(hash)s, %(read_only)s)"  # noqa: S608 -- constant
_FAMILY = f"select {_COLUMNS} from app.enter_token_family(%(family)s, %(athlete)s, %(read_only)s)"  # noqa: S608 -- constant


@dataclass(frozen=True, slots=True)
class Entered:
    """Whom a credential let in, or why not: `unknown`, `revoked`, `expired`, `disabled`."""

    refusal: str | None
    account_id: UUID | None
    athlete_id: UUID | None
    is_admin: bool | None
    scopes: list[str] | None
    credential_id: UUID | None
    data_rev: int | None
    is_stale: bool | None


async def enter_session(db: AsyncConnection, token_hash: bytes, *, read_only: bool) -> Entered:
    """Begin a request by a browser's cookie: checked, and the athlete set, in one statement."""
    return await _enter(db, _SESSION, hash=token_hash, read_only=read_only)


async def enter_api_token(db: AsyncConnection, token_hash: bytes, *, read_only: bool) -> Entered:
    """Begin a request by an API token."""
    return await _enter(db, _API_TOKEN, hash=token_hash, read_only=read_only)


async def enter_token_family(db: AsyncConnection, family_id: UUID, athlete_id: UUID, *, read_only: bool) -> Entered:
    """Begin a request by an access token, whose family is looked up."""
    return await _enter(db, _FAMILY, family=family_id, athlete=athlete_id, read_only=read_only)


async def _enter(db: AsyncConnection, statement: str, **values: Any) -> Entered:
    (row,) = await fetch_rows(db, statement, values)
    return Entered(*row)


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The account behind a transaction, and the credential that opened it."""

    username: str
    email: str | None
    created_at: datetime
    signed_in_at: datetime | None
    expires_at: datetime | None


async def get_own_account(db: AsyncConnection, credential_id: UUID) -> OwnAccount:
    """The account behind this transaction; its function shows no other."""
    row = await db.execute(
        text("select username, email, created_at, signed_in_at, expires_at from app.own_account(:credential)"),
        {"credential": credential_id},
    )
    return OwnAccount(*row.one())


_TOUCH = {
    "session": text(
        "update sign_in set last_seen_at = app.now() where id = :id and last_seen_at < app.now() - interval '5 minutes'"
    ),
    "access_token": text(
        "update token_family set last_seen_at = app.now() where id = :id and last_seen_at < app.now() - interval '5 minutes'"
    ),
    "api_token": text(
        "update api_token set last_used_at = app.now() "
        "where id = :id and coalesce(last_used_at < app.now() - interval '5 minutes', true)"
    ),
}


async def touch_credential(db: AsyncConnection, kind: str, credential_id: UUID) -> None:
    """Note the use of a credential, unless another request just did."""
    await db.execute(_TOUCH[kind], {"id": credential_id})
