"""`paceline serve`: the database, the web application in this process, the worker in a second one."""

import asyncio
import socket
import sys
from asyncio.subprocess import Process
from contextlib import AsyncExitStack

import click
import structlog
import uvicorn

from paceline.entrypoints.instance import instance
from paceline.infra.errors import AppError, ErrorKind
from paceline.infra.settings import Settings, child_environment
from paceline.infra.web.security import is_loopback

log = structlog.get_logger("paceline.serve")

_WORKER_BACKOFF_S = (1, 2, 5, 15, 30)
_WORKER_GRACE_S = 20


async def serve(settings: Settings, *, with_worker: bool) -> None:
    """Serve until SIGINT or SIGTERM. Raises `AppError(port_in_use)` before anything else is started."""
    listener = _listen(settings.host, settings.port)
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        await stack.enter_async_context(instance(settings))
        if with_worker:
            keeper = asyncio.ensure_future(_keep_worker())
            stack.push_async_callback(_end, keeper)
        server = _web_server(settings)
        await _announce(settings, listener)
        await server.serve(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as failure:
        listener.close()
        raise AppError(
            "port_in_use",
            f"Port {port} on {host} cannot be used ({failure.strerror}). Stop what uses it, or choose another: PACELINE_PORT={port + 1}.",
            ErrorKind.UNAVAILABLE,
        ) from failure
    return listener


def _web_server(settings: Settings) -> uvicorn.Server:
    from paceline.entrypoints.web import create_app

    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            timeout_graceful_shutdown=5,
        )
    )


async def _announce(settings: Settings, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    shown = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host
    address = settings.base_url or f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    click.echo(f"Paceline is at {address}", err=True)
    # Behind a proxy on this machine the host is loopback all the same, and the first visitor may be anybody.
    if settings.base_url or not is_loopback(settings.host):
        from paceline.accounts.service import make_setup_link

        link = await make_setup_link(address)
        if link:
            click.echo(f"Make the first account here, once: {link}", err=True)


async def _keep_worker() -> None:
    """Run the worker beside us, and again when it dies."""
    failures = 0
    while True:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "paceline", "worker", env=child_environment(), start_new_session=True
        )
        try:
            status = await worker.wait()
        except asyncio.CancelledError:
            await _stop(worker)
            raise
        log.warning("worker_ended", status=status)
        await asyncio.sleep(_WORKER_BACKOFF_S[min(failures, len(_WORKER_BACKOFF_S) - 1)])
        failures += 1


async def _stop(worker: Process) -> None:
    worker.terminate()
    try:
        await asyncio.wait_for(worker.wait(), _WORKER_GRACE_S)
    except TimeoutError:
        worker.kill()
        await worker.wait()


async def _end(keeper: asyncio.Future[None]) -> None:
    keeper.cancel()
    await asyncio.gather(keeper, return_exceptions=True)


def serve_reloading(settings: Settings) -> None:
    """Start `serve` again whenever a source file changes. For development."""
    from watchfiles import run_process

    import paceline

    command = [sys.executable, "-m", "paceline", "serve", "--host", settings.host, "--port", str(settings.port)]
    run_process(next(iter(paceline.__path__)), target=" ".join(command), target_type="command")
