"""What an edit changed, as it was and as it became: all it takes to undo it, and to see whether something newer built on it.

Only what the edit touched is noted. An absent override is `None`; one that says "nothing" holds a JSON null.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Stated:
    """An override that is there."""

    value: Any


@dataclass(frozen=True, slots=True)
class Made:
    """What an activity's streams are made of, and what came of it, as stored (JSON)."""

    composition: Any
    composed: Any


@dataclass(frozen=True, slots=True)
class PairState:
    """A pair of probable duplicates, as stored."""

    status: str
    evidence: dict[str, Any]
    found_at: str | None = field(default=None, compare=False)
    """ISO instant, so that a pair that comes back keeps its place."""


Pair = tuple[UUID, UUID]
"""Which activity repeats which other one."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of what an edit touches, by activity."""

    overrides: dict[UUID, dict[str, Stated | None]] = field(default_factory=dict[UUID, dict[str, Stated | None]])
    compositions: dict[UUID, Made] = field(default_factory=dict[UUID, Made])
    deleted: dict[UUID, bool] = field(default_factory=dict[UUID, bool])
    pairs: dict[Pair, PairState | None] = field(default_factory=dict[Pair, PairState | None])
    created: tuple[UUID, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As stored in `activity_edit`; `from_json` gives the same back."""
        return {
            "overrides": {
                str(key): {name: None if one is None else {"value": one.value} for name, one in fields.items()}
                for key, fields in self.overrides.items()
            },
            "compositions": {
                str(key): {"composition": made.composition, "composed": made.composed}
                for key, made in self.compositions.items()
            },
            "deleted": {str(key): is_deleted for key, is_deleted in self.deleted.items()},
            "pairs": [
                {
                    "activity_id": str(one),
                    "other_id": str(other),
                    "status": None if state is None else state.status,
                    "evidence": None if state is None else state.evidence,
                    "found_at": None if state is None else state.found_at,
                }
                for (one, other), state in self.pairs.items()
            ],
            "created": [str(key) for key in self.created],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """From what the driver read."""
        return cls(
            {
                UUID(key): {name: None if one is None else Stated(one["value"]) for name, one in fields.items()}
                for key, fields in stored["overrides"].items()
            },
            {UUID(key): Made(made["composition"], made["composed"]) for key, made in stored["compositions"].items()},
            {UUID(key): is_deleted for key, is_deleted in stored["deleted"].items()},
            {
                (UUID(pair["activity_id"]), UUID(pair["other_id"])): None
                if pair["status"] is None
                else PairState(pair["status"], pair["evidence"], pair["found_at"])
                for pair in stored["pairs"]
            },
            tuple(UUID(key) for key in stored["created"]),
        )

    def still_holds(self, now: Self) -> bool:
        """Whether the present state of the same things is this one. A recomputation of the same composition makes no difference."""
        return (
            self.overrides == now.overrides
            and self.deleted == now.deleted
            and self.pairs == now.pairs
            and {key: made.composition for key, made in self.compositions.items()}
            == {key: made.composition for key, made in now.compositions.items()}
        )
