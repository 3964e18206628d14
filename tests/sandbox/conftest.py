"""Stand-ins that run for a test, under a clock that stands still."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from paceline.sandbox.open_meteo.app import OpenMeteoSettings
from paceline.sandbox.serving.request import SandboxRequest
from paceline.sandbox.serving.running import Running, sandbox_in_thread

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class Standing:
    """A running sandbox."""

    def __init__(self, running: Running) -> None:
        self.running = running


Open = Callable[..., Standing]


@pytest.fixture
def open_sandbox() -> Iterator[Open]:
    """`open_sandbox()`: a sandbox with its clock stopped at `NOW`."""
    with ExitStack() as stack:

        def open_one(*, open_meteo: OpenMeteoSettings | None = None) -> Standing:
            request = SandboxRequest(open_meteo=open_meteo or OpenMeteoSettings(frozen_at_s=NOW.timestamp()))
            return Standing(stack.enter_context(sandbox_in_thread(request)))

        yield open_one


@pytest.fixture
def sandbox(open_sandbox: Open) -> Standing:
    """One as it comes."""
    return open_sandbox()
