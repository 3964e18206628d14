"""The functions a scheduled task may name."""

from collections.abc import Awaitable, Callable, Mapping

TaskFunction = Callable[[], Awaitable[dict[str, object]]]

_functions: dict[str, TaskFunction] = {}


def register_functions(functions: Mapping[str, TaskFunction]) -> None:
    """Install the table of task functions. Called by `entrypoints.wiring`."""
    _functions.update(functions)


def find_function(name: str) -> TaskFunction | None:
    """The function of that name, if this program has one."""
    return _functions.get(name)


def function_names() -> list[str]:
    """All names a task may have, sorted."""
    return sorted(_functions)
