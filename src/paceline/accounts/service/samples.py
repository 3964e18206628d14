"""Accounts of sample athletes: made and removed by the command line. What marks them is their athlete, never their name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from paceline.accounts import errors
from paceline.accounts.events import SecurityFact
from paceline.accounts.queries import accounts
from paceline.accounts.queries.accounts import AccountRow
from paceline.accounts.service.facts import Actor, keep_fact
from paceline.accounts.service.people import add_account, check_applicant
from paceline.infra.db.system import system_session


@dataclass(frozen=True, slots=True)
class NewSampleUser:
    """A sample account that was made."""

    username: str
    athlete_id: UUID
    is_admin: bool


async def create_sample_users(passwords: dict[str, str]) -> list[NewSampleUser]:
    """Make sample accounts, all or none, by name and password; the first is an admin where nobody has an account yet.

    Raises `AppError`: `sample_accounts_exist`; `training_unclaimed` where training waits for a first account; what is wrong with a
    password.
    """
    applicants = [await check_applicant(name, password, None) for name, password in passwords.items()]
    made: list[NewSampleUser] = []
    async with system_session() as db:
        await accounts.lock_accounts(db)
        is_first = not await accounts.has_accounts(db)
        if is_first and await accounts.list_unclaimed_athletes(db):
            raise errors.training_unclaimed()
        taken = [one.username for one in applicants if await accounts.is_username_taken(db, one.username)]
        if taken:
            raise errors.sample_accounts_exist(", ".join(taken))
        for applicant in applicants:
            is_admin = is_first and not made
            account_id = await add_account(db, applicant, athlete_id=None, is_admin=is_admin, invite_id=None)
            athlete_id = await accounts.mark_sample(db, account_id)
            await keep_fact(db, SecurityFact.ADMIN_MADE if is_admin else SecurityFact.ACCOUNT_MADE, Actor(), account_id)
            made.append(NewSampleUser(applicant.username, athlete_id, is_admin))
    return made


async def list_sample_users() -> Sequence[AccountRow]:
    """The sample accounts, oldest first."""
    async with system_session() as db:
        return await accounts.list_sample_accounts(db)


async def delete_sample_user(account_id: UUID) -> bool:
    """Delete a sample account with its athlete and all of theirs; `False` where it is no sample, or the last admin of other people."""
    async with system_session() as db:
        await accounts.lock_accounts(db)
        if not await accounts.delete_sample_account(db, account_id):
            return False
        await keep_fact(db, SecurityFact.ACCOUNT_DELETED, Actor(), account_id)
        return True
