"""ASGI apps on ports of their own, in a thread of this process with its own event loop."""

import asyncio
import socket
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from paceline.sandbox.faults.exchange import TRANSPORT

_HOST = "127.0.0.1"
_STARTED_WITHIN_S, _STOPPED_WITHIN_S = 10.0, 10.0


class _TransportProtocol(HttpToolsProtocol):
    """HTTP whose requests carry their connection, so that a fault can break it."""

    def on_message_begin(self) -> None:
        """Begin a request's scope."""
        super().on_message_begin()
        scope = cast("dict[str, object]", self.scope)
        scope["extensions"] = {TRANSPORT: self.transport}


class _Server(uvicorn.Server):
    """A server that lives until it is told to stop, and then at once: no grace for requests that hang on purpose."""

    def __init__(self, app: ASGIApp) -> None:
        # The date of answers is that of the stand-in's clock.
        config = uvicorn.Config(
            app,
            http=_TransportProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
        )
        super().__init__(config)
        self.stopping = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals are the process's affair."""
        yield

    async def main_loop(self) -> None:
        """Serve."""
        await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what listens, drop every connection, and wait for what was under way to notice."""
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            cast("HttpToolsProtocol", connection).transport.abort()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=_STOPPED_WITHIN_S)
        await self.lifespan.shutdown()


class _Serving:
    """The thread of all servers."""

    def __init__(self, apps: Mapping[str, ASGIApp], listeners: Mapping[str, socket.socket]) -> None:
        self._apps, self._listeners = apps, listeners
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._is_up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._servers: list[_Server] = []
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Start serving. Raises what keeps it from it."""
        self._thread.start()
        if not self._is_up.wait(_STARTED_WITHIN_S):
            raise TimeoutError("the sandbox did not start in time")
        self._raise_failure()

    def stop(self) -> None:
        """End it and wait for its end. Raises what ended it before, if anything did."""
        if self._loop is not None and self._thread.is_alive():
            for server in self._servers:
                self._loop.call_soon_threadsafe(server.stopping.set)
        self._thread.join(_STOPPED_WITHIN_S)
        if self._thread.is_alive():
            raise TimeoutError("the sandbox did not stop in time")
        self._raise_failure()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as failure:  # noqa: BLE001 -- the edge of a thread: who started it is to be told
            self._failure = failure
        finally:
            self._is_up.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._servers = [_Server(app) for app in self._apps.values()]
        async with asyncio.TaskGroup() as serving:
            for server, listener in zip(self._servers, self._listeners.values(), strict=True):
                serving.create_task(server.serve(sockets=[listener]))
            # The ports listen since before the thread began; requests wait in their queues.
            self._is_up.set()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure


@contextmanager
def served(apps: Mapping[str, ASGIApp], ports: Mapping[str, int]) -> Generator[dict[str, str]]:
    """The addresses of apps while they are served, by name; port 0, or none, takes a free one. Raises OSError when a port is taken."""
    listeners: dict[str, socket.socket] = {}
    try:
        for name in apps:
            listeners[name] = _listen(ports.get(name, 0))
    except OSError:
        for listener in listeners.values():
            listener.close()
        raise
    addresses = {name: f"http://{_HOST}:{listener.getsockname()[1]}" for name, listener in listeners.items()}
    serving = _Serving(apps, listeners)
    serving.start()
    try:
        yield addresses
    finally:
        serving.stop()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener
