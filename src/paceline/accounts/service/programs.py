"""Sign-ins of programs: an access token of an hour, and refresh tokens that follow one another."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.queries import programs
from paceline.accounts.queries.programs import RefreshRow
from paceline.accounts.queries.sign_ins import Client
from paceline.accounts.rules import limits
from paceline.accounts.rules.refresh import Refresh, RefreshState, judge_refresh
from paceline.accounts.service.access_tokens import AccessClaims, InstanceKeys, successor_of, write_access_token
from paceline.accounts.service.facts import Actor, keep_fact
from paceline.accounts.service.signing_in import check_password, hold_checked
from paceline.infra.crypto import new_token, token_hash
from paceline.infra.db.system import system_session
from paceline.infra.ids import new_id
from paceline.infra.rate_limits import address_key, check_limits

REFRESH_LASTS = timedelta(days=30)
FAMILY_LASTS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a program keeps."""

    access_token: str
    refresh_token: str


async def issue_tokens(username: str, password: str, client: Client, keys: InstanceKeys) -> TokenPair:
    """Sign a program in by name and password; its tokens form a family that ends as one."""
    checked = await check_password(username, password, client)
    account, family_id, refresh_token = checked.account, new_id(), new_token("pl_refresh_")
    async with system_session() as db:
        await hold_checked(db, checked)
        await programs.insert_family(db, family_id, account.account_id, client, FAMILY_LASTS)
        await programs.insert_refresh_token(db, new_id(), family_id, token_hash(refresh_token), REFRESH_LASTS)
        await keep_fact(db, SecurityFact.TOKENS_ISSUED, Actor(account.account_id, client.ip), account.account_id)
    claims = AccessClaims(account.athlete_id, family_id)
    return TokenPair(write_access_token(keys, claims, is_admin=account.is_admin), refresh_token)


async def refresh_tokens(refresh_token: str, client: Client, keys: InstanceKeys) -> TokenPair:
    """The next pair of tokens. Raises `token_invalid`, `token_expired`, and `refresh_reused`, which has ended the family for good."""
    await check_limits((limits.REFRESH_ADDRESS, address_key(client.ip)))
    successor = successor_of(keys, refresh_token)
    # The verdict is raised after the commit: that the family has ended must stand although the request is refused.
    async with system_session() as db:
        row = await programs.lock_refresh_token(db, token_hash(refresh_token))
        verdict = _judge(row)
        if row is not None:
            await _carry_out(db, verdict, row, successor, client)
    if row is None or verdict is Refresh.UNKNOWN:
        raise errors.token_invalid()
    if verdict is Refresh.EXPIRED:
        raise errors.token_expired()
    if verdict is Refresh.REUSED:
        raise errors.refresh_reused()
    claims = AccessClaims(row.athlete_id, row.family_id)
    return TokenPair(write_access_token(keys, claims, is_admin=row.is_admin), successor)


def _judge(row: RefreshRow | None) -> Refresh:
    if row is None:
        return Refresh.UNKNOWN
    return judge_refresh(RefreshState(row.expires_at, row.used_at, row.family_ended), row.now)


async def _carry_out(db: AsyncConnection, verdict: Refresh, row: RefreshRow, successor: str, client: Client) -> None:
    if verdict is Refresh.ROTATE:
        await programs.mark_used(db, row.id)
        await programs.insert_refresh_token(db, new_id(), row.family_id, token_hash(successor), REFRESH_LASTS)
    elif verdict is Refresh.REUSED:
        await programs.revoke_family(db, row.family_id)
        await keep_fact(db, SecurityFact.REFRESH_REUSED, Actor(ip=client.ip), row.account_id)


async def revoke_tokens(refresh_token: str, client: Client) -> None:
    """End the family of a refresh token, used or not; an unknown token has nothing to end (RFC 7009, section 2.2)."""
    async with system_session() as db:
        row = await programs.lock_refresh_token(db, token_hash(refresh_token))
        if row is not None and not row.family_ended:
            await programs.revoke_family(db, row.family_id)
            await keep_fact(db, SecurityFact.TOKENS_REVOKED, Actor(row.account_id, client.ip), row.account_id)
