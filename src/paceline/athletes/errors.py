"""The refusals of this slice that more than one module gives."""

from paceline.infra.errors import AppError, conflict, invalid


def threshold_exists() -> AppError:
    """The same kind, sport and day twice."""
    return conflict("threshold_exists", "You have already stated this value for that day.")


def time_zone_unknown(time_zone: str) -> AppError:
    """A name outside the IANA list."""
    return invalid(
        "time_zone_unknown", "There is no such time zone. Use an IANA name such as Europe/Berlin.", time_zone=time_zone
    )
