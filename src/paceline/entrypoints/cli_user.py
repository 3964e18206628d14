"""`paceline user`: accounts from the machine that Paceline runs on."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import click
import orjson

from paceline.entrypoints.cli import run

if TYPE_CHECKING:
    from paceline.infra.settings import Settings

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@asynccontextmanager
async def _instance() -> AsyncGenerator["Settings"]:
    from paceline.entrypoints.instance import instance
    from paceline.infra.settings import settings

    chosen = settings()
    async with instance(chosen):
        yield chosen


def _show(document: dict[str, object], sentence: str, *, as_json: bool) -> None:
    click.echo(orjson.dumps(document).decode() if as_json else sentence)


@click.group()
def user() -> None:
    """Accounts: who may sign in."""


@user.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """All accounts, oldest first."""

    async def show() -> None:
        from paceline.accounts import service

        async with _instance():
            accounts = await service.list_users()
            while page := (await service.list_users(after=accounts[-1].id) if accounts else []):
                accounts += page
        if as_json:
            click.echo(orjson.dumps(accounts).decode())
            return
        for account in accounts:
            state = "disabled" if account.disabled_at else "admin" if account.is_admin else ""
            click.echo(f"{account.username:<32}  {account.created_at:%Y-%m-%d}  {state}".rstrip())

    run(show())


@user.command()
@click.option("--uses", type=click.IntRange(1, 1000), default=1, show_default=True, help="How many people it lets in.")
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="How long it is good for.")
@_JSON
def invite(uses: int, days: int, as_json: bool) -> None:
    """Make an invite and print its link, this once."""

    async def make() -> None:
        from paceline.accounts import service

        async with _instance() as settings:
            made = await service.make_invite(service.Actor(), max_uses=uses, lasts=timedelta(days=days))
        link = f"{service.public_url(settings)}/register#invite={made.code}"
        document: dict[str, object] = {"link": link, "code": made.code, "expires_at": made.invite.expires_at}
        _show(document, link, as_json=as_json)

    run(make())


@user.command("reset-password")
@click.argument("username")
@_JSON
def reset_password(username: str, as_json: bool) -> None:
    """Print a link that sets a new password: good for one use within 30 minutes. Its use ends every sign-in and API token."""

    async def make() -> None:
        from paceline.accounts import service

        async with _instance() as settings:
            account = await service.get_user(username)
            made = await service.make_reset_link(service.Actor(), account.id, service.public_url(settings))
        _show({"link": made.link, "expires_at": made.expires_at}, made.link, as_json=as_json)

    run(make())


@user.command()
@click.argument("username")
def disable(username: str) -> None:
    """Shut an account out at once. Its data stays."""

    async def shut_out() -> None:
        from paceline.accounts import service

        async with _instance():
            account = await service.get_user(username)
            await service.disable_user(service.Actor(), account.id)

    run(shut_out())


@user.command("setup-link")
@_JSON
def setup_link(as_json: bool) -> None:
    """Print a link by which the first account can be made from another machine. It ends the one printed at start."""

    async def make() -> None:
        from paceline.accounts import service
        from paceline.accounts.errors import setup_done

        async with _instance() as settings:
            link = await service.make_setup_link(service.public_url(settings))
        if link is None:
            raise setup_done()
        _show({"link": link}, link, as_json=as_json)

    run(make())
