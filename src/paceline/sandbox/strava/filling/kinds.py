"""The kinds of activity a seeded history is made of, and the devices they are recorded with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """How often (`share`), how fast and how long a kind of activity is done. Without `has_position` it stays indoors or in a pool."""

    share: float
    sport_type: str
    word: str
    speed_mps: float
    minutes: tuple[int, int]
    has_position: bool = True
    is_trainer: bool = False
    is_manual: bool = False
    has_distance: bool = True

    @property
    def is_run(self) -> bool:
        return "Run" in self.sport_type

    @property
    def is_ride(self) -> bool:
        return "Ride" in self.sport_type

    @property
    def is_hilly(self) -> bool:
        return self.sport_type in {"TrailRun", "MountainBikeRide", "Hike"}


KINDS = (
    Kind(0.34, "Run", "Run", 3.0, (25, 110)),
    Kind(0.05, "TrailRun", "Trail Run", 2.5, (45, 180)),
    Kind(0.05, "Run", "Treadmill Run", 2.9, (20, 60), has_position=False, is_trainer=True),
    Kind(0.20, "Ride", "Ride", 7.6, (40, 240)),
    Kind(0.04, "MountainBikeRide", "Mountain Bike Ride", 4.6, (50, 180)),
    Kind(0.03, "GravelRide", "Gravel Ride", 6.2, (60, 220)),
    Kind(0.05, "VirtualRide", "Virtual Ride", 8.9, (35, 90), is_trainer=True),
    Kind(0.03, "Ride", "Trainer Ride", 8.4, (30, 75), has_position=False, is_trainer=True),
    Kind(0.05, "Swim", "Swim", 0.85, (20, 70), has_position=False),
    Kind(0.05, "Walk", "Walk", 1.35, (20, 90)),
    Kind(0.03, "Hike", "Hike", 1.1, (90, 300)),
    Kind(0.05, "WeightTraining", "Weight Training", 0.0, (25, 60), has_position=False, has_distance=False),
    Kind(0.02, "Run", "Run", 2.9, (30, 60), has_position=False, is_manual=True),
    Kind(0.01, "Yoga", "Yoga", 0.0, (20, 60), has_position=False, is_manual=True, has_distance=False),
)


@dataclass(frozen=True, slots=True)
class Device:
    """A recorder. A smart one writes a point when something changed, the others write one each second.

    `external_id` is the name its uploads carry, made from a number or a UUID.
    """

    name: str
    external_id: str
    is_smart: bool = False
    has_barometer: bool = True


WATCHES = (
    Device("Garmin Forerunner 265", "garmin_ping_{number}", is_smart=True),
    Device("Garmin fēnix 7", "garmin_push_{number}", is_smart=True),
    Device("Apple Watch Series 9", "{uuid}.fit"),
    Device("COROS PACE 3", "{number}.fit"),
    Device("Strava iPhone App", "{uuid}-activity.fit", has_barometer=False),
)
BIKE_COMPUTERS = (
    Device("Garmin Edge 530", "garmin_ping_{number}", is_smart=True),
    Device("Wahoo ELEMNT BOLT", "{number}.fit"),
    Device("Strava Android App", "{number}.tcx", has_barometer=False),
)
ZWIFT = Device("Zwift", "zwift-activity-{number}.fit")
_SMART_NAMES = frozenset(device.name for device in (*WATCHES, *BIKE_COMPUTERS) if device.is_smart)


def records_smartly(device_name: str | None) -> bool:
    """Whether a device writes fewer points than seconds."""
    return device_name in _SMART_NAMES
