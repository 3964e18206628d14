"""What this slice tells itself and the slices above it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FormulasChanged:
    """This version of the program computes otherwise than the one that wrote the stored rows, from `earliest_on` on."""

    athlete_id: UUID
    earliest_on: date
