"""Accounts and the athletes they belong to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# "accounts" in ASCII: held by whoever makes the first account, claims an athlete or disables somebody.
_LOCK_KEY = 0x6163636F756E7473


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account without its password."""

    id: UUID
    athlete_id: UUID
    username: str
    email: str | None
    is_admin: bool
    disabled_at: datetime | None
    invite_id: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PasswordRow:
    """What a password is checked against."""

    account_id: UUID
    athlete_id: UUID
    username: str
    is_admin: bool
    is_disabled: bool
    password_hash: str


_ACCOUNT = "id, athlete_id, username, email, is_admin, disabled_at, invite_id, created_at"


async def lock_accounts(db: AsyncConnection) -> None:
    """One at a time, to the end of the transaction."""
    await db.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})


async def has_accounts(db: AsyncConnection) -> bool:
    """Whether anybody has an account yet."""
    return (await db.execute(text("select exists (select from account)"))).scalar_one()


async def list_unclaimed_athletes(db: AsyncConnection) -> list[UUID]:
    """Athletes without an account that are no sample data, oldest first."""
    rows = await db.execute(
        text(
            "select id from athlete where not is_sample and not exists (select from account where athlete_id = athlete.id) order by id"
        )
    )
    return list(rows.scalars())


async def insert_athlete(db: AsyncConnection, athlete_id: UUID) -> None:
    """A tenant, with its row of revisions."""
    await db.execute(text("insert into athlete (id) values (:id)"), {"id": athlete_id})
    await db.execute(text("insert into athlete_revision (athlete_id) values (:id)"), {"id": athlete_id})


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of."""

    id: UUID
    athlete_id: UUID
    username: str
    email: str | None
    password_hash: str
    is_admin: bool
    invite_id: UUID | None


async def insert_account(db: AsyncConnection, new: NewAccount) -> bool:
    """`False` when the name or the address is taken; nothing is written then."""
    done = await db.execute(
        text(
            """
            insert into account (id, athlete_id, username, email, password_hash, is_admin, invite_id)
            values (:id, :athlete_id, :username, :email, :password_hash, :is_admin, :invite_id) on conflict do nothing
            """
        ),
        {
            "id": new.id,
            "athlete_id": new.athlete_id,
            "username": new.username,
            "email": new.email,
            "password_hash": new.password_hash,
            "is_admin": new.is_admin,
            "invite_id": new.invite_id,
        },
    )
    return done.rowcount == 1


async def is_username_taken(db: AsyncConnection, username: str) -> bool:
    """Whether somebody has this name, in any case."""
    row = await db.execute(
        text("select exists (select from account where lower(username) = lower(:username))"), {"username": username}
    )
    return row.scalar_one()


_PASSWORD = "id, athlete_id, username, is_admin, disabled_at is not null, password_hash"


async def find_password(db: AsyncConnection, username: str) -> PasswordRow | None:
    """The password of an account by its name in any case, disabled or not."""
    query = text(f"select {_PASSWORD} from account where lower(username) = lower(:username)")  # noqa: S608 -- constant
    row = (await db.execute(query, {"username": username})).first()
    return PasswordRow(*row) if row else None


async def get_password(db: AsyncConnection, account_id: UUID) -> PasswordRow:
    """The password of an account that is known to exist."""
    query = text(f"select {_PASSWORD} from account where id = :id")  # noqa: S608 -- constant
    return PasswordRow(*(await db.execute(query, {"id": account_id})).one())


async def update_password(db: AsyncConnection, account_id: UUID, password_hash: str) -> None:
    """Write a new hash; what it ends is the caller's to end."""
    await db.execute(
        text("update account set password_hash = :hash where id = :id"), {"hash": password_hash, "id": account_id}
    )


async def hold_password(db: AsyncConnection, account_id: UUID, password_hash: str) -> bool:
    """Hold an account to the end of the transaction, if this is still its password and it is not disabled.

    A sign-in that checked the old password must not slip past the change that ends all sign-ins.
    """
    row = await db.execute(
        text(
            "select id from account where id = :id and password_hash = :hash and disabled_at is null for no key update"
        ),
        {"id": account_id, "hash": password_hash},
    )
    return row.first() is not None


async def find_account(db: AsyncConnection, username: str) -> AccountRow | None:
    """An account by its name in any case, disabled or not."""
    query = text(f"select {_ACCOUNT} from account where lower(username) = lower(:username)")  # noqa: S608 -- constant
    row = (await db.execute(query, {"username": username})).first()
    return AccountRow(*row) if row else None


async def find_account_by_id(db: AsyncConnection, account_id: UUID) -> AccountRow | None:
    """An account by its id, disabled or not."""
    query = text(f"select {_ACCOUNT} from account where id = :id")  # noqa: S608 -- constant
    row = (await db.execute(query, {"id": account_id})).first()
    return AccountRow(*row) if row else None


async def list_accounts(db: AsyncConnection, after: UUID | None, limit: int) -> list[AccountRow]:
    """Oldest first, after the account with that id."""
    query = text(
        f"select {_ACCOUNT} from account where id > coalesce(:after, cast('00000000-0000-0000-0000-000000000000' as uuid)) "  # noqa: S608 -- constant
        "order by id limit :limit"
    )
    return [AccountRow(*row) for row in await db.execute(query, {"after": after, "limit": limit})]


async def set_disabled(db: AsyncConnection, account_id: UUID, *, disabled: bool) -> bool:
    """`False` when there is no such account."""
    done = await db.execute(
        text(
            "update account set disabled_at = case when :disabled then coalesce(disabled_at, app.now()) end where id = :id"
        ),
        {"disabled": disabled, "id": account_id},
    )
    return done.rowcount == 1


async def is_active_admin(db: AsyncConnection, account_id: UUID) -> bool:
    """Whether this is an admin who may still sign in."""
    row = await db.execute(
        text("select exists (select from account where id = :id and is_admin and disabled_at is null)"),
        {"id": account_id},
    )
    return row.scalar_one()


async def list_usernames(db: AsyncConnection, athlete_ids: Collection[UUID]) -> dict[UUID, str]:
    """The usernames of athletes; those without an account are left out."""
    rows = await db.execute(
        text("select athlete_id, username from account where athlete_id = any(cast(:athlete_ids as uuid[]))"),
        {"athlete_ids": list(athlete_ids)},
    )
    return {row.athlete_id: row.username for row in rows}


async def mark_sample(db: AsyncConnection, account_id: UUID) -> UUID:
    """Mark the athlete of an account as a sample; returns the athlete."""
    row = await db.execute(
        text(
            """
            update athlete set is_sample = true where id = (select athlete_id from account where id = :id) returning id
            """
        ),
        {"id": account_id},
    )
    return row.scalar_one()


async def list_sample_accounts(db: AsyncConnection) -> list[AccountRow]:
    """Accounts whose athlete is a sample, oldest first."""
    rows = await db.execute(
        text(
            f"select {_ACCOUNT} from account where athlete_id in (select id from athlete where is_sample) order by id"  # noqa: S608 -- composed of constants
        )
    )
    return [AccountRow(*row) for row in rows]


async def delete_sample_account(db: AsyncConnection, account_id: UUID) -> bool:
    """Delete a sample's athlete, and the account with it; not the last active admin while others have accounts."""
    done = await db.execute(
        text(
            """
            delete from athlete t using account a
            where a.id = :id and t.id = a.athlete_id and t.is_sample and (
                not a.is_admin
                or exists (select from account o where o.id <> a.id and o.is_admin and o.disabled_at is null)
                or not exists (select from account o join athlete u on u.id = o.athlete_id where o.id <> a.id and not u.is_sample))
            """
        ),
        {"id": account_id},
    )
    return done.rowcount == 1
