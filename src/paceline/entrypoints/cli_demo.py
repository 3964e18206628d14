"""`paceline demo`: two sample athletes with accounts of their own, on this instance or on one that is thrown away."""

import secrets
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import click
import orjson

from paceline.entrypoints.cli import run

if TYPE_CHECKING:
    from paceline.accounts.service import NewSampleUser

_FIRST_PORT = 8000
_PASSWORD_BYTES = 9


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
@click.option(
    "--remove", is_flag=True, help="Take the sample data out, and the sample accounts that hold nothing else."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the training; yesterday when left out.")
@click.option("--days", type=click.IntRange(7, 730), default=730, show_default=True, help="How many days to fill.")
@click.option(
    "--seed", type=click.IntRange(0, 999_999), default=1, show_default=True, help="Another seed, other athletes."
)
@click.option("--throw-away", is_flag=True, help="Start an instance for it, which is gone when this command ends.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=_FIRST_PORT,
    show_default=True,
    help="With --throw-away: the first port to try.",
)
def demo(
    as_json: bool, remove: bool, until: datetime | None, days: int, seed: int, throw_away: bool, port: int
) -> None:
    """Fill this instance with two sample athletes: a runner and a cyclist, two years each, marked as samples.

    Their accounts are `runner` and `cyclist`; the passwords are printed once.
    """
    if remove and (throw_away or until is not None):
        raise click.UsageError("--remove takes neither --throw-away nor --until.")
    last_on = None if until is None else until.date()
    if throw_away:
        from paceline.entrypoints.throw_away import hold

        sys.exit(
            hold(port, ["--days", str(days), "--seed", str(seed), *(["--until", str(last_on)] if last_on else [])])
        )
    if remove:
        run(_remove(as_json=as_json))
    else:
        run(_fill(last_on, days, seed, as_json=as_json))


@dataclass(frozen=True, slots=True)
class _Filled:
    """What one account was filled with."""

    username: str
    password: str
    is_admin: bool
    athlete_id: UUID
    import_id: UUID
    activities: int


async def _fill(last_on: date | None, days: int, seed: int, *, as_json: bool) -> None:
    from paceline.accounts import service as accounts
    from paceline.entrypoints import wiring
    from paceline.entrypoints.batch_work import follow_up
    from paceline.entrypoints.instance import instance
    from paceline.infra.settings import settings
    from paceline.samples.schemas import SampleKind

    wiring.load()
    began_s = time.monotonic()
    passwords = {kind.value: secrets.token_urlsafe(_PASSWORD_BYTES) for kind in SampleKind}
    async with instance(settings()) as addresses:
        users = await accounts.create_sample_users(passwords)
        for user in users:
            await _begin(user, last_on, days, seed)
        filled = [await _work_off(user, passwords[user.username]) for user in users]
        for user in users:
            await follow_up(addresses, user.athlete_id)
    took_s = time.monotonic() - began_s
    if as_json:
        click.echo(orjson.dumps({"accounts": [asdict(one) for one in filled], "seconds": round(took_s, 1)}).decode())
        return
    for one in filled:
        rights = ", admin" if one.is_admin else ""
        click.echo(f"{one.username:<8}  password {one.password}  ({one.activities} activities{rights})")
    click.echo(f"Filled in {took_s:.0f} s. To take them out again: paceline demo --remove", err=True)


async def _begin(user: "NewSampleUser", last_on: date | None, days: int, seed: int) -> None:
    from paceline.infra.db.athlete import athlete_session
    from paceline.samples import service
    from paceline.samples.schemas import SampleKind

    kind = SampleKind(user.username)
    async with athlete_session(user.athlete_id) as db:
        await service.start_sample(db, user.athlete_id, kind, ends_on=last_on, seed=seed, days=days, asks_for_job=False)


async def _work_off(user: "NewSampleUser", password: str) -> _Filled:
    """Write the files, import them, and say what came of it."""
    from paceline.entrypoints.batch_work import work_off_batch
    from paceline.imports.service.workshop import workshop_of
    from paceline.infra.errors import AppError, ErrorKind
    from paceline.infra.settings import settings
    from paceline.samples import service

    click.echo(f"Writing the files of the {user.username} …", err=True)
    sample = await service.prepare(user.athlete_id, workshop_of(settings()))
    if sample is None or sample.batch_id is None:
        code, message = (sample.error_code, sample.error_message) if sample else (None, None)
        raise AppError(code or "sample_not_found", message or "The sample was removed meanwhile.", ErrorKind.CONFLICT)
    batch = await work_off_batch(user.athlete_id, sample.batch_id, label=f"Filling the {user.username}")
    return _Filled(user.username, password, user.is_admin, user.athlete_id, batch.id, batch.imported_count)


async def _remove(*, as_json: bool) -> None:
    from paceline.accounts import service as accounts
    from paceline.entrypoints import wiring
    from paceline.entrypoints.batch_work import follow_up
    from paceline.entrypoints.instance import instance
    from paceline.infra.settings import settings

    wiring.load()
    gone: list[str] = []
    kept: list[str] = []
    activities = 0
    async with instance(settings()) as addresses:
        for user in await accounts.list_sample_users():
            removed, is_somebodys = await _take_out(user.athlete_id)
            activities += removed
            await follow_up(addresses, user.athlete_id)
            is_gone = not is_somebodys and await accounts.delete_sample_user(user.id)
            (gone if is_gone else kept).append(user.username)
    if as_json:
        document = {"removed_activities": activities, "deleted_accounts": gone, "kept_accounts": kept}
        click.echo(orjson.dumps(document).decode())
        return
    click.echo(f"Taken out: {activities} activities. Accounts deleted: {', '.join(gone) or 'none'}.")
    if kept:
        click.echo(f"Kept, because they hold more or are the last admin: {', '.join(kept)}.")


async def _take_out(athlete_id: UUID) -> tuple[int, bool]:
    """How many activities went, and whether anything of the athlete's own is left."""
    from paceline.infra.db.athlete import athlete_session
    from paceline.samples import service

    removed = 0
    async with athlete_session(athlete_id) as db:
        if await service.find_sample(db) is not None:
            removed = len((await service.remove_sample(db, athlete_id)).removed_ids)
        return removed, await service.has_own_data(db)
