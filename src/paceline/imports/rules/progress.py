"""How far an import is, and what to call it."""

from collections.abc import Sequence
from pathlib import PurePath

from paceline.imports.tables import Batch

_LEAST_DONE = 3
"""Files before which a forecast would be a guess."""
_LONGEST_LABEL = 200


def label_of(paths: Sequence[str]) -> str:
    """The name of the first thing handed in, and how many more there are."""
    name = PurePath(paths[0]).name or paths[0]
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return name[: _LONGEST_LABEL - len(more)] + more


def files_per_second(batch: Batch) -> float | None:
    """Throughput so far, pauses left out; `None` before there is any to speak of."""
    if batch.done_count < _LEAST_DONE or batch.worked_s <= 0:
        return None
    return batch.done_count / batch.worked_s


def eta_s(batch: Batch) -> float | None:
    """Seconds until the end at the pace so far; `None` when it cannot be told, 0 when it is over."""
    if not batch.is_open:
        return 0.0
    pace = files_per_second(batch)
    if pace is None or batch.status != "running":
        return None
    return (batch.total_count - batch.done_count) / pace
