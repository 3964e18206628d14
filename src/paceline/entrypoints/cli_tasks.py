"""`paceline tasks`: the ledger of scheduled tasks."""

import click
import orjson

from paceline.entrypoints.cli import run


@click.group()
def tasks() -> None:
    """What ran, when and why."""


@tasks.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(as_json: bool) -> None:
    """The newest entries of the ledger."""

    async def show() -> None:
        from paceline.entrypoints.instance import instance
        from paceline.infra.settings import settings
        from paceline.tasks import service

        async with instance(settings()):
            entries = await service.list_tasks()
        if as_json:
            click.echo(orjson.dumps(entries))
            return
        for entry in entries:
            click.echo(
                f"{entry['id']:>6}  {entry['status']:<9}  {entry['scheduled_time']:%Y-%m-%d %H:%M}  {entry['function_name']}"
            )

    run(show())


@tasks.command("run")
@click.argument("name")
def run_task(name: str) -> None:
    """Log a task and run what is due, here and now."""

    async def request() -> None:
        from paceline.entrypoints import wiring
        from paceline.entrypoints.instance import instance
        from paceline.infra.settings import settings
        from paceline.tasks import service

        wiring.load()
        async with instance(settings()):
            await service.request_task(name, "command")
            await service.process_due_tasks()

    run(request())
