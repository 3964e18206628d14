"""Where seeded athletes train: public places, and some whose time zones are written oddly."""

from dataclasses import dataclass

from paceline.sandbox.strava.world.outline import Position


@dataclass(frozen=True, slots=True)
class Place:
    """A place to start from. `low_m` is its lowest ground; below the sea in places."""

    position: Position
    time_zone: str
    low_m: float
    hills_m: float


HOMES = (
    Place((51.4429, -0.2750), "Europe/London", 12.0, 25.0),
    Place((40.7812, -73.9665), "America/New_York", 18.0, 20.0),
    Place((40.0150, -105.2705), "America/Denver", 1620.0, 140.0),
    Place((51.2093, 3.2247), "Europe/Brussels", -3.4, 6.0),
    Place((-37.8136, 144.9631), "Australia/Melbourne", 9.0, 30.0),
)
AWAY = (
    Place((-41.2866, 174.7756), "Pacific/Auckland", 2.0, 90.0),
    Place((1.8721, -157.4278), "Pacific/Kiritimati", 1.0, 2.0),
    Place((-16.4990, 179.9900), "Pacific/Fiji", 3.0, 40.0),
    Place((27.7172, 85.3240), "Asia/Kathmandu", 1300.0, 160.0),
    Place((23.1136, -82.3666), "Cuba", 4.0, 15.0),
    Place((18.1096, -77.2975), "EST", 20.0, 60.0),
    Place((39.9526, -75.1652), "EST5EDT", 8.0, 20.0),
    Place((42.3601, -71.0589), "US/Eastern", 5.0, 20.0),
    Place((-9.9740, -67.8076), "Brazil/West", 140.0, 30.0),
    Place((9.9281, -84.0907), "Etc/GMT+5", 1100.0, 120.0),
    Place((36.7538, 3.0588), "Etc/GMT-1", 30.0, 80.0),
)
VIRTUAL = Place((-11.6445, 166.9573), "Europe/London", 10.0, 110.0)
"""Where a virtual world is laid: an atoll, under the time zone of the rider's home."""
