"""What rows share: how many rounds, a folder, files, and an instance with its database, each made on first use."""

import asyncio
import tempfile
from contextlib import AbstractAsyncContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from bench.files import Files, files_of
from paceline.entrypoints.instance import instance
from paceline.infra.embedded_postgres import running_server
from paceline.infra.settings import Settings

_Entered = TypeVar("_Entered")


class Ground:
    """The ground of one run; leaving it stops and removes everything."""

    def __init__(self, *, quick: bool) -> None:
        self.quick = quick
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        # Short, since the path of a unix socket may lie in it.
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="paceline-bench-")))
        self.runner = self._stack.enter_context(asyncio.Runner())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def rounds(self, usual: int) -> int:
        """How many rounds: a third with `--quick`, at least one."""
        return max(usual // 3, 1) if self.quick else usual

    @cached_property
    def app_url(self) -> str:
        """The database of an instance as the app role, with this process's engine open on it. It runs to the end of the run."""
        return self._enter(instance(self.settings)).app_url

    @property
    def data_dir(self) -> Path:
        """The data directory of that instance; other programs may join it."""
        assert self.app_url
        return self.settings.data_dir

    @cached_property
    def settings(self) -> Settings:
        """Settings of that instance, nothing of them from the caller's environment."""
        return Settings(data_dir=self.folder / "data", _env_file=None)

    @cached_property
    def superuser_url(self) -> str:
        """The instance's database past row-level security, for what no athlete may do."""
        return self._enter(running_server(self.data_dir)).superuser_url("paceline")

    def _enter(self, context: AbstractAsyncContextManager[_Entered]) -> _Entered:
        """Enter now, leave at the end of the run, on the loop of the run."""
        entered = self.runner.run(context.__aenter__())
        self._stack.callback(lambda: self.runner.run(context.__aexit__(None, None, None)))
        return entered

    @cached_property
    def fit_files(self) -> Files:
        return files_of("fit", most=4 if self.quick else 12)

    @cached_property
    def gpx_files(self) -> Files:
        return files_of("gpx", most=8)

    @cached_property
    def tcx_files(self) -> Files:
        return files_of("tcx", most=4 if self.quick else 8)
