"""What an activity's streams are made of."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from paceline.activities.schemas.stored_json import write_json


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a composition: some channels (`None` = all) of one source within [from_ms, to_ms), both open where `None`.

    Times are Unix milliseconds of the source's own clock; `shift_ms` is added where that clock was wrong.
    """

    source_id: UUID
    from_ms: int | None = None
    to_ms: int | None = None
    channels: tuple[str, ...] | None = None
    shift_ms: int = 0


Composition = tuple[Part, ...]
"""What an activity's streams are made of. Its first part gives the time base; later ones fill in their channels."""


def composition_to_json(composition: Composition | None) -> str | None:
    """As stored in `activity.composition`."""
    return None if composition is None else write_json([asdict(part) for part in composition])


def composition_from_json(stored: list[dict[str, Any]] | None) -> Composition | None:
    """From what the driver read."""
    if stored is None:
        return None
    return tuple(
        Part(
            UUID(part["source_id"]),
            part["from_ms"],
            part["to_ms"],
            None if part["channels"] is None else tuple(part["channels"]),
            part["shift_ms"],
        )
        for part in stored
    )
