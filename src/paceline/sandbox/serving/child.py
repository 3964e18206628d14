"""The process of a sandbox: takes its request from stdin, says its addresses on stdout, and ends when stdin does."""

import signal
import sys
from pickle import loads
from typing import cast

import orjson

from paceline.sandbox.serving.request import SandboxRequest
from paceline.sandbox.serving.running import sandbox_in_thread


def main() -> None:
    """Run until whoever started this closes the pipe or is gone."""
    # Ctrl-C goes to whoever started this, and it ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given = sys.stdin.buffer
    request = cast("SandboxRequest", loads(given.read(int.from_bytes(given.read(8), "big"))))
    try:
        with sandbox_in_thread(request) as running:
            _say({"strava": running.strava_url, "open_meteo": running.open_meteo_url})
            given.read()
    except (ValueError, OSError) as failure:
        _say({"error": str(failure)})


def _say(document: dict[str, str]) -> None:
    sys.stdout.buffer.write(orjson.dumps(document) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
