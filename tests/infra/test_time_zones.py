"""A time zone is a name of the IANA database that names a place; nothing this machine happens to have beside it."""

import pytest
import tzfpy

from paceline.infra.errors import AppError
from paceline.infra.time_zones import find_time_zone, get_time_zone


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/Argentina/Ushuaia", "Asia/Calcutta", "US/Eastern", "Etc/GMT+5", "UTC"]
)
def test_places_and_utc_are_zones(name: str) -> None:
    zone = find_time_zone(name)
    assert zone is not None
    assert zone.key == name


@pytest.mark.parametrize(
    "name",
    [
        "localtime", "posixrules", "Factory", "right/Europe/Berlin", "posix/Europe/Berlin", "EST", "CET", "PST8PDT", "GMT",
        "Japan", "europe/berlin", "Europe", "Europe/", "Europe/Berlin ", "../Europe/Berlin", "/etc/localtime", "tzdata.zi", "",
        "Europe/Ber\0lin",
    ],
)  # fmt: skip
def test_nothing_else_is(name: str) -> None:
    assert find_time_zone(name) is None
    with pytest.raises(AppError) as refusal:
        get_time_zone(name)
    assert refusal.value.code == "time_zone_unknown"


def test_every_zone_a_position_may_lie_in_is_one() -> None:
    assert [name for name in tzfpy.timezonenames() if find_time_zone(name) is None] == []
