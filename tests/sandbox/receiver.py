"""An application's webhook callback on a port of its own: shakes hands, keeps what it gets, and fails when it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Receiver(ThreadingHTTPServer):
    """Answers events with the next of `statuses`, then with 200. A status of 0 is no answer at all."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.events: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.verify_tokens: list[str] = []
        self.echoes_challenge = True
        self.silence = threading.Event()
        self.lock = threading.Lock()
        self.arrived = threading.Event()

    def arrival(self) -> threading.Event:
        """What is set when the next event comes."""
        self.arrived.clear()
        return self.arrived

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hooks/strava"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.verify_tokens.append(query["hub.verify_token"])
        challenge = query["hub.challenge"] if self.server.echoes_challenge else "another"
        self._answer(200, {"hub.challenge": challenge})

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            self.server.events.append(event)
            self.server.arrived.set()
            status = self.server.statuses.pop(0) if self.server.statuses else 200
        if status == 0:
            self.server.silence.wait(10)
            return
        self._answer(status, {})

    def _answer(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """One that runs."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.silence.set()
            server.shutdown()
            thread.join(10)
