"""Reading a list by keyset of start time, newest first.

Each page begins at the second the last one ended with, so its last entry comes again: that is how a page that shows nothing is told
from the end of the list, and how entries of one second on both sides of a border are all seen. Only where a single second fills a page
does the page number rise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paceline.sync.schemas import Checkpoint, SyncOptions

MOST_EMPTY_PAGES = 2
"""Empty answers in a row after which a list is believed to have ended: the entry that should have come again is gone there."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One page to ask for, newest first. Bounds are Unix seconds, both inclusive."""

    after_s: int | None
    before_s: int | None
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What the course of a list depends on."""

    provider_id: int
    started_s: int


def next_query(checkpoint: Checkpoint, options: SyncOptions, *, now_s: int) -> ListQuery | None:
    """The next page; `None` when the list has ended. A lower bound alone would turn the order round, so an upper one goes with it."""
    if checkpoint.is_listed:
        return None
    after_s = None if options.after_at is None else int(options.after_at.timestamp())
    before_s = checkpoint.before_s
    if before_s is None and options.before_at is not None:
        before_s = int(options.before_at.timestamp())
    if before_s is None and after_s is not None:
        before_s = now_s + 86_400
    return ListQuery(after_s, before_s, checkpoint.page, options.batch_size)


def after_page(
    checkpoint: Checkpoint, query: ListQuery, entries: Sequence[Entry], known: frozenset[int], options: SyncOptions
) -> Checkpoint:
    """Where the list goes on after a page. `known`: which of its entries this session has seen at an earlier page.

    A page in the wrong order is read all the same: the keyset goes by the oldest start it shows.
    """
    fresh = [one for one in entries if one.provider_id not in known]
    listed = checkpoint.listed_count + len(fresh)
    if options.max_activities is not None and listed >= options.max_activities:
        return replace(checkpoint, listed_count=listed, is_listed=True, empty_pages=0)
    if not entries:
        return _after_nothing(checkpoint)
    if not fresh:
        if len(entries) >= query.per_page:
            # One second fills a whole page that is known already; what is behind it shows on the next.
            return replace(checkpoint, page=checkpoint.page + 1, empty_pages=0)
        return replace(checkpoint, is_listed=True, empty_pages=0)
    before_s = min(one.started_s for one in entries)
    is_same_bound = before_s == query.before_s
    return replace(
        checkpoint,
        before_s=before_s,
        page=checkpoint.page + 1 if is_same_bound else 1,
        listed_count=listed,
        empty_pages=0,
    )


def _after_nothing(checkpoint: Checkpoint) -> Checkpoint:
    """Before anything was seen, nothing is an answer. After that it contradicts the page before, and is asked for once more."""
    empty = checkpoint.empty_pages + 1
    is_listed = checkpoint.before_s is None or empty >= MOST_EMPTY_PAGES
    return replace(checkpoint, empty_pages=empty, is_listed=is_listed)
