"""The command line. Each command imports what it needs when it runs, so that `paceline version` is instant."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, ClassVar, NoReturn

import click

from paceline import __version__

SYSTEM_ERROR = 1


class _Commands(click.Group):
    """Commands by name, each in a module of its own that is imported on use."""

    LAZY: ClassVar = {
        "demo": "paceline.entrypoints.cli_demo:demo",
        "import": "paceline.entrypoints.cli_import:import_command",
        "tasks": "paceline.entrypoints.cli_tasks:tasks",
        "user": "paceline.entrypoints.cli_user:user",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.LAZY:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        module, _, name = self.LAZY[cmd_name].partition(":")
        return getattr(import_module(module), name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Paceline, a self-hosted endurance coach."""


@cli.command()
def version() -> None:
    """Print the version."""
    click.echo(__version__)


@cli.command()
@click.option("--host", help="Address to listen on (PACELINE_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (PACELINE_PORT).")
@click.option("--no-worker", is_flag=True, help="Leave the queue to other processes.")
@click.option("--reload", is_flag=True, help="Start again whenever the source changes.")
def serve(host: str | None, port: int | None, no_worker: bool, reload: bool) -> None:
    """Start the database, the web application and the worker."""
    from paceline.entrypoints import serve as program
    from paceline.infra.settings import settings

    changes = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    chosen = settings().model_copy(update=changes)
    if reload:
        program.serve_reloading(chosen)
    else:
        run(program.serve(chosen, with_worker=not no_worker))


@cli.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, show_default=True, help="Jobs at once.")
@click.option("--parent", type=int, hidden=True, help="End when this process, which started us, is gone.")
def worker(concurrency: int, parent: int | None) -> None:
    """Work the queue."""
    from paceline.entrypoints import worker as program
    from paceline.infra.settings import settings

    run(program.work(settings(), concurrency=concurrency, parent_pid=parent))


@cli.command()
@click.option("--print-roles", is_flag=True, help="Print the SQL a superuser runs once on an external server.")
def migrate(print_roles: bool) -> None:
    """Bring the database to this version."""
    from paceline.entrypoints.instance import database, print_role_statements
    from paceline.infra.settings import settings

    if print_roles:
        click.echo(print_role_statements(settings()))
        return

    async def bring_up() -> None:
        async with database(settings()):
            click.echo("The database is at this version.")

    run(bring_up())


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a command to its end; an `AppError` becomes one sentence on stderr and exit status 1."""
    import uvloop
    from sqlalchemy.exc import OperationalError

    from paceline.infra import crashpoints
    from paceline.infra.errors import AppError
    from paceline.infra.logging import set_up_logging
    from paceline.infra.settings import settings

    try:
        set_up_logging(settings().log_level)
        crashpoints.arm(settings().crash_at, settings().crash_log)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work)
    except AppError as failure:
        give_up(failure.message)
    except OperationalError:
        give_up("the database went away. Run the same command again; it goes on where it stopped.")
    finally:
        work.close()


def give_up(sentence: str) -> NoReturn:
    """End with one sentence."""
    click.echo(f"paceline: {sentence}", err=True)
    sys.exit(SYSTEM_ERROR)


def main() -> None:
    """The console script."""
    from pydantic import ValidationError

    try:
        cli(prog_name="paceline")
    except ValidationError as failure:
        flaws = "; ".join(f"{_setting_of(flaw['loc'])}: {flaw['msg']}" for flaw in failure.errors())
        give_up(f"a setting is wrong. {flaws}")


def _setting_of(place: tuple[int | str, ...]) -> str:
    """The full name of a setting: pydantic gives the field's, or the first of the environment where a field has several."""
    name = "_".join(map(str, place))
    return name if name.isupper() else f"PACELINE_{name.upper()}"
