"""The refusals of this slice that more than one module gives."""

from paceline.infra.errors import AppError, conflict


def threshold_exists() -> AppError:
    """The same kind, sport and day twice."""
    return conflict("threshold_exists", "You have already stated this value for that day.")
