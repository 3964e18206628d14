"""Which of several recordings of one effort counts: one of each group of duplicates, and no stretch of a source twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from uuid import UUID

from paceline.activities.schemas import Composition, Part


@dataclass(frozen=True, slots=True)
class Member:
    """An activity as far as counting needs it."""

    id: UUID
    created_at: datetime
    is_deleted: bool
    own_source_ids: frozenset[UUID]
    made_of: Composition

    @property
    def is_made_of_others(self) -> bool:
        return any(part.source_id not in self.own_source_ids for part in self.made_of)


@dataclass(frozen=True, slots=True)
class Tie:
    """A pair of duplicates: `one` repeats `other`, is suspected to (`open`), or does not (`kept_both`)."""

    one: UUID
    other: UUID
    status: str
    since: datetime
    """When it was decided; of an open one, when it was found."""


def overlap(one: Composition, other: Composition) -> bool:
    """Whether two compositions hold the same stretch of a source, in whatever channels."""
    return any(_meet(mine, theirs) for mine, theirs in product(one, other))


def _meet(one: Part, other: Part) -> bool:
    return (
        one.source_id == other.source_id
        and (one.from_ms is None or other.to_ms is None or one.from_ms <= other.to_ms)
        and (other.from_ms is None or one.to_ms is None or other.from_ms <= one.to_ms)
    )


def settle(members: Iterable[Member], ties: Sequence[Tie]) -> dict[UUID, UUID | None]:
    """For each activity that is there, the one that counts in its place (`None`: it counts itself, as far as pairs say).

    What it points to points to nothing. A deleted one is settled too, but never pointed to. In a group the athlete's choice counts,
    followed to its end, else the one recorded first. Of two that hold the same stretch of a source, the one made of the other counts.
    """
    by_id = {one.id: one for one in members}
    known = [tie for tie in ties if tie.one in by_id and tie.other in by_id]
    linked = sorted(
        (tie for tie in known if tie.status == "linked"), key=lambda tie: (tie.since, tie.one), reverse=True
    )
    # A guess about something deleted says nothing of what is there; what the athlete linked stays one effort.
    guessed = sorted(
        (
            tie
            for tie in known
            if tie.status == "open" and not by_id[tie.one].is_deleted and not by_id[tie.other].is_deleted
        ),
        key=lambda tie: (by_id[tie.other].created_at, tie.other, tie.one),
    )
    groups = _groups(by_id, [*linked, *guessed], [tie for tie in known if tie.status == "kept_both"])
    links: dict[UUID, list[Tie]] = {}
    for tie in linked:
        links.setdefault(tie.one, []).append(tie)
    chosen: dict[UUID, UUID | None] = {}
    for group in groups:
        chosen |= dict.fromkeys(group, _root([by_id[one] for one in group], links))
    roots = {key: by_id[key] for key in chosen.values() if key is not None}
    instead = _without_twice(roots.values())
    settled: dict[UUID, UUID | None] = {}
    for key, root in chosen.items():
        counts = None if root is None else instead.get(root, root)
        settled[key] = None if counts == key else counts
    return settled


def _groups(ids: Collection[UUID], joins: Sequence[Tie], apart: Sequence[Tie]) -> list[frozenset[UUID]]:
    """Join pair by pair, the first named first, but never two that the athlete keeps apart."""
    group_of = {key: frozenset({key}) for key in ids}
    for tie in joins:
        one, other = group_of[tie.one], group_of[tie.other]
        both = one | other
        if one == other or any(kept.one in both and kept.other in both for kept in apart):
            continue
        group_of |= dict.fromkeys(both, both)
    return list(dict.fromkeys(group_of.values()))


def _root(group: Sequence[Member], links: Mapping[UUID, Sequence[Tie]]) -> UUID | None:
    """Which one of a group counts. `links`: the athlete's choices by what repeats another."""
    living = {one.id: one for one in group if not one.is_deleted}
    inside = {one.id for one in group}
    ties = [tie for key in inside for tie in links.get(key, ()) if tie.other in inside]
    # The latest decided first.
    ties.sort(key=lambda tie: (tie.since, tie.one), reverse=True)
    ends = [key for key in living if not (_followed(key, ties) - {key}) & living.keys()]
    if not ends:
        # The choices go in a circle: the last word counts.
        ends = [tie.other for tie in ties if tie.other in living][:1]
    rank = {tie.other: no for no, tie in reversed(list(enumerate(ties)))}
    return min(ends, key=lambda key: (rank.get(key, len(ties)), living[key].created_at, key), default=None)


def _followed(key: UUID, ties: Sequence[Tie]) -> set[UUID]:
    """What an activity repeats by the athlete's word, and what that repeats."""
    reached: set[UUID] = set()
    waiting = [key]
    while waiting:
        one = waiting.pop()
        further = {tie.other for tie in ties if tie.one == one} - reached
        reached |= further
        waiting += further
    return reached


def _without_twice(roots: Iterable[Member]) -> dict[UUID, UUID]:
    """Those that hold what another one counts already, and that other one."""
    counted: dict[UUID, list[Member]] = {}
    instead: dict[UUID, UUID] = {}
    for one in sorted(roots, key=lambda one: (not one.is_made_of_others, one.created_at, one.id)):
        source_ids = {part.source_id for part in one.made_of}
        near = [other for source_id in source_ids for other in counted.get(source_id, ())]
        holder = next((other for other in near if overlap(one.made_of, other.made_of)), None)
        if holder is not None:
            instead[one.id] = holder.id
            continue
        for source_id in source_ids:
            counted.setdefault(source_id, []).append(one)
    return instead
