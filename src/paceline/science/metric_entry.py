"""What an entry of the registry of metrics holds (`paceline.science.evidence`)."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How far a metric may be believed; there is no default, so every entry is a judgement."""

    MEASURED = "measured"
    """A measurement, a sum or a conversion: it claims nothing about the body."""
    A = "A"
    """Several independent studies agree on what it means."""
    B = "B"
    """Published and used; few or small independent studies."""
    C = "C"
    """A convention of practice; what it claims is not proven."""
    D = "D"
    """Our own proposal."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry. `version` rises by one whenever the numbers change; rows stored with an older one are recomputed.

    `computed_by` names the function as `module.function` below `paceline.science`.
    """

    key: str
    unit: str
    grade: Grade
    version: int
    computed_by: str
    description: str
    reference: str
