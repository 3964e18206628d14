"""`paceline serve`: the database, the web application in this process, the worker in a second one."""

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager

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
_WORKER_SETTLED_S = 60


async def serve(settings: Settings, *, with_worker: bool) -> None:
    """Serve until SIGINT or SIGTERM. Raises `AppError(port_in_use)` before anything else is started."""
    listener = _listen(settings.host, settings.port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        await stack.enter_async_context(instance(settings))
        if with_worker and not stop.is_set():
            keeper = asyncio.ensure_future(_keep_worker())
            stack.push_async_callback(_end, keeper)
        server = _web_server(settings)
        await _announce(settings, listener)
        await _serve_until(stop, server, listener)


async def _serve_until(stop: asyncio.Event, server: uvicorn.Server, listener: socket.socket) -> None:
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopped.cancel()
    await serving


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: they raise the signal again at the end, before the database could be stopped."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio switches Nagle's delay off only on sockets that say they are TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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

    return _Server(
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
            *(sys.executable, "-m", "paceline", "worker", "--parent", str(os.getpid())),
            env=child_environment(),
            start_new_session=True,
        )
        started = time.monotonic()
        try:
            status = await worker.wait()
        except asyncio.CancelledError:
            await _stop(worker)
            raise
        log.warning("worker_ended", status=status)
        failures = 0 if time.monotonic() - started > _WORKER_SETTLED_S else failures
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
