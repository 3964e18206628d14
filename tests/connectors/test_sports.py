"""Every provider's word for a sport finds ours; what is unknown is `other`, never an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.connectors.sports import SportFamily, SportKind, sport, sport_from_raw


@pytest.mark.parametrize("kind", SportKind)
def test_every_kind_has_a_family(kind):
    assert sport(kind).kind is kind


@pytest.mark.parametrize(
    ("provider", "raw", "kind"),
    [
        ("fit", "cycling/road", SportKind.RIDE),
        ("fit", "cycling/indoor_cycling", SportKind.INDOOR_RIDE),
        ("fit", "cycling/virtual_activity", SportKind.VIRTUAL_RIDE),
        ("fit", "cycling/gravel_cycling", SportKind.GRAVEL_RIDE),
        ("fit", "running/treadmill", SportKind.TREADMILL_RUN),
        ("fit", "running/generic", SportKind.RUN),
        ("fit", "running", SportKind.RUN),
        ("fit", "running/sub_sport_200", SportKind.RUN),
        ("fit", "swimming/lap_swimming", SportKind.POOL_SWIM),
        ("fit", "swimming/open_water", SportKind.OPEN_WATER_SWIM),
        ("fit", "training/strength_training", SportKind.STRENGTH),
        ("fit", "generic/strength_training", SportKind.STRENGTH),
        ("fit", "fitness_equipment/treadmill", SportKind.TREADMILL_RUN),
        ("fit", "walking/treadmill", SportKind.WALK),
        ("fit", "hiking/trail", SportKind.HIKE),
        ("fit", "transition/generic", SportKind.TRANSITION),
        ("fit", "alpine_skiing/backcountry", SportKind.BACKCOUNTRY_SKI),
        ("fit", "sport_42", SportKind.OTHER),
        ("tcx", "Biking", SportKind.RIDE),
        ("tcx", "Running", SportKind.RUN),
        ("tcx", "Other", SportKind.OTHER),
        ("tcx", "Transition", SportKind.TRANSITION),
        ("gpx", "9", SportKind.RUN),
        ("gpx", "1", SportKind.RIDE),
        ("gpx", "cycling", SportKind.RIDE),
        ("gpx", "trail_running", SportKind.TRAIL_RUN),
        ("gpx", "mountain biking", SportKind.MOUNTAIN_RIDE),
        ("strava", "Virtual Ride", SportKind.VIRTUAL_RIDE),
        ("strava", "VirtualRide", SportKind.VIRTUAL_RIDE),
        ("strava", "E-Bike Ride", SportKind.E_RIDE),
        ("strava", "EBikeRide", SportKind.E_RIDE),
        ("strava", "TrailRun", SportKind.TRAIL_RUN),
        ("strava", "Stair-Stepper", SportKind.STAIRS),
        ("strava", "Weight Training", SportKind.STRENGTH),
        ("strava", "High Intensity Interval Training", SportKind.HIIT),
        ("strava", "Lauf", SportKind.RUN),
        ("strava", "Radfahrt", SportKind.RIDE),
        ("strava", "Course à pied", SportKind.RUN),
        ("strava", "Vélo", SportKind.RIDE),
        ("strava", "Fußball", SportKind.SOCCER),
        ("strava", "9", SportKind.OTHER),
    ],
)
def test_known_values_are_understood(provider, raw, kind):
    assert sport_from_raw(provider, raw) == sport(kind)


# The values of `SportType` in Strava's published API description.
_STRAVA_TYPES = (
    "AlpineSki BackcountrySki Badminton Basketball Canoeing Cricket Crossfit Dance EBikeRide Elliptical "
    "EMountainBikeRide Golf GravelRide Handcycle HighIntensityIntervalTraining Hike IceSkate InlineSkate "
    "Kayaking Kitesurf MountainBikeRide NordicSki Padel PhysicalTherapy Pickleball Pilates Racquetball Ride "
    "RockClimbing RollerSki Rowing Run Sail Skateboard Snowboard Snowshoe Soccer Squash StairStepper "
    "StandUpPaddling Surfing Swim TableTennis Tennis TrailRun Velomobile VirtualRide VirtualRow VirtualRun "
    "Volleyball Walk WeightTraining Wheelchair Windsurf Workout Yoga"
)


@pytest.mark.parametrize("name", _STRAVA_TYPES.split())
def test_every_type_of_the_strava_api_has_a_kind_of_ours(name):
    assert sport_from_raw("strava", name).kind is not SportKind.OTHER


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        (SportKind.TREADMILL_RUN, SportFamily.RUN),
        (SportKind.E_RIDE, SportFamily.RIDE),
        (SportKind.HIKE, SportFamily.WALK),
        (SportKind.POOL_SWIM, SportFamily.SWIM),
        (SportKind.TRANSITION, SportFamily.TRANSITION),
    ],
)
def test_families_hold_what_counts_together(kind, family):
    assert sport(kind).family is family


@given(st.sampled_from(["fit", "tcx", "gpx", "strava"]), st.none() | st.text(max_size=40))
def test_any_text_has_a_sport(provider, raw):
    assert sport_from_raw(provider, raw).kind in SportKind
