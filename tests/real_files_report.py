"""Says how many real recordings a run has read, and fails a CI run that read none although they are there."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.real_files import real_file_paths, real_files_folder

_opened: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-real-files",
        action="store_true",
        help="With CI=true, fail when no real recording was read although there are some.",
    )


def pytest_configure() -> None:
    folder = str(real_files_folder())

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike) and str(arguments[0]).startswith(folder):
            _opened.add(str(arguments[0]))

    sys.addaudithook(note)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    yield
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["real_files"] = sorted(_opened)
    elif session.config.getoption("--require-real-files") and _missed_all():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _opened.update(getattr(node, "workeroutput", {}).get("real_files", ()))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    there = sum(len(real_file_paths(kind)) for kind in ("fit", "gpx", "tcx"))
    used = sum(path.lower().endswith((".fit", ".gpx", ".tcx")) for path in _opened)
    terminalreporter.write_line(f"Real recordings read: {used} of {there} in {real_files_folder()}.")
    if config.getoption("--require-real-files") and _missed_all():
        terminalreporter.write_line("CI has real recordings, but no test read one.", red=True)


def _missed_all() -> bool:
    return os.environ.get("CI") == "true" and real_files_folder().is_dir() and not _opened
