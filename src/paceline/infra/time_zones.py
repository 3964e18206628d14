"""Which names are time zones: those of the IANA database that name a place, or UTC, on every machine the same."""

from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from paceline.infra.errors import invalid


@cache
def _names() -> frozenset[str]:
    # Without the machine's own files (`localtime`, `Factory`, the trees `posix` and `right`, whose days are seconds longer), and without
    # abbreviations such as EST or CET: a link of the database, yet whoever writes one means a clock, not a place with its summer time.
    placed = {name for name in available_timezones() if "/" in name}
    return frozenset(name for name in placed if not name.startswith(("posix/", "right/", "SystemV/"))) | {"UTC"}


@lru_cache(maxsize=256)
def find_time_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name; `None` for everything else, whatever this machine would make of it."""
    return ZoneInfo(name) if name in _names() else None


def get_time_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises `AppError(time_zone_unknown)`."""
    zone = find_time_zone(name)
    if zone is None:
        raise invalid(
            "time_zone_unknown", "There is no such time zone. Use an IANA name such as Europe/Berlin.", time_zone=name
        )
    return zone
